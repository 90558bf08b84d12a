import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { checkoutSession, customer, invoice, payment, subscription } from '@/db/schema'
import { START, testkit } from '@/server/testkit'
import { runBilling } from '@/server/usecases/billing-run'
import { chargeDue } from '@/server/usecases/charge-due'
import { checkLedger } from '@/server/usecases/ledger-check'
import { ownerScope } from '@/server/usecases/owner'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
beforeEach(() => {
  api.now = START
  api.errors.length = 0
})

const ADDRESS = { street_line_one: '1 Mill Lane', city: 'Berlin', country: 'DE', postcode: '10115' }
const BUYER = { email: 'ada@example.org', name: 'Ada', address: ADDRESS }

/** A checkout of a plan at 30.00 a month and a thing at 10.00, as somebody finds it in the net. */
async function page(fields: Record<string, unknown> = {}) {
  // Germany's rate, by the seller's address.
  const tenant = await api.tenant({ taxRatePpm: null })
  const { priceIds } = await kit.plan(tenant.owner.id, { code: 'team', prices: [{ amount: 3000 }] })
  const goods = {
    items: [{ description: 'Glue', amount: 1000, currency: 'EUR' }],
    subscriptions: [{ plan: 'team', price: priceIds[0] }],
  }
  const { body } = await tenant.call('POST', '/checkout', { brand: 'default', ...goods, ...fields })
  const at = (verb: string) => `/public/checkout/${body.slug}/${verb}`
  const begin = async (buyer: object = BUYER) =>
    (await api.call('POST', at('customer'), { body: buyer })).body
  const pay = (checkout_session: string, token?: string | null, rest: object = {}) =>
    api.call('POST', at('pay'), { body: { checkout_session, token, ...rest } })
  return { tenant, checkout: body, at, begin, pay }
}

/** What an owner has of everything that buying writes. */
async function books(ownerId: string) {
  const { db } = kit.database
  const [subscriptions, invoices, payments, customers] = await Promise.all([
    db.select().from(subscription).where(eq(subscription.ownerId, ownerId)),
    db.select().from(invoice).where(eq(invoice.ownerId, ownerId)),
    db.select().from(payment).where(eq(payment.ownerId, ownerId)),
    db.select().from(customer).where(eq(customer.ownerId, ownerId)),
  ])
  return {
    subscriptions: subscriptions.map((row) => row.status),
    invoices: invoices.map((row) => [row.status, row.total]),
    payments: payments.map((row) => row.amount),
    customers: customers.length,
  }
}

test('anybody sees what is sold, before tax, and nothing of whose it is but the brand', async () => {
  const { tenant, checkout, at } = await page({ name: 'Start' })
  const answer = await api.call('GET', at('view'))
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(answer.body).toMatchObject({
    name: 'Start',
    brand: 'Northwind',
    total: 4000,
    tax_total: 0,
    tax_known: false,
    customer_known: false,
    lines: [
      { description: 'team', schedule: 'month', seat_number: 1, total: 3000 },
      { description: 'Glue', schedule: null, total: 1000 },
    ],
    stripe: { publishable_key: 'pk_test_folio', account: null },
  })
  expect(answer.text).not.toContain(tenant.owner.id)
  expect(answer.text).not.toContain(checkout.id)
})

test('the address decides the tax, and may be corrected without becoming another customer', async () => {
  const { tenant, begin } = await page()
  const first = await begin()
  expect(first).toMatchObject({ sub_total: 4000, tax_total: 760, total: 4760, tax_known: true })
  const checkout_session = first.checkout_session
  expect(checkout_session).toMatch(/^[0-9a-f]{64}$/)
  const abroad = await begin({
    ...BUYER,
    checkout_session,
    tax_number: 'ATU62593358',
    address: { ...ADDRESS, company_name: 'Analytical Engines', country: 'AT' },
  })
  expect([abroad.total, abroad.tax_total, abroad.checkout_session]).toEqual([4000, 0, checkout_session])
  expect((await books(tenant.owner.id)).customers).toBe(1)
  const kept = await kit.database.db.select().from(checkoutSession)
  expect(JSON.stringify(kept)).not.toContain(checkout_session)
})

