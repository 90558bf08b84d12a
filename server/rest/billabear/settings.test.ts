import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { brand, event } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'
import { openInvoice } from './billing-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const DEFAULTS = {
  dunning_days: [1, 3, 5, 7, 14],
  dunning_end: 'cancel',
  seat_proration: 'renewal',
  invoice_due_days: 30,
  one_stop_shop: false,
  tax_customers_with_tax_numbers: false,
  check_vat_numbers_online: false,
  default_currency: 'EUR',
  timezone: 'UTC',
  number_format: 'subsequential',
}

const auditOf = (ownerId: string) =>
  kit.database.db
    .select({ payload: event.payload, actor: event.actor })
    .from(event)
    .where(and(eq(event.ownerId, ownerId), eq(event.type, 'settings.updated')))
    .orderBy(event.id)

describe('/settings', () => {
  test('defaults, then what was chosen; what is left out stays, null is the default again', async () => {
    const { call, owner } = await api.tenant()
    expect((await call('GET', '/settings')).body).toEqual(DEFAULTS)
    const chosen = {
      dunning_days: [2, 4, 60],
      dunning_end: 'unpaid',
      seat_proration: 'now',
      invoice_due_days: 0,
      one_stop_shop: true,
      tax_customers_with_tax_numbers: true,
      check_vat_numbers_online: true,
      default_currency: 'JPY',
      timezone: 'Asia/Tokyo',
      number_format: 'NW%y-%5S',
    }
    const changed = await call('PUT', '/settings', chosen)
    expect([changed.status, changed.body]).toEqual([202, chosen])
    expect((await call('PUT', '/settings', {})).body).toEqual(chosen)
    const back = { dunning_days: null, dunning_end: null, invoice_due_days: null, timezone: 'UTC' }
    const half = {
      ...chosen,
      dunning_days: DEFAULTS.dunning_days,
      dunning_end: 'cancel',
      invoice_due_days: 30,
      timezone: 'UTC',
    }
    expect((await call('PUT', '/settings', back)).body).toEqual(half)
    expect((await call('GET', '/settings')).body).toEqual(half)
    const audit = await auditOf(owner.id)
    expect(audit).toHaveLength(2)
    expect(audit[1]).toEqual({
      actor: expect.stringMatching(/^key:/),
      payload: {
        before: { dunningDays: [2, 4, 60], dunningEnd: 'unpaid', invoiceDueDays: 0, timezone: 'Asia/Tokyo' },
        after: {
          dunningDays: DEFAULTS.dunning_days,
          dunningEnd: 'cancel',
          invoiceDueDays: 30,
          timezone: 'UTC',
        },
      },
    })
  })

  test.each<[object, string]>([
    [{ dunning_days: 3 }, 'dunning_days'],
    [{ dunning_days: [0] }, 'dunning_days'],
    [{ dunning_days: [61] }, 'dunning_days'],
    [{ dunning_days: [3, 1] }, 'dunning_days'],
    [{ dunning_days: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, 'dunning_days'],
    [{ dunning_days: [1, 1.5] }, 'dunning_days[1]'],
    [{ dunning_days: ['1'] }, 'dunning_days[0]'],
    [{ dunning_end: 'never' }, 'dunning_end'],
    [{ seat_proration: 'later' }, 'seat_proration'],
    [{ invoice_due_days: -1 }, 'invoice_due_days'],
    [{ invoice_due_days: 366 }, 'invoice_due_days'],
    [{ invoice_due_days: 1.5 }, 'invoice_due_days'],
    [{ one_stop_shop: 'yes' }, 'one_stop_shop'],
    [{ tax_customers_with_tax_numbers: 1 }, 'tax_customers_with_tax_numbers'],
    [{ check_vat_numbers_online: 'no' }, 'check_vat_numbers_online'],
    [{ default_currency: 'eur' }, 'default_currency'],
    [{ default_currency: null }, 'default_currency'],
    [{ timezone: 'Mars/Base' }, 'timezone'],
    [{ timezone: '+02:00' }, 'timezone'],
    [{ timezone: '\u0000' }, 'timezone'],
    [{ number_format: 'no counter' }, 'number_format'],
    [{ number_format: '%X%S' }, 'number_format'],
  ])('%j is 400 and changes nothing', async (wrong, field) => {
    const { call, owner } = await api.tenant()
    const answer = await call('PUT', '/settings', { seat_proration: 'now', one_stop_shop: true, ...wrong })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    expect((await call('GET', '/settings')).body).toEqual(DEFAULTS)
    expect(await auditOf(owner.id)).toEqual([])
  })

  test('changes at once all hold', async () => {
    const { call } = await api.tenant()
    const changes = [
      { dunning_end: 'open' },
      { seat_proration: 'now' },
      { invoice_due_days: 7 },
      { one_stop_shop: true },
      { timezone: 'Europe/Paris' },
    ]
    await Promise.all(changes.map((change) => call('PUT', '/settings', change)))
    expect((await call('GET', '/settings')).body).toEqual(Object.assign({}, DEFAULTS, ...changes))
  })

  test('are of one owner', async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    await mine.call('PUT', '/settings', { dunning_end: 'open' })
    expect((await other.call('GET', '/settings')).body.dunning_end).toBe('cancel')
  })
})

