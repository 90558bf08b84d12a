import { createTranslator } from 'use-intl/core'
import { readLocale } from '../locale'
import { messagesFor } from '../messages'

/** The words of the sign-in pages in the language of this request. */
export async function signInWords() {
  const locale = await readLocale()
  const messages = messagesFor(locale)
  return {
    locale,
    ui: messages.ui,
    t: createTranslator({ locale, messages, namespace: 'signin' }),
    /** The sentence for one of next-auth's or our words for what went wrong. */
    errorText: (error: string): string => {
      const known: Record<string, string> = messages.signin.errors
      return Object.hasOwn(known, error) ? (known[error] ?? '') : messages.signin.errors.Default
    },
    errors: messages.signin.errors,
  }
}
