import { z } from '@hono/zod-openapi'
import type { Money } from '../../../core/money'
import type { MetricReading, UsageCost } from '../../../usecases/usage'
import type { LimitRow, WarningRow } from '../../../usecases/usage-limit'

const Cost = z.object({ amount: z.number().int(), currency: z.string() }).openapi('Cost')

const MetricCost = z
  .object({
    name: z.string().openapi({ description: "the metric's name" }),
    amount: z.number().int(),
    currency: z.string(),
    usage: z.number(),
    metric: z.uuid(),
    subscription: z.uuid(),
  })
  .openapi('MetricCost')

/** The sum is `cost` as the document spells it and `total` as the product does. */
export const Costs = z.object({ costs: z.array(MetricCost), cost: Cost, total: Cost }).openapi('Costs')

export function presentCosts({ costs, total }: { costs: UsageCost[]; total: Money }): z.infer<typeof Costs> {
  return {
    costs: costs.map(({ metric, usage, cost, subscriptionId }) => ({
      name: metric.name,
      ...cost,
      usage: Number(usage),
      metric: metric.id,
      subscription: subscriptionId,
    })),
    cost: total,
    total,
  }
}

const reading = {
  value: z.number(),
  period_start: z.string().nullable(),
  period_end: z.string().nullable(),
}

export const MetricValue = z
  .object({
    ...reading,
    subscriptions: z.array(z.object({ subscription: z.uuid(), ...reading })),
  })
  .openapi('MetricValue', {
    example: {
      value: 1434.33,
      period_start: '2026-01-01T00:00:00.000Z',
      period_end: '2026-02-01T00:00:00.000Z',
      subscriptions: [],
    },
  })

export function presentMetricValue(
  read: MetricReading & { subscriptions: (MetricReading & { id: string })[] },
): z.infer<typeof MetricValue> {
  return {
    ...presentReading(read),
    subscriptions: read.subscriptions.map((one) => ({ subscription: one.id, ...presentReading(one) })),
  }
}

const presentReading = ({ value, period }: MetricReading) => ({
  value: Number(value),
  period_start: period?.startAt.toISOString() ?? null,
  period_end: period?.endAt.toISOString() ?? null,
})

const Action = z.enum(['WARNING', 'DISABLE'])

/** Beyond this a sum of amounts would no longer be exact. */
const AMOUNT_MAX = 999_999_999_999

export const UsageLimitInput = z
  .object({
    amount: z
      .number()
      .int()
      .positive('This value should be positive.')
      .max(AMOUNT_MAX)
      .openapi({ description: 'minor units of what the usage costs, tax included' }),
    action: Action,
  })
  .openapi('UsageLimitInput', { example: { amount: 2000, action: 'WARNING' } })

export const UsageLimit = z
  .object({ id: z.uuid(), amount: z.number().int(), action: Action })
  .openapi('UsageLimit')

export const presentUsageLimit = ({ id, amount, action }: LimitRow): z.infer<typeof UsageLimit> => ({
  id,
  amount,
  action,
})

export const UsageWarning = z
  .object({
    id: z.uuid(),
    usage_limit: z.uuid(),
    action: Action,
    amount: z.number().int().openapi({ description: 'what the limit was' }),
    estimate: Cost,
    period_start: z.string(),
    created_at: z.string(),
  })
  .openapi('UsageWarning')

export const presentUsageWarning = (row: WarningRow): z.infer<typeof UsageWarning> => ({
  id: row.id,
  usage_limit: row.limitId,
  action: row.action,
  amount: row.limitAmount,
  estimate: { amount: row.estimate, currency: row.currency },
  period_start: row.periodStartAt.toISOString(),
  created_at: row.at.toISOString(),
})
