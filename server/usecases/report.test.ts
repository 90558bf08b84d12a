import { readFileSync } from 'node:fs'
import { eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { mrrMovement } from '@/db/schema'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { testkit } from '../testkit'
import { advanceTo } from './clock'
import { issueCreditNote } from './credit-note'
import { enterCustomer } from './customer'
import { voidOpenInvoice } from './invoice-close'
import { checkLedger } from './ledger-check'
import { checkRevenue } from './ledger-check-rows'
import { createManualInvoice } from './manual-invoice'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { readProductReport, readTaxReport } from './report-document'
import { readCohorts, readLifetime, readRevenueReport } from './report-mrr'
import { listMovements, listPaying, listReportDocuments } from './report-rows'
import { readStats } from './stats'
import { cancelById } from './subscription-cancel'
import { changeOffer, changeSeats } from './subscription-change'
import { pauseSubscription, unpauseSubscription } from './subscription-pause'
import { startSubscription } from './subscription-start'

const kit = testkit()
const PAGE = { limit: 100 }
const day = (text: string) => new Date(`2026-${text}T00:00:00Z`)

/** An owner whose clock a test moves, and people with cards who do things at its now. */
async function business(taxRatePpm = 0) {
  const { id } = await kit.owner({ taxRatePpm, clockAt: day('01-01') })
  const scope = () => ownerScope(kit.ctx(), id)
  return {
    id,
    scope,
    until: async (text: string) => {
      await advanceTo(await scope(), day(text))
    },
    person: async () => {
      const { customer } = await kit.customer(id)
      const enter = async (): Promise<CustomerCtx> => enterCustomer(await scope(), customer.id)
      await addCard(await enter(), { token: 'tok_visa' })
      return enter
    },
  }
}

type Sold = Awaited<ReturnType<typeof kit.plan>>

const priceOf = ({ priceIds }: Sold) => ({ id: priceIds[0] ?? '' })

const start = async (ctx: CustomerCtx, sold: Sold, seats = 1) =>
  startSubscription(ctx, { plan: sold.planId, price: priceOf(sold), payment: null, seats, metadata: {} })

describe('monthly revenue', () => {
  const EUR = { currency: 'EUR', from: '2026-01', to: '2026-05' }
  let owner: OwnerCtx

  // Ada upgrades and buys a second thing; Bob pauses, comes back, takes fewer seats and leaves; Kim pays in dollars.
  beforeAll(async () => {
    const { id, scope, until, person } = await business()
    const team = await kit.plan(id, { code: 'team', prices: [{ amount: 3_000 }] })
    const larger = await kit.plan(id, { code: 'business', prices: [{ amount: 5_000 }] })
    const year = { unit: 'year' as const, count: 1 }
    const yearly = await kit.plan(id, { code: 'yearly', prices: [{ amount: 12_000, interval: year }] })
    const dollar = await kit.plan(id, { code: 'dollar', prices: [{ amount: 4_000, currency: 'USD' }] })
    const [ada, bob, kim] = [await person(), await person(), await person()]
    const first = await start(await ada(), team)
    await start(await kim(), dollar)
    await until('01-15')
    const bobs = await start(await bob(), team, 2)
    await until('02-05')
    const { id: priceId } = priceOf(larger)
    await changeOffer(await ada(), { subscriptionId: first, plan: 'business', priceId, when: 'now' })
    await until('02-10')
    const second = await start(await ada(), yearly)
    await until('03-03')
    await pauseSubscription(await bob(), { subscriptionId: bobs })
    await until('03-20')
    await unpauseSubscription(await bob(), { subscriptionId: bobs })
    await until('04-02')
    const ends = { refund: 'none', comment: null } as const
    await cancelById(await ada(), { subscriptionId: second, when: 'instantly', ...ends })
    await changeSeats(await bob(), { subscriptionId: bobs, by: -1, when: 'renewal' })
    await until('04-20')
    await cancelById(await bob(), { subscriptionId: bobs, when: 'end-of-run', ...ends })
    await until('05-20')
    owner = await scope()
  })

  test('moves by customer and comes to what the statistics say; renewals move nothing', async () => {
    const { months, total, now, currencies } = await readRevenueReport(owner, EUR)
    const shown = months.map((of) =>
      [of.opening, of.new, of.expansion, of.contraction, of.churn, of.reactivation, of.closing].map(
        ({ amount }) => amount,
      ),
    )
    expect(shown).toEqual([
      [0, 9_000, 0, 0, 0, 0, 9_000],
      [9_000, 0, 3_000, 0, 0, 0, 12_000],
      [12_000, 0, 0, 0, -6_000, 6_000, 12_000],
      [12_000, 0, 0, -4_000, -3_000, 0, 5_000],
      [5_000, 0, 0, 0, 0, 0, 5_000],
    ])
    expect(months.map((of) => [of.customersOpening, of.customersClosing, of.lost])).toEqual([
      [0, 2, 0],
      [2, 2, 0],
      [2, 2, 1],
      [2, 1, 1],
      [1, 1, 0],
    ])
    expect(total).toMatchObject({
      opening: { amount: 0 },
      closing: { amount: 5_000 },
      churn: { amount: -9_000 },
    })
    expect(now).toEqual({ recorded: 5_000, usage: 0 })
    expect(currencies).toEqual(['EUR', 'USD'])
    const dollars = await readRevenueReport(owner, { currency: 'USD' })
    expect(dollars.total.new.amount).toBe(4_000)
    expect((await readStats(owner)).byCurrency.map(({ mrr }) => mrr.amount)).toEqual([5_000, 4_000])
    expect(await checkLedger(owner)).toEqual([])
  })

  test('keeps what cohorts began with, and values a customer by who stays', async () => {
    const { cohorts } = await readCohorts(owner, EUR)
    expect(cohorts[0]).toEqual({
      label: '2026-01',
      started: { customers: 2, revenue: 9_000 },
      kept: [
        { customers: 2, revenue: 9_000 },
        { customers: 2, revenue: 12_000 },
        { customers: 2, revenue: 12_000 },
        { customers: 1, revenue: 5_000 },
        { customers: 1, revenue: 5_000 },
      ],
    })
    expect(cohorts.slice(1).every(({ started }) => started.customers === 0)).toBe(true)
    const { months } = await readLifetime(owner, EUR)
    expect(months[3]).toMatchObject({
      customers: 2,
      lost: 1,
      churnPpm: 500_000,
      lifespanTenths: 20,
      average: { amount: 6_000 },
      value: { amount: 12_000 },
    })
  })

  test('shows the rows that each number is the sum of, page by page in both directions', async () => {
    const { months } = await readRevenueReport(owner, EUR)
    for (const { label, expansion, contraction, churn, closing, counts } of months) {
      const of = { currency: 'EUR', from: label, to: label }
      for (const [kind, amount] of Object.entries({ expansion, contraction, churn })) {
        const { rows } = await listMovements(owner, { ...of, kind: kind as 'churn' }, PAGE)
        expect(rows.reduce((sum, row) => sum + row.amount, 0)).toBe(amount.amount)
        expect(rows).toHaveLength(counts[kind as 'churn'])
      }
      const { rows } = await listPaying(
        owner,
        { currency: 'EUR', month: label, at: 'end', cohort: '2026-01' },
        PAGE,
      )
      expect(rows.reduce((sum, { mrr }) => sum + mrr, 0)).toBe(closing.amount)
    }
    const all = (await listMovements(owner, EUR, PAGE)).rows
    const from = [all[2]?.id, all[4]?.id]
    const after = await listMovements(owner, EUR, { limit: 2, after: from[0] })
    expect(after).toEqual({ rows: all.slice(3, 5), hasMore: true })
    const before = await listMovements(owner, EUR, { limit: 2, before: from[1] })
    expect(before).toEqual({ rows: all.slice(2, 4), hasMore: true })
    expect(all.map(({ plan, quantity }) => `${quantity} ${plan}`).slice(0, 4)).toEqual([
      '1 team',
      '2 team',
      '1 business',
      '1 yearly',
    ])
  })

  test('is nobody else’s, and its months and currencies are checked', async () => {
    const { scope } = await business()
    const other = await scope()
    expect((await readRevenueReport(other, EUR)).total.closing.amount).toBe(0)
    expect((await listMovements(other, EUR, PAGE)).rows).toEqual([])
    for (const range of [
      { from: '2026-13' },
      { to: 'x' },
      { from: '2026-02', to: '2026-01' },
      { from: '1990-01' },
    ])
      await expect(readRevenueReport(owner, range)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(readRevenueReport(owner, { currency: 'XYZ' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  test('from before it was kept, the migration makes what subscriptions bring today', async () => {
    const migration = readFileSync('db/migrations/0020_recurring_revenue_moves.sql', 'utf8')
    const backfill = migration.split('--> statement-breakpoint').at(-1) ?? ''
    await owner.db.delete(mrrMovement).where(eq(mrrMovement.ownerId, owner.owner.id))
    await owner.db.execute(sql.raw(backfill))
    expect(await checkRevenue(owner)).toEqual([])
    const rows = await owner.db
      .select()
      .from(mrrMovement)
      .where(eq(mrrMovement.ownerId, owner.owner.id))
      .orderBy(mrrMovement.at, mrrMovement.currency)
    expect(rows.map(({ kind, amount, currency }) => `${kind} ${amount} ${currency}`)).toEqual([
      'new 5000 EUR',
      'new 4000 USD',
      'new 3000 EUR',
      'expansion 1000 EUR',
      'contraction -1000 EUR',
      'churn -3000 EUR',
    ])
  })
})

test('taxes and products: invoices less credit notes in the month of each, without drafts and what was voided', async () => {
  const { id, scope, until, person } = await business(190_000)
  const team = await kit.plan(id, { code: 'team', prices: [{ amount: 3_000 }] })
  const ada = await person()
  const bill = async (draft: boolean) => {
    const item = { description: 'Setup', amount: 10_000, currency: 'EUR', quantity: 1 }
    const items = [{ ...item, taxTypeId: null, taxIncluded: false }]
    return createManualInvoice(await ada(), { items, draft })
  }
  await start(await ada(), team)
  await until('01-10')
  const sold = await bill(false)
  await bill(true)
  await voidOpenInvoice(await ada(), (await bill(false)).id)
  await until('02-10')
  await issueCreditNote(await ada(), sold.id, {
    request: { kind: 'amount', amount: { amount: 5_950, currency: 'EUR' } },
    refund: 'to_credit',
    reason: '',
  })
  const owner = await scope()
  const germany = { currency: 'EUR', country: 'DE', state: null, ratePpm: 190_000, note: null }
  const [january, february] = [
    { from: '2026-01', to: '2026-01' },
    { from: '2026-02', to: '2026-02' },
  ]
  expect((await readTaxReport(owner, january)).rows).toEqual([
    { ...germany, net: 13_000, tax: 2_470, total: 15_470, documents: 2 },
  ])
  expect((await readTaxReport(owner, february)).rows).toEqual([
    { ...germany, net: -2_000, tax: -380, total: -2_380, documents: 2 },
  ])
  const { products } = await readProductReport(owner, { from: '2026-01', to: '2026-02' })
  expect(products.map(({ name, months, net }) => [name, months, net])).toEqual([
    ['team', [3_000, 3_000], 6_000],
    [null, [10_000, -5_000], 5_000],
  ])
  const both = { from: '2026-01', to: '2026-02', tax: germany, currency: 'EUR' }
  const { rows } = await listReportDocuments(owner, both, PAGE)
  expect(rows.map(({ kind, net }) => [kind, net])).toEqual([
    ['invoice', 3_000],
    ['invoice', 10_000],
    ['invoice', 3_000],
    ['credit_note', -5_000],
  ])
  const next = await listReportDocuments(owner, both, { limit: 1, after: rows[1]?.id })
  expect(next).toEqual({ rows: rows.slice(2, 3), hasMore: true })
  const unnamed = await listReportDocuments(owner, { ...both, productId: null }, PAGE)
  expect(unnamed.rows.map(({ total }) => total)).toEqual([11_900, -5_950])
  const brandId = owner.owner.primaryBrandId ?? ''
  expect((await readTaxReport(owner, { ...january, brandId })).rows).toHaveLength(1)
  const { id: elsewhere } = await business()
  await expect(readTaxReport(owner, { ...january, brandId: elsewhere })).rejects.toMatchObject({
    code: 'not_found',
  })
})
