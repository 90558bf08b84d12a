import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from '@hono/zod-openapi'
import { and, eq } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { brand, event, owner as ownerTable } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { PDF_LINK_LIFE_MS } from '@/server/usecases/bill-link'
import { runBilling } from '@/server/usecases/billing-run'
import { createManualInvoice } from '@/server/usecases/manual-invoice'
import { addCard } from '@/server/usecases/payment-method'
import { startTrial, subscribe } from '@/server/usecases/subscribe'
import type { OwnerDeps } from './app'
import { expectRefused, ownerTestkit, type Tenant } from './owner-testkit'
import { ownerApi } from './routes'

const kit = testkit()
const api = ownerTestkit(kit)

const DOCUMENT = path.resolve(import.meta.dirname, '../../../../shared/contracts/owner-routes.json')

/** The 8 documented operations, kept here too, so that a missing document cannot make the contract hold. */
const OPERATIONS = [
  'GET /Owner/',
  'PUT /Owner/',
  'GET /Owner/Invoice/',
  'GET /Owner/Invoice/<invoiceId>',
  'GET /Owner/Invoice/<invoiceId>/Lines',
  'GET /Owner/Invoice/<invoiceId>/Pdf',
  'GET /Owner/Sales',
  'GET /Owner/Balance',
]

afterEach(() => {
  expect(api.errors.splice(0)).toEqual([])
  api.now = new Date('2026-01-01T00:00:00Z')
})

type Field = { name: string; optional?: boolean; items?: Field[] }
type Documented = { method: string; path: string; returns: Field[]; body?: Field[]; query?: Field[] }

const routes = ownerApi({} as OwnerDeps)
const declared = routes.openAPIRegistry.definitions.flatMap((d) => (d.type === 'route' ? [d.route] : []))
const routeOf = (operation: string) => {
  const [method = '', at = ''] = operation.split(' ')
  const pattern = at.replace(/\/$/, '').replace('<invoiceId>', '{invoiceId}')
  return declared.find((route) => route.method === method.toLowerCase() && route.path === pattern)
}

test.each(OPERATIONS)('%s has its route', (operation) => {
  expect(routeOf(operation)).toBeDefined()
})

// The document lies outside of the checkout; where it is, the committed list and each field are held to it.
if (existsSync(DOCUMENT)) {
  const documented = (JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { routes: Documented[] }).routes
  test('the committed list of operations is the document', () => {
    expect(OPERATIONS).toEqual(documented.map((route) => `${route.method} ${route.path}`))
  })
  test.each(documented)('$method $path declares each documented field', (of) => {
    const route = routeOf(`${of.method} ${of.path}`)
    const answers = route?.responses[200] as { content: { 'application/json': { schema: Shaped } } }
    const refusal = route?.responses[500] as typeof answers
    const shape = answers.content['application/json'].schema.shape
    const named = of.returns.map(({ name }) => name).filter((name) => name !== '*' && name !== 'Error')
    expect(Object.keys(shape)).toEqual(expect.arrayContaining(named))
    expect(Object.keys(refusal.content['application/json'].schema.shape)).toEqual(['Error'])
    const query = (route?.request?.query as Shaped | undefined)?.shape ?? {}
    expect(Object.keys(query)).toEqual(expect.arrayContaining((of.query ?? []).map(({ name }) => name)))
    const body = (route?.request?.body as { content: { 'application/json': { schema: Shaped } } } | undefined)
      ?.content['application/json'].schema.shape
    expect(Object.keys(body ?? {})).toEqual((of.body ?? []).map(({ name }) => name))
  })
}

type Shaped = { shape: Record<string, z.ZodType> }

