import type { Words } from '@/components/words'
import type { PaidBy } from '../invoice/money-types'
import { moneyWords } from '../invoice/money-words'
import { methodLabel } from '../payment-method/label'

/** "Visa •• 4242"; money without a means of payment came outside Stripe. */
export const paidByText = (method: PaidBy, words: Words): string =>
  method ? methodLabel(method, words) : moneyWords(words.locale)('payment.manual')
