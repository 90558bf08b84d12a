import { timingSafeEqual } from 'node:crypto'
import { invalidRequest, StripeError } from './error'
import type { FormValue } from './form'
import { newId, randomText } from './id'
import { type Instrument, instrumentOf, requireInstrument } from './instrument'
import type { Row } from './kind'
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

/** Types that an intent takes: those named, or what the dashboard of this account offers for the currency. */
export function methodTypes(
  named: string[] | undefined,
  currency: string | undefined,
  automatic: { enabled: boolean; allow_redirects?: 'always' | 'never' } | undefined,
): {
  payment_method_types: string[]
  automatic_payment_methods: { enabled: boolean; allow_redirects: 'always' | 'never' } | null
} {
  for (const type of named ?? []) {
    if (type !== 'card' && type !== 'sepa_debit') {
      throw invalidRequest(
        `The payment method type "${type}" is invalid. Please ensure the provided type is activated in your dashboard.`,
        {
          code: 'payment_intent_invalid_parameter',
          param: 'payment_method_types',
        },
      )
    }
  }
  if (named !== undefined && automatic?.enabled) {
    throw invalidRequest(
      'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.',
      {
        param: 'payment_method_types',
      },
    )
  }
  if (named !== undefined || automatic?.enabled === false) {
    return { payment_method_types: named ?? ['card'], automatic_payment_methods: null }
  }
  return {
    payment_method_types: currency === undefined || currency === 'eur' ? ['card', 'sepa_debit'] : ['card'],
    automatic_payment_methods: { enabled: true, allow_redirects: automatic?.allow_redirects ?? 'always' },
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
