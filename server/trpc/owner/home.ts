import { z } from 'zod'
import { HOME_RANGES, planHomeRange } from '../../core/home-range'
import type { Currency } from '../../core/money'
import { SALES_PERIODS } from '../../core/sales-range'
import { readBalances } from '../../usecases/balance'
import { type Home, readHome } from '../../usecases/home'
import { readSales, type Sales } from '../../usecases/sales'
import { ownerProcedure, router } from '../trpc'

const rangeInput = z.object({
  range: z.enum(HOME_RANGES),
  /** Days as they were typed: what is wrong with them is said by name. */
  from: z.string().max(32).optional(),
  to: z.string().max(32).optional(),
  period: z.enum(SALES_PERIODS).optional(),
  brandId: z.string().max(64).nullable(),
})

export const ownerHomeRouter = router({
  /** All that the home shows, but for the balances. */
  get: ownerProcedure
    .input(rangeInput.extend({ currency: z.string().max(3).optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const home = await readHome(scope, input)
      const { stats, churn, attention } = home
      const currency = chosenCurrency(home, input.currency)
      return {
        range: home.range,
        periods: home.periods,
        currency,
        currencies: currenciesOf(home),
        brands: home.brands.map(({ id, name }) => ({ id, name })),
        sales: presentSales(home, currency),
        standing: {
          ...revenueIn(stats, currency),
          ...{ active: stats.active, trialing: stats.trialing, pastDue: stats.pastDue },
          ...{ customers: stats.customers, pendingCancel: stats.pendingCancel },
          churn,
          owed: attention.owed,
          overdue: attention.overdue,
        },
        needs: attention.items,
      }
    }),

  /** The numbers of the chart in every currency, for a file. */
  sales: ownerProcedure.input(rangeInput).query(async ({ ctx: { scope }, input }) => {
    const { range } = planHomeRange(input, scope.now, scope.owner.timezone)
    const { period, labels, currencies, series } = await readSales(scope, {
      ...range,
      brandId: input.brandId,
    })
    return { period, labels, currencies, series }
  }),

  /** What Stripe holds, account by account. */
  balances: ownerProcedure.query(({ ctx }) => readBalances(ctx.scope)),
})

function presentSales({ sales, previous }: Home, currency: Currency) {
  const [now, before] = [seriesIn(sales, currency), seriesIn(previous, currency)]
  return {
    points: sales.labels.map((label, at) => ({ label, startAt: sales.startsAt[at] ?? new Date(0) })),
    ...now,
    totals: totalsOf(now),
    previous: { ...before, totals: totalsOf(before) },
  }
}

type InOne = { charged: number[]; refunded: number[] }

/** The two series of a currency; without sales in it there is a zero for each point. */
function seriesIn({ labels, series }: Sales, currency: Currency): InOne {
  const of = (kind: 'charged' | 'refunded') =>
    series.find((each) => each.kind === kind && each.currency === currency)?.values ?? labels.map(() => 0)
  return { charged: of('charged'), refunded: of('refunded') }
}

function totalsOf({ charged, refunded }: InOne) {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  return { charged: sum(charged), refunded: sum(refunded), net: sum(charged) - sum(refunded) }
}

/** Every currency that anything shown is in, the owner's first. */
function currenciesOf({ sales, previous, stats, attention }: Home): Currency[] {
  return [
    ...new Set([
      ...sales.currencies,
      ...previous.currencies,
      ...stats.byCurrency.map(({ mrr }) => mrr.currency),
      ...attention.owed.amounts.map(({ currency }) => currency),
    ]),
  ]
}

/** The one asked for if there is anything in it, else the owner's. */
function chosenCurrency(home: Home, asked: string | undefined): Currency {
  const all = currenciesOf(home)
  return all.find((currency) => currency === asked) ?? home.stats.mrr.currency
}

function revenueIn(stats: Home['stats'], currency: Currency) {
  const found = stats.byCurrency.find(({ mrr }) => mrr.currency === currency)
  return { mrr: found?.mrr.amount ?? 0, arr: found?.arr.amount ?? 0 }
}
