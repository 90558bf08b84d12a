'use client'

import { type Ref, useImperativeHandle } from 'react'
import type { StripeConfig } from '@/components/stripe/load'
import { PaymentElementField, type PaymentElementFieldProps } from '@/components/stripe/payment-element-field'
import { StripeProvider } from '@/components/stripe/provider'
import { type PaymentElementOptions, useStripePaymentElement } from '@/components/stripe/use-payment-element'
import { declined } from '../trpc/problem'

export interface PublicMethodProps {
  config: StripeConfig
  /** Lower-case ISO 4217: what the means of payment has to be good for. */
  currency: string
  /** Who collects, as the mandate says. */
  business: string
  billing: NonNullable<PaymentElementOptions['billing']>
  types: NonNullable<PaymentElementOptions['paymentMethodTypes']>
  words: PaymentElementFieldProps['words']
  ref: Ref<PublicMethodHandle>
}

export type PublicMethodHandle = {
  /**
   * Lets Stripe save what was entered, 3-D Secure included, and answers the setup's id. Undefined: something is
   * missing, and the form says so itself. Throws what the bank or the server refuses.
   */
  save: (start: () => Promise<{ setupIntentId: string; clientSecret: string }>) => Promise<string | undefined>
}

/** Stripe's form for a card or bank account, for somebody without an account here. It brings Stripe.js. */
export function PublicMethod({ config, ...props }: PublicMethodProps) {
  return (
    <StripeProvider config={config}>
      <Fields {...props} />
    </StripeProvider>
  )
}

function Fields({ currency, business, billing, types, words, ref }: Omit<PublicMethodProps, 'config'>) {
  const options = { mode: 'setup' as const, currency, business, billing, paymentMethodTypes: types }
  const element = useStripePaymentElement(options)
  useImperativeHandle(ref, () => ({
    save: async (start) => {
      const checked = await element.validate()
      if (checked.outcome === 'failed') return undefined
      const { setupIntentId, clientSecret } = await start()
      const saved = await element.confirm({ clientSecret, returnUrl: window.location.href })
      if (saved.outcome !== 'failed') return setupIntentId
      if (saved.shownInForm) return undefined
      throw declined(saved.code ?? null)
    },
  }))
  return <PaymentElementField element={element} words={words} />
}
