import { type HomeRangeAsk, type HomeRangePlan, planHomeRange } from '../core/home-range'
import { previousRange } from '../core/sales-range'
import type { Brand, OwnerCtx } from '../ctx'
import { type Attention, readAttention } from './attention'
import { listBrands } from './brand'
import { type Churn, readChurn } from './churn'
import { readSales, type Sales } from './sales'
import { readStats, type Stats } from './stats'

export type HomeAsk = HomeRangeAsk & { /** Null: all brands. */ brandId: string | null }

/** What the dashboard's home shows, but for the balances: those are Stripe's to say. */
export type Home = HomeRangePlan & {
  sales: Sales
  /** As many points, right before. */
  previous: Sales
  stats: Stats
  churn: Churn
  attention: Attention
  brands: Brand[]
}

const BRANDS_MAX = 200

/** What was earned, what is owed and what needs doing: all of it read at once. */
export async function readHome(ctx: OwnerCtx, ask: HomeAsk): Promise<Home> {
  const { brandId } = ask
  const { timezone } = ctx.owner
  const plan = planHomeRange(ask, ctx.now, timezone)
  const [sales, previous, stats, churn, attention, brands] = await Promise.all([
    readSales(ctx, { ...plan.range, brandId }),
    readSales(ctx, { ...previousRange(plan.range, timezone), brandId }),
    readStats(ctx),
    readChurn(ctx),
    readAttention(ctx),
    listBrands(ctx, {}, { limit: BRANDS_MAX }),
  ])
  return { ...plan, sales, previous, stats, churn, attention, brands: brands.rows }
}
