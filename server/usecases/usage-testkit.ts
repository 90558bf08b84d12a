import { newId } from '@/db/id'
import { plan, planPrice, price, product, subscription } from '@/db/schema'
import type { PriceType } from '@/db/schema/plan'
import type { Tier } from '../core/pricing'
import type { Interval } from '../core/time'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { type OwnerFields, START, type Testkit } from '../testkit'
import { createMetric, type MetricFields, type MetricRow } from './metric'
import { ownerScope } from './owner'
import type { UsageEventInput } from './usage-event'

/** The end of the first month. */
export const FEBRUARY = new Date('2026-02-01T00:00:00Z')

export type UsagePrice = {
  type?: PriceType
  amount?: number
  currency?: string
  tiers?: Tier[]
  units?: number
  taxIncluded?: boolean
  interval?: Interval
}

export type UsageWorld = {
  owner: OwnerCtx
  metric: MetricRow
  /** The owner's scope at another instant. */
  at(now: Date): OwnerCtx
  metricOf(fields: Partial<MetricFields>): Promise<MetricRow>
  /** A customer with an active subscription from START on, billed by a metric. */
  subscribed(options?: {
    metric?: MetricRow
    price?: UsagePrice
    customer?: CustomerCtx
    row?: Partial<typeof subscription.$inferInsert>
  }): Promise<{ customer: CustomerCtx; subscriptionId: string }>
  /** An event of the world's metric; each has an id of its own. */
  event(subscriptionId: string, fields?: Partial<UsageEventInput>): UsageEventInput
}

/** An owner with a metric, and subscriptions written as rows: what is tested is how they are counted. */
export async function usageWorld(
  kit: Testkit,
  fields: Partial<MetricFields> & { owner?: OwnerFields; ownerId?: string } = {},
): Promise<UsageWorld> {
  const { owner: ownerFields, ownerId, ...metricFields } = fields
  const id = ownerId ?? (await kit.owner(ownerFields)).id
  const owner = await ownerScope(kit.ctx(), id)
  const metricOf = (own: Partial<MetricFields>) =>
    createMetric(owner, {
      name: 'API calls',
      code: 'calls',
      aggregation: 'sum',
      property: null,
      filters: [],
      kind: 'resettable',
      ...own,
    })
  const metric = await metricOf(metricFields)
  return {
    owner,
    metric,
    metricOf,
    at: (now) => ({ ...owner, now }),
    subscribed: async (options = {}) => {
      const customer = options.customer ?? (await kit.customer(id))
      const sold = await insertUsagePlan(owner, (options.metric ?? metric).id, options.price ?? {})
      const row = { ...subscriptionRow(owner, customer, sold), ...options.row }
      await owner.db.insert(subscription).values(row)
      return { customer, subscriptionId: row.id }
    },
    event: (subscriptionId, own = {}) => ({
      eventId: newId(),
      subscriptionId,
      code: metric.code,
      value: '1',
      properties: {},
      at: null,
      ...own,
    }),
  }
}

const subscriptionRow = (
  owner: OwnerCtx,
  customer: CustomerCtx,
  sold: { planId: string; priceId: string },
): typeof subscription.$inferInsert & { id: string } => ({
  ...sold,
  ownerId: owner.owner.id,
  id: newId(),
  customerId: customer.customer.id,
  status: 'active',
  startedAt: START,
  anchorAt: START,
  periodStartAt: START,
  periodEndAt: FEBRUARY,
  dueAt: FEBRUARY,
})

export async function insertUsagePlan({ db, owner }: OwnerCtx, metricId: string, of: UsagePrice) {
  const [productId, planId, priceId] = [newId(), newId(), newId()]
  const interval = of.interval ?? { unit: 'month' as const, count: 1 }
  await db.insert(product).values({ ownerId: owner.id, id: productId, name: 'API' })
  await db
    .insert(plan)
    .values({ ownerId: owner.id, id: planId, productId, code: planId, name: 'API', family: planId })
  await db.insert(price).values({
    ownerId: owner.id,
    id: priceId,
    productId,
    amount: of.amount ?? 100,
    currency: of.currency ?? 'EUR',
    intervalUnit: interval.unit,
    intervalCount: interval.count,
    type: of.type ?? 'per_unit',
    taxIncluded: of.taxIncluded ?? false,
    tiers: of.tiers ?? null,
    units: of.units ?? null,
    metricId,
  })
  await db.insert(planPrice).values({ ownerId: owner.id, planId, priceId })
  return { planId, priceId }
}
