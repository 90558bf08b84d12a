import { createTranslator } from 'use-intl/core'
import de from '@/messages/de.json'
import en from '@/messages/en.json'
import fr from '@/messages/fr.json'
import { type DateStyle, formatDate, formatMoney, formatRate, type Locale } from '@/server/core/format'
import type { Currency } from '@/server/core/money'
import type { ProblemWords } from './trpc/problem'

// For server components: the browser gets words as props, never the catalogues.

/** What pages say to one person: words, dates and amounts in their language, days in the owner's time zone. */
export type Words = {
  locale: Locale
  timeZone: string
  t: PortalTranslator
  common: CommonTranslator
  money: (amount: number, currency: Currency) => string
  rate: (ratePpm: number) => string
  /** `long` is "1 December 2026", `medium` "1 Dec 2026", `day` "1 Dec", `time` "1 Dec 2026, 09:00". */
  date: (at: Date, style?: DateStyle) => string
  /** What client components need to say what went wrong. */
  problems: ProblemWords
  /** What the payment form says while it loads. */
  stripe: typeof en.stripe
}

export function wordsFor(locale: Locale, timeZone = 'UTC'): Words {
  const { common, stripe } = CATALOGUES[locale]
  return {
    locale,
    timeZone,
    problems: { problem: common.problem, decline: common.decline },
    stripe,
    ...translators(locale),
    money: (amount, currency) => formatMoney(amount, currency, locale),
    rate: (ratePpm) => formatRate(ratePpm, locale),
    date: (at, style = 'long') => formatDate(at, locale, { style, timeZone }),
  }
}

const CATALOGUES: Record<Locale, Pick<typeof en, 'portal' | 'common' | 'stripe'>> = { en, de, fr }

type Translators = { t: PortalTranslator; common: CommonTranslator }
const made = new Map<Locale, Translators>()

/** Kept per language: they hold no request, and each sentence is parsed once. */
function translators(locale: Locale): Translators {
  const known = made.get(locale)
  if (known) return known
  const pair = { t: portalTranslator(locale), common: commonTranslator(locale) }
  made.set(locale, pair)
  return pair
}

const portalTranslator = (locale: Locale) =>
  createTranslator({ locale, messages: CATALOGUES[locale], namespace: 'portal', onError: refuse })
const commonTranslator = (locale: Locale) =>
  createTranslator({ locale, messages: CATALOGUES[locale], namespace: 'common', onError: refuse })

type PortalTranslator = ReturnType<typeof portalTranslator>
type CommonTranslator = ReturnType<typeof commonTranslator>

/** A missing word is a bug: it throws instead of showing its key. */
function refuse(error: Error): never {
  throw error
}
