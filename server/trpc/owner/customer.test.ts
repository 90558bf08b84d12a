import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { insertRows } from '@/db/bulk'
import { newBucketId, newId } from '@/db/id'
import { customer } from '@/db/schema'
import { START, testkit } from '../../testkit'
import { openManageLink } from '../../usecases/access-link'
import { createBrand } from '../../usecases/brand'
import { deliverEvents } from '../../usecases/event-mail'
import type { EventMail } from '../../usecases/mail-content'
import { ownerScope } from '../../usecases/owner'
import { addCard } from '../../usecases/payment-method'
import { startTrial, subscribe } from '../../usecases/subscribe'
import { createVoucher } from '../../usecases/voucher-catalogue'
import { codeOf, ownerCaller, refusal } from './testkit'

const kit = testkit()

test('customers are found by what they are called by, and only the owner’s own', async () => {
  const [mine, other] = [await kit.owner(), await kit.owner()]
  const { owner } = await ownerCaller(kit, mine.id)
  const key = { ownerId: mine.id }
  const made = { ...NEW, companyName: 'Atlas Robotics GmbH', name: 'Mira Okafor', reference: 'K-100%_7' }
  const { id: atlas } = await owner.customer.create({ ...key, ...made, email: 'Mira@atlas.example' })
  const { id: beta } = await owner.customer.create({
    ...key,
    ...NEW,
    email: 'beta@example.com',
    name: 'Beta',
  })
  await kit.customer(other.id, { email: 'atlas@elsewhere.example' })
  const find = async (text: string) =>
    (await owner.customer.list({ ...key, text })).customers.map(({ id }) => id)
  const { bucketId, stripeCustomerId } = await owner.customer.get({ ...key, customerId: atlas })
  for (const text of [
    'tlas rob',
    'OKAFOR',
    'mira@',
    'k-100%_',
    'gmbh  mira',
    atlas,
    bucketId,
    `${stripeCustomerId}`,
  ])
    expect([text, await find(text)]).toEqual([text, [atlas]])
  expect(await find('atlas beta')).toEqual([])
  expect(await find('k-100xx7')).toEqual([])
  expect(await find('')).toEqual([beta, atlas])
})

test('filters hold together with the search, and pages keep both, however common the search is', async () => {
  const mine = await kit.owner()
  const { owner } = await ownerCaller(kit, mine.id)
  const key = { ownerId: mine.id }
  const scope = await ownerScope(kit.ctx(), mine.id)
  const other = await createBrand(scope, { ...BRAND, code: 'second', name: 'Second', email: 'b@example.com' })
  const ids = Array.from({ length: 620 }, newId)
  await kit.database.db.transaction((tx) =>
    insertRows(
      tx,
      customer,
      ids.map((id, i) => ({
        ...{ ownerId: mine.id, id, bucketId: newBucketId(), publicId: id, secretId: id },
        brandId: i % 2 ? other.id : (mine.primaryBrandId ?? ''),
        email: `common-${i}@example.com`,
        address: { country: i < 3 ? 'FR' : 'DE' },
        status: i === 5 ? ('disabled' as const) : ('new' as const),
      })),
    ),
  )
  const newest = [...ids].reverse()
  const page = await owner.customer.list({ ...key, text: 'common' })
  expect(page.customers.map(({ id }) => id)).toEqual(newest.slice(0, 50))
  expect(page.previous).toBeNull()
  const second = await owner.customer.list({ ...key, text: 'common', after: page.next ?? '' })
  expect(second.customers.map(({ id }) => id)).toEqual(newest.slice(50, 100))
  const back = await owner.customer.list({ ...key, text: 'common', before: second.previous ?? '' })
  expect(back).toEqual(page)
  const rare = { text: 'common-1', brandId: other.id, country: 'DE' }
  const found = (await owner.customer.list({ ...key, ...rare })).customers
  expect(found.every(({ brand: code, country }) => code === 'second' && country === 'DE')).toBe(true)
  expect(found).toHaveLength(50)
  const standing = async (of: 'none' | 'disabled') =>
    (await owner.customer.list({ ...key, standing: of, country: 'DE' })).customers.map(({ id }) => id)
  expect(await standing('disabled')).toEqual([ids[5]])
  expect((await standing('none')).slice(0, 2)).toEqual(newest.slice(0, 2))
  const file = await owner.customer.export({ ...key, country: 'FR' })
  expect(file.customers.map(({ id }) => id)).toEqual([ids[2], ids[1], ids[0]])
  expect(file.next).toBeNull()
})

