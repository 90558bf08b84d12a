import type { PaymentIntent, SetupIntent, StripeError } from '@stripe/stripe-js'

/** How a confirmation went, for the page to say. */
export interface StripeOutcome {
  /**
   * `processing`: the bank has days to answer (a direct debit). `failed`: nothing was charged or saved, and it can be
   * tried again.
   */
  outcome: 'succeeded' | 'processing' | 'failed'
  /** Stripe's words for the person, in the page's language. */
  message?: string
  /** Stripe's code, more exact where there is a decline code: "insufficient_funds", "authentication_required", … */
  code?: string
  /** True when the payment form itself already shows what is wrong, next to the field. */
  shownInForm?: boolean
  /** The intent's id ("pi_…", "seti_…"), once there is one. */
  intentId?: string
  /** The means of payment that was used or saved. */
  paymentMethodId?: string
}

export interface IntentReply {
  paymentIntent?: PaymentIntent
  setupIntent?: SetupIntent
  error?: StripeError
}

/** Stripe.js's answer in three words. */
export function outcomeOf({ paymentIntent, setupIntent, error }: IntentReply): StripeOutcome {
  if (error !== undefined) return failure(error)
  const intent = paymentIntent ?? setupIntent
  if (intent === undefined) return { outcome: 'failed' }
  const about = { intentId: intent.id, paymentMethodId: idOf(intent.payment_method) }
  switch (intent.status) {
    case 'succeeded':
    case 'requires_capture':
      return { outcome: 'succeeded', ...about }
    case 'processing':
      return { outcome: 'processing', ...about }
    default: {
      const reason = paymentIntent?.last_payment_error ?? setupIntent?.last_setup_error
      return {
        outcome: 'failed',
        ...about,
        message: reason?.message,
        code: reason?.decline_code ?? reason?.code,
      }
    }
  }
}

export function failure(error: StripeError): StripeOutcome {
  return {
    outcome: 'failed',
    message: error.message,
    code: error.decline_code ?? error.code,
    shownInForm: error.type === 'validation_error',
    intentId: error.payment_intent?.id ?? error.setup_intent?.id,
  }
}

function idOf(method: string | { id: string } | null): string | undefined {
  return typeof method === 'string' ? method : method?.id
}
