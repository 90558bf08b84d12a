import type { StripeConfig } from '@/components/stripe/load'
import type { Words } from '@/components/words'
import type { Currency } from '@/server/core/money'
import type { PublicPayFormProps } from './public-pay-form'

type Billing = {
  email?: string
  name?: string | null
  companyName?: string | null
  address: { country?: string; postcode?: string }
}

/** What Stripe's form for a card or bank account starts with. */
export function stripeFormOf(
  page: { brand: { name: string }; stripe: Omit<StripeConfig, 'locale'> },
  of: { currency: Currency; billing: Billing | null },
  words: Words,
): PublicPayFormProps['stripe'] {
  const { billing } = of
  return {
    config: { ...page.stripe, locale: words.locale },
    currency: of.currency.toLowerCase(),
    business: page.brand.name,
    billing: billing
      ? {
          name: billing.name ?? billing.companyName ?? undefined,
          email: billing.email,
          address: { country: billing.address.country, postal_code: billing.address.postcode },
        }
      : {},
    // A SEPA mandate collects in euros only.
    types: of.currency === 'EUR' ? ['card', 'sepa_debit'] : ['card'],
    words: words.stripe,
  }
}

export const publicPayWords = (
  words: Words,
  of: { sentence: string; submit: string },
): PublicPayFormProps['words'] => ({
  ...words.problems,
  ...of,
  authenticating: words.t('choose.authenticating'),
  waiting: words.t('checkout.waitingText'),
})
