import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { brand, customer, salesDay, salesQuarter } from '@/db/schema'
import { parseSalesRange, type SalesPeriod } from '../core/sales-range'
import { type CustomerCtx, type OwnerCtx, transact } from '../ctx'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { markPaid } from './invoice-close'
import { createManualInvoice } from './manual-invoice'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { refundPayment } from './payment-refund'
import { openRefund, runRefund } from './refund'
import { readSales, type Sales } from './sales'
import { rebuildSales } from './sales-count'
import { changeSettings } from './settings'
import { settle } from './settle'
import { subscribe } from './subscribe'

const kit = testkit()
const money = moneyTestkit(kit)
const at = (text: string) => new Date(`${text}Z`)

const ownerOf = (ctx: CustomerCtx, now = START): Promise<OwnerCtx> =>
  ownerScope(kit.ctx({ now, actor: { kind: 'operator' } }), ctx.owner.id)

type Asked = { from?: string; to?: string; period?: SalesPeriod; brandId?: string | null }

async function read(ctx: CustomerCtx, asked: Asked = {}): Promise<Sales> {
  const owner = await ownerOf(ctx)
  const range = parseSalesRange(
    { period: asked.period, rangeStart: asked.from ?? '2026-01-01', rangeEnd: asked.to ?? '2026-01-03' },
    START,
    owner.owner.timezone,
  )
  return readSales(owner, { ...range, brandId: asked.brandId ?? null })
}

/** The values of each series by its name, zeros and all. */
const seriesOf = ({ series }: Sales) =>
  Object.fromEntries(series.map(({ kind, currency, values }) => [`${kind} ${currency}`, values]))

/** Only the labels at which something moved. */
const movedAt = ({ labels, series }: Sales, kind: 'charged' | 'refunded') =>
  labels.flatMap((label, i) => {
    const value = series.find((each) => each.kind === kind)?.values[i] ?? 0
    return value === 0 ? [] : [`${label} ${value}`]
  })

async function paidCustomer(token = 'tok_visa'): Promise<CustomerCtx> {
  const ctx = await money.customer({ token })
  await subscribe(ctx, { plan: 'small' })
  return ctx
}

const give = async (ctx: CustomerCtx, amount: number) =>
  refundPayment(ctx, (await money.payment(ctx)).id, { amount, currency: null, reason: null })

/** Another customer of the same owner, of a brand and paying in a currency of its choice, who buys for 1,000. */
async function another(ctx: CustomerCtx, of: { brandId?: string; currency?: string }): Promise<CustomerCtx> {
  const made = await kit.customer(ctx.owner.id)
  const { brandId = made.brand.id, currency = 'EUR' } = of
  await ctx.db.update(customer).set({ brandId, currency }).where(eq(customer.id, made.customer.id))
  await addCard(made, { token: 'tok_visa' })
  const code = `plan-${newId()}`
  await kit.plan(ctx.owner.id, { code, prices: [{ amount: 1_000, currency }] })
  const entered = await kit.at(made, ctx.now)
  await subscribe(entered, { plan: code })
  return entered
}

async function secondBrand(ctx: CustomerCtx): Promise<string> {
  const id = newId()
  await ctx.db.insert(brand).values({ ...ctx.brand, id, code: 'second', invoicePrefix: 'NW-S' })
  return id
}