test('buying is one invoice for all of it, paid at once; the session stays bought whatever is repeated', async () => {
  const { tenant, begin, pay } = await page()
  const { checkout_session } = await begin()
  for (const token of ['tok_visa', 'tok_visa', null, 'tok_chargeCustomerFail']) {
    const answer = await pay(checkout_session, token)
    expect([token, answer.status, answer.body]).toEqual([
      token,
      200,
      { success: true, failure_reason: null, processing: false, requires_action: null },
    ])
  }
  expect(await books(tenant.owner.id)).toEqual({
    subscriptions: ['active'],
    invoices: [['paid', 4760]],
    payments: [4760],
    customers: 1,
  })
  const [bought] = (await tenant.call('GET', '/customer')).body.data
  expect(bought).toMatchObject({
    email: 'ada@example.org',
    name: 'Ada',
    status: 'active',
    address: { city: 'Berlin', country: 'DE' },
  })
  const [bill] = (await tenant.call('GET', `/customer/${bought.id}/invoices`)).body.data
  expect(bill.lines.map((line: Record<string, unknown>) => [line.description, line.total])).toEqual([
    ['team', 3570],
    ['Glue', 1190],
  ])
  expect(await checkLedger(await ownerScope(kit.ctx(), tenant.owner.id))).toEqual([])
})

test('several plans are one invoice, run together or not at all, and are renewed', async () => {
  const tenant = await api.tenant({ taxRatePpm: 190_000 })
  const team = await kit.plan(tenant.owner.id, { code: 'team', prices: [{ amount: 3000 }] })
  const extra = await kit.plan(tenant.owner.id, { code: 'extra', prices: [{ amount: 500 }] })
  const subscriptions = [
    { plan: 'team', price: team.priceIds[0], seat_number: 2 },
    { plan: 'extra', price: extra.priceIds[0] },
  ]
  const made = await tenant.call('POST', '/checkout', { brand: 'default', subscriptions })
  const at = (verb: string) => `/public/checkout/${made.body.slug}/${verb}`
  const { checkout_session } = (await api.call('POST', at('customer'), { body: BUYER })).body
  const pay = async (token: string) =>
    (await api.call('POST', at('pay'), { body: { checkout_session, token } })).body.success
  expect(await pay('tok_chargeCustomerFail')).toBe(false)
  expect((await books(tenant.owner.id)).subscriptions).toEqual(['incomplete_expired', 'incomplete_expired'])
  expect(await pay('tok_visa')).toBe(true)
  const { subscriptions: after, payments } = await books(tenant.owner.id)
  expect([after.slice(2), payments]).toEqual([['active', 'active'], [7735]])
  const later = kit.ctx({ now: new Date('2026-02-01T00:00:00Z') })
  await runBilling(later, { ownerId: tenant.owner.id })
  await chargeDue(later, { ownerId: tenant.owner.id })
  expect((await books(tenant.owner.id)).payments).toEqual([7735, 7735])
  expect(await checkLedger(await ownerScope(kit.ctx(), tenant.owner.id))).toEqual([])
})

test('a session buys once, whatever runs at once', async () => {
  const { tenant, begin, pay } = await page({ permanent: true })
  const { checkout_session } = await begin()
  const answers = await Promise.all([1, 2, 3, 4].map(() => pay(checkout_session, 'tok_visa')))
  expect(answers.map((each) => [each.status, each.body.failure_reason])).toEqual(Array(4).fill([200, null]))
  expect((await pay(checkout_session)).body.success).toBe(true)
  expect(await books(tenant.owner.id)).toEqual({
    subscriptions: ['active'],
    invoices: [['paid', 4760]],
    payments: [4760],
    customers: 1,
  })
})

test('a temporary one is used up by success: of several buyers one gets it', async () => {
  const { tenant, checkout, at, begin, pay } = await page()
  const sessions = []
  for (const email of ['a@example.org', 'b@example.org', 'c@example.org'])
    sessions.push((await begin({ ...BUYER, email })).checkout_session)
  const answers = await Promise.all(sessions.map((session) => pay(session, 'tok_visa')))
  expect(answers.filter((each) => each.body.success)).toHaveLength(1)
  for (const other of answers.filter((each) => !each.body.success)) expect([404, 409]).toContain(other.status)
  const { payments, subscriptions } = await books(tenant.owner.id)
  expect([payments, subscriptions]).toEqual([[4760], ['active']])
  expect((await api.call('GET', at('view'))).status).toBe(404)
  expect((await api.call('POST', at('customer'), { body: BUYER })).status).toBe(404)
  expect((await tenant.call('GET', `/checkout/${checkout.id}`)).body.status).toBe('used')
})

