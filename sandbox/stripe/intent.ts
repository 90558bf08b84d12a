import { timingSafeEqual } from 'node:crypto'
import type Stripe from 'stripe'
import { invalidRequest, StripeError } from './error'
import type { FormValue } from './form'
import { newId, randomText } from './id'
import { type Instrument, instrumentOf, requireInstrument } from './instrument'
import type { Row } from './kind'
import { bool, choice, hash, list, type Params, required, text } from './param'
import { createPaymentMethod, type PaymentMethodData } from './payment-method'
import type { KeyKind } from './route'
import type { Unit } from './unit'

/** An intent's id and the secret that lets a browser act on it alone. */
export function newIntentId(prefix: 'pi' | 'seti'): { id: string; client_secret: string } {
  const id = newId(prefix)
  return { id, client_secret: `${id}_secret_${randomText(25)}` }
}

/** A publishable key may touch an intent only with its client secret. */
export function requireClientSecret(
  key: KeyKind,
  intent: { id: string; client_secret: string | null },
  given: string | undefined,
): void {
  if (key === 'secret' && given === undefined) return
  if (given !== undefined && isSameSecret(given, intent.client_secret ?? '')) return
  throw new StripeError(given === undefined ? 401 : 400, {
    type: 'invalid_request_error',
    message:
      given === undefined
        ? 'A client_secret is required to use this intent with a publishable key.'
        : `The client_secret provided does not match the client_secret associated with ${intent.id}.`,
    param: 'client_secret',
  })
}

export function isSameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export const methodTypesShape = {
  allowed_payment_method_types: list(text()),
  excluded_payment_method_types: list(text()),
  payment_method_types: list(text()),
}
const automaticField = hash({ enabled: required(bool()), allow_redirects: choice('always', 'never') })
export const automaticShape = { automatic_payment_methods: automaticField }

export type MethodTypesGiven = Params<typeof methodTypesShape> & {
  automatic_payment_methods?: ReturnType<(typeof automaticField)['parse']>
}
type MethodTypes = {
  payment_method_types: string[]
  allowed_payment_method_types: Stripe.PaymentIntent.AllowedPaymentMethodType[] | null
  excluded_payment_method_types: Stripe.PaymentIntent.ExcludedPaymentMethodType[] | null
  automatic_payment_methods: { enabled: boolean; allow_redirects: 'always' | 'never' } | null
}

/** What this sandbox's dashboard has switched on. */
const OFFERED = ['card', 'sepa_debit']

/**
 * The types that an intent takes. Naming them with `allowed_payment_method_types` filters out silently what does not fit the
 * currency; otherwise all that the dashboard offers, less the excluded ones.
 */
export function methodTypes(
  given: MethodTypesGiven,
  currency: string | undefined,
  version: string,
): MethodTypes {
  refuseOldTypes(given, version)
  const {
    allowed_payment_method_types: allowed,
    automatic_payment_methods: automatic,
    payment_method_types: named,
  } = given
  const others = [
    'excluded_payment_method_types',
    'automatic_payment_methods',
    'payment_method_types',
  ] as const
  const clash = allowed === undefined ? undefined : others.find((name) => given[name] !== undefined)
  if (clash !== undefined) {
    throw invalidRequest(
      `You may only specify one of these parameters: allowed_payment_method_types, ${clash}.`,
      {
        param: 'allowed_payment_method_types',
      },
    )
  }
  const excluded = given.excluded_payment_method_types
  const fitting = OFFERED.filter(
    (type) =>
      (type !== 'sepa_debit' || currency === undefined || currency === 'eur') && !excluded?.includes(type),
  )
  const whole = {
    allowed_payment_method_types: (allowed ?? null) as MethodTypes['allowed_payment_method_types'],
    excluded_payment_method_types: (excluded ?? null) as MethodTypes['excluded_payment_method_types'],
  }
  if (allowed !== undefined) {
    const types = fitting.filter((type) => allowed.includes(type))
    if (types.length === 0) {
      throw invalidRequest('No payment method types are compatible with this request.', {
        param: 'allowed_payment_method_types',
      })
    }
    return { ...whole, payment_method_types: types, automatic_payment_methods: null }
  }
  if (named !== undefined || automatic?.enabled === false) {
    return { ...whole, payment_method_types: named ?? ['card'], automatic_payment_methods: null }
  }
  const redirects = automatic?.allow_redirects ?? 'always'
  return {
    ...whole,
    payment_method_types: fitting,
    automatic_payment_methods: { enabled: true, allow_redirects: redirects },
  }
}

/** docs.stripe.com/changelog/endive/2026-09-30: the parameter is gone since that version, older ones still take it. */
export function refuseOldTypes(given: { payment_method_types?: string[] }, version: string): void {
  if (given.payment_method_types === undefined) return
  if (version >= '2026-09-30') {
    throw invalidRequest(
      'The payment_method_types parameter is no longer supported. Use allowed_payment_method_types, or leave it out to use the payment methods of your dashboard.',
      { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
    )
  }
  for (const type of given.payment_method_types) {
    if (!OFFERED.includes(type)) {
      throw invalidRequest(
        `The payment method type "${type}" is invalid. Please ensure the provided type is activated in your dashboard.`,
        { code: 'payment_intent_invalid_parameter', param: 'payment_method_types' },
      )
    }
  }
}

/** With dashboard-managed methods Stripe wants to know where a redirect would return to. */
export function requireReturnUrl(
  automatic: { enabled: boolean; allow_redirects?: string } | null,
  returnUrl: string | undefined,
  usesStripeSdk: boolean,
): void {
  if (automatic === null || automatic.allow_redirects === 'never' || returnUrl !== undefined || usesStripeSdk)
    return
  throw invalidRequest(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
  )
}

/** The instrument of a confirmation: made on the spot, named, or left on the intent by an earlier step. */
export async function instrumentFor(
  unit: Unit,
  given: { payment_method?: string | null; payment_method_data?: PaymentMethodData; source?: string },
  present: string | null,
): Promise<Instrument | undefined> {
  if (given.payment_method_data !== undefined) {
    return instrumentOf((await createPaymentMethod(unit, given.payment_method_data)) as Row<'payment_method'>)
  }
  const id = given.payment_method ?? given.source ?? present
  return id === null ? undefined : requireInstrument(unit, id)
}

/** `off_session` is a boolean, or `one_off` and `recurring` from older integrations. */
export function isOffSession(value: FormValue | undefined): boolean {
  if (value === undefined || value === 'false') return false
  if (value === 'true' || value === 'one_off' || value === 'recurring') return true
  throw invalidRequest(`Invalid off_session: must be one of true, false, one_off, or recurring`, {
    param: 'off_session',
  })
}
