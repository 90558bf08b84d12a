import type { Currency } from '../../core/money'
import type { MailTranslator } from '../messages'
import type { Letter } from './letter'
import type { MailData, MailTemplate } from './templates'

export type Draft = Pick<
  Letter,
  'subject' | 'preview' | 'heading' | 'paragraphs' | 'facts' | 'button' | 'notes'
> &
  Partial<Letter>

export type Words = {
  t: MailTranslator
  money: (priced: { amount: number; currency: Currency }) => string
  date: (at: Date) => string
  month: (year: number, month: number) => string
}

/** Puts a mail into words. */
export type Composer<T extends MailTemplate> = (data: MailData[T], words: Words) => Draft

/** A fact that may be missing. */
export const fact = (label: string, value: string | null): [string, string][] =>
  value === null ? [] : [[label, value]]
