import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { taxType } from '@/db/schema'
import { START, testkit } from '@/server/testkit'
import { checkLedger } from '@/server/usecases/ledger-check'
import { ownerScope } from '@/server/usecases/owner'
import { billabearTestkit, type Tenant } from './billabear-testkit'
import { customerWithCard, openInvoice } from './billing-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const GERMAN = { taxRatePpm: 190_000, address: { country: 'DE' } }
const item = (fields: object = {}) => ({ description: 'Setup', amount: 1000, currency: 'EUR', ...fields })

async function shop() {
  const tenant = await api.tenant(GERMAN)
  const ctx = await kit.customer(tenant.owner.id)
  const write = (items: object[], fields: object = {}) =>
    tenant.call('POST', '/invoice', { customer: ctx.customer.id, items, ...fields })
  return { ...tenant, ctx, customer: ctx.customer.id, write }
}

const booksOf = async ({ owner }: Pick<Tenant, 'owner'>) =>
  checkLedger(await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), owner.id))

describe('written by hand', () => {
  test('is issued at once, priced to the cent, and due after the days of the owner', async () => {
    const { write, customer, owner } = await shop()
    const answer = await write([
      item({ quantity: 3 }),
      item({ description: 'Rebate', amount: -500 }),
      item({ description: 'Book', amount: 1190, including_tax: true }),
    ])
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      number: 'NW-2026-0001',
      status: 'open',
      currency: 'EUR',
      sub_total: 3500,
      tax_total: 665,
      total: 4165,
      amount_due: 4165,
      created_at: '2026-01-01T00:00:00.000Z',
      due_date: '2026-01-31T00:00:00.000Z',
      customer: { id: customer },
      lines: [
        { description: 'Setup', quantity: 3, sub_total: 3000, tax_total: 570, total: 3570, tax_rate: 19 },
        { description: 'Rebate', quantity: 1, sub_total: -500, tax_total: -95, total: -595 },
        { description: 'Book', quantity: 1, sub_total: 1000, tax_total: 190, total: 1190 },
      ],
    })
    expect(await booksOf({ owner })).toEqual([])
  })

  test.each([
    ['JPY', 1000, 1190],
    ['KWD', 1234, 1468],
    ['EUR', 5, 6],
  ])('in %s: %i and tax', async (currency, amount, total) => {
    const { write, owner } = await shop()
    const { body } = await write([item({ currency, amount })])
    expect([body.currency, body.sub_total, body.total]).toEqual([currency, amount, total])
    expect(await booksOf({ owner })).toEqual([])
  })

  test('over nothing it is paid at once', async () => {
    const { write } = await shop()
    const { body } = await write([item(), item({ amount: -1000 })])
    expect(body).toMatchObject({ total: 0, status: 'paid', amount_due: 0 })
  })

  test('a tax type of the owner is taken', async () => {
    const { write, ctx } = await shop()
    const id = newId()
    await ctx.db.insert(taxType).values({ ownerId: ctx.owner.id, id, name: 'Books', physical: true })
    expect((await write([item({ tax_type: id })])).status).toBe(201)
  })

  test.each<[object, string]>([
    [{ items: [] }, 'items'],
    [{ items: [item({ description: ' ' })] }, 'items[0].description'],
    [{ items: [item({ amount: 1.5 })] }, 'items[0].amount'],
    [{ items: [item({ amount: '10' })] }, 'items[0].amount'],
    [{ items: [item({ quantity: 0 })] }, 'items[0].quantity'],
    [{ items: [item(), item({ currency: 'USD' })] }, 'items[1].currency'],
    [{ items: [item({ currency: 'XXXX' })] }, 'items[0].currency'],
    [{ items: [item({ tax_type: newId() })] }, 'items[0].tax_type'],
    [{ items: [item({ tax_type: 'books' })] }, 'items[0].tax_type'],
    [{ items: [item({ amount: 1e12, quantity: 2 })] }, 'items[0].amount'],
    [{ items: [item({ amount: -1 })] }, 'items'],
    [{ items: [item()], customer: newId() }, 'customer'],
    [{ items: [item()], customer: 'x' }, 'customer'],
    [{ items: [item()], draft: 'yes' }, 'draft'],
  ])('%j is 400, names the field, and writes nothing', async (fields, name) => {
    const { write, call } = await shop()
    const answer = await write([], fields)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [name]])
    expect((await call('GET', '/invoice')).body.data).toEqual([])
  })
})