describe('GET /Owner', () => {
  test('says who the owner is, and its plan and card at the house', async () => {
    const of = await api.tenant()
    await startTrial(of.billed, { plan: 'growth' })
    await of.call('PUT', '/Owner/', { FirstName: 'Ada', LastName: 'Lovelace', Timezone: 'America/Vancouver' })
    const answer = await of.call('GET', '/Owner/')
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        OwnerId: of.owner.id,
        Created: Math.floor(of.owner.createdAt.getTime() / 1000),
        StripeSubStatus: 'trialing',
        CurrentPeriodEnd: String(Date.parse('2026-01-15T00:00:00Z') / 1000),
        CardDetails: 'Visa ending in 4242',
        LastName: 'Lovelace',
        FirstName: 'Ada',
        Email: of.owner.email,
        Plan: 'growth-month',
        PrimaryBrand: of.owner.primaryBrandId,
        Timezone: 'America/Vancouver',
      },
    ])
    expect(shapeOf('GET /Owner/').parse(answer.body)).toEqual(answer.body)
    for (const at of ['/Owner', '/v1/Owner/', '/v1/Owner'])
      expect((await of.call('GET', at)).body).toEqual(answer.body)
  })

  test('without a plan the account runs from month to month, and owes nothing; so does the house', async () => {
    const of = await api.tenant()
    const opened = new Date('2025-11-20T10:00:00Z')
    await kit.database.db.update(ownerTable).set({ createdAt: opened }).where(eq(ownerTable.id, of.owner.id))
    const end = String(Date.parse('2026-01-20T10:00:00Z') / 1000)
    const { body } = await of.call('GET', '/Owner')
    expect(body).toMatchObject({ StripeSubStatus: 'active', CurrentPeriodEnd: end })
    expect(Object.keys(body)).not.toContain('Plan')
    const house = await kit.database.db.query.owner.findFirst({ where: eq(ownerTable.isHouse, true) })
    const key = await api.key({ id: house?.id ?? '' })
    const own = await api.call('GET', '/Owner', { key })
    expect(own.body).toMatchObject({ OwnerId: house?.id, StripeSubStatus: 'active' })
    expect(Number(own.body.CurrentPeriodEnd)).toBeGreaterThan(api.now.getTime() / 1000)
    expect((await api.call('GET', '/Owner/Invoice', { key })).body).toEqual({ Items: [] })
    expectRefused(await api.call('GET', '/Owner/Invoice/upcoming', { key }), 404)
  })
})

describe('PUT /Owner', () => {
  test('changes what is given; what is empty or not its business stays', async () => {
    const of = await api.tenant()
    const [first] = await kit.database.db.select().from(brand).where(eq(brand.ownerId, of.owner.id))
    const email = `new-${of.owner.email}`
    const change = { LastName: 'Thor', FirstName: '', Email: email, PrimaryBrand: first?.id, Timezone: null }
    const answer = await of.call('PUT', '/v1/Owner/', { ...change, OwnerId: 'x', Plan: 'free', Created: 1 })
    expect([answer.status, answer.body]).toEqual([200, {}])
    const after = (await of.call('GET', '/Owner')).body
    expect(after).toMatchObject({ OwnerId: of.owner.id, LastName: 'Thor', Email: email, Timezone: 'UTC' })
    expect(after).not.toHaveProperty('FirstName')
    // The house bills, and writes to, the same address.
    expect((await kit.at(of.billed, api.now)).customer.email).toBe(email)
    const events = await kit.database.db
      .select({ payload: event.payload })
      .from(event)
      .where(and(eq(event.ownerId, of.owner.id), eq(event.type, 'owner.updated')))
    expect(events).toEqual([
      {
        payload: {
          before: { lastName: null, email: of.owner.email },
          after: { lastName: 'Thor', email },
        },
      },
    ])
    expect((await of.call('PUT', '/Owner', {})).body).toEqual({})
    expect((await of.call('GET', '/Owner')).body).toEqual(after)
  })

  test('names each value that is wrong, and changes nothing', async () => {
    const [of, other] = [await api.tenant(), await api.tenant()]
    const before = (await of.call('GET', '/Owner')).body
    for (const [body, names] of [
      [{ Email: 'nonsense', Timezone: '+02:00', LastName: 'Thor' }, ['Email', 'Timezone']],
      [{ Timezone: 'Mars/Olympus' }, ['Timezone']],
      [{ PrimaryBrand: other.owner.primaryBrandId }, ['PrimaryBrand']],
      [{ PrimaryBrand: 'x' }, ['PrimaryBrand']],
      [{ LastName: 7 }, ['LastName']],
      [{ FirstName: 'a'.repeat(201) }, ['FirstName']],
      [{ FirstName: '\0' }, ['FirstName']],
      ['[]', ['body']],
      ['{', []],
    ] as const) {
      const answer = await of.call('PUT', '/Owner', body)
      expectRefused(answer, 400)
      for (const name of names) expect(answer.body.Error).toContain(name)
    }
    expectRefused(await of.call('PUT', '/Owner', { Email: other.owner.email.toUpperCase() }), 409)
    expect((await of.call('GET', '/Owner')).body).toEqual(before)
  })

  test('with an Idempotency-Key the same change is done once, and another is refused', async () => {
    const of = await api.tenant()
    const once = { 'idempotency-key': 'one' }
    const put = (body: unknown, at = '/Owner') => of.call('PUT', at, body, once)
    expect((await put({ LastName: 'One' })).headers.get('idempotent-replayed')).toBeNull()
    await of.call('PUT', '/Owner', { LastName: 'Two' })
    const again = await put({ LastName: 'One' }, '/v1/Owner')
    expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([200, {}, 'true'])
    expect((await of.call('GET', '/Owner')).body.LastName).toBe('Two')
    expectRefused(await put({ LastName: 'Three' }), 409)
  })
})

