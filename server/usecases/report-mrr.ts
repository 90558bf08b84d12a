import { sumCohorts, sumMovements } from '@/db/queries/mrr-report'
import { type Cohort, cohortsOf } from '../core/cohort'
import { type Lifetime, type LifetimeFacts, lifetimeOf, lifetimeOver } from '../core/lifetime'
import { money } from '../core/money'
import { bridge, type MovementKind, type RevenueBridge } from '../core/mrr-movement'
import type { Month } from '../core/report-month'
import type { OwnerCtx } from '../ctx'
import { type RevenueRange, reportCurrency, reportMonths } from './report'
import { readStats } from './stats'

/** A month: what there was, what moved, what there is, and how many customers it is of. */
export type RevenueMonth = Month &
  RevenueBridge & {
    counts: Record<MovementKind, number>
    customersOpening: number
    customersClosing: number
    /** Customers who left in it, in whatever currency they paid. */
    lost: number
  }

export type RevenueReport = {
  currency: string
  currencies: string[]
  months: RevenueMonth[]
  /** The whole period as one. */
  total: RevenueBridge
  /**
   * Where it stands now, when the period reaches to now: what the movements come to, and what the running counters of
   * usage come to beyond (or below) what was last billed of them. Together they are the MRR of the statistics.
   */
  now: { recorded: number; usage: number } | null
}

/** How monthly revenue moved, month by month, in one currency: what there was and what moved is what there is. */
export async function readRevenueReport(ctx: OwnerCtx, range: RevenueRange): Promise<RevenueReport> {
  const of = await loadMonths(ctx, range)
  const { currency, months } = of
  const [first, last] = [months[0], months.at(-1)]
  const movements = months.flatMap(({ new: begun, expansion, contraction, churn, reactivation }) => [
    { kind: 'new' as const, amount: begun },
    { kind: 'expansion' as const, amount: expansion },
    { kind: 'contraction' as const, amount: contraction },
    { kind: 'churn' as const, amount: churn },
    { kind: 'reactivation' as const, amount: reactivation },
  ])
  const total = bridge(first?.opening ?? money(0, currency), movements)
  const reachesNow = last !== undefined && last.startAt <= ctx.now && ctx.now < last.endAt
  if (!reachesNow) return { ...of, total, now: null }
  const { byCurrency } = await readStats(ctx)
  const live = byCurrency.find(({ mrr }) => mrr.currency === currency)?.mrr.amount ?? 0
  const recorded = last.closing.amount
  return { ...of, total, now: { recorded, usage: live - recorded } }
}

/** Customers by the month they began in, and what is left of each month's since; see core/cohort.ts. */
export async function readCohorts(
  ctx: OwnerCtx,
  range: RevenueRange,
): Promise<{ currency: string; currencies: string[]; months: Month[]; cohorts: Cohort[] }> {
  const months = reportMonths(ctx, range)
  const { currency, currencies } = await reportCurrency(ctx, range.currency)
  const moves = await sumCohorts(ctx.db, { ownerId: ctx.owner.id, currency }, months)
  const begun = months.filter(({ startAt }) => startAt <= ctx.now)
  return { currency, currencies, months: begun, cohorts: cohortsOf(begun, moves) }
}

export type LifetimeMonth = Month & LifetimeFacts & Lifetime

/** What a customer is worth, month by month and over all of them; see core/lifetime.ts. */
export async function readLifetime(
  ctx: OwnerCtx,
  range: RevenueRange,
): Promise<{ currency: string; currencies: string[]; months: LifetimeMonth[]; total: Lifetime }> {
  const { currency, currencies, months } = await loadMonths(ctx, range)
  const facts = months.map(({ label, startAt, endAt, customersOpening, lost, opening }) => {
    const of = { customers: customersOpening, lost, mrr: opening }
    return { label, startAt, endAt, ...of, ...lifetimeOf(of) }
  })
  return { currency, currencies, months: facts, total: lifetimeOver(facts, currency) }
}

async function loadMonths(ctx: OwnerCtx, range: RevenueRange) {
  const months = reportMonths(ctx, range)
  const { currency, currencies } = await reportCurrency(ctx, range.currency)
  const sums = await sumMovements(ctx.db, { ownerId: ctx.owner.id, currency }, months)
  const earlier = sums.filter(({ month }) => month < 0)
  let opening = money(total(earlier, 'amount'), currency)
  let customersOpening = total(earlier, 'customers')
  const made = months.map((month, i): RevenueMonth => {
    const own = sums.filter((sum) => sum.month === i)
    const moved = bridge(
      opening,
      own.map(({ kind, amount }) => ({ kind, amount: money(amount, currency) })),
    )
    const countOf = (kind: MovementKind) =>
      total(
        own.filter((sum) => sum.kind === kind),
        'movements',
      )
    const of: RevenueMonth = {
      ...month,
      ...moved,
      counts: countsBy(countOf),
      customersOpening,
      customersClosing: customersOpening + total(own, 'customers'),
      lost: countOf('churn'),
    }
    opening = of.closing
    customersOpening = of.customersClosing
    return of
  })
  return { currency, currencies, months: made }
}

const total = <K extends string>(rows: Record<K, number>[], key: K): number =>
  rows.reduce((sum, row) => sum + row[key], 0)

const countsBy = (countOf: (kind: MovementKind) => number): Record<MovementKind, number> => ({
  new: countOf('new'),
  expansion: countOf('expansion'),
  contraction: countOf('contraction'),
  churn: countOf('churn'),
  reactivation: countOf('reactivation'),
})
