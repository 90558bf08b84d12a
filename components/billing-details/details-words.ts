import type { Words } from '@/components/words'
import { addressWords } from './address-words'
import type { DetailsFormProps } from './details-form'

/** The words of the form of billing details; `errors` and `optional` are the catalogue's. */
export function detailsWords(
  words: Words,
  of: { brandName: string; email: string },
  given: { optional: string; errors: DetailsFormProps['words']['errors'] },
): DetailsFormProps['words'] {
  const { t } = words
  return {
    ...words.problems,
    ...given,
    who: t('details.who'),
    name: t('details.name'),
    company: t('details.company'),
    vat: t('details.vat'),
    vatHint: t('details.vatHint'),
    where: t('details.where'),
    contact: t('details.contact'),
    account: t('details.account'),
    accountHint: t('details.accountHint', { brand: of.brandName }),
    receiptEmail: t('details.receiptEmail'),
    receiptEmailHint: t('details.receiptEmailHint', { email: of.email }),
    locale: t('details.locale'),
    submit: t('details.submit'),
    fix: t('details.fix'),
    address: addressWords(words),
  }
}