describe('drafts', () => {
  test('have no number, may change and go, and draw a number when they are finalised', async () => {
    const { write, call, customer } = await shop()
    const draft = (await write([item()], { draft: true })).body
    expect(draft).toMatchObject({ number: '', status: 'draft', total: 1190, amount_due: 0, paid: false })
    expect((await call('GET', `/customer/${customer}/invoices`)).body.data).toEqual([])
    expect((await call('GET', `/invoice/${draft.id}/download`)).status).toBe(404)
    const gone = (await write([item()], { draft: true })).body
    const deleted = await call('DELETE', `/invoice/${gone.id}`)
    expect([deleted.status, deleted.body]).toEqual([202, {}])
    expect((await call('GET', `/invoice/${gone.id}`)).status).toBe(404)
    const replaced = await call('PUT', `/invoice/${draft.id}`, { items: [item({ amount: 2000 })] })
    expect([replaced.status, replaced.body.id, replaced.body.total]).toEqual([202, draft.id, 2380])
    const done = await call('POST', `/invoice/${draft.id}/finalize`)
    expect(done.status).toBe(202)
    expect(done.body).toMatchObject({ id: draft.id, number: 'NW-2026-0001', status: 'open', total: 2380 })
    for (const [method, path, body] of [
      ['PUT', '', { items: [item()] }],
      ['DELETE', '', undefined],
      ['POST', '/finalize', undefined],
    ] as const) {
      const answer = await call(method, `/invoice/${draft.id}${path}`, body)
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['invoice']])
    }
    expect((await call('GET', `/invoice/${draft.id}`)).body).toEqual(done.body)
  })

  test('are priced anew by what holds when they are finalised', async () => {
    const { write, call, customer } = await shop()
    const draft = (await write([item()], { draft: true })).body
    await call('PUT', `/customer/${customer}`, { email: 'a@example.org', standard_tax_rate: 7, name: 'Ada' })
    expect((await call('GET', `/invoice/${draft.id}`)).body.total).toBe(1190)
    const { body } = await call('POST', `/invoice/${draft.id}/finalize`)
    expect(body.customer.name).toBe('Ada')
  })

  test.each(['void', 'uncollectible', 'mark-paid', 'credit-note', 'send', 'charge'])(
    'cannot be asked to %s',
    async (verb) => {
      const { write, call } = await shop()
      const { id } = (await write([item()], { draft: true })).body
      const answer = await call('POST', `/invoice/${id}/${verb}`, {})
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['invoice']])
      expect((await call('GET', `/invoice/${id}`)).body.status).toBe('draft')
    },
  )

  test('twenty finalised at once: numbers without a gap, each once', async () => {
    const { write, call } = await shop()
    const drafts = await Promise.all(
      Array.from({ length: 20 }, async () => (await write([item()], { draft: true })).body.id as string),
    )
    // Each is asked for twice: the second time it is no draft any more.
    const answers = await Promise.all(
      [...drafts, ...drafts].map((id) => call('POST', `/invoice/${id}/finalize`)),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([...Array(20).fill(202), ...Array(20).fill(400)])
    const { data } = (await call('GET', '/invoice?limit=100')).body
    expect(data.map((i: { number: string }) => i.number).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `NW-2026-${String(i + 1).padStart(4, '0')}`),
    )
  }, 60_000)
})

