import de from '@/messages/de.json'
import en from '@/messages/en.json'
import fr from '@/messages/fr.json'
import type { Locale } from '@/server/core/format'

export type Messages = typeof en

/** The catalogue of a language. For the server only: give the browser no more than the areas it needs. */
export function messagesFor(locale: Locale): Messages {
  return { en, de, fr }[locale]
}
