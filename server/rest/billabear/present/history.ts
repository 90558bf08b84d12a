import { z } from '@hono/zod-openapi'
import { FAILURE_STATES, type FailureRow, failureState } from '../../../usecases/payment-failure'
import { type EventRow, LIFECYCLE } from '../../../usecases/subscription-history'
import { timestamp } from '../document'
import { declineWord, FailureReason } from './decline'

const SEAT_CHANGES = ['added', 'removed'] as const
const WHENS = ['end-of-run', 'instantly', 'specific-date'] as const
const REFUNDS = ['none', 'full', 'prorate'] as const

const by = z.string().openapi({ description: 'who: `key:<id>`, `user:<id>`, `system` or `operator`' })

export const SeatLogEntry = z
  .object({
    id: z.uuid(),
    type: z.enum(SEAT_CHANGES),
    seats: z.number().int().openapi({ description: 'by how many' }),
    from: z.number().int(),
    to: z.number().int(),
    by,
    created_at: timestamp(),
  })
  .openapi('SeatLogEntry')

export function presentSeatChange(row: EventRow): z.infer<typeof SeatLogEntry> {
  const { from, to } = Seats.parse(row.payload.seats)
  return {
    id: row.id,
    type: to >= from ? 'added' : 'removed',
    seats: Math.abs(to - from),
    from,
    to,
    ...recorded(row),
  }
}

const Seats = z.object({ from: z.number(), to: z.number() })

export const CancellationRequest = z
  .object({
    id: z.uuid(),
    subscription: z.uuid(),
    when: z.enum(WHENS),
    specific_date: timestamp().nullable(),
    refund_type: z.enum(REFUNDS),
    comment: z.string().nullable(),
    original_valid_until: timestamp().nullable().openapi({ description: 'until when it was paid for then' }),
    by,
    created_at: timestamp(),
  })
  .openapi('CancellationRequest')

export function presentCancellation(row: EventRow): z.infer<typeof CancellationRequest> {
  const { when, refundType, comment, cancelAt, validUntil } = row.payload
  const asked = WHENS.find((known) => known === when) ?? 'instantly'
  return {
    id: row.id,
    subscription: row.subjectId ?? '',
    when: asked,
    specific_date: asked === 'specific-date' ? text(cancelAt) : null,
    refund_type: REFUNDS.find((known) => known === refundType) ?? 'none',
    comment: text(comment),
    original_valid_until: text(validUntil),
    ...recorded(row),
  }
}

export const SubscriptionEvent = z
  .object({
    id: z.uuid(),
    type: z.enum(LIFECYCLE),
    customer: z.uuid(),
    subscription: z.uuid(),
    by,
    created_at: timestamp(),
  })
  .openapi('SubscriptionEvent')

export const presentSubscriptionEvent = (row: EventRow): z.infer<typeof SubscriptionEvent> => ({
  id: row.id,
  type: z.enum(LIFECYCLE).parse(row.payload.lifecycle),
  customer: row.customerId ?? '',
  subscription: row.subjectId ?? '',
  ...recorded(row),
})

export const PaymentFailureProcess = z
  .object({
    id: z.uuid(),
    invoice: z.uuid().openapi({ description: 'what was to be paid' }),
    state: z.enum(FAILURE_STATES),
    resolved: z.boolean(),
    retry_count: z.number().int().openapi({ description: 'how often it was tried again and failed' }),
    next_attempt_at: timestamp()
      .nullable()
      .openapi({ description: 'null: not by itself; a new card is tried at once' }),
    failure_reason: FailureReason.openapi({ description: 'of the last try' }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .openapi('PaymentFailureProcess')

export function presentFailure(row: FailureRow): z.infer<typeof PaymentFailureProcess> {
  const state = failureState(row)
  return {
    id: row.id,
    invoice: row.invoiceId,
    state,
    resolved: state === 'payment_complete',
    retry_count: row.failures - 1,
    next_attempt_at: state === 'payment_retries' ? (row.nextAt?.toISOString() ?? null) : null,
    failure_reason: declineWord(row.lastCode),
    created_at: row.startedAt.toISOString(),
    updated_at: row.lastAt.toISOString(),
  }
}

const recorded = (row: EventRow) => ({ by: row.actor, created_at: row.at.toISOString() })

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
