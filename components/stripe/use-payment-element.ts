'use client'

import type {
  Stripe,
  StripeElements,
  StripeElementsOptionsClientSecret,
  StripeElementsOptionsMode,
} from '@stripe/stripe-js'
import { useTheme } from 'next-themes'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { appearanceAt } from './appearance'
import { loadStripeFor } from './load'
import { failure, outcomeOf, type StripeOutcome } from './outcome'
import { useStripeConfig } from './provider'

export type PaymentMethodType = 'card' | 'sepa_debit'

export interface PaymentElementOptions {
  /**
   * `setup` saves a means of payment, `payment` pays an amount. Give the client secret here if the intent already
   * exists, or later, to `confirm`, if the server makes it when the person goes on.
   */
  mode: 'setup' | 'payment'
  clientSecret?: string
  /** Lower-case ISO 4217 and minor units; needed for `payment` without a client secret. */
  currency?: string
  amount?: number
  /** What may be used, in this order; by default what the account and currency allow. */
  paymentMethodTypes?: PaymentMethodType[]
  /** The name in the mandate and in the card's terms. */
  business?: string
  billing?: { name?: string; email?: string; address?: { country?: string; postal_code?: string } }
}

export interface ConfirmInput {
  clientSecret?: string
  /** Where a bank that needs its own page sends the person back to; absolute. */
  returnUrl: string
}

export interface PaymentElementHandle {
  /** Goes to `<PaymentElementField element={…}>`. */
  node: RefObject<HTMLDivElement | null>
  state: 'loading' | 'ready' | 'failed'
  /** Everything is filled in; the form may still be wrong in the bank's eyes. */
  isComplete: boolean
  /** The tab that is open. */
  type: PaymentMethodType
  /** Loads the form again after it failed to. */
  retry: () => void
  /** Shows what is missing next to the fields; succeeded means that the intent may be made now. */
  validate: () => Promise<StripeOutcome>
  /** Confirms the intent with what was entered, 3-D Secure included. */
  confirm: (input: ConfirmInput) => Promise<StripeOutcome>
}

interface Live {
  stripe: Stripe
  elements: StripeElements
}

const NOT_READY: StripeOutcome = { outcome: 'failed', code: 'element_not_ready' }

/** Stripe's payment form, mounted into the node of the `<PaymentElementField>` that gets this handle. */
export function useStripePaymentElement(options: PaymentElementOptions): PaymentElementHandle {
  const config = useStripeConfig()
  const { resolvedTheme } = useTheme()
  const node = useRef<HTMLDivElement>(null)
  const live = useRef<Live | null>(null)
  const [state, setState] = useState<PaymentElementHandle['state']>('loading')
  const [isComplete, setComplete] = useState(false)
  const [type, setType] = useState<PaymentMethodType>(options.paymentMethodTypes?.[0] ?? 'card')
  const [attempt, setAttempt] = useState(0)
  // The form is made anew when what it is about changes, not whenever the caller draws again.
  const about = JSON.stringify([config, options])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `about` stands for config and options, `attempt` is a retry
  useEffect(() => {
    let isStale = false
    let destroy = (): void => undefined
    const start = async (): Promise<void> => {
      const stripe = await loadStripeFor(config)
      if (isStale || node.current === null) return
      const elements = elementsFor(stripe, options, node.current)
      const element = elements.create('payment', elementOptions(options))
      destroy = () => element.destroy()
      element.on('ready', () => setState('ready'))
      element.on('loaderror', () => setState('failed'))
      element.on('change', (event) => {
        setComplete(event.complete)
        if (event.value.type === 'card' || event.value.type === 'sepa_debit') setType(event.value.type)
      })
      element.mount(node.current)
      live.current = { stripe, elements }
    }
    setState('loading')
    setComplete(false)
    start().catch(() => {
      if (!isStale) setState('failed')
    })
    return () => {
      isStale = true
      live.current = null
      destroy()
    }
  }, [about, attempt])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the look is read from the page, which the theme changes
  useEffect(() => {
    if (node.current !== null) live.current?.elements.update({ appearance: appearanceAt(node.current) })
  }, [resolvedTheme])

  return {
    node,
    state,
    isComplete,
    type,
    retry: () => setAttempt((count) => count + 1),
    validate: () => (live.current === null ? Promise.resolve(NOT_READY) : validate(live.current)),
    confirm: (input) =>
      live.current === null ? Promise.resolve(NOT_READY) : confirm(live.current, options, input),
  }
}

function elementsFor(stripe: Stripe, options: PaymentElementOptions, node: Element): StripeElements {
  const appearance = appearanceAt(node)
  if (options.clientSecret !== undefined) {
    const known: StripeElementsOptionsClientSecret = { clientSecret: options.clientSecret, appearance }
    return stripe.elements(known)
  }
  const { mode, currency = 'eur', paymentMethodTypes } = options
  const shared = {
    appearance,
    currency,
    ...(paymentMethodTypes === undefined ? {} : { allowedPaymentMethodTypes: paymentMethodTypes }),
  }
  const later: StripeElementsOptionsMode =
    mode === 'setup'
      ? { mode, ...shared }
      : { mode, amount: options.amount ?? 0, setupFutureUsage: 'off_session', ...shared }
  return stripe.elements(later)
}

function elementOptions({ business, billing, paymentMethodTypes }: PaymentElementOptions) {
  return {
    layout: 'tabs' as const,
    ...(business === undefined ? {} : { business: { name: business } }),
    ...(billing === undefined ? {} : { defaultValues: { billingDetails: billing } }),
    ...(paymentMethodTypes === undefined ? {} : { paymentMethodOrder: paymentMethodTypes }),
    wallets: { link: 'never' as const },
  }
}

async function validate({ elements }: Live): Promise<StripeOutcome> {
  const { error } = await elements.submit()
  return error === undefined ? { outcome: 'succeeded' } : failure(error)
}

async function confirm(
  live: Live,
  options: PaymentElementOptions,
  input: ConfirmInput,
): Promise<StripeOutcome> {
  const checked = await validate(live)
  if (checked.outcome === 'failed') return checked
  const { stripe, elements } = live
  const confirmParams = { return_url: input.returnUrl }
  const redirect = 'if_required' as const
  const clientSecret = input.clientSecret ?? options.clientSecret
  if (clientSecret === undefined) throw new Error('confirm needs the client secret of an intent')
  // Elements that were made for an intent know its secret; the types allow it once only.
  const target = options.clientSecret === undefined ? { elements, clientSecret } : { elements }
  return options.mode === 'setup'
    ? outcomeOf(await stripe.confirmSetup({ ...target, confirmParams, redirect }))
    : outcomeOf(await stripe.confirmPayment({ ...target, confirmParams, redirect }))
}