describe('the owner’s own invoices', () => {
  async function billed(): Promise<Tenant> {
    const of = await api.tenant()
    await subscribe(of.billed, { plan: 'growth' })
    return of
  }

  test('are the house’s, newest first, each as Stripe shows one', async () => {
    const of = await billed()
    const later = new Date('2026-02-01T00:00:00Z')
    await runBilling(kit.ctx({ now: later }), { ownerId: of.billed.owner.id })
    api.now = later
    const { body, status } = await of.call('GET', '/Owner/Invoice/')
    expect(status).toBe(200)
    expect(shapeOf('GET /Owner/Invoice/').parse(body)).toEqual(body)
    const { customer } = await kit.at(of.billed, later)
    expect(body.Items).toMatchObject([
      { object: 'invoice', customer: customer.stripeCustomerId, amount_due: 2_900, currency: 'eur' },
      { amount_paid: 2_900, status: 'paid', lines: { data: [{ amount: 2_900 }], has_more: false } },
    ])
    expect(body.Items[0].created).toBe(later.getTime() / 1000)
    const { Items: older } = (await of.call('GET', `/Owner/Invoice?last=${body.Items[0].id}`)).body
    expect(older).toEqual([body.Items[1]])
  })

  test('upcoming is what the next run writes, and then it is written so', async () => {
    const of = await billed()
    const upcoming = (await of.call('GET', '/Owner/Invoice/upcoming')).body
    expect(shapeOf('GET /Owner/Invoice/<invoiceId>').parse(upcoming)).toEqual(upcoming)
    expect(upcoming).toMatchObject({ id: 'upcoming', number: null, status: 'draft', invoice_pdf: null })
    const later = new Date('2026-02-01T00:00:00Z')
    await runBilling(kit.ctx({ now: later }), { ownerId: of.billed.owner.id })
    api.now = later
    const [written] = (await of.call('GET', '/Owner/Invoice')).body.Items
    for (const field of ['amount_due', 'total', 'tax', 'created', 'period_start', 'period_end', 'customer'])
      expect([field, written[field]]).toEqual([field, upcoming[field]])
    expect(written.lines.data[0].description).toBe(upcoming.lines.data[0].description)
    const asked = `customer=${upcoming.customer}&check=${upcoming.MoreChk}`
    const lines = await of.call('GET', `/Owner/Invoice/upcoming/Lines?${asked}`)
    expect(lines.body.Items).toMatchObject([{ id: 'upcoming_1', amount: 2_900 }])
    const rest = await of.call('GET', `/Owner/Invoice/upcoming/Lines?${asked}&last=upcoming_1`)
    expect(rest.body).toEqual({ Items: [] })
    expectRefused(await of.call('GET', `/Owner/Invoice/upcoming/Pdf?${asked}`), 404)
  })

  test('Lines goes on where the invoice ended, for whoever has its check', async () => {
    const of = await billed()
    const items = Array.from({ length: 13 }, (_, i) => ({ description: `Seat ${i}`, amount: 100 + i }))
    const id = await manualInvoice(of, items)
    const invoice = (await of.call('GET', `/Owner/Invoice/${id}`)).body
    expect([invoice.lines.data.length, invoice.lines.has_more]).toEqual([10, true])
    const asked = { customer: invoice.customer, check: invoice.MoreChk }
    const get = (query: Record<string, string>) =>
      of.call('GET', `/Owner/Invoice/${id}/Lines?${new URLSearchParams(query)}`)
    const more = await get({ ...asked, last: invoice.lines.data[9].id })
    expect(more.body.Items.map((line: { amount: number }) => line.amount)).toEqual([110, 111, 112])
    expect((await get({ ...asked, last: more.body.Items[2].id })).body).toEqual({ Items: [] })
    expect((await get(asked)).body.Items).toHaveLength(13)
    expectRefused(await get({ ...asked, last: 'x' }), 400)
    expectRefused(await get({ customer: asked.customer }), 400)
    expectRefused(await get({ check: asked.check }), 400)
    const [sub] = (await of.call('GET', '/Owner/Invoice')).body.Items.filter(
      (i: { id: string }) => i.id !== id,
    )
    const other = (await of.call('GET', `/Owner/Invoice/${sub.id}`)).body.MoreChk
    for (const wrong of [{ check: other }, { check: 'x' }, { customer: 'cus_other' }])
      expectRefused(await get({ ...asked, ...wrong }), 403)
  })

  test('Pdf answers a link that anybody may open, until it is over', async () => {
    const of = await billed()
    const [{ id }] = (await of.call('GET', '/Owner/Invoice')).body.Items
    const { customer, MoreChk } = (await of.call('GET', `/Owner/Invoice/${id}`)).body
    const answer = await of.call('GET', `/v1/Owner/Invoice/${id}/Pdf?customer=${customer}&check=${MoreChk}`)
    expect(Object.keys(answer.body)).toEqual(['Link'])
    const link = new URL(answer.body.Link)
    expect(link.origin).toBe('https://folio.example')
    const file = await api.call('GET', link.pathname)
    expect([file.status, file.headers.get('content-type'), file.bytes.subarray(0, 5).toString()]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ])
    expectRefused(await of.call('GET', `/Owner/Invoice/${id}/Pdf?customer=${customer}&check=x`), 403)
    const forged = link.pathname.replace(/.(?=.{8}$)/, (c) => (c === 'A' ? 'B' : 'A'))
    for (const at of [forged, `${link.pathname}x`, link.pathname.replace(id, of.owner.id)])
      expectRefused(await api.call('GET', at), 404)
    api.now = new Date(api.now.getTime() + PDF_LINK_LIFE_MS + 1_000)
    expectRefused(await api.call('GET', link.pathname), 404)
  })

  test('are nobody else’s', async () => {
    const [of, other] = [await billed(), await billed()]
    const [{ id }] = (await other.call('GET', '/Owner/Invoice')).body.Items
    const { customer, MoreChk } = (await other.call('GET', `/Owner/Invoice/${id}`)).body
    const asked = `?customer=${customer}&check=${MoreChk}`
    for (const at of [id, `${id}/Lines${asked}`, `${id}/Pdf${asked}`, other.owner.id, 'x', '%00'])
      expectRefused(await of.call('GET', `/Owner/Invoice/${at}`), 404)
    const mine = (await of.call('GET', '/Owner/Invoice')).body.Items
    expect(mine.map((invoice: { id: string }) => invoice.id)).not.toContain(id)
  })

  async function manualInvoice(
    of: Tenant,
    items: { description: string; amount: number }[],
  ): Promise<string> {
    const rest = { currency: 'EUR', quantity: 1, taxTypeId: null, taxIncluded: false }
    const given = items.map((item) => ({ ...item, ...rest }))
    return (await createManualInvoice(of.billed, { items: given, draft: false })).id
  }
})

