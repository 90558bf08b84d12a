import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { ledgerTransfer } from '@/db/schema'
import { START, testkit } from '@/server/testkit'
import { checkLedger } from '@/server/usecases/ledger-check'
import { ownerScope } from '@/server/usecases/owner'
import { billabearTestkit } from './billabear-testkit'
import { mover, opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const shop = opener(api)
const moveTo = mover(kit, api)

beforeEach(() => {
  api.now = START
})

/** A customer of a plan at 3000 a month, and what it is given before it starts. */
async function ada(token = 'tok_visa') {
  const { tenant, call, customer } = await shop()
  const one = await customer(token)
  const at = `/customer/${one.id}`
  for (const [code, percentage] of [
    ['ten', 10],
    ['half', 50],
  ] as const)
    await call('POST', '/voucher', {
      name: code,
      type: 'percentage',
      entry_type: 'manual',
      code,
      percentage,
    })
  await call('POST', '/voucher', {
    name: 'five',
    type: 'fixed_credit',
    entry_type: 'manual',
    code: 'five',
    amounts: [{ amount: 500, currency: 'EUR' }],
  })
  return {
    ...one,
    redeem: (code: string) => call('POST', `${at}/voucher`, { code }),
    give: (type: string, amount: number) =>
      call('POST', `${at}/credit`, { type, amount, currency: 'EUR', reason: 'by hand' }),
    balance: async () => (await one.read('/credit')).balance,
    used: async () => (await one.read('/voucher')).data.map((v: { used: boolean }) => v.used),
    invoices: async () =>
      (await one.read('/invoices')).data.map((i: { total: number; amount_due: number }) => [
        i.total,
        i.amount_due,
      ]),
    month: (text: string) => moveTo(tenant, text),
    books: async () => checkLedger(await ownerScope(kit.ctx(), tenant.owner.id)),
  }
}

const eur = (amount: number) => [{ amount, currency: 'EUR' }]

describe('percentages', () => {
  test('are taken off the next invoice once, then used; the renewal is whole', async () => {
    const one = await ada()
    await one.redeem('ten')
    expect((await one.start()).status).toBe(201)
    expect([await one.paid(), await one.used()]).toEqual([[2700], [true]])
    const [applied] = (await one.read('/voucher')).data
    const [invoice] = (await one.read('/invoices')).data
    expect([applied.invoice, applied.used_at]).toEqual([invoice.id, START.toISOString()])
    await one.month('2026-02-01')
    expect((await one.paid()).sort()).toEqual([2700, 3000])
    expect(await one.books()).toEqual([])
  })

  test('one an invoice, the first applied first', async () => {
    const one = await ada()
    await one.redeem('ten')
    await one.redeem('half')
    await one.start()
    expect([await one.paid(), await one.used()]).toEqual([[2700], [true, false]])
    await one.month('2026-02-01')
    expect([(await one.paid()).sort(), await one.used()]).toEqual([
      [1500, 2700],
      [true, true],
    ])
    expect(await one.books()).toEqual([])
  })

  test('a start that was declined gives it back', async () => {
    const one = await ada('tok_chargeCustomerFail')
    await one.redeem('ten')
    await one.redeem('five')
    expect((await one.start()).status).toBe(402)
    expect([await one.used(), await one.balance()]).toEqual([[false, true], eur(500)])
    expect(await one.books()).toEqual([])
  })
})

describe('credit', () => {
  test('more than the bill leaves the rest, and nothing is charged', async () => {
    const one = await ada()
    await one.give('credit', 5000)
    await one.start()
    expect([await one.paid(), await one.balance()]).toEqual([[], eur(2000)])
    await one.month('2026-02-01')
    expect([await one.paid(), await one.balance()]).toEqual([[1000], eur(0)])
    expect(await one.books()).toEqual([])
  })

  test('comes first, then the percentage of what remains', async () => {
    const one = await ada()
    await one.redeem('five')
    await one.give('credit', 500)
    await one.redeem('ten')
    await one.start()
    expect([await one.paid(), await one.balance()]).toEqual([[1800], eur(0)])
    expect(await one.books()).toEqual([])
  })

  test('keeps a percentage for later when it pays the whole bill', async () => {
    const one = await ada()
    await one.redeem('half')
    await one.give('credit', 3000)
    await one.start()
    expect([await one.paid(), await one.used()]).toEqual([[], [false]])
    await one.month('2026-02-01')
    expect([await one.paid(), await one.used()]).toEqual([[1500], [true]])
    expect(await one.books()).toEqual([])
  })

  test('a debit is added to the next invoice', async () => {
    const one = await ada()
    await one.give('credit', 400)
    await one.give('debit', 500)
    await one.start()
    expect([await one.paid(), await one.balance()]).toEqual([[3100], eur(0)])
    expect(await one.books()).toEqual([])
  })

  test('a present that is missing from the books is named', async () => {
    const one = await ada()
    await one.give('credit', 400)
    expect(await one.books()).toEqual([])
    await kit.database.db.delete(ledgerTransfer).where(eq(ledgerTransfer.customerId, one.id))
    expect((await one.books()).map((difference) => difference.about)).toEqual([
      'account customer_credit',
      'account discounts',
    ])
  })
})