test('where a customer stands follows its subscriptions', async () => {
  const mine = await kit.owner()
  await kit.plan(mine.id, { code: 'team', trialDays: 14, prices: [{ amount: 4_900 }] })
  const { owner } = await ownerCaller(kit, mine.id)
  const [paying, trying, idle] = [
    await kit.customer(mine.id),
    await kit.customer(mine.id),
    await kit.customer(mine.id),
  ]
  await addCard(paying, { token: 'tok_visa' })
  await subscribe(paying, { plan: 'team' })
  await startTrial(trying, { plan: 'team' })
  const ofStanding = async (standing: 'active' | 'trialing' | 'none' | 'past_due') =>
    (await owner.customer.list({ ownerId: mine.id, standing })).customers.map(({ id }) => id)
  expect(await ofStanding('active')).toEqual([paying.customer.id])
  expect(await ofStanding('trialing')).toEqual([trying.customer.id])
  expect(await ofStanding('none')).toEqual([idle.customer.id])
  expect(await ofStanding('past_due')).toEqual([])
  const [row] = (await owner.customer.list({ ownerId: mine.id, standing: 'active' })).customers
  expect(row?.plans).toEqual([{ name: 'team', status: 'active', cancelAt: null }])
})

test('a customer is made, changed, disabled and enabled; what is wrong is named by its field', async () => {
  const mine = await kit.owner()
  const { owner } = await ownerCaller(kit, mine.id)
  const key = { ownerId: mine.id }
  const wrong = await refusal(owner.customer.create({ ...key, ...NEW, email: 'nobody', brand: 'none' }))
  expect(wrong).toMatchObject({ code: 'invalid_input', details: { fields: { email: expect.any(String) } } })
  const brandless = await refusal(
    owner.customer.create({ ...key, ...NEW, email: 'a@example.com', brand: 'none' }),
  )
  expect(brandless?.details.fields).toHaveProperty('brand')
  const { id: customerId } = await owner.customer.create({ ...key, ...NEW, email: 'a@example.com' })
  const of = { ...key, customerId }
  await owner.customer.updateDetails({ ...of, name: 'Ada', address: { city: 'Köln', country: 'DE' } })
  const vat = await refusal(owner.customer.updateDetails({ ...of, vatNumber: 'DE1' }))
  expect(vat?.details.fields).toHaveProperty('vatNumber')
  await owner.customer.updateAccount({ ...of, ...ACCOUNT, email: 'b@example.com', reference: 'K-1' })
  await owner.customer.disable(of)
  expect(await owner.customer.get(of)).toMatchObject({
    ...{ email: 'b@example.com', name: 'Ada', reference: 'K-1', billingType: 'invoice', isDisabled: true },
    address: { city: 'Köln', country: 'DE' },
  })
  await owner.customer.enable(of)
  expect((await owner.customer.get(of)).isDisabled).toBe(false)
  const text = JSON.stringify(await owner.customer.detail(of))
  expect(text).not.toContain(mine.id)
})