test('a permanent one stays, and each buyer is a customer', async () => {
  const { tenant, at, begin, pay } = await page({ permanent: true })
  for (const _ of [1, 2]) {
    const { checkout_session } = await begin()
    expect((await pay(checkout_session, 'tok_visa')).body.success).toBe(true)
  }
  expect((await api.call('GET', at('view'))).status).toBe(200)
  const { customers, payments } = await books(tenant.owner.id)
  expect([customers, payments]).toEqual([2, [4760, 4760]])
})

test.each([
  ['a plan and a thing', {}],
  ['a thing alone', { subscriptions: [] }],
])(
  'a decline of %s leaves nothing running and nothing owed; another card may be tried',
  async (_, fields) => {
    const { tenant, begin, pay } = await page(fields)
    const { checkout_session, total } = await begin()
    for (const token of ['tok_chargeCustomerFail', 'tok_chargeDeclinedInsufficientFunds']) {
      const answer = await pay(checkout_session, token)
      expect([answer.status, answer.body.success, answer.body.requires_action]).toEqual([200, false, null])
      expect(answer.body.failure_reason).toMatch(/^(general_decline|lack_of_funds)$/)
    }
    const after = await books(tenant.owner.id)
    expect(after.payments).toEqual([])
    expect(after.invoices.every(([status]) => status === 'void')).toBe(true)
    expect(after.subscriptions.every((status) => status === 'incomplete_expired')).toBe(true)
    expect((await pay(checkout_session)).body.success).toBe(false)
    expect((await pay(checkout_session, 'tok_visa')).body.success).toBe(true)
    expect((await books(tenant.owner.id)).payments).toEqual([total])
  },
)

test('3-D Secure: the answer has what Stripe.js needs, and posting again finishes it', async () => {
  const { tenant, begin, pay } = await page()
  const { checkout_session } = await begin()
  const asked = (await pay(checkout_session, 'tok_threeDSecure2Required')).body
  const secret: string = asked.requires_action.client_secret
  expect([asked.success, secret]).toEqual([false, expect.stringMatching(/^pi_\w+_secret_/)])
  expect((await pay(checkout_session)).body.requires_action).toEqual({ client_secret: secret })
  expect((await books(tenant.owner.id)).subscriptions).toEqual(['incomplete'])
  await authenticate(secret, 'pass')
  expect((await pay(checkout_session)).body.success).toBe(true)
  const { subscriptions, payments } = await books(tenant.owner.id)
  expect([subscriptions, payments]).toEqual([['active'], [4760]])
})

test('3-D Secure refused is a decline, and another card takes its place', async () => {
  const { tenant, begin, pay } = await page()
  const { checkout_session } = await begin()
  const asked = (await pay(checkout_session, 'tok_threeDSecure2Required')).body
  await authenticate(asked.requires_action.client_secret, 'fail')
  expect((await pay(checkout_session)).body).toMatchObject({
    success: false,
    failure_reason: 'authentication_required',
  })
  expect((await pay(checkout_session, 'tok_visa')).body.success).toBe(true)
  expect((await books(tenant.owner.id)).payments).toEqual([4760])
})

test('who leaves a temporary one at the bank’s question makes way for the next', async () => {
  const { tenant, begin, pay } = await page()
  const [one, two] = [await begin(), await begin({ ...BUYER, email: 'b@example.org' })]
  expect((await pay(one.checkout_session, 'tok_threeDSecure2Required')).body.requires_action).not.toBeNull()
  expect((await pay(two.checkout_session, 'tok_visa')).body.success).toBe(true)
  expect((await pay(one.checkout_session)).body.success).toBe(false)
  expect((await books(tenant.owner.id)).payments).toEqual([4760])
})