describe('the list', () => {
  test('filters by customer, status, number, currency and day, and pages', async () => {
    const { write, call, customer, owner } = await shop()
    const other = await kit.customer(owner.id)
    const one = (await write([item()])).body
    const draft = (await write([item()], { draft: true })).body
    api.now = new Date('2026-02-10T12:00:00Z')
    const yen = (await write([item({ currency: 'JPY' })])).body
    const theirs = (await write([item()], { customer: other.customer.id })).body
    api.now = START
    const ids = async (query: string) =>
      (await call('GET', `/invoice?${query}`)).body.data.map((i: { id: string }) => i.id)
    expect(await ids('')).toEqual([one.id, draft.id, yen.id, theirs.id])
    expect(await ids(`customer=${customer}`)).toEqual([one.id, draft.id, yen.id])
    expect(await ids('customer=x')).toEqual([])
    expect(await ids('status=draft')).toEqual([draft.id])
    expect(await ids('number=-0002')).toEqual([yen.id])
    expect(await ids('currency=jpy')).toEqual([yen.id])
    expect(await ids('from=2026-02-01')).toEqual([yen.id, theirs.id])
    expect(await ids('to=2026-01-01')).toEqual([one.id, draft.id])
    expect(await ids('from=2026-02-10T12:00:00Z&to=2026-02-10')).toEqual([yen.id, theirs.id])
    const page = (await call('GET', '/invoice?limit=2')).body
    expect([page.data.length, page.has_more, page.last_key]).toEqual([2, true, draft.id])
    expect(await ids(`last_key=${draft.id}&limit=2`)).toEqual([yen.id, theirs.id])
  })

  test.each([
    ['status=lost', 'status'],
    ['from=yesterday', 'from'],
    ['to=2026-02-31', 'to'],
    ['from=0000-01-01', 'from'],
  ])('%s is 400', async (query, field) => {
    const { call } = await shop()
    const answer = await call('GET', `/invoice?${query}`)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
  })
})

