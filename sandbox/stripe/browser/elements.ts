/** `stripe.elements(...)`: a group of elements that share an intent, an appearance and a language. */
import type { Appearance } from './appearance'
import { createCardElementForm } from './card-element'
import type { ApiError, Client } from './client'
import {
  createShell,
  type ElementForm,
  type ElementType,
  type SandboxElement,
  type Shell,
  shellOf,
} from './element'
import { createIbanElementForm } from './iban-element'
import { retrieveIntent } from './intents'
import { createPaymentElementForm, type PaymentElementFacts, type PaymentMethodType } from './payment-element'

export interface ElementsOptions {
  clientSecret?: string
  appearance?: Appearance
  locale?: string
  /** Without a client secret: what the intent will be, once the page makes it. */
  mode?: 'payment' | 'setup' | 'subscription'
  amount?: number
  currency?: string
  setupFutureUsage?: 'off_session' | 'on_session' | null
  allowedPaymentMethodTypes?: string[]
  /** The name of the option before Stripe.js 10. */
  paymentMethodTypes?: string[]
}

export interface SandboxElements {
  create(type: ElementType, options?: Record<string, unknown>): SandboxElement
  getElement(type: ElementType): SandboxElement | null
  update(options: ElementsOptions): void
  fetchUpdates(): Promise<{ error?: ApiError }>
  submit(): Promise<{ error: ApiError } | { error?: undefined; selectedPaymentMethod: string }>
}

interface Group {
  payment: Shell | undefined
  clientSecret: string | undefined
}

const groups = new WeakMap<object, () => Group>()

/** The payment element and client secret of a group that the page hands back to a confirm call. */
export function groupOf(candidate: unknown): Group | null {
  return typeof candidate === 'object' && candidate !== null ? (groups.get(candidate)?.() ?? null) : null
}

export interface ElementsContext {
  client: Client
  locale: string | undefined
}

export function createElements(context: ElementsContext, options: ElementsOptions = {}): SandboxElements {
  let settings: ElementsOptions = { ...options, locale: options.locale ?? context.locale }
  const made = new Map<ElementType, Shell>()

  const elements: SandboxElements = {
    create(type, elementOptions = {}) {
      const existing = made.get(type)
      if (existing !== undefined && !existing.isDestroyed()) {
        throw new Error(`Can only create one Element of type ${type} through .create().`)
      }
      const shell = createShell({
        type,
        appearance: settings.appearance ?? {},
        load: (onChange) => loadForm({ type, elementOptions, settings, client: context.client, onChange }),
      })
      made.set(type, shell)
      return shell.element
    },
    getElement: (type) => made.get(type)?.element ?? null,
    update(changes) {
      settings = { ...settings, ...changes }
      if (changes.appearance === undefined) return
      for (const shell of made.values()) shell.setAppearance(changes.appearance)
    },
    fetchUpdates: async () => ({}),
    async submit() {
      const form = made.get('payment')?.form()
      if (form === null || form === undefined) return { error: notReady() }
      const error = form.reveal()
      return error === null ? { selectedPaymentMethod: form.method().type } : { error }
    },
  }
  groups.set(elements, () => ({ payment: made.get('payment'), clientSecret: settings.clientSecret }))
  return elements
}

/** What Stripe.js answers when an element is used before it is mounted and ready. */
export function notReady(): ApiError {
  return {
    type: 'invalid_request_error',
    code: 'element_not_ready',
    message: 'The payment form is still loading. Wait a moment and try again.',
  }
}

/** The form of an element that the page hands over, or Stripe.js's refusal. */
export function formOf(candidate: unknown): ElementForm | null {
  return shellOf(candidate)?.form() ?? null
}

interface LoadParts {
  type: ElementType
  elementOptions: Record<string, unknown>
  settings: ElementsOptions
  client: Client
  onChange: () => void
}

async function loadForm({
  type,
  elementOptions,
  settings,
  client,
  onChange,
}: LoadParts): Promise<ElementForm> {
  if (type === 'card') return createCardElementForm(elementOptions, settings.locale, onChange)
  if (type === 'iban') return createIbanElementForm(elementOptions, settings.locale, onChange)
  const facts = await paymentFacts(settings, client)
  return createPaymentElementForm(elementOptions, { ...facts, locale: settings.locale }, onChange)
}

async function paymentFacts(
  settings: ElementsOptions,
  client: Client,
): Promise<Omit<PaymentElementFacts, 'locale'>> {
  if (settings.clientSecret === undefined) {
    const byCurrency =
      settings.currency === undefined || settings.currency === 'eur' ? ['card', 'sepa_debit'] : ['card']
    return {
      types: known(settings.allowedPaymentMethodTypes ?? settings.paymentMethodTypes ?? byCurrency),
      isReusable: settings.mode !== 'payment' || Boolean(settings.setupFutureUsage),
    }
  }
  const { body: intent, error } = await retrieveIntent(client, settings.clientSecret)
  if (error !== undefined) throw error
  return {
    types: known(intent.payment_method_types),
    isReusable: intent.object === 'setup_intent' || Boolean(intent.setup_future_usage),
  }
}

function known(types: readonly string[]): PaymentMethodType[] {
  return types.filter((type): type is PaymentMethodType => type === 'card' || type === 'sepa_debit')
}