test('one made for a customer knows its buyer: nothing said on the page changes it', async () => {
  const tenant = await api.tenant({ taxRatePpm: 190_000 })
  const known = { email: 'real@example.org', name: 'Real', address: { country: 'DE' } }
  const { id } = (await tenant.call('POST', '/customer', known)).body
  const items = [{ description: 'Glue', amount: 1000, currency: 'EUR' }]
  const { slug } = (await tenant.call('POST', '/checkout', { brand: 'default', customer: id, items })).body
  const view = await api.call('GET', `/public/checkout/${slug}/view`)
  expect([view.body.customer_known, view.body.total, view.text.includes('real@example.org')]).toEqual([
    true,
    1190,
    false,
  ])
  const said = { email: 'other@example.org', address: { country: 'US' } }
  const begun = await api.call('POST', `/public/checkout/${slug}/customer`, { body: said })
  expect([begun.status, begun.body.total, begun.text.includes('real@example.org')]).toEqual([
    201,
    1190,
    false,
  ])
  const body = { checkout_session: begun.body.checkout_session, token: 'tok_visa' }
  expect((await api.call('POST', `/public/checkout/${slug}/pay`, { body })).body.success).toBe(true)
  expect((await tenant.call('GET', `/customer/${id}`)).body).toMatchObject(known)
  expect((await books(tenant.owner.id)).customers).toBe(1)
})

test('the amount that the buyer was told is the amount that is charged', async () => {
  const { tenant, begin, pay } = await page()
  const { checkout_session, amount_due } = await begin()
  const austrian = { tax_number: 'ATU62593358', address: { ...ADDRESS, country: 'AT' } }
  await begin({ ...BUYER, ...austrian, checkout_session })
  const answer = await pay(checkout_session, 'tok_visa', { amount_due })
  expect([answer.status, answer.body.message]).toEqual([409, 'The amount has changed. Nothing was charged.'])
  expect((await books(tenant.owner.id)).invoices).toEqual([])
  expect((await pay(checkout_session, 'tok_visa', { amount_due: 4000 })).body.success).toBe(true)
})

test('what is wrong is named, and nothing is written', async () => {
  const { tenant, at, begin, pay } = await page()
  for (const [body, field] of [
    [{}, 'email'],
    [{ email: 'ada' }, 'email'],
    [{ email: 'a@example.org' }, 'address.country'],
    [{ email: 'a@example.org', address: { country: 'XX' } }, 'address.country'],
    [{ ...BUYER, tax_number: 'ATU0' }, 'tax_number'],
  ] as const) {
    const answer = await api.call('POST', at('customer'), { body })
    expect([body, answer.status, Object.keys(answer.body.errors)]).toEqual([body, 400, [field]])
  }
  expect((await books(tenant.owner.id)).customers).toBe(0)
  const { checkout_session } = await begin()
  expect((await pay(checkout_session)).body).toEqual({ errors: { token: 'This value should not be blank.' } })
  expect((await pay(checkout_session, 'tok_unknown')).status).toBe(400)
  expect((await pay('a'.repeat(64), 'tok_visa')).status).toBe(404)
  expect((await books(tenant.owner.id)).invoices).toEqual([])
})

test('a session is of one checkout, and for a day', async () => {
  const [one, two] = [await page(), await page()]
  const { checkout_session } = await one.begin()
  expect((await two.pay(checkout_session, 'tok_visa')).status).toBe(404)
  api.now = new Date(START.getTime() + 24 * 3_600_000)
  expect((await one.pay(checkout_session, 'tok_visa')).status).toBe(404)
})

test('who has begun before it expired pays too late, and is told so', async () => {
  const { tenant, begin, pay } = await page({ expires_at: '2026-01-01T01:00:00Z' })
  const { checkout_session } = await begin()
  api.now = new Date('2026-01-01T01:00:00Z')
  expect((await pay(checkout_session, 'tok_visa')).status).toBe(404)
  expect((await books(tenant.owner.id)).invoices).toEqual([])
})

test('ten tries in ten minutes are enough for one session', async () => {
  const { begin, pay } = await page()
  const { checkout_session } = await begin()
  const codes = []
  for (let i = 0; i < 11; i++) codes.push((await pay(checkout_session, 'pm_unknown')).status)
  expect(codes).toEqual([...Array(10).fill(400), 429])
})

async function authenticate(clientSecret: string, outcome: 'pass' | 'fail'): Promise<void> {
  const [intent] = clientSecret.split('_secret_')
  const answer = await fetch(`${kit.stripeUrl}/_sandbox/intents/${intent}/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
