import type { PaymentIntent, Stripe } from '@stripe/stripe-js'
import { loadStripeFor, type StripeConfig } from './load'
import { type IntentReply, outcomeOf, type StripeOutcome } from './outcome'

export interface IntentInput {
  config: StripeConfig
  clientSecret: string
}

/**
 * Lets the person prove to the bank that it is them (3-D Secure), for a payment that was started on the server. An
 * intent that was declined off-session because the bank asked for this is tried again with the same card.
 */
export async function authenticatePayment({ config, clientSecret }: IntentInput): Promise<StripeOutcome> {
  const stripe = await loadStripeFor(config)
  const { paymentIntent, error } = await stripe.retrievePaymentIntent(clientSecret)
  if (error !== undefined || paymentIntent === undefined) return outcomeOf({ error })
  return outcomeOf(await proceed(stripe, clientSecret, paymentIntent))
}

/** As `authenticatePayment`, for a means of payment that is being saved. */
export async function authenticateSetup({ config, clientSecret }: IntentInput): Promise<StripeOutcome> {
  const stripe = await loadStripeFor(config)
  const { setupIntent, error } = await stripe.retrieveSetupIntent(clientSecret)
  if (error !== undefined || setupIntent === undefined) return outcomeOf({ error })
  if (setupIntent.status !== 'requires_action') return outcomeOf({ setupIntent })
  return outcomeOf(await stripe.handleNextAction({ clientSecret }))
}

export interface ConfirmSavedInput extends IntentInput {
  paymentMethodId: string
  /** Where a bank that needs its own page sends the person back to; absolute. */
  returnUrl: string
}

/** Pays with a card or account that is already saved, with authentication if the bank wants it. */
export async function confirmPayment(input: ConfirmSavedInput): Promise<StripeOutcome> {
  const stripe = await loadStripeFor(input.config)
  return outcomeOf(await confirmSaved(stripe, input))
}

/** Sets up a saved card or account for later charges. */
export async function confirmSetup(input: ConfirmSavedInput): Promise<StripeOutcome> {
  const stripe = await loadStripeFor(input.config)
  const { clientSecret, paymentMethodId, returnUrl } = input
  const confirmParams = { payment_method: paymentMethodId, return_url: returnUrl }
  return outcomeOf(await stripe.confirmSetup({ clientSecret, confirmParams, redirect: 'if_required' }))
}

async function proceed(stripe: Stripe, clientSecret: string, intent: PaymentIntent): Promise<IntentReply> {
  const next = nextStep(intent)
  if (next === 'authenticate') return stripe.handleNextAction({ clientSecret })
  const declined = intent.last_payment_error?.payment_method?.id
  if (next === 'try_again' && declined !== undefined) {
    return confirmSaved(stripe, { clientSecret, paymentMethodId: declined, returnUrl: window.location.href })
  }
  return { paymentIntent: intent }
}

function nextStep({ status, last_payment_error }: PaymentIntent): 'authenticate' | 'try_again' | 'none' {
  if (status === 'requires_action') return 'authenticate'
  const hasAsked = last_payment_error?.code === 'authentication_required'
  return status === 'requires_payment_method' && hasAsked ? 'try_again' : 'none'
}

function confirmSaved(
  stripe: Stripe,
  { clientSecret, paymentMethodId, returnUrl }: Omit<ConfirmSavedInput, 'config'>,
): Promise<IntentReply> {
  const confirmParams = { payment_method: paymentMethodId, return_url: returnUrl }
  return stripe.confirmPayment({ clientSecret, confirmParams, redirect: 'if_required' })
}
