import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { event } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { billabearTestkit, type Tenant } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const TEN = { name: 'Ten', type: 'percentage', entry_type: 'manual', code: 'Ten', percentage: 10 }
const AMOUNTS = [
  { amount: 500, currency: 'EUR' },
  { amount: 700, currency: 'JPY' },
]
const FIVE = { name: 'Five', type: 'fixed_credit', entry_type: 'manual', code: 'five', amounts: AMOUNTS }
const AUTOMATIC = {
  name: 'New card',
  type: 'percentage',
  entry_type: 'automatic',
  entry_event: 'expired_card_added',
  percentage: 5,
}

const created = async ({ call }: Tenant, body: object) => (await call('POST', '/voucher', body)).body
const customerOf = async ({ call }: Tenant) =>
  (await call('POST', '/customer', { email: 'ada@example.org', external_reference: 'x' })).body.id as string

describe('/voucher', () => {
  test('create, read, replace', async () => {
    const tenant = await api.tenant()
    const answer = await tenant.call('POST', '/voucher', {
      ...TEN,
      percentage: 12.5,
      expires_at: '2026-02-01T00:00:00+01:00',
      max_redemptions: 3,
      once_per_customer: true,
    })
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Ten',
        type: 'percentage',
        entry_type: 'manual',
        entry_event: null,
        code: 'Ten',
        percentage: 12.5,
        amounts: [],
        disabled: false,
        expires_at: '2026-01-31T23:00:00.000Z',
        max_redemptions: 3,
        redemptions: 0,
        once_per_customer: true,
        created_at: expect.any(String),
      },
    ])
    const path = `/voucher/${answer.body.id}`
    expect((await tenant.call('GET', path)).body).toEqual(answer.body)
    const changed = await tenant.call('PUT', path, FIVE)
    expect([changed.status, changed.body]).toMatchObject([
      202,
      {
        id: answer.body.id,
        type: 'fixed_credit',
        code: 'five',
        percentage: null,
        amounts: AMOUNTS,
        expires_at: null,
        max_redemptions: null,
        once_per_customer: false,
      },
    ])
    const automatic = await tenant.call('PUT', path, AUTOMATIC)
    expect(automatic.body).toMatchObject({ code: null, entry_event: 'expired_card_added', amounts: [] })
    expect((await tenant.call('GET', path)).body).toEqual(automatic.body)
  })

  test('the list pages and filters', async () => {
    const tenant = await api.tenant()
    const ids: string[] = []
    for (const body of [TEN, FIVE, AUTOMATIC]) ids.push((await created(tenant, body)).id)
    await tenant.call('POST', `/voucher/${ids[1]}/disable`)
    const list = async (query: string) => {
      const { body } = await tenant.call('GET', `/voucher?${query}`)
      return [body.data.map((v: { id: string }) => ids.indexOf(v.id)), body.has_more]
    }
    expect(await list('')).toEqual([[0, 1, 2], false])
    expect(await list('limit=2')).toEqual([[0, 1], true])
    expect(await list(`limit=2&last_key=${ids[1]}`)).toEqual([[2], false])
    expect(await list('name=card')).toEqual([[2], false])
    expect(await list('code=Te')).toEqual([[0], false])
    expect(await list('type=fixed_credit')).toEqual([[1], false])
    expect(await list('entry_type=automatic')).toEqual([[2], false])
    expect(await list('disabled=true')).toEqual([[1], false])
    expect(await list('disabled=false&type=percentage')).toEqual([[0, 2], false])
    for (const [query, field] of [
      ['disabled=x', 'disabled'],
      ['type=x', 'type'],
      ['entry_type=x', 'entry_type'],
    ]) {
      const wrong = await tenant.call('GET', `/voucher?${query}`)
      expect([wrong.status, Object.keys(wrong.body.errors)]).toEqual([400, [field]])
    }
  })

  test.each<[object, string]>([
    [{ ...TEN, name: '' }, 'name'],
    [{ ...TEN, name: 7 }, 'name'],
    [{ ...TEN, type: 'gift' }, 'type'],
    [{ ...TEN, type: undefined }, 'type'],
    [{ ...TEN, entry_type: 'x' }, 'entry_type'],
    [{ ...TEN, code: undefined }, 'code'],
    [{ ...TEN, code: ' ' }, 'code'],
    [{ ...TEN, code: 'a'.repeat(65) }, 'code'],
    [{ ...TEN, code: 'a\u0000' }, 'code'],
    [{ ...TEN, entry_event: 'expired_card_added' }, 'entry_event'],
    [{ ...TEN, percentage: undefined }, 'percentage'],
    [{ ...TEN, percentage: 0 }, 'percentage'],
    [{ ...TEN, percentage: 0.5 }, 'percentage'],
    [{ ...TEN, percentage: 100.1 }, 'percentage'],
    [{ ...TEN, percentage: '10' }, 'percentage'],
    [{ ...TEN, amounts: AMOUNTS }, 'amounts'],
    [{ ...FIVE, amounts: undefined }, 'amounts'],
    [{ ...FIVE, amounts: [] }, 'amounts'],
    [{ ...FIVE, percentage: 5 }, 'percentage'],
    [{ ...FIVE, amounts: [{ amount: 0, currency: 'EUR' }] }, 'amounts[0].amount'],
    [{ ...FIVE, amounts: [{ amount: 1.5, currency: 'EUR' }] }, 'amounts[0].amount'],
    [{ ...FIVE, amounts: [{ amount: 1e15, currency: 'EUR' }] }, 'amounts[0].amount'],
    [{ ...FIVE, amounts: [{ amount: 5, currency: 'eur' }] }, 'amounts[0].currency'],
    [{ ...FIVE, amounts: [...AMOUNTS, { amount: 5, currency: 'EUR' }] }, 'amounts[2].currency'],
    [{ ...AUTOMATIC, entry_event: undefined }, 'entry_event'],
    [{ ...AUTOMATIC, entry_event: 'birthday' }, 'entry_event'],
    [{ ...AUTOMATIC, code: 'x' }, 'code'],
    [{ ...TEN, expires_at: 'soon' }, 'expires_at'],
    [{ ...TEN, max_redemptions: 0 }, 'max_redemptions'],
    [{ ...TEN, max_redemptions: 1.5 }, 'max_redemptions'],
    [{ ...TEN, once_per_customer: 'yes' }, 'once_per_customer'],
  ])('%j is 400 on create and replace, and changes nothing', async (body, field) => {
    const tenant = await api.tenant()
    const { id } = await created(tenant, { ...AUTOMATIC, name: 'kept' })
    for (const [method, path] of [
      ['POST', '/voucher'],
      ['PUT', `/voucher/${id}`],
    ] as const) {
      const answer = await tenant.call(method, path, body)
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    }
    const { data } = (await tenant.call('GET', '/voucher')).body
    expect(data.map((v: { name: string }) => v.name)).toEqual(['kept'])
  })

  test('a code is taken whatever its case, also when it is changed; at another owner it is free', async () => {
    const [tenant, other] = [await api.tenant(), await api.tenant()]
    await created(tenant, TEN)
    const five = await created(tenant, FIVE)
    for (const [method, path, body] of [
      ['POST', '/voucher', { ...FIVE, code: 'tEN' }],
      ['PUT', `/voucher/${five.id}`, { ...FIVE, code: 'TEN' }],
    ] as const) {
      const answer = await tenant.call(method, path, body)
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['code']])
    }
    expect((await tenant.call('PUT', `/voucher/${five.id}`, { ...FIVE, code: 'FIVE' })).status).toBe(202)
    expect((await other.call('POST', '/voucher', TEN)).status).toBe(201)
  })

  test('of ten that take one code at once, one gets it', async () => {
    const { call } = await api.tenant()
    const done = await Promise.all(Array.from({ length: 10 }, () => call('POST', '/voucher', TEN)))
    expect(done.map((answer) => answer.status).sort()).toEqual([201, ...Array(9).fill(400)])
    expect((await call('GET', '/voucher')).body.data).toHaveLength(1)
  })

  test('an end in the past is refused on create', async () => {
    const { call } = await api.tenant()
    const answer = await call('POST', '/voucher', { ...TEN, expires_at: api.now.toISOString() })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, ['expires_at']])
  })

  test('disabled and enabled, each once', async () => {
    const tenant = await api.tenant()
    const { id } = await created(tenant, TEN)
    for (const verb of ['disable', 'disable', 'enable', 'enable']) {
      const answer = await tenant.call('POST', `/voucher/${id}/${verb}`)
      expect([answer.status, answer.body.disabled]).toEqual([202, verb === 'disable'])
    }
    const events = await kit.database.db
      .select({ type: event.type })
      .from(event)
      .where(eq(event.subjectId, id))
      .orderBy(event.id)
    expect(events.map((e) => e.type)).toEqual(['voucher.created', 'voucher.disabled', 'voucher.enabled'])
  })

  test('deleted while nobody redeemed it; its limit cannot fall below what was', async () => {
    const tenant = await api.tenant()
    const [gone, kept] = [await created(tenant, TEN), await created(tenant, FIVE)]
    const customer = await customerOf(tenant)
    expect((await tenant.call('DELETE', `/voucher/${gone.id}`)).status).toBe(202)
    expect((await tenant.call('GET', `/voucher/${gone.id}`)).status).toBe(404)
    for (let i = 0; i < 2; i++) await tenant.call('POST', `/customer/${customer}/voucher`, { code: 'five' })
    const refused = await tenant.call('DELETE', `/voucher/${kept.id}`)
    expect([refused.status, refused.body.code]).toEqual([409, 409])
    const lower = await tenant.call('PUT', `/voucher/${kept.id}`, { ...FIVE, max_redemptions: 1 })
    expect([lower.status, Object.keys(lower.body.errors)]).toEqual([400, ['max_redemptions']])
    expect(
      (await tenant.call('PUT', `/voucher/${kept.id}`, { ...FIVE, max_redemptions: 2 })).body,
    ).toMatchObject({ redemptions: 2, max_redemptions: 2 })
  })

  test("another owner's voucher is not there", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    const { id } = await created(mine, TEN)
    for (const of of [id, newId(), 'x', '%00'])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PUT', '', TEN],
        ['DELETE', '', undefined],
        ['POST', '/disable', undefined],
        ['POST', '/enable', undefined],
      ] as const) {
        const answer = await other.call(method, `/voucher/${of}${path}`, body)
        expect([method, path, answer.status, answer.body]).toEqual([method, path, 404, []])
      }
    expect((await mine.call('GET', `/voucher/${id}`)).body.disabled).toBe(false)
  })
})

