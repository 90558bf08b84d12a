import type { Db, Tx } from '@/db'
import { findMetric } from '@/db/queries/metric'
import { listUnbilledCounters } from '@/db/queries/usage'
import { listCounted, listMetered, type MeteredRow } from '@/db/queries/usage-cost'
import { decimal } from '../core/decimal'
import { type Currency, type Money, money, sum } from '../core/money'
import {
  type MeterKind,
  type Price,
  type PricedLine,
  priceBetween,
  priceUsage,
  type Quantity,
} from '../core/pricing'
import { splitTax } from '../core/tax'
import type { Period } from '../core/time'
import { type Counter, counterValue, EMPTY_COUNTER, mergeCounters, totalEstimate } from '../core/usage'
import { usagePeriod } from '../core/usage-period'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'
import { loadTaxRulings } from './tax-facts'

/** One counter that was not billed as far as it went. `billed` is what invoices took of it; nothing yet is 0. */
export type UnbilledCounter = {
  subscriptionId: string
  metric: { id: string; code: string; name: string }
  kind: MeterKind
  /** Of a resettable metric the billing period; of a continuous one from the subscription's start, without end. */
  periodStartAt: Date
  periodEndAt: Date
  value: Quantity
  billed: Quantity
}

/**
 * What is still to be billed of these subscriptions' usage, by subscription: every counter whose value is not
 * what was billed, the running period's too, oldest first. One query however many there are. Whoever bills writes
 * the `value` read here into `billed`: an event that arrives meanwhile makes the two differ again.
 */
export async function unbilledUsage(
  tx: Db | Tx,
  of: { ownerId: string; subscriptionIds: string[] },
): Promise<Map<string, UnbilledCounter[]>> {
  const bySubscription = new Map<string, UnbilledCounter[]>()
  for (const { counter, metric } of await listUnbilledCounters(tx, of.ownerId, of.subscriptionIds)) {
    const list = bySubscription.get(counter.subscriptionId) ?? []
    list.push({
      subscriptionId: counter.subscriptionId,
      metric: { id: metric.id, code: metric.code, name: metric.name },
      kind: metric.kind,
      periodStartAt: counter.periodStartAt,
      periodEndAt: counter.periodEndAt,
      value: counter.value ?? 0,
      billed: counter.billed ?? 0,
    })
    bySubscription.set(counter.subscriptionId, list)
  }
  return bySubscription
}

/** What the usage of one subscription comes to so far, with tax. `period` is the billing period, of every metric. */
export type UsageCost = {
  subscriptionId: string
  metric: { id: string; name: string }
  usage: Quantity
  cost: Money
  period: Period
}

/** What a customer's usage comes to at the moment. Throws `estimate_impossible` without usage, or in several currencies. */
export async function usageCosts(ctx: CustomerCtx): Promise<{ costs: UsageCost[]; total: Money }> {
  const costs = (await estimateUsage(ctx.db, ctx, [ctx.customer.id])).get(ctx.customer.id) ?? []
  const [first] = costs
  const total =
    first &&
    totalEstimate(
      costs.map((one) => one.cost),
      first.cost.currency,
    )
  if (!total)
    throw new DomainError('estimate_impossible', {
      message: first ? 'Costs in several currencies have no sum' : 'Nothing is billed by usage',
    })
  return { costs, total }
}

/**
 * What these customers' usage comes to at the owner's now, per customer and subscription: what the next invoice
 * would bill of the running period, with tax. Customers without usage subscriptions are left out.
 */
export async function estimateUsage(
  db: Db | Tx,
  of: Pick<OwnerCtx, 'owner' | 'now'>,
  customerIds: string[],
): Promise<Map<string, UsageCost[]>> {
  const metered = meteredOf(await listMetered(db, of.owner.id, customerIds, of.now), of.now)
  const sales = new Map<string, Sale>()
  for (const one of metered) {
    const { customer, brand, price } = one.row
    const key = `${customer.id} ${price.currency}`
    const sale = sales.get(key) ?? { subject: { customer, brand, currency: price.currency }, net: 0 }
    const { amount } = sum(
      one.lines.map((line) => line.amount),
      price.currency,
    )
    sales.set(key, { ...sale, net: sale.net + amount })
  }
  const subjects = [...sales.values()].map((sale) => sale.subject)
  const rulings = subjects.length > 0 ? await loadTaxRulings(db, of, subjects) : []
  const ruleOf = new Map([...sales.keys()].map((key, i) => [key, rulings[i]]))
  const costs = new Map<string, UsageCost[]>()
  for (const { row, period, usage, lines } of metered) {
    const key = `${row.customer.id} ${row.price.currency}`
    const { product, price } = row
    const taxed = { taxTypeId: product.taxTypeId, physical: product.physical, ratePpm: product.taxRatePpm }
    const ruling = ruleOf.get(key)?.(taxed, sales.get(key)?.net ?? 0)
    invariant(ruling, 'each sale has its ruling')
    const cost = withTax(lines, price, ruling.ratePpm)
    const metric = { id: row.metric.id, name: row.metric.name }
    const list = costs.get(row.customer.id) ?? []
    costs.set(row.customer.id, [
      ...list,
      { subscriptionId: row.subscription.id, metric, usage, cost, period },
    ])
  }
  return costs
}

