import type { PayFormProps, PayOption } from '@/components/invoice/pay-form'
import { BrandMark } from '@/components/stripe/brand-mark'
import type { StripeConfig } from '@/components/stripe/load'
import type { Words } from '@/components/words'
import type { Currency } from '@/server/core/money'
import type { Customer, Method } from '../portal/types'
import { expiryText, markOf, methodLabel } from './label'
import type { NewMethodProps } from './new-method'

/** The saved means of payment that can be charged, the default first, each with its own sentence. */
export function payOptions(
  methods: readonly Method[],
  sentence: (label: string) => string,
  words: Words,
): PayOption[] {
  const usable = methods.filter((method) => method.status === 'active')
  return usable
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map((method) => {
      const label = methodLabel(method, words)
      const { expMonth, expYear } = method
      const expiry =
        expMonth && expYear && words.common('expires', { month: expiryText({ expMonth, expYear }) })
      const detail = [method.isDefault && words.t('choose.isDefault'), expiry].filter(Boolean).join(' · ')
      return {
        id: method.id,
        label,
        detail,
        mark: <BrandMark brand={markOf(method)} />,
        sentence: sentence(label),
      }
    })
}

/** What the form for a new card or bank account starts with. */
export function newMethodProps(
  customer: Customer,
  stripe: Omit<StripeConfig, 'locale'>,
  currency: Currency,
  words: Words,
): Omit<NewMethodProps, 'ref'> {
  const { name, companyName, email, address, brand } = customer
  return {
    customerId: customer.id,
    stripe: { ...stripe, locale: words.locale },
    currency: currency.toLowerCase(),
    business: brand.name,
    billing: {
      name: name ?? companyName ?? undefined,
      email,
      address: { country: address.country, postal_code: address.postcode },
    },
    // A SEPA mandate collects in euros only.
    types: currency === 'EUR' ? ['card', 'sepa_debit'] : ['card'],
    words: words.stripe,
  }
}

/** The words of the payment form that do not depend on what is paid. */
export const payWords = (
  words: Words,
  of: { newSentence: string; submit: string },
): PayFormProps['words'] => ({
  ...words.problems,
  ...of,
  payWith: words.t('choose.payWith'),
  newLabel: words.t('choose.new'),
  newDetail: words.t('choose.newText'),
  authenticating: words.t('choose.authenticating'),
})
