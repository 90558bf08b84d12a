/** `pending` covers not yet asked and *unknown*; the other open states are Stripe's. */
export type AttemptStatus = 'pending' | 'requires_action' | 'processing' | 'paid' | 'failed' | 'canceled'

/** Where the money came in: through Stripe, or elsewhere and told by the owner. */
export type PaymentSource = 'stripe' | 'manual'

export type PaymentStatus = 'completed' | 'disputed' | 'partially_refunded' | 'fully_refunded' | 'reversed'

/** Where an open dispute stands at the bank. */
export type DisputeStage = 'needs_response' | 'under_review'

/** What asking Stripe for money came to. "No" is a normal answer, so this is a value, not a throw. */
export type ChargeOutcome =
  | { kind: 'paid'; intentId: string; chargeId: string | null }
  | { kind: 'processing'; intentId: string }
  | { kind: 'requires_action'; intentId: string; clientSecret: string }
  | { kind: 'failed'; intentId: string | null; code: string; declineCode: string | null; message: string }
  | { kind: 'canceled'; intentId: string }
  | { kind: 'unknown'; message: string }

/** What a payment's standing follows from, in minor units of its currency. */
export type PaymentFacts = {
  amount: number
  /** What was given back, whatever the mix of refunds. */
  refunded: number
  /** What disputes took for good. */
  lost: number
  /** A dispute is open: the bank holds money of it. */
  isDisputed: boolean
  /** A bank debit came back: it turned out not to have been paid. */
  isReversed: boolean
}

/**
 * Where a payment stands, whatever happened to it in whatever order. What refunds and lost disputes took together
 * counts: all of it with a dispute among them is `reversed`, a part `partially_refunded`.
 */
export function paymentStatus(facts: PaymentFacts): PaymentStatus {
  const { amount, refunded, lost } = facts
  if (facts.isReversed) return 'reversed'
  if (facts.isDisputed) return 'disputed'
  if (refunded + lost === 0) return 'completed'
  if (refunded + lost < amount) return 'partially_refunded'
  return lost > 0 ? 'reversed' : 'fully_refunded'
}

/** The account `disputes` holds what is not decided yet, and keeps what was lost for good. */
export const heldByDispute = (of: {
  status: 'open' | 'won' | 'lost'
  amount: number
  /** What was lost is owed again by the customer instead: a bank debit that it had sent back. */
  isOwedAgain: boolean
}): number => (of.status === 'open' || (of.status === 'lost' && !of.isOwedAgain) ? of.amount : 0)

/** Attempts that may still bring money: while one is open no second one is made. */
export const isOpenAttempt = (status: AttemptStatus): boolean =>
  status === 'pending' || status === 'requires_action' || status === 'processing'
