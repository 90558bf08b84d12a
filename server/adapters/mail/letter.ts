import type { Locale } from '../../core/format'

/** A mail before it is HTML or text: both are made from this, so that neither says what the other does not. */
export type Letter = {
  locale: Locale
  brand: MailBrand
  subject: string
  /** The line that inboxes show after the subject. */
  preview: string
  greeting: string | null
  heading: string
  paragraphs: string[]
  /** Names and values, set under each other. */
  facts: [string, string][]
  button: { label: string; url: string }
  /** Quieter sentences under the button. */
  notes: string[]
  linkHint: string
  footer: string[]
}

export type MailBrand = {
  name: string
  /** `#rrggbb`; anything else gives Folio's own accent. */
  accent: string
  /** Address of a PNG that everyone can read; without one the brand's initial stands on its accent. */
  logoUrl?: string
  /** Where answers go. */
  supportEmail?: string
  /** Name and postal address in one line, as the law asks of business mail in some countries. */
  imprint?: string
}