describe('/brand', () => {
  const NORTH = {
    name: 'North',
    code: 'north',
    email_address: 'north@example.org',
    address: { street_line_one: '1 Quay', city: 'Oslo', postcode: '0150', country: 'NO' },
    tax_number: 'NO123456789MVA',
    tax_rate: 25,
    invoice_prefix: 'NORTH',
    number_format: 'N-%Y-%3S',
    portal_features: { pause: true, change_plan: false },
  }
  const MINIMAL = { name: 'South', code: 'south', email_address: 'south@example.org' }

  test('create, read, replace, list', async () => {
    const { call } = await api.tenant()
    const created = await call('POST', '/brand', NORTH)
    expect([created.status, created.body]).toEqual([
      201,
      {
        ...NORTH,
        id: expect.any(String),
        address: { ...NORTH.address, company_name: 'North', street_line_two: null, region: null },
        portal_features: {
          change_plan: false,
          change_seats: true,
          pause: true,
          cancel: true,
          edit_details: true,
        },
      },
    ])
    const path = `/brand/${created.body.id}`
    expect((await call('GET', path)).body).toEqual(created.body)
    const changed = await call('PUT', path, MINIMAL)
    expect([changed.status, changed.body]).toMatchObject([
      202,
      {
        code: 'south',
        tax_number: null,
        tax_rate: null,
        invoice_prefix: 'INV',
        number_format: 'subsequential',
        address: { country: null },
        portal_features: { pause: false, change_plan: true },
      },
    ])
    const codes = async (query: string) =>
      (await call('GET', `/brand?${query}`)).body.data.map((b: { code: string }) => b.code)
    expect(await codes('')).toEqual(['default', 'south'])
    expect(await codes('name=Sou')).toEqual(['south'])
    expect(await codes('code=default')).toEqual(['default'])
    expect(await codes('limit=1')).toEqual(['default'])
  })

  test('customers are made in it and invoiced under its own numbers', async () => {
    const { call, owner } = await api.tenant()
    await call('POST', '/brand', NORTH)
    const body = { email: 'a@example.org', external_reference: 'x', brand: 'north' }
    const { id, brand: code } = (await call('POST', '/customer', body)).body
    expect(code).toBe('north')
    const ctx = await kit.customer(owner.id)
    const { customer } = ctx
    for (const of of [customer.id, id])
      await openInvoice(await kit.at({ ...ctx, customer: { ...customer, id: of } }, ctx.now))
    const number = async (of: string) =>
      (await call('GET', `/customer/${of}/invoices`)).body.data.map((i: { number: string }) => i.number)
    expect(await number(customer.id)).toEqual(['NW-2026-0001'])
    expect(await number(id)).toEqual(['N-2026-001'])
    const unknown = await call('POST', '/customer', { ...body, brand: 'west' })
    expect([unknown.status, Object.keys(unknown.body.errors)]).toEqual([400, ['brand']])
  })

  test.each<[object, string]>([
    [{ name: '' }, 'name'],
    [{ code: 'no blanks' }, 'code'],
    [{ code: 7 }, 'code'],
    [{ code: 'default' }, 'code'],
    [{ email_address: 'north' }, 'email_address'],
    [{ email_address: undefined }, 'email_address'],
    [{ address: { city: 'Oslo' } }, 'address.country'],
    [{ address: { country: 'XX' } }, 'address.country'],
    [{ tax_number: 7 }, 'tax_number'],
    [{ tax_rate: -1 }, 'tax_rate'],
    [{ tax_rate: 101 }, 'tax_rate'],
    [{ invoice_prefix: 'lower' }, 'invoice_prefix'],
    [{ invoice_prefix: '' }, 'invoice_prefix'],
    [{ number_format: 'none' }, 'number_format'],
    [{ portal_features: { pause: 'yes' } }, 'portal_features.pause'],
  ])('%j is 400 on create and replace, and changes nothing', async (wrong, field) => {
    const { call } = await api.tenant()
    const { id } = (await call('POST', '/brand', MINIMAL)).body
    for (const [method, path] of [
      ['POST', '/brand'],
      ['PUT', `/brand/${id}`],
    ] as const) {
      const answer = await call(method, path, { ...NORTH, ...wrong })
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    }
    const { data } = (await call('GET', '/brand')).body
    expect(data.map((b: { name: string }) => b.name)).toEqual(['Northwind', 'South'])
  })

  test('the first keeps its code; of ten that take one code at once, one gets it', async () => {
    const { call, owner } = await api.tenant()
    const first = `/brand/${owner.primaryBrandId}`
    const moved = await call('PUT', first, NORTH)
    expect([moved.status, Object.keys(moved.body.errors)]).toEqual([400, ['code']])
    expect((await call('PUT', first, { ...NORTH, code: 'default' })).status).toBe(202)
    const done = await Promise.all(Array.from({ length: 10 }, () => call('POST', '/brand', NORTH)))
    expect(done.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(400)])
  })

  test("another owner's brand is not there, and its code is free", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    const { id } = (await mine.call('POST', '/brand', NORTH)).body
    for (const of of [id, 'x', '%00'])
      for (const [method, body] of [
        ['GET', undefined],
        ['PUT', MINIMAL],
      ] as const)
        expect((await other.call(method, `/brand/${of}`, body)).status).toBe(404)
    expect((await other.call('POST', '/brand', NORTH)).status).toBe(201)
    const kept = await kit.database.db.select().from(brand).where(eq(brand.id, id))
    expect(kept).toMatchObject([{ name: 'North' }])
  })
})
