import type { Words } from '@/components/words'
import type { OwnerMethod, OwnerSubscription } from '../customer/owner-types'
import { methodLabel } from '../payment-method/label'
import { perInterval } from '../plan/offer-words'
import type { SubscriptionWords } from './subscription-words'

/** "€147.00 per month"; of one that is billed by what is used, only how often. */
export function termsText(
  { amount, offer }: Pick<OwnerSubscription, 'amount' | 'offer'>,
  t: SubscriptionWords,
  words: Words,
): string {
  if (amount === null) return `${t('usage')}, ${perInterval(offer.interval, words)}`
  const text = words.money(amount.amount, amount.currency)
  return offer.isOnce
    ? text
    : t('detail.each', { amount: text, interval: perInterval(offer.interval, words) })
}

/** What a subscription is charged to: its own means of payment, else the customer's default. */
export function chargedMethod(
  methods: readonly OwnerMethod[],
  { paymentMethodId }: { paymentMethodId: string | null },
): OwnerMethod | undefined {
  const usable = methods.filter(({ status }) => status === 'active')
  return usable.find(({ id }) => id === paymentMethodId) ?? usable.find(({ isDefault }) => isDefault)
}

/** The same in words. */
export function chargedText(
  methods: readonly OwnerMethod[],
  of: { paymentMethodId: string | null; billingType: 'card' | 'invoice' },
  t: SubscriptionWords,
  words: Words,
): string {
  if (of.billingType === 'invoice') return t('detail.byInvoice')
  const method = chargedMethod(methods, of)
  if (!method) return t('detail.noMethod')
  const label = methodLabel(method, words)
  return method.id === of.paymentMethodId ? label : t('detail.defaultOf', { method: label })
}
