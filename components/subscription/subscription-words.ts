import { type BaseFormWords, baseFormWords } from '@/components/dashboard/form-words'
import type { Words } from '@/components/words'
import de from '@/messages/dashboard/subscription.de.json'
import en from '@/messages/dashboard/subscription.en.json'
import fr from '@/messages/dashboard/subscription.fr.json'
import type { Locale } from '@/server/core/format'
import { customerTexts } from '../customer/customer-words'
import { area } from '../dashboard/area'

/** What the dashboard says of subscriptions. */
export const subscriptionWords = area({ en, de, fr })

export type SubscriptionWords = ReturnType<typeof subscriptionWords>

const CATALOGUES: Record<Locale, typeof en> = { en, de, fr }

/** Whole parts of the catalogue, for client components. */
export const subscriptionTexts = (locale: Locale) => CATALOGUES[locale]

/** What a change of a subscription needs in the browser: what goes wrong is told to the seller. */
export function subscriptionFormWords(words: Words): BaseFormWords {
  const base = baseFormWords(words, CATALOGUES[words.locale].errors)
  return { ...base, problem: { ...base.problem, ...customerTexts(words.locale).problem } }
}

/** Why something cannot be done at all, for a page that says so instead of offering it. */
export function refusalText(code: string, words: Words): string {
  const ours: Record<string, string> = customerTexts(words.locale).problem
  return ours[code] ?? CATALOGUES[words.locale].errors.subscription
}