describe('GET /Owner/Sales', () => {
  test('is what was charged and refunded, a value for each label, further currencies as further pairs', async () => {
    const of = await api.tenant()
    const day = new Date('2026-01-10T12:00:00Z')
    const customer = await kit.customer(of.owner.id, { now: day })
    await addCard(customer, { token: 'tok_visa' })
    await kit.plan(of.owner.id, { code: 'euro', prices: [{ amount: 1_000 }] })
    await kit.plan(of.owner.id, { code: 'dollar', prices: [{ amount: 700, currency: 'USD' }] })
    await subscribe(customer, { plan: 'euro' })
    const other = await kit.customer(of.owner.id, { now: day })
    await addCard(other, { token: 'tok_visa' })
    await subscribe(other, { plan: 'dollar' })
    api.now = new Date('2026-01-12T12:00:00Z')
    const zeros = [0, 0, 0]
    const { body, status } = await of.call('GET', '/Owner/Sales?rangeStart=-2d')
    expect([status, body]).toEqual([
      200,
      {
        Labels: ['2026-01-10', '2026-01-11', '2026-01-12'],
        Data: [[1_000, 0, 0], zeros, [700, 0, 0], zeros],
        Series: ['AmountCharged', 'AmountRefunded', 'AmountCharged:USD', 'AmountRefunded:USD'],
      },
    ])
    const months = await of.call('GET', `/Owner/Sales?period=month&brandId=${of.owner.primaryBrandId}`)
    expect(months.body).toMatchObject({ Labels: ['2026-01'], Data: [[1_000], [0], [700], [0]] })
    const week = (await of.call('GET', '/v1/Owner/Sales/?period=&brandId=all')).body
    expect([week.Labels.length, week.Labels.at(-1)]).toEqual([8, '2026-01-12'])
    // The next day has begun in Auckland when it is charged.
    await of.call('PUT', '/Owner', { Timezone: 'Pacific/Auckland' })
    const hours = await of.call('GET', '/Owner/Sales?period=hour&rangeStart=2026-01-11&rangeEnd=2026-01-11')
    expect([hours.body.Labels.length, hours.body.Data[0].indexOf(1_000)]).toEqual([24, 1])
    const days = await of.call('GET', '/Owner/Sales?rangeStart=2026-01-11&rangeEnd=2026-01-11')
    expect(days.body).toMatchObject({ Labels: ['2026-01-11'], Data: [[1_000], [0], [700], [0]] })
  })

  test('names what is wrong, and knows no brand of another owner', async () => {
    const [of, other] = [await api.tenant(), await api.tenant()]
    for (const name of ['period', 'rangeStart', 'rangeEnd']) {
      const answer = await of.call('GET', `/Owner/Sales?${name}=-1minute`)
      expectRefused(answer, 400)
      expect(answer.body.Error).toContain(name)
    }
    for (const id of [other.owner.primaryBrandId, 'x', '%00'])
      expect([400, 404]).toContain((await of.call('GET', `/Owner/Sales?brandId=${id}`)).status)
    expectRefused(await of.call('GET', `/Owner/Sales?brandId=${other.owner.primaryBrandId}`), 404)
  })
})

