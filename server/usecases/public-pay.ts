import { listAttempts } from '@/db/queries/invoice'
import { isOpenAttempt } from '../core/payment'
import type { Ctx, CustomerCtx } from '../ctx'
import { invalidInput } from '../errors'
import { refreshAttempt } from './attempt'
import type { PaymentAttempt } from './invoice'
import { addCard, completeSetup, type PaymentMethod } from './payment-method'
import { countUse } from './rate-limit'

// What checkouts and pay links share: somebody without an account pays once.

/**
 * What became of a payment. `processing`: a bank debit on its way, which counts as paid. `pending`: the bank has not
 * answered yet, ask again. `code` is Stripe's word for a decline.
 */
export type PayAnswer =
  | { kind: 'paid' }
  | { kind: 'processing' }
  | { kind: 'pending' }
  | { kind: 'requires_action'; clientSecret: string }
  | { kind: 'declined'; code: string }

/** One person needs few tries; whoever tries out stolen cards needs many. */
const PER_PAYMENT = { limit: 10, windowMs: 10 * 60_000 }
const PER_ADDRESS = { limit: 60, windowMs: 10 * 60_000 }

/** Counts one try, per thing to be paid (or checkout to be started) and per network address. Throws `rate_limited`. */
export async function countPublicUse(
  ctx: Pick<Ctx, 'db' | 'now'>,
  of: { verb: 'start' | 'setup' | 'pay'; key: string | null; address: string | undefined },
): Promise<void> {
  await countUse(ctx, { key: `public:${of.verb}:address:${of.address ?? 'unknown'}`, ...PER_ADDRESS })
  if (of.key !== null) await countUse(ctx, { key: `public:${of.verb}:${of.key}`, ...PER_PAYMENT })
}

/**
 * Saves what the browser got from Stripe.js: a card token, a payment method or a confirmed SetupIntent (or its client
 * secret). Throws `card_declined`, and `invalid_input` for what Stripe does not know.
 */
export function takeToken(
  ctx: CustomerCtx,
  token: string,
  options: { makeDefault?: true } = {},
): Promise<PaymentMethod> {
  const setupIntentId = /^(seti_[A-Za-z0-9]+)(_secret_\w+)?$/.exec(token)?.[1]
  return setupIntentId
    ? completeSetup(ctx, { setupIntentId, ...options })
    : addCard(ctx, { token, ...options })
}

/**
 * Goes on with a payment that waits for the bank or the person, by asking Stripe; one that is over is answered as it
 * ended. Throws `invalid_input` when none was begun.
 */
export async function continuePayment(ctx: CustomerCtx, invoiceId: string): Promise<PayAnswer> {
  const last = (await listAttempts(ctx.db, ctx.owner.id, invoiceId)).at(-1)
  if (!last) throw invalidInput({ token: 'This value should not be blank.' })
  return payAnswer(isOpenAttempt(last.status) ? await refreshAttempt(ctx, last) : last)
}

export function payAnswer(attempt: PaymentAttempt): PayAnswer {
  switch (attempt.status) {
    case 'paid':
      return { kind: 'paid' }
    case 'processing':
      return { kind: 'processing' }
    case 'pending':
      return { kind: 'pending' }
    case 'requires_action':
      return { kind: 'requires_action', clientSecret: attempt.stripeClientSecret ?? '' }
    case 'failed':
    case 'canceled':
      return { kind: 'declined', code: attempt.declineCode ?? attempt.failureCode ?? 'generic_decline' }
  }
}
