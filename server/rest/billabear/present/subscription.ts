import { z } from '@hono/zod-openapi'
import { standingOf } from '../../../core/standing'
import type { SubscriptionView } from '../../../usecases/subscription-list'
import { presentPlan, SubscriptionPlan } from './plan'
import { Price, presentPrice, scheduleOf } from './price'

export const STANDINGS = [
  'pending',
  'trial_active',
  'trial_ended',
  'active',
  'pending_cancel',
  'cancelled',
  'unpaid',
  'paused',
] as const

export const Subscription = z
  .object({
    id: z.uuid(),
    customer: z.uuid().openapi({ description: "the customer's id" }),
    seat_number: z.number().int(),
    schedule: z.string(),
    status: z.enum(STANDINGS),
    past_due: z.boolean().openapi({ description: 'an invoice of it is overdue; it runs on' }),
    created_at: z.string(),
    updated_at: z.string(),
    ended_at: z.string().nullable().openapi({ description: 'when it ended or is going to' }),
    valid_until: z.string(),
    main_external_reference: z.string().nullable(),
    child_external_reference: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    price: Price,
    plan: SubscriptionPlan,
  })
  .openapi('Subscription')

export function presentSubscription(view: SubscriptionView): z.infer<typeof Subscription> {
  const { subscription: row, price, plan } = view
  const status = standingOf(row)
  // A trial that stands for itself ends because it is one, not because somebody cancelled it.
  const endedAt = row.endedAt ?? (status === 'trial_active' ? null : row.cancelAt)
  return {
    id: row.id,
    customer: row.customerId,
    seat_number: row.quantity,
    schedule: scheduleOf(price),
    status,
    past_due: row.status === 'past_due',
    created_at: row.startedAt.toISOString(),
    updated_at: latest(row.startedAt, row.periodStartAt, row.canceledAt, row.endedAt).toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    valid_until: (endedAt ?? row.periodEndAt).toISOString(),
    main_external_reference: null,
    child_external_reference: null,
    metadata: row.metadata,
    price: presentPrice(price),
    plan: presentPlan(plan),
  }
}

function latest(first: Date, ...others: (Date | null)[]): Date {
  return others.reduce<Date>((last, at) => (at !== null && at > last ? at : last), first)
}
