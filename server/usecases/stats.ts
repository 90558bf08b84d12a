import { recurringSums, type SubscriptionCounts, subscriptionCounts } from '@/db/queries/stats'
import { type Money, money } from '../core/money'
import type { OwnerCtx } from '../ctx'

export type CurrencyRevenue = { mrr: Money; arr: Money; subscriptions: number }

/** Where an owner's business stands now. */
export type Stats = SubscriptionCounts & {
  /** In the owner's default currency alone: nothing is converted. */
  mrr: Money
  arr: Money
  /** Every currency there is revenue in, the default one first. */
  byCurrency: CurrencyRevenue[]
}

/** Monthly and annual recurring revenue (core/mrr.ts) and how many subscriptions stand where. */
export async function readStats(ctx: OwnerCtx): Promise<Stats> {
  const { db, owner } = ctx
  const [sums, counts] = await Promise.all([recurringSums(db, owner.id), subscriptionCounts(db, owner.id)])
  const all = sums.map(({ currency, mrr, arr, subscriptions }) => ({
    mrr: money(mrr, currency),
    arr: money(arr, currency),
    subscriptions,
  }))
  const zero = money(0, owner.defaultCurrency)
  const isDefault = ({ mrr }: CurrencyRevenue) => mrr.currency === owner.defaultCurrency
  const own = all.find(isDefault) ?? { mrr: zero, arr: zero, subscriptions: 0 }
  const byCurrency = [own, ...all.filter((revenue) => !isDefault(revenue))]
  return { ...counts, mrr: own.mrr, arr: own.arr, byCurrency }
}
