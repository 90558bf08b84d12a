import type { Money } from './money'

/** `pending` covers not yet asked and *unknown*; the other open states are Stripe's. */
export type AttemptStatus = 'pending' | 'requires_action' | 'processing' | 'paid' | 'failed' | 'canceled'

/** Where the money came in: through Stripe, or elsewhere and told by the owner. */
export type PaymentSource = 'stripe' | 'manual'

export type PaymentStatus = 'completed' | 'disputed' | 'partially_refunded' | 'fully_refunded' | 'reversed'

/** What asking Stripe for money came to. "No" is a normal answer, so this is a value, not a throw. */
export type ChargeOutcome =
  | { kind: 'paid'; intentId: string; chargeId: string | null }
  | { kind: 'processing'; intentId: string }
  | { kind: 'requires_action'; intentId: string; clientSecret: string }
  | { kind: 'failed'; intentId: string | null; code: string; declineCode: string | null; message: string }
  | { kind: 'canceled'; intentId: string }
  | { kind: 'unknown'; message: string }

/** The payment's state after `refunded` of it went back, whatever the mix of refunds. */
export function statusAfterRefund(amount: Money, refunded: Money): PaymentStatus {
  if (refunded.amount === 0) return 'completed'
  return refunded.amount === amount.amount ? 'fully_refunded' : 'partially_refunded'
}

/** Attempts that may still bring money: while one is open no second one is made. */
export const isOpenAttempt = (status: AttemptStatus): boolean =>
  status === 'pending' || status === 'requires_action' || status === 'processing'