test('credit and vouchers: what is given and taken adds up, and is told in the timeline', async () => {
  const mine = await kit.owner()
  const { owner, email } = await ownerCaller(kit, mine.id)
  const { customer: row } = await kit.customer(mine.id)
  const of = { ownerId: mine.id, customerId: row.id }
  const given = { ...of, currency: 'EUR', reason: 'An apology' }
  await owner.customer.giveCredit({ ...given, type: 'credit', amount: 2_000 })
  await owner.customer.giveCredit({ ...given, type: 'debit', amount: 500 })
  expect((await refusal(owner.customer.giveCredit({ ...given, type: 'debit', amount: 0 })))?.code).toBe(
    'invalid_input',
  )
  await createVoucher(await ownerScope(kit.ctx(), mine.id), {
    ...VOUCHER,
    entry: { type: 'manual', code: 'TEN' },
  })
  await owner.customer.applyVoucher({ ...of, code: 'ten' })
  expect(
    (await refusal(owner.customer.applyVoucher({ ...of, code: 'none' })))?.details.fields,
  ).toHaveProperty('code')
  const credit = await owner.customer.credit(of)
  expect(credit.balances).toEqual([{ amount: 1_500, currency: 'EUR' }])
  expect(credit.entries.map(({ amount }) => amount)).toEqual([-500, 2_000])
  const detail = await owner.customer.detail(of)
  expect(detail.credit).toEqual([{ amount: 1_500, currency: 'EUR' }])
  expect(detail.vouchers).toMatchObject([{ name: 'Ten off', percentOffPpm: 100_000, usedAt: null }])
  const { entries } = await owner.customer.timeline(of)
  expect(entries.map(({ type }) => type)).toEqual([
    'voucher.redeemed',
    'credit.given',
    'credit.given',
    'customer.created',
  ])
  expect(entries[0]).toMatchObject({
    subject: { kind: 'voucher' },
    facts: { name: 'Ten off' },
    actor: { name: email },
  })
  expect(entries[1]?.facts).toMatchObject({ amount: { amount: -500, currency: 'EUR' }, reason: 'An apology' })
})

test('the detail adds up what is owed and earned, and the timeline names what it is about', async () => {
  const mine = await kit.owner({ taxRatePpm: 190_000 })
  await kit.plan(mine.id, { code: 'team', prices: [{ amount: 4_900 }] })
  const { owner } = await ownerCaller(kit, mine.id)
  const of = await kit.customer(mine.id)
  const key = { ownerId: mine.id, customerId: of.customer.id }
  await addCard(of, { token: 'tok_visa' })
  await subscribe(of, { plan: 'team' })
  const seen = await owner.customer.detail(key)
  expect(seen).toMatchObject({
    owed: [],
    mrr: [{ amount: 4_900, currency: 'EUR' }],
    tax: { ratePpm: 190_000 },
    next: { amountDue: 5_831 },
    invoices: [{ total: 5_831, amountDue: 0, status: 'paid' }],
    payments: [{ amount: 5_831, status: 'completed' }],
    methods: [{ brand: 'visa', last4: '4242', isDefault: true }],
    subscriptions: [{ status: 'active', amount: { amount: 4_900 } }],
  })
  const { entries } = await owner.customer.timeline(key)
  const paid = entries.find(({ type }) => type === 'payment.received')
  expect(paid).toMatchObject({
    facts: { amount: { amount: 5_831 }, method: { brand: 'visa', last4: '4242' } },
    subject: { kind: 'payment', id: seen.payments[0]?.id },
  })
  expect(entries.find(({ type }) => type === 'invoice.paid')?.facts.name).toBe('NW-2026-0001')
  const first = await owner.customer.timeline({ ...key, after: entries[1]?.id ?? '' })
  expect(first.entries[0]?.id).toBe(entries[2]?.id)
  expect(first.previous).toBe(first.entries[0]?.id)
})

test('means of payment: another default, removed, the last one kept, a link to add one', async () => {
  const mine = await kit.owner()
  await kit.plan(mine.id, { code: 'team', prices: [{ amount: 4_900 }] })
  const { owner } = await ownerCaller(kit, mine.id)
  const of = await kit.customer(mine.id)
  const key = { ownerId: mine.id, customerId: of.customer.id }
  const [visa, master] = [
    await addCard(of, { token: 'tok_visa' }),
    await addCard(of, { token: 'tok_mastercard' }),
  ]
  await subscribe(of, { plan: 'team' })
  await owner.customer.makeDefault({ ...key, id: master.id })
  await owner.customer.removeMethod({ ...key, id: visa.id })
  const left = await owner.customer.methods(key)
  expect(left.map(({ last4, isDefault }) => [last4, isDefault])).toEqual([['4444', true]])
  expect(JSON.stringify(left)).not.toContain('pm_')
  expect((await refusal(owner.customer.removeMethod({ ...key, id: master.id })))?.code).toBe(
    'last_payment_method',
  )
  const theirs = await kit.customer(mine.id)
  const foreign = await addCard(theirs, { token: 'tok_visa' })
  expect((await refusal(owner.customer.makeDefault({ ...key, id: foreign.id })))?.code).toBe('not_found')

  await owner.customer.sendLink({ ...key, page: 'add_payment_method' })
  const mails: EventMail[] = []
  await deliverEvents(kit.ctx(), { send: async (mail) => void mails.push(mail) })
  const sent = mails.find(({ content }) => content.template === 'portalLink')
  expect(sent).toMatchObject({
    to: of.customer.email,
    content: { path: `/portal/${of.customer.bucketId}/payment-methods/add` },
  })
  const { path } = await owner.customer.openPortal(key)
  const opened = await openManageLink(kit.ctx({ now: START }), path.replace('/manage/', ''))
  expect(opened.customer.id).toBe(of.customer.id)
  const types = (await owner.customer.timeline(key)).entries.map(({ type }) => type)
  expect(types.slice(0, 2)).toEqual(['customer.link_opened', 'customer.link_sent'])
})

