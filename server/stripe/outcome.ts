import Stripe from 'stripe'
import type { ChargeOutcome } from '../core/payment'
import { DomainError } from '../errors'

/** What a payment intent's state means for the attempt that made it. */
export function intentOutcome(intent: Stripe.PaymentIntent): ChargeOutcome {
  const { id } = intent
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'paid', intentId: id, chargeId: idOf(intent.latest_charge) }
    case 'processing':
      return { kind: 'processing', intentId: id }
    case 'requires_action':
      return { kind: 'requires_action', intentId: id, clientSecret: intent.client_secret ?? '' }
    case 'canceled':
      return { kind: 'canceled', intentId: id }
    case 'requires_payment_method':
      return { intentId: id, ...failure(intent.last_payment_error) }
    default:
      return { kind: 'unknown', message: `payment intent is ${intent.status}` }
  }
}

/** A refused charge is an answer; a lost or broken one is *unknown*, never failed. */
export function chargeErrorOutcome(error: unknown): ChargeOutcome {
  if (error instanceof Stripe.errors.StripeIdempotencyError) return unknown(error)
  if (error instanceof Stripe.errors.StripeCardError)
    return { intentId: error.payment_intent?.id ?? null, ...failure(error) }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409)
    return { intentId: error.payment_intent?.id ?? null, ...failure(error) }
  return unknown(error)
}

/** Stripe's refusals in our words, for every call but a charge. */
export function stripeRefusal(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof Stripe.errors.StripeCardError)
    return new DomainError('card_declined', {
      declineCode: error.decline_code ?? error.code ?? 'generic_decline',
      message: error.message,
    })
  if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409)
    return new DomainError('invalid_input', {
      fields: { [error.param ?? 'stripe']: error.message },
      message: error.message,
    })
  return new DomainError('stripe_unavailable', {
    message: 'Stripe did not answer; nothing was changed, please try again',
  })
}

export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing'
}

type Failure = { code?: string | undefined; decline_code?: string | undefined; message?: string | undefined }

function failure(error: Failure | null): {
  kind: 'failed'
  code: string
  declineCode: string | null
  message: string
} {
  return {
    kind: 'failed',
    code: error?.code ?? 'payment_failed',
    declineCode: error?.decline_code ?? null,
    message: error?.message ?? 'The payment failed.',
  }
}

function unknown(error: unknown): ChargeOutcome {
  return { kind: 'unknown', message: error instanceof Error ? error.message : String(error) }
}

export const idOf = (ref: string | { id: string } | null | undefined): string | null =>
  ref == null ? null : typeof ref === 'string' ? ref : ref.id