describe('/customer/{id}/voucher', () => {
  test('applied: 202 with an empty list, and it is listed as used or not', async () => {
    const tenant = await api.tenant()
    const [ten, five] = [await created(tenant, TEN), await created(tenant, FIVE)]
    const path = `/customer/${await customerOf(tenant)}/voucher`
    for (const code of ['ten', 'FIVE']) {
      const answer = await tenant.call('POST', path, { code })
      expect([answer.status, answer.body]).toEqual([202, []])
    }
    const { body } = await tenant.call('GET', path)
    expect(body).toEqual({
      data: [
        {
          id: expect.any(String),
          voucher: { ...ten, redemptions: 1 },
          percentage: 10,
          used: false,
          used_at: null,
          invoice: null,
          created_at: api.now.toISOString(),
        },
        {
          id: expect.any(String),
          voucher: { ...five, redemptions: 1 },
          percentage: null,
          used: true,
          used_at: api.now.toISOString(),
          invoice: null,
          created_at: api.now.toISOString(),
        },
      ],
      has_more: false,
      last_key: body.data[1].id,
    })
    const codes = async (query: string) =>
      (await tenant.call('GET', `${path}?${query}`)).body.data.map(
        (row: { voucher: { code: string } }) => row.voucher.code,
      )
    expect(await codes('used=true')).toEqual(['five'])
    expect(await codes('used=false')).toEqual(['Ten'])
    expect(await codes(`limit=1&last_key=${body.data[0].id}`)).toEqual(['five'])
  })

  test.each([
    [{}, 'code'],
    [{ code: '' }, 'code'],
    [{ code: 7 }, 'code'],
    [{ code: 'unknown' }, 'code'],
    [{ code: 'a\u0000' }, 'code'],
    [{ code: 'disabled' }, 'code'],
    [{ code: 'yen' }, 'code'],
  ])('%j is 400 and records nothing', async (body, field) => {
    const tenant = await api.tenant()
    const { id } = await created(tenant, { ...TEN, code: 'disabled' })
    await tenant.call('POST', `/voucher/${id}/disable`)
    await created(tenant, { ...FIVE, code: 'yen', amounts: [{ amount: 5, currency: 'JPY' }] })
    const customer = await customerOf(tenant)
    const answer = await tenant.call('POST', `/customer/${customer}/voucher`, body)
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
    for (const path of ['voucher', 'credit'])
      expect((await tenant.call('GET', `/customer/${customer}/${path}`)).body.data).toEqual([])
  })

  test('once with an Idempotency-Key, however often it is sent', async () => {
    const tenant = await api.tenant()
    await created(tenant, FIVE)
    const path = `/customer/${await customerOf(tenant)}/voucher`
    const headers = { 'idempotency-key': newId() }
    for (let i = 0; i < 3; i++)
      expect((await tenant.call('POST', path, { code: 'five' }, headers)).status).toBe(202)
    expect((await tenant.call('GET', path)).body.data).toHaveLength(1)
  })

  test("another owner's customer is not there", async () => {
    const [mine, other] = [await api.tenant(), await api.tenant()]
    await created(other, TEN)
    const customer = await customerOf(mine)
    for (const [method, body] of [
      ['GET', undefined],
      ['POST', { code: 'ten' }],
    ] as const)
      expect((await other.call(method, `/customer/${customer}/voucher`, body)).status).toBe(404)
  })
})