test('another owner’s customer is not there, whatever is asked of it', async () => {
  const [mine, other] = [await kit.owner(), await kit.owner()]
  const { owner } = await ownerCaller(kit, mine.id, { role: 'admin' })
  const theirs = await kit.customer(other.id)
  const count = async () =>
    (await kit.database.db.execute(sql`select count(*)::int as n from event where owner_id = ${other.id}`))[0]
      ?.n
  const before = await count()
  const key = { ownerId: mine.id, customerId: theirs.customer.id }
  const calls = {
    get: () => owner.customer.get(key),
    detail: () => owner.customer.detail(key),
    methods: () => owner.customer.methods(key),
    timeline: () => owner.customer.timeline(key),
    credit: () => owner.customer.credit(key),
    updateDetails: () => owner.customer.updateDetails({ ...key, name: 'Eve' }),
    updateAccount: () => owner.customer.updateAccount({ ...key, ...ACCOUNT, email: 'eve@example.com' }),
    enable: () => owner.customer.enable(key),
    disable: () => owner.customer.disable(key),
    giveCredit: () =>
      owner.customer.giveCredit({ ...key, type: 'credit', amount: 1, currency: 'EUR', reason: 'x' }),
    applyVoucher: () => owner.customer.applyVoucher({ ...key, code: 'x' }),
    makeDefault: () => owner.customer.makeDefault({ ...key, id: newId() }),
    removeMethod: () => owner.customer.removeMethod({ ...key, id: newId() }),
    sendLink: () => owner.customer.sendLink({ ...key, page: 'overview' }),
    openPortal: () => owner.customer.openPortal(key),
    previewStart: () => owner.subscription.previewStart({ ...key, ...TERMS }),
    start: () =>
      owner.subscription.start({ ...key, ...TERMS, paymentMethodId: null, previewedAt: START, amountDue: 0 }),
  }
  for (const [name, call] of Object.entries(calls))
    expect([name, await codeOf(call())]).toEqual([name, 'NOT_FOUND'])
  expect(await count()).toBe(before)
  const viewer = await ownerCaller(kit, other.id, { role: 'viewer' })
  const seen = { ownerId: other.id, customerId: theirs.customer.id }
  expect((await viewer.owner.customer.get(seen)).email).toBe(theirs.customer.email)
  expect(await codeOf(viewer.owner.customer.disable(seen))).toBe('FORBIDDEN')
})

const NEW = {
  ...{ name: null, companyName: null, vatNumber: null, reference: null },
  ...{ brand: 'default', locale: 'en' as const, billingType: 'card' as const },
  address: { line1: '', line2: '', city: '', region: '', postcode: '', country: '' },
}
const ACCOUNT = {
  ...{ brand: 'default', reference: null, externalReference: null, type: 'individual' as const },
  ...{ billingType: 'invoice' as const, invoiceFormat: 'pdf' as const, marketingOptIn: false },
  ...{ standardTaxRatePpm: null, digitalTaxRatePpm: null },
}
const TERMS = { planId: 'team', priceId: newId(), seats: 1, denyTrial: false }
const BRAND = {
  address: {},
  taxNumber: null,
  taxRatePpm: null,
  invoicePrefix: 'X',
  numberFormat: null,
  portal: {},
}
const VOUCHER = {
  name: 'Ten off',
  effect: { type: 'percentage' as const, percentOffPpm: 100_000 },
  ...{ expiresAt: null, redemptionsMax: null, oncePerCustomer: false },
}
