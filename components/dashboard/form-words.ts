import type { Words } from '@/components/words'
import de from '@/messages/dashboard/form.de.json'
import en from '@/messages/dashboard/form.en.json'
import fr from '@/messages/dashboard/form.fr.json'
import type { Locale } from '@/server/core/format'
import { area } from './area'

/** What lists and forms of the dashboard have in common. */
export const formWords = area({ en, de, fr })

const CATALOGUES: Record<Locale, typeof en> = { en, de, fr }

/** The words that each form needs in the browser; `errors` says of a field, by its name, what it has to be. */
export const baseFormWords = (
  { locale, problems }: Pick<Words, 'locale' | 'problems'>,
  errors: Record<string, string> = {},
) => {
  const { errors: common, problem, ...rest } = CATALOGUES[locale].client
  return {
    ...problems,
    problem: { ...problems.problem, ...problem },
    ...rest,
    errors: { ...common, ...errors },
  }
}

export type BaseFormWords = ReturnType<typeof baseFormWords>