describe('closing', () => {
  test('paid outside Stripe: a payment, a receipt, a ledger that agrees, and once', async () => {
    const { write, call, owner } = await shop()
    const { id } = (await write([item()])).body
    const answer = await call('POST', `/invoice/${id}/mark-paid`, {
      reference: 'Statement 1',
      paid_at: '2025-12-31',
    })
    expect([answer.status, answer.body]).toMatchObject([
      202,
      { status: 'paid', paid: true, amount_due: 0, amount_paid: 1190, paid_at: '2025-12-31T00:00:00.000Z' },
    ])
    const [payment] = (await call('GET', '/payment')).body.data
    expect(payment).toMatchObject({ amount: 1190, external_reference: 'Statement 1', status: 'completed' })
    const receipt = await call('GET', `/receipt/${payment.receipts[0].id}/download`)
    expect([receipt.status, receipt.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    expect((await call('GET', `/invoice/${id}/download`)).status).toBe(200)
    expect((await call('POST', `/invoice/${id}/mark-paid`)).status).toBe(400)
    expect((await call('POST', `/invoice/${id}/charge`)).body.paid).toBe(true)
    // What came outside Stripe goes back outside of it, at once.
    const refund = await call('POST', `/payment/${payment.id}/refund`, { amount: 190 })
    expect([refund.status, refund.body.status, refund.body.external_reference]).toEqual([202, 'issued', null])
    expect((await call('GET', '/payment')).body.data).toHaveLength(1)
    expect(await booksOf({ owner })).toEqual([])
  })

  test('marked as paid ten times at once, it is paid once', async () => {
    const { write, call, owner } = await shop()
    const { id } = (await write([item()])).body
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call('POST', `/invoice/${id}/mark-paid`)),
    )
    expect(answers.map((a) => a.status).sort()).toEqual([202, ...Array(9).fill(400)])
    expect((await call('GET', '/payment')).body.data).toHaveLength(1)
    expect(await booksOf({ owner })).toEqual([])
  })

  test('void: the number stays, and nothing is owed', async () => {
    const { write, call, owner } = await shop()
    const { id } = (await write([item()])).body
    expect((await call('POST', `/invoice/${id}/void`)).body).toMatchObject({
      status: 'void',
      number: 'NW-2026-0001',
      amount_due: 0,
    })
    for (const verb of ['void', 'mark-paid', 'uncollectible', 'credit-note', 'send'])
      expect((await call('POST', `/invoice/${id}/${verb}`)).status).toBe(400)
    expect((await write([item()])).body.number).toBe('NW-2026-0002')
    expect(await booksOf({ owner })).toEqual([])
  })

  test('uncollectible: written off, still payable by card, and then no bad debt', async () => {
    const { call, owner } = await api.tenant(GERMAN)
    const ctx = await customerWithCard(kit, owner.id)
    const id = await openInvoice(ctx)
    const answer = await call('POST', `/invoice/${id}/uncollectible`)
    expect([answer.status, answer.body.status, answer.body.amount_due]).toEqual([202, 'uncollectible', 1190])
    expect((await call('POST', `/invoice/${id}/uncollectible`)).status).toBe(400)
    expect((await call('POST', `/invoice/${id}/void`)).status).toBe(400)
    expect(await booksOf({ owner })).toEqual([])
    expect((await call('POST', `/invoice/${id}/charge`)).body).toEqual({ paid: true, failure_reason: null })
    expect((await call('GET', `/invoice/${id}`)).body).toMatchObject({ status: 'paid', amount_due: 0 })
    expect(await booksOf({ owner })).toEqual([])
  })

  test('uncollectible, then paid outside Stripe', async () => {
    const { write, call, owner } = await shop()
    const { id } = (await write([item()])).body
    await call('POST', `/invoice/${id}/uncollectible`)
    expect((await call('POST', `/invoice/${id}/mark-paid`)).body.status).toBe('paid')
    expect(await booksOf({ owner })).toEqual([])
  })

  test('while a payment is on its way nothing of it changes: 409', async () => {
    const { call, owner } = await api.tenant(GERMAN)
    const ctx = await customerWithCard(kit, owner.id, 'tok_threeDSecure2Required')
    const id = await openInvoice(ctx)
    expect((await call('POST', `/invoice/${id}/charge`)).status).toBe(402)
    for (const verb of ['void', 'uncollectible', 'mark-paid', 'credit-note'])
      expect([verb, (await call('POST', `/invoice/${id}/${verb}`)).status]).toEqual([verb, 409])
    expect((await call('GET', `/invoice/${id}`)).body.status).toBe('open')
  })

  test.each([
    [{ paid_at: 'soon' }, 'paid_at'],
    [{ paid_at: '2030-01-01' }, 'paid_at'],
    [{ reference: 7 }, 'reference'],
  ])('mark-paid with %j is 400', async (body, field) => {
    const { write, call } = await shop()
    const { id } = (await write([item()])).body
    const answer = await call('POST', `/invoice/${id}/mark-paid`, body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    expect((await call('GET', '/payment')).body.data).toEqual([])
  })

  test('sending to what is no address is 400', async () => {
    const { write, call } = await shop()
    const { id } = (await write([item()])).body
    expect((await call('POST', `/invoice/${id}/send`, { email: 'me' })).body.errors).toHaveProperty('email')
    expect((await call('POST', `/invoice/${id}/send`)).status).toBe(202)
  })
})

test("another owner's invoices are not there, for any verb", async () => {
  const [mine, other] = [await shop(), await api.tenant()]
  const { id } = (await mine.write([item()])).body
  const note = (await mine.call('POST', `/invoice/${id}/credit-note`)).body.id
  for (const of of [id, newId(), 'x', '%00'])
    for (const [method, path] of [
      ['GET', `/invoice/${of}`],
      ['PUT', `/invoice/${of}`],
      ['DELETE', `/invoice/${of}`],
      ['POST', `/invoice/${of}/finalize`],
      ['POST', `/invoice/${of}/void`],
      ['POST', `/invoice/${of}/uncollectible`],
      ['POST', `/invoice/${of}/mark-paid`],
      ['POST', `/invoice/${of}/send`],
      ['POST', `/invoice/${of}/credit-note`],
      ['GET', `/invoice/${of}/credit-note`],
    ] as const) {
      const answer = await other.call(method, path, method === 'PUT' ? { items: [item()] } : undefined)
      expect([path, answer.status, answer.body]).toEqual([path, 404, []])
    }
  for (const of of [note, newId(), 'x'])
    for (const path of [`/credit-note/${of}`, `/credit-note/${of}/download`]) {
      const answer = await other.call('GET', path)
      expect([path, answer.status, answer.body]).toEqual([path, 404, []])
    }
  expect((await other.call('GET', '/invoice')).body.data).toEqual([])
  expect((await other.call('GET', '/credit-note')).body.data).toEqual([])
  expect((await other.call('POST', '/invoice', { customer: mine.customer, items: [item()] })).status).toBe(
    400,
  )
})