describe('who may ask', () => {
  const READS = ['/Owner', '/Owner/Invoice', '/Owner/Invoice/upcoming', '/Owner/Balance']

  test('nobody without a valid token or key', async () => {
    for (const at of [...READS, '/Owner/Invoice/x/Lines', '/Owner/Invoice/x/Pdf', '/Owner/Sales']) {
      expectRefused(await api.call('GET', at), 401)
      expectRefused(await api.call('GET', at, { token: 'wrong' }), 401)
      expectRefused(await api.call('GET', at, { token: 'folio_sk_wrong' }), 401)
      expectRefused(await api.call('GET', at, { key: 'wrong' }), 401)
    }
    expectRefused(await api.call('PUT', '/Owner', { body: {} }), 401)
  })

  test('only an admin changes the profile; a customer’s user has no owner', async () => {
    const of = await api.tenant()
    const token = await api.member(of.owner, 'viewer')
    expect((await api.call('GET', '/Owner', { token })).body.OwnerId).toBe(of.owner.id)
    expectRefused(await api.call('PUT', '/Owner', { token, body: { LastName: 'Thor' } }), 403)
    const finance = await api.member(of.owner, 'finance')
    expectRefused(await api.call('PUT', '/Owner', { token: finance, body: { LastName: 'Odin' } }), 403)
    const admin = await api.member(of.owner, 'admin')
    expect((await api.call('PUT', '/Owner', { token: admin, body: { LastName: 'Odin' } })).body).toEqual({})
    const stranger = await api.tenant()
    const header = { 'x-owner-id': of.owner.id }
    expectRefused(await api.call('GET', '/Owner', { token: stranger.token, headers: header }), 404)
    expectRefused(await api.call('PUT', '/Owner', { token: stranger.token, body: {}, headers: header }), 404)
    const key = await api.key(stranger.owner)
    expectRefused(await api.call('GET', '/Owner', { key, headers: header }), 404)
  })

  test('a member of several owners names one', async () => {
    const [first, second] = [await api.tenant(), await api.tenant()]
    const token = await api.member(second.owner, 'admin')
    const asked = await api.call('GET', '/Owner', { token, headers: { 'x-owner-id': second.owner.id } })
    expect(asked.body.OwnerId).toBe(second.owner.id)
    for (const id of [first.owner.id, 'x', ''])
      expectRefused(await api.call('GET', '/Owner', { token, headers: { 'x-owner-id': id } }), 404)
  })

  test('a key by its scopes, in its own header or as Bearer', async () => {
    const of = await api.tenant()
    const reads = await api.key(of.owner, ['read'])
    const account = await api.key(of.owner, ['settings:read', 'settings:write'])
    const sales = await api.key(of.owner, ['payments:read'])
    for (const asked of [{ key: reads }, { token: reads }, { key: account }, { token: account }])
      expect((await api.call('GET', '/Owner', asked)).body.OwnerId).toBe(of.owner.id)
    expectRefused(await api.call('PUT', '/Owner', { key: reads, body: { LastName: 'Thor' } }), 403)
    expect((await api.call('PUT', '/Owner', { token: account, body: { LastName: 'Thor' } })).status).toBe(200)
    expectRefused(await api.call('GET', '/Owner/Balance', { key: account }), 403)
    expect((await api.call('GET', '/Owner/Balance', { key: sales })).status).toBe(200)
    for (const at of ['/Owner', '/Owner/Invoice'])
      expectRefused(await api.call('GET', at, { key: sales }), 403)
  })

  test('and what is not there is said in the words of this API', async () => {
    const of = await api.tenant()
    for (const at of ['/Owner/Nothing', '/v1/Owner/Nothing', '/Owner/Invoice/x/Y'])
      expectRefused(await of.call('GET', at), 404)
    expectRefused(await of.call('DELETE', '/Owner'), 404)
    const large = await of.call('PUT', '/Owner', JSON.stringify({ LastName: 'a'.repeat(1_100_000) }), {
      'content-length': '1100020',
    })
    expectRefused(large, 413)
  })
})

test('the OpenAPI document is made from the routes', async () => {
  const { status, body } = await api.call('GET', '/api/openapi/owner.json')
  expect([status, body.openapi]).toEqual([200, '3.1.0'])
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/Owner', '/Owner/Invoice/{invoiceId}/Pdf']),
  )
})

function shapeOf(operation: string): z.ZodType {
  const answer = routeOf(operation)?.responses[200] as
    | { content: { 'application/json': { schema: z.ZodType } } }
    | undefined
  if (!answer) throw new Error(`${operation} declares no answer`)
  return answer.content['application/json'].schema
}
