'use client'

import { type Ref, useImperativeHandle } from 'react'
import type { StripeConfig } from '@/components/stripe/load'
import { PaymentElementField } from '@/components/stripe/payment-element-field'
import { StripeProvider } from '@/components/stripe/provider'
import { type PaymentMethodType, useStripePaymentElement } from '@/components/stripe/use-payment-element'
import type { PortalClient } from '../trpc/client'
import { declined } from '../trpc/problem'

export interface NewMethodProps {
  customerId: string
  stripe: StripeConfig
  /** Lower-case ISO 4217: what the means of payment has to be good for. */
  currency: string
  /** Who collects, as the mandate says. */
  business: string
  billing: { name?: string; email?: string; address?: { country?: string; postal_code?: string } }
  types: PaymentMethodType[]
  words: { loading: string; failed: string; retry: string }
  ref: Ref<NewMethodHandle>
}

export type NewMethodHandle = {
  /**
   * Saves what was entered, 3-D Secure included, and answers its id. Null: something is missing, and the
   * form says so itself. Throws what the bank or the server refuses.
   */
  save: (portal: PortalClient, options: { makeDefault: boolean }) => Promise<string | null>
}

/** Stripe's form for a card or bank account. It brings Stripe.js: load it only where it is used. */
export function NewMethod({ stripe, ...props }: NewMethodProps) {
  return (
    <StripeProvider config={stripe}>
      <Fields {...props} />
    </StripeProvider>
  )
}

function Fields({
  customerId,
  currency,
  business,
  billing,
  types,
  words,
  ref,
}: Omit<NewMethodProps, 'stripe'>) {
  const element = useStripePaymentElement({
    mode: 'setup',
    currency,
    business,
    billing,
    paymentMethodTypes: types,
  })
  useImperativeHandle(ref, () => ({
    save: async (portal, { makeDefault }) => {
      const checked = await element.validate()
      if (checked.outcome === 'failed') return null
      const { clientSecret, setupIntentId } = await portal.paymentMethod.startSetup.mutate({ customerId })
      const outcome = await element.confirm({ clientSecret, returnUrl: window.location.href })
      if (outcome.outcome === 'failed') {
        if (outcome.shownInForm) return null
        throw declined(outcome.code ?? null)
      }
      const saved = await portal.paymentMethod.completeSetup.mutate({
        customerId,
        setupIntentId,
        makeDefault,
      })
      return saved.id
    },
  }))
  return <PaymentElementField element={element} words={words} />
}