type Sale = {
  subject: { customer: MeteredRow['customer']; brand: MeteredRow['brand']; currency: Currency }
  net: number
}

type Metered = { row: MeteredRow; period: Period; usage: Quantity; lines: PricedLine[] }

/** Each usage subscription once, priced by the counter of its running period. */
function meteredOf(rows: MeteredRow[], now: Date): Metered[] {
  const bySubscription = new Map<string, Metered>()
  for (const row of rows) {
    const { subscription, price, metric } = row
    const facts = { ...subscription, interval: { unit: price.intervalUnit, count: price.intervalCount } }
    const period = usagePeriod(facts, 'resettable', now)
    const counted = usagePeriod(facts, metric.kind, now)
    if (period === null || counted === null) continue
    const running = row.counter?.periodStartAt.getTime() === counted.startAt.getTime() ? row.counter : null
    if (running === null && bySubscription.has(subscription.id)) continue
    const counter = { billed: running?.billed ?? 0, value: running?.value ?? 0 }
    bySubscription.set(subscription.id, {
      row,
      period,
      usage: counter.value,
      lines: dueLines(priceModel(price), metric.kind, counter),
    })
  }
  return [...bySubscription.values()]
}

/** What an invoice would bill now: all of a period's count that was not billed, or the rise of one that goes on. */
function dueLines(
  price: Price,
  kind: MeterKind,
  counter: { billed: Quantity; value: Quantity },
): PricedLine[] {
  return kind === 'continuous'
    ? priceUsage(price, kind, counter).lines
    : priceBetween(price, { from: counter.billed, to: counter.value })
}

function withTax(lines: PricedLine[], price: { taxIncluded: boolean; currency: Currency }, ratePpm: number) {
  const basis = price.taxIncluded ? 'tax_included' : 'tax_excluded'
  return lines.reduce(
    (total, line) => money(total.amount + splitTax(line.amount, ratePpm, basis).total.amount, price.currency),
    money(0, price.currency),
  )
}

/** A price's row as the rules of pricing take it. */
export function priceModel(row: Omit<MeteredRow['price'], 'metric'>): Price {
  const { type, currency, amount: unitAmount } = row
  switch (type) {
    case 'fixed_price':
      return { type: 'fixed', unitAmount, currency }
    case 'one-off':
      return { type: 'one_off', unitAmount, currency }
    case 'per_unit':
      return { type, unitAmount, currency }
    case 'package':
      return { type, unitAmount, units: row.units ?? 1, currency }
    case 'tiered_volume':
    case 'tiered_graduated':
      return { type, tiers: row.tiers ?? [], currency }
  }
}

/** What a metric has counted for a customer in the running period. */
export type MetricReading = { value: Quantity; period: Period | null }

/**
 * The running count of a metric, by id or code, over a customer's subscriptions, and of each. The time is from the
 * first start to the last end of their periods; of a continuous metric from the subscription's start. Throws `not_found`.
 */
export async function readMetric(
  ctx: CustomerCtx,
  name: string,
): Promise<MetricReading & { subscriptions: (MetricReading & { id: string })[] }> {
  const metric = await findMetric(ctx.db, ctx.owner.id, name)
  if (!metric) throw new DomainError('not_found', { message: 'No such metric' })
  const of = { ownerId: ctx.owner.id, customerId: ctx.customer.id, metricId: metric.id }
  const counters = new Map<string, { counter: Counter; period: Period }>()
  for (const { subscription, price, counter } of await listCounted(ctx.db, of, ctx.now)) {
    const facts = { ...subscription, interval: { unit: price.intervalUnit, count: price.intervalCount } }
    const counted = usagePeriod(facts, metric.kind, ctx.now)
    const billing = usagePeriod(facts, 'resettable', ctx.now)
    if (counted === null || billing === null) continue
    const running = counter?.periodStartAt.getTime() === counted.startAt.getTime() ? counter : null
    if (running === null && counters.has(subscription.id)) continue
    const period = { startAt: counted.startAt, endAt: billing.endAt }
    counters.set(subscription.id, { counter: running ? counterOf(running) : EMPTY_COUNTER, period })
  }
  const all = [...counters.values()]
  const total = all.reduce((sum, one) => mergeCounters(sum, one.counter, metric), EMPTY_COUNTER)
  const starts = all.map((one) => one.period.startAt).sort((a, b) => a.getTime() - b.getTime())
  const ends = all.map((one) => one.period.endAt).sort((a, b) => a.getTime() - b.getTime())
  const [startAt, endAt] = [starts[0], ends.at(-1)]
  return {
    value: counterValue(total),
    period: startAt && endAt ? { startAt, endAt } : null,
    subscriptions: [...counters].map(([id, one]) => ({
      id,
      value: counterValue(one.counter),
      period: one.period,
    })),
  }
}

function counterOf(row: NonNullable<MeteredRow['counter']>): Counter {
  const { latestAt, latestEventId } = row
  return {
    value: row.value === null ? null : decimal(row.value),
    latest: latestAt && latestEventId !== null ? { at: latestAt, eventId: latestEventId } : null,
  }
}
