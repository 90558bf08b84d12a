import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { creditEntry, event, ledgerTransfer } from '@/db/schema'
import { testkit } from '@/server/testkit'
import { checkLedger } from '@/server/usecases/ledger-check'
import { ownerScope } from '@/server/usecases/owner'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const GIFT = { type: 'credit', amount: 1000, currency: 'EUR', reason: 'An apology' }

async function customer() {
  const tenant = await api.tenant()
  const body = { email: 'ada@example.org', external_reference: 'x' }
  const { id } = (await tenant.call('POST', '/customer', body)).body
  return { ...tenant, id: id as string, path: `/customer/${id}/credit` }
}

describe('/customer/{id}/credit', () => {
  test('credit and debit, their balance per currency, their ledger and events', async () => {
    const { call, path, id, owner } = await customer()
    const given = await call('POST', path, { ...GIFT, reason: ' An apology ' })
    expect([given.status, given.body]).toEqual([
      201,
      {
        id: expect.any(String),
        type: 'credit',
        amount: 1000,
        currency: 'EUR',
        reason: 'An apology',
        source: 'manual',
        invoice: null,
        created_at: api.now.toISOString(),
      },
    ])
    const taken = await call('POST', path, { ...GIFT, type: 'debit', amount: 1200 })
    expect(taken.body).toMatchObject({ type: 'debit', amount: 1200 })
    const yen = await call('POST', path, { ...GIFT, amount: 7, currency: 'JPY' })
    const { body } = await call('GET', path)
    expect(body).toEqual({
      data: [given.body, taken.body, yen.body],
      has_more: false,
      last_key: yen.body.id,
      balance: [
        { amount: -200, currency: 'EUR' },
        { amount: 7, currency: 'JPY' },
      ],
    })
    const { db } = kit.database
    const moves = await db
      .select()
      .from(ledgerTransfer)
      .where(eq(ledgerTransfer.customerId, id))
      .orderBy(ledgerTransfer.id)
    expect(moves.map((m) => [m.debit, m.credit, m.amount, m.currency])).toEqual([
      ['discounts', 'customer_credit', 1000, 'EUR'],
      ['customer_credit', 'discounts', 1200, 'EUR'],
      ['discounts', 'customer_credit', 7, 'JPY'],
    ])
    const events = await db.select().from(event).where(eq(event.type, 'credit.given'))
    expect(events.filter((e) => e.customerId === id).map((e) => e.payload.amount)).toEqual([1000, -1200, 7])
    expect(await checkLedger(await ownerScope(kit.ctx(), owner.id))).toEqual([])
  })

  test('the list pages and filters; the balance is of all', async () => {
    const { call, path } = await customer()
    const ids: string[] = []
    for (const body of [GIFT, { ...GIFT, type: 'debit', amount: 1 }, { ...GIFT, currency: 'USD' }])
      ids.push((await call('POST', path, body)).body.id)
    const list = async (query: string) => {
      const { body } = await call('GET', `${path}?${query}`)
      expect(body.balance).toHaveLength(2)
      return [body.data.map((row: { id: string }) => ids.indexOf(row.id)), body.has_more]
    }
    expect(await list('limit=2')).toEqual([[0, 1], true])
    expect(await list(`limit=2&last_key=${ids[1]}`)).toEqual([[2], false])
    expect(await list('type=debit')).toEqual([[1], false])
    expect(await list('type=credit')).toEqual([[0, 2], false])
    expect(await list('currency=EUR')).toEqual([[0, 1], false])
    for (const query of ['type=x', 'currency=eur'])
      expect((await call('GET', `${path}?${query}`)).status).toBe(400)
  })

  test.each([
    [{}, ['amount', 'currency', 'reason', 'type']],
    [{ ...GIFT, type: 'gift' }, ['type']],
    [{ ...GIFT, amount: 0 }, ['amount']],
    [{ ...GIFT, amount: -5 }, ['amount']],
    [{ ...GIFT, amount: 1.5 }, ['amount']],
    [{ ...GIFT, amount: '10' }, ['amount']],
    [{ ...GIFT, amount: 1_000_000_000_000 }, ['amount']],
    [{ ...GIFT, currency: 'euro' }, ['currency']],
    [{ ...GIFT, currency: 'XXQ' }, ['currency']],
    [{ ...GIFT, reason: ' ' }, ['reason']],
    [{ ...GIFT, reason: 'a'.repeat(501) }, ['reason']],
    [{ ...GIFT, reason: '\u0000' }, ['reason']],
  ])('%j is 400 and gives nothing', async (body, fields) => {
    const { call, path } = await customer()
    const answer = await call('POST', path, body)
    expect([answer.status, Object.keys(answer.body.errors).sort()]).toEqual([400, fields])
    expect((await call('GET', path)).body).toMatchObject({ data: [], balance: [] })
  })

  test('no balance grows beyond what is exact', async () => {
    const { call, path, id, owner } = await customer()
    await kit.database.db.insert(creditEntry).values({
      ownerId: owner.id,
      id: newId(),
      customerId: id,
      amount: 999_999_999_999_500,
      currency: 'EUR',
      reason: 'a lot',
    })
    const many = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', path, { ...GIFT, amount: 100 })),
    )
    expect(many.map((answer) => answer.status).sort()).toEqual([...Array(5).fill(201), ...Array(3).fill(400)])
    expect((await call('GET', path)).body.balance).toEqual([
      { amount: 1_000_000_000_000_000, currency: 'EUR' },
    ])
  })

  test("another owner's customer is not there", async () => {
    const [mine, other] = [await customer(), await api.tenant()]
    for (const of of [mine.id, newId(), 'x'])
      for (const [method, body] of [
        ['GET', undefined],
        ['POST', GIFT],
      ] as const)
        expect((await other.call(method, `/customer/${of}/credit`, body)).status).toBe(404)
    expect((await mine.call('GET', mine.path)).body.data).toEqual([])
  })
})
