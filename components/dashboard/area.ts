import { createTranslator } from 'use-intl/core'
import type { Locale } from '@/server/core/format'

/**
 * The words of one area of the dashboard, from `messages/dashboard/<area>.<locale>.json`: for server components, which
 * give client components their words as props. A missing word is a bug: it throws instead of showing its key.
 */
export function area<Messages extends Record<string, unknown>>(catalogues: Record<Locale, Messages>) {
  const made = new Map<Locale, Translator<Messages>>()
  return (locale: Locale): Translator<Messages> => {
    const known = made.get(locale)
    if (known) return known
    const translator = translatorOf(locale, catalogues[locale])
    made.set(locale, translator)
    return translator
  }
}

type Translator<Messages extends Record<string, unknown>> = ReturnType<typeof translatorOf<Messages>>

function translatorOf<Messages extends Record<string, unknown>>(locale: Locale, messages: Messages) {
  return createTranslator<Messages>({
    locale,
    messages,
    onError: (error) => {
      throw error
    },
  })
}
