import { cookies, headers } from 'next/headers'
import { LOCALES, type Locale } from '@/server/core/format'

/** Where the language switch keeps the choice. */
export const LOCALE_COOKIE = 'locale'

/** Each language in its own words, for the language switch. */
export const LANGUAGES: readonly { code: Locale; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
  { code: 'fr', name: 'Français' },
]

/** The language of this request: the one chosen, else the first of the browser's that Folio speaks, else English. */
export async function readLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value
  return asLocale(chosen) ?? preferredLocale((await headers()).get('accept-language') ?? '')
}

/** The best match for an Accept-Language header (RFC 9110, 12.5.4). */
export function preferredLocale(acceptLanguage: string): Locale {
  const wishes = acceptLanguage.split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().split(';')
    const weight = parameters.map((each) => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find(Boolean)
    return {
      locale: asLocale(tag.slice(0, 2).toLowerCase()),
      weight: weight === undefined ? 1 : Number(weight),
    }
  })
  wishes.sort((a, b) => b.weight - a.weight)
  return wishes.find((wish) => wish.locale !== null && wish.weight > 0)?.locale ?? 'en'
}

function asLocale(text: string | undefined): Locale | null {
  return LOCALES.find((locale) => locale === text) ?? null
}
