/**
 * `Stripe(publishableKey, options)`: the object a page works with. Names, arguments and results are Stripe.js's
 * (https://docs.stripe.com/js), for the part of it that Folio uses.
 */
import { apiBaseOf, createClient, type Params } from './client'
import { createElements, type ElementsOptions, groupOf, type SandboxElements } from './elements'
import {
  type ConfirmOptions,
  confirmIntent,
  handleNextAction,
  type IntentContext,
  type IntentResult,
  retrieveNamed,
} from './intents'
import { createPaymentMethod, createToken, type MethodInput, methodIdFor, methodIdFromGroup } from './methods'

export interface StripeOptions {
  stripeAccount?: string
  locale?: string
}

type IntentData = Record<string, unknown> & { payment_method?: MethodInput }

interface ConfirmElementsOptions {
  elements?: unknown
  clientSecret?: string
  confirmParams?: Record<string, unknown> & {
    return_url?: string
    payment_method?: string
    payment_method_data?: Params
  }
  redirect?: 'always' | 'if_required'
}

export interface SandboxStripe {
  elements(options?: ElementsOptions): SandboxElements
  createToken(source: unknown, details?: Params): Promise<Record<string, unknown>>
  createPaymentMethod(options: Record<string, unknown>): Promise<Record<string, unknown>>
  confirmCardSetup(secret: string, data?: IntentData, options?: ConfirmOptions): Promise<IntentResult>
  confirmCardPayment(secret: string, data?: IntentData, options?: ConfirmOptions): Promise<IntentResult>
  confirmSepaDebitSetup(secret: string, data?: IntentData): Promise<IntentResult>
  confirmSepaDebitPayment(secret: string, data?: IntentData): Promise<IntentResult>
  confirmSetup(options: ConfirmElementsOptions): Promise<IntentResult>
  confirmPayment(options: ConfirmElementsOptions): Promise<IntentResult>
  handleNextAction(options: { clientSecret: string }): Promise<IntentResult>
  handleCardAction(secret: string): Promise<IntentResult>
  retrieveSetupIntent(secret: string): Promise<IntentResult>
  retrievePaymentIntent(secret: string): Promise<IntentResult>
  registerAppInfo(info: unknown): void
}

export function createStripe(
  scriptUrl: string,
  publishableKey: string,
  options: StripeOptions = {},
): SandboxStripe {
  if (typeof publishableKey !== 'string' || !publishableKey.startsWith('pk_')) {
    throw new Error('Please call Stripe() with your publishable key. You used an empty or a secret key.')
  }
  const client = createClient({
    apiBase: apiBaseOf(scriptUrl),
    publishableKey,
    account: options.stripeAccount,
  })
  const context: IntentContext = { client, locale: options.locale }
  const confirmWith =
    (type: 'card' | 'sepa_debit') => (secret: string, data?: IntentData, how?: ConfirmOptions) =>
      confirmWithMethod(context, { type, secret, data: data ?? {}, how })

  return {
    elements: (elementsOptions) => createElements(context, elementsOptions),
    createToken: (source, details) => createToken(client, source, details),
    createPaymentMethod: (params) => createPaymentMethod(client, params),
    confirmCardSetup: confirmWith('card'),
    confirmCardPayment: confirmWith('card'),
    confirmSepaDebitSetup: confirmWith('sepa_debit'),
    confirmSepaDebitPayment: confirmWith('sepa_debit'),
    confirmSetup: (params) => confirmWithElements(context, params),
    confirmPayment: (params) => confirmWithElements(context, params),
    handleNextAction: ({ clientSecret }) => handleNextAction(context, clientSecret),
    handleCardAction: (secret) => handleNextAction(context, secret),
    retrieveSetupIntent: (secret) => retrieveNamed(context, secret),
    retrievePaymentIntent: (secret) => retrieveNamed(context, secret),
    registerAppInfo: () => undefined,
  }
}

interface MethodConfirmation {
  type: 'card' | 'sepa_debit'
  secret: string
  data: IntentData
  how: ConfirmOptions | undefined
}

async function confirmWithMethod(context: IntentContext, { type, secret, data, how }: MethodConfirmation) {
  const { payment_method: input, ...rest } = data
  const params: Params = { ...(rest as Params), ...(type === 'sepa_debit' ? onlineMandate() : {}) }
  if (input === undefined) return confirmIntent(context, secret, params, how)
  const method = await methodIdFor(context.client, type, input)
  if (method.error !== undefined) return { error: method.error }
  return confirmIntent(context, secret, { ...params, payment_method: method.id }, how)
}

async function confirmWithElements(
  context: IntentContext,
  options: ConfirmElementsOptions,
): Promise<IntentResult> {
  const { payment_method: existing, payment_method_data: given = {}, ...rest } = options.confirmParams ?? {}
  const group = groupOf(options.elements)
  const secret = options.clientSecret ?? group?.clientSecret
  if (secret === undefined)
    throw new Error('confirm needs a clientSecret, or elements that were made with one.')

  const params: Params = { ...(rest as Params) }
  if (existing !== undefined) params.payment_method = existing
  else if (options.elements !== undefined) {
    const method = await methodIdFromGroup(context.client, options.elements, given)
    if (method.error !== undefined) return { error: method.error }
    params.payment_method = method.id
    if (group?.payment?.form()?.method().type === 'sepa_debit') Object.assign(params, onlineMandate())
  }
  const result = await confirmIntent(context, secret, params)
  if (result.error === undefined && options.redirect !== 'if_required') redirect(result, rest.return_url)
  return result
}

/** As Stripe does after a confirmation that always redirects: the intent and how it went, in the query. */
function redirect({ setupIntent, paymentIntent }: IntentResult, returnUrl: string | undefined): void {
  const intent = setupIntent ?? paymentIntent
  if (returnUrl === undefined || intent === undefined) return
  const url = new URL(returnUrl, window.location.href)
  url.searchParams.set(intent.object, intent.id)
  url.searchParams.set(`${intent.object}_client_secret`, intent.client_secret)
  const hasWorked = intent.status === 'succeeded' || intent.status === 'processing'
  url.searchParams.set('redirect_status', hasWorked ? intent.status : 'failed')
  window.location.assign(url)
}

/** The person accepted the mandate in this browser; address and user agent are taken from the request. */
function onlineMandate(): Params {
  return { mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } } }
}
