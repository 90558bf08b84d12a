import { type BaseFormWords, baseFormWords } from '@/components/dashboard/form-words'
import type { Words } from '@/components/words'
import de from '@/messages/dashboard/customer.de.json'
import en from '@/messages/dashboard/customer.en.json'
import fr from '@/messages/dashboard/customer.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from '../dashboard/area'

/** What the dashboard says of customers. */
export const customerWords = area({ en, de, fr })

export type CustomerWords = ReturnType<typeof customerWords>

const CATALOGUES: Record<Locale, typeof en> = { en, de, fr }

/** What a form about a customer, or its money, needs in the browser: what goes wrong is told to the seller. */
export function customerFormWords(words: Words): BaseFormWords {
  const { form, problem } = CATALOGUES[words.locale]
  const base = baseFormWords(words, form.errors)
  return { ...base, problem: { ...base.problem, ...problem } }
}

/** Whole parts of the catalogue, for client components. */
export const customerTexts = (locale: Locale) => CATALOGUES[locale]
