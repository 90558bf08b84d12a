import { newId } from '@/db/id'
import { findPrices, type PriceRow, pagePrices } from '@/db/queries/product'
import { price } from '@/db/schema'
import type { PriceType } from '@/db/schema/plan'
import type { Page, PageInput } from '../core/page'
import { type MeterKind, orderTiers, type Tier, type TierProblem, validateTiers } from '../core/pricing'
import type { Interval } from '../core/time'
import { type OwnerCtx, requireWrite } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { requireMeter } from './metric'
import { transactOnce } from './once'
import { requireProduct } from './product'

export type { PriceRow, PriceType }

export type PriceFields = {
  type: PriceType
  /** Minor units; 0 for a tiered price, whose tiers have the amounts. */
  amount: number
  currency: string
  /** Null: paid once. */
  schedule: 'week' | 'month' | 'year' | null
  taxIncluded: boolean
  public: boolean
  externalReference: string | null
  units: number | null
  tiers: Tier[] | null
  /** The metric that a usage price counts, by id or code, and the kind it is taken to be. */
  meter: { metric: string; kind: MeterKind | null } | null
}

/** The prices of one product, oldest first. */
export async function listPrices(ctx: OwnerCtx, productId: string, page: PageInput): Promise<Page<PriceRow>> {
  const { id } = await requireProduct(ctx, productId)
  return pagePrices(ctx.db, ctx.owner.id, id, page)
}

/** One price, of whichever product; `not_found` outside the owner. */
export async function requirePriceById(ctx: OwnerCtx, id: string): Promise<PriceRow> {
  const [found] = await findPrices(ctx.db, ctx.owner.id, [id])
  if (!found) throw new DomainError('not_found', { message: 'No such price' })
  return found
}

/** Creates a price of a product; it never changes afterwards. Throws `invalid_input` naming what is wrong with its tiers or metric. */
export async function createPrice(ctx: OwnerCtx, productId: string, fields: PriceFields): Promise<PriceRow> {
  requireWrite(ctx)
  const { id: ofProduct } = await requireProduct(ctx, productId)
  const { schedule, tiers, meter, ...columns } = fields
  if (tiers !== null) requireGoodTiers(tiers)
  const interval: Interval = schedule === null ? NEVER_AGAIN : { unit: schedule, count: 1 }
  return transactOnce(ctx, async (t) => {
    const metric = meter && (await requireMeter(t, meter))
    const [row] = await t.tx
      .insert(price)
      .values({
        ...columns,
        tiers: tiers && orderTiers(tiers),
        metricId: metric?.id ?? null,
        ownerId: ctx.owner.id,
        id: newId(),
        productId: ofProduct,
        recurring: schedule !== null,
        intervalUnit: interval.unit,
        intervalCount: interval.count,
      })
      .returning()
    invariant(row, 'an inserted price is returned')
    await record(t, 'price.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return { ...row, metric }
  })
}

/** BillaBear's period of what is paid once. */
export const NEVER_AGAIN: Interval = { unit: 'year', count: 100 }

function requireGoodTiers(tiers: Tier[]): void {
  const problems = validateTiers(tiers)
  if (problems.length === 0) return
  throw invalidInput(Object.fromEntries(problems.map((problem) => [fieldOf(problem), problem.message])))
}

const fieldOf = ({ index, field }: TierProblem): string =>
  index === null ? 'tiers' : `tiers[${index}].${FIELDS[field]}`

const FIELDS: Record<TierProblem['field'], string> = {
  firstUnit: 'first_unit',
  lastUnit: 'last_unit',
  unitAmount: 'unit_price',
  flatAmount: 'flat_fee',
}
