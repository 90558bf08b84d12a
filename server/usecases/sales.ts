import { isUuid } from '@/db/id'
import { type CurrencySums, sumDays, sumQuarters } from '@/db/queries/sales'
import type { Currency } from '../core/money'
import { type Bucket, bucketsOf, dayOf, type SalesPeriod, type SalesRange } from '../core/sales-range'
import type { OwnerCtx } from '../ctx'
import { requireBrand } from './brand'

export type SalesQuery = SalesRange & { /** Null: all brands. */ brandId: string | null }

/** What was charged and refunded, bucket by bucket: a value for each label, zero where nothing moved. */
export type Sales = {
  period: SalesPeriod
  /** `2026-01`, `2026-01-31` or `2026-01-31 09:00` in the owner's time zone; an hour that clocks show twice is there twice. */
  labels: string[]
  startsAt: Date[]
  /** The owner's default one first; another is there when something moved in it. */
  currencies: Currency[]
  series: SalesSeries[]
}

export type SalesSeries = { kind: 'charged' | 'refunded'; currency: Currency; values: number[] }

/**
 * Sales of whole buckets from the first that `[from, to)` touches to the last. Read from rollups: it costs what its
 * points cost, however many payments there were. A brand outside the owner is `not_found`.
 */
export async function readSales(ctx: OwnerCtx, query: SalesQuery): Promise<Sales> {
  const { owner } = ctx
  const buckets = bucketsOf(query, owner.timezone)
  const sums = await sumBuckets(ctx, query, buckets)
  // What moved is of the owner's brands alone; where nothing did, the brand may not be there.
  if (sums.length === 0 && query.brandId !== null) await requireBrand(ctx, query.brandId)
  const others = new Set(sums.map(({ currency }) => currency))
  others.delete(owner.defaultCurrency)
  const currencies = [owner.defaultCurrency, ...[...others].sort()]
  return {
    period: query.period,
    labels: buckets.map(({ label }) => label),
    startsAt: buckets.map(({ startAt }) => startAt),
    currencies,
    series: currencies.flatMap((currency) => seriesOf(sums, currency, buckets.length)),
  }
}

async function sumBuckets(ctx: OwnerCtx, query: SalesQuery, buckets: Bucket[]): Promise<CurrencySums[]> {
  const of = { ownerId: ctx.owner.id, brandId: query.brandId }
  const end = buckets.at(-1)?.endAt
  if (end === undefined || (of.brandId !== null && !isUuid(of.brandId))) return []
  if (query.period === 'hour')
    return sumQuarters(ctx.db, of, { starts: buckets.map(({ startAt }) => startAt), end })
  const days = buckets.map(({ label }) => (query.period === 'month' ? `${label}-01` : label))
  return sumDays(ctx.db, of, { days, end: dayOf(end, ctx.owner.timezone) })
}

function seriesOf(all: CurrencySums[], currency: Currency, length: number): SalesSeries[] {
  const charged = new Array<number>(length).fill(0)
  const refunded = new Array<number>(length).fill(0)
  for (const [bucket, came, went] of all.find((of) => of.currency === currency)?.sums ?? []) {
    charged[bucket] = came
    refunded[bucket] = went
  }
  return [
    { kind: 'charged', currency, values: charged },
    { kind: 'refunded', currency, values: refunded },
  ]
}
