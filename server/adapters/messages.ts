import { createTranslator } from 'use-intl/core'
import de from '../../messages/de.json'
import en from '../../messages/en.json'
import fr from '../../messages/fr.json'
import type { Locale } from '../core/format'

type Catalogue = Pick<typeof en, 'pdf' | 'mail'>

/** A language that lacks a sentence the English one has does not compile. */
const CATALOGUES: Record<Locale, Catalogue> = { en, de, fr }

/** Translator for documents. A missing sentence is a bug, so it throws instead of printing its key. */
export function pdfTranslator(locale: Locale) {
  return createTranslator({ locale, messages: CATALOGUES[locale], namespace: 'pdf', onError: refuse })
}

export type PdfTranslator = ReturnType<typeof pdfTranslator>

/** Translator for mail; a missing sentence throws, as in documents. */
export function mailTranslator(locale: Locale) {
  return createTranslator({ locale, messages: CATALOGUES[locale], namespace: 'mail', onError: refuse })
}

export type MailTranslator = ReturnType<typeof mailTranslator>

function refuse(error: Error): never {
  throw error
}