test('charged is what arrived and refunded what went back, each on its day; days without either are there', async () => {
  const ctx = await paidCustomer()
  await give(await kit.at(ctx, at('2026-01-02T10:20')), 1_000)
  await give(await kit.at(ctx, at('2026-01-03T23:59:59.999')), 100)
  const sales = await read(ctx, { to: '2026-01-04' })
  expect(sales.labels).toEqual(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'])
  expect(sales.startsAt[1]).toEqual(at('2026-01-02T00:00'))
  expect(sales.currencies).toEqual(['EUR'])
  expect(seriesOf(sales)).toEqual({ 'charged EUR': [3_100, 0, 0, 0], 'refunded EUR': [0, 1_000, 100, 0] })
  const months = await read(ctx, { period: 'month', from: '2025-12', to: '2026-02' })
  expect(seriesOf(months)).toEqual({ 'charged EUR': [0, 3_100, 0], 'refunded EUR': [0, 1_100, 0] })
  const hours = await read(ctx, { period: 'hour', from: '2026-01-02T08:00Z', to: '2026-01-02T12:00Z' })
  expect(hours.labels).toEqual([8, 9, 10, 11].map((h) => `2026-01-02 ${String(h).padStart(2, '0')}:00`))
  expect(seriesOf(hours)['refunded EUR']).toEqual([0, 0, 1_000, 0])
})

test('what moves no sale is in neither series: disputes, fees, and credit', async () => {
  const ctx = await paidCustomer()
  const id = await money.dispute(await money.payment(ctx))
  await money.catchUp()
  await money.decide(id, 'lost')
  await money.catchUp()
  expect(await money.balances(ctx)).toMatchObject({ disputes: 3_100 })
  expect(seriesOf(await read(ctx))).toEqual({ 'charged EUR': [3_100, 0, 0], 'refunded EUR': [0, 0, 0] })
})

test('a debit that comes back lowers what is charged on the day it does, and counts again when it is paid after all', async () => {
  const ctx = await money.customer({ iban: 'DE62370400440532013001' })
  await subscribe(ctx, { plan: 'small' })
  const [attempt] = await ctx.db.query.paymentAttempt.findMany({
    where: (row, { eq: is }) => is(row.ownerId, ctx.owner.id),
  })
  if (!attempt?.stripePaymentIntentId) throw new Error('there is a debit on its way')
  const intentId = attempt.stripePaymentIntentId
  await settle(ctx, attempt.id, { kind: 'paid', intentId, chargeId: null })
  const failed = { kind: 'failed' as const, intentId, code: 'debit_returned', declineCode: null, message: '' }
  await settle(await kit.at(ctx, at('2026-01-03T09:00')), attempt.id, failed)
  expect(seriesOf(await read(ctx))).toEqual({ 'charged EUR': [3_100, 0, -3_100], 'refunded EUR': [0, 0, 0] })
  const later = await kit.at(ctx, at('2026-01-05T09:00'))
  await addCard(later, { token: 'tok_visa', makeDefault: true })
  await chargeDue(kit.ctx({ now: at('2026-03-01T00:00') }), { ownerId: ctx.owner.id })
  expect(movedAt(await read(ctx, { to: '2026-03-01' }), 'charged')).toEqual([
    '2026-01-01 3100',
    '2026-01-03 -3100',
    '2026-03-01 3100',
  ])
})

test('a refund that the bank sends back is taken back', async () => {
  const ctx = await paidCustomer('tok_refundFail')
  await give(ctx, 1_000)
  expect(seriesOf(await read(ctx))['refunded EUR']).toEqual([1_000, 0, 0])
  await money.control('/clock', { advance_seconds: 2 * 3_600 })
  await money.catchUp()
  expect(seriesOf(await read(ctx))).toEqual({ 'charged EUR': [3_100, 0, 0], 'refunded EUR': [0, 0, 0] })
})

test('money that came outside Stripe counts when the owner says so, and goes back the same', async () => {
  const ctx = await money.customer({ token: 'tok_visa' })
  const items = [
    { description: 'Work', amount: 700, currency: 'EUR', quantity: 1, taxTypeId: null, taxIncluded: true },
  ]
  const bill = await createManualInvoice(ctx, { items, draft: false })
  const later = await kit.at(ctx, at('2026-01-02T00:00'))
  await markPaid(later, bill.id, { reference: null, paidAt: START })
  const opened = await transact(later, async (t) =>
    openRefund(t, await money.payment(ctx), { amount: 200, reason: null }),
  )
  await runRefund(later, opened.id)
  expect(await money.balances(ctx)).toMatchObject({ bank_cash: 500 })
  expect(seriesOf(await read(ctx))).toEqual({ 'charged EUR': [0, 700, 0], 'refunded EUR': [0, 200, 0] })
})

test('a brand has its own sales, of the invoices it wrote; each currency is a pair, the default one first', async () => {
  const ctx = await paidCustomer()
  const second = await secondBrand(ctx)
  const moved = await another(ctx, { brandId: second, currency: 'CHF' })
  await another(ctx, { currency: 'USD' })
  // A customer who moves takes nothing along.
  await ctx.db.update(customer).set({ brandId: ctx.brand.id }).where(eq(customer.id, moved.customer.id))
  const all = await read(ctx, { to: '2026-01-01' })
  expect(all.currencies).toEqual(['EUR', 'CHF', 'USD'])
  expect(seriesOf(all)).toEqual({
    'charged EUR': [3_100],
    'refunded EUR': [0],
    'charged CHF': [1_000],
    'refunded CHF': [0],
    'charged USD': [1_000],
    'refunded USD': [0],
  })
  const ofSecond = await read(ctx, { to: '2026-01-01', brandId: second })
  expect(seriesOf(ofSecond)).toEqual({
    'charged EUR': [0],
    'refunded EUR': [0],
    'charged CHF': [1_000],
    'refunded CHF': [0],
  })
  const stranger = await money.customer({ token: 'tok_visa' })
  for (const brandId of [second, newId(), 'default'])
    await expect(read(stranger, { brandId })).rejects.toMatchObject({ code: 'not_found' })
})

test('with another time zone the days are those of that zone, also for what is paid meanwhile by who knew the old one', async () => {
  const ctx = await paidCustomer()
  await give(await kit.at(ctx, at('2026-01-02T18:30')), 1_000)
  const before = await kit.at(ctx, at('2026-01-02T18:20'))
  await changeSettings(await ownerOf(ctx), { timezone: 'Asia/Kathmandu' })
  // 18:15 UTC is midnight in Kathmandu.
  expect(movedAt(await read(ctx, { from: '2025-12-30', to: '2026-01-04' }), 'refunded')).toEqual([
    '2026-01-03 1000',
  ])
  expect(before.owner.timezone).toBe('UTC')
  await give(before, 10)
  expect(movedAt(await read(ctx), 'refunded')).toEqual(['2026-01-03 1010'])
  const hours = await read(ctx, { period: 'hour', from: '2026-01-03', to: '2026-01-03T02:00' })
  expect([hours.labels, seriesOf(hours)['refunded EUR']]).toEqual([
    ['2026-01-03 00:00', '2026-01-03 01:00'],
    [1_010, 0],
  ])
  expect(await money.check(ctx)).toEqual([])
  await changeSettings(await ownerOf(ctx), { timezone: 'America/New_York' })
  expect(movedAt(await read(ctx, { from: '2025-12-30' }), 'charged')).toEqual(['2025-12-31 3100'])
  expect(await money.check(ctx)).toEqual([])
})

test('zones are changed and sums written anew while many payments arrive: nothing is lost, nothing counted twice', async () => {
  const ctx = await paidCustomer()
  const others = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const made = await kit.customer(ctx.owner.id)
      await addCard(made, { token: 'tok_visa' })
      return kit.at(made, at('2026-01-02T23:50'))
    }),
  )
  const owner = await ownerOf(ctx)
  const moves = async () => {
    for (const timezone of ['Europe/Berlin', 'Asia/Tokyo', 'Europe/Berlin']) {
      await changeSettings(owner, { timezone })
      await rebuildSales(owner)
    }
  }
  await Promise.all([...others.map((other) => subscribe(other, { plan: 'small' })), moves()])
  expect(movedAt(await read(ctx), 'charged')).toEqual(['2026-01-01 3100', '2026-01-03 18600'])
  expect(await money.check(ctx)).toEqual([])
})

test('the check names a sum that is not what the ledger says, and writing them anew from it mends that', async () => {
  const ctx = await paidCustomer()
  await give(ctx, 1_000)
  const { db } = ctx
  const mine = eq(salesDay.ownerId, ctx.owner.id)
  const namesNow = async () => (await money.check(ctx)).map((d) => `${d.about} ${d.found} not ${d.expected}`)
  await db.update(salesDay).set({ charged: sql`charged + 1` }).where(mine)
  expect(await namesNow()).toEqual(['sales 2026-01-01 of default: charged 3101 not 3100'])
  await db.delete(salesDay).where(mine)
  await db.update(salesQuarter).set({ refunded: 0 }).where(eq(salesQuarter.ownerId, ctx.owner.id))
  expect(await namesNow()).toEqual([
    'sales 2026-01-01T00:00Z of default: refunded 0 not 1000',
    'sales 2026-01-01 of default: charged 0 not 3100',
  ])
  await rebuildSales(await ownerOf(ctx))
  expect(await namesNow()).toEqual([])
  expect(seriesOf(await read(ctx))).toEqual({ 'charged EUR': [3_100, 0, 0], 'refunded EUR': [1_000, 0, 0] })
})
