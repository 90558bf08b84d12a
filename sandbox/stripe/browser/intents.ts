/** SetupIntents and PaymentIntents from the browser: read, confirm, authenticate. */
import { challenge } from './challenge'
import type { ApiError, Client, Intent, Params, Reply } from './client'
import { voiceFor } from './words'

/** What Stripe.js resolves to: the intent under its own name, or an error; never both. */
export interface IntentResult {
  setupIntent?: Intent
  paymentIntent?: Intent
  error?: ApiError
}

export interface IntentContext {
  client: Client
  locale: string | undefined
}

export function retrieveIntent(client: Client, clientSecret: string): Promise<Reply<Intent>> {
  return client.get<Intent>(pathOf(clientSecret), { client_secret: clientSecret })
}

export interface ConfirmOptions {
  /** False hands `requires_action` back to the page instead of showing the challenge. */
  handleActions?: boolean
}

/** Confirms the intent and, when the bank asks for it, lets the person authenticate. */
export async function confirmIntent(
  context: IntentContext,
  clientSecret: string,
  params: Params,
  { handleActions = true }: ConfirmOptions = {},
): Promise<IntentResult> {
  const { body, error } = await context.client.post<Intent>(`${pathOf(clientSecret)}/confirm`, {
    ...params,
    client_secret: clientSecret,
    use_stripe_sdk: true,
  })
  if (error !== undefined) return { error }
  return handleActions ? completeActions(context, body) : named(body)
}

/** Takes up an intent that waits for the person: after a declined off-session charge, or on a later visit. */
export async function handleNextAction(context: IntentContext, clientSecret: string): Promise<IntentResult> {
  const { body, error } = await retrieveIntent(context.client, clientSecret)
  if (error !== undefined) return { error }
  return completeActions(context, body)
}

export async function retrieveNamed(context: IntentContext, clientSecret: string): Promise<IntentResult> {
  const { body, error } = await retrieveIntent(context.client, clientSecret)
  return error === undefined ? named(body) : { error }
}

async function completeActions(context: IntentContext, intent: Intent): Promise<IntentResult> {
  if (intent.status !== 'requires_action') return named(intent)
  const type = intent.next_action?.type
  // Other actions (a voucher, micro-deposits) are for the page to show.
  if (type !== 'use_stripe_sdk' && type !== 'redirect_to_url') return named(intent)
  const voice = voiceFor(context.locale)
  const outcome = await challenge(intent, voice)
  const sent = await context.client.control<unknown>(`/intents/${intent.id}/authenticate`, {
    client_secret: intent.client_secret,
    outcome,
  })
  if (sent.error !== undefined) return { error: sent.error }
  const { body: after, error } = await retrieveIntent(context.client, intent.client_secret)
  if (error !== undefined) return { error }
  if (after.status !== 'requires_payment_method') return named(after)
  const reason = after.last_payment_error ?? after.last_setup_error
  return {
    error: {
      type: 'invalid_request_error',
      code: `${after.object}_authentication_failure`,
      ...reason,
      message: reason?.message ?? voice.say('authenticationFailed'),
      [after.object]: after,
    },
  }
}

function named(intent: Intent): IntentResult {
  return intent.object === 'setup_intent' ? { setupIntent: intent } : { paymentIntent: intent }
}

function pathOf(clientSecret: string): string {
  const match = /^((seti|pi)_[^_]+)_secret_/.exec(clientSecret)
  if (match === null)
    throw new Error('Invalid value for the client secret: expected "pi_…_secret_…" or "seti_…_secret_…".')
  return `/v1/${match[2] === 'seti' ? 'setup_intents' : 'payment_intents'}/${match[1]}`
}
