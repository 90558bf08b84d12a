import { ButtonLink } from '@/components/ui/button'
import type { Words } from '@/components/words'
import type { InvoiceFile } from './money-types'
import { moneyWords } from './money-words'

export interface InvoiceActsProps {
  invoice: InvoiceFile
  isProcessing: boolean
  /** The invoice's own address: what can be done with it is below. */
  path: string
  words: Words
}

/** What can be done with an invoice as it is now; each is a page that says first what will happen. */
export function InvoiceActs({ invoice, isProcessing, path, words }: InvoiceActsProps) {
  const t = moneyWords(words.locale)
  const { status } = invoice
  if (status === 'draft')
    return (
      <>
        <ButtonLink href={`${path}/delete`} variant="quiet">
          {t('act.delete')}
        </ButtonLink>
        <ButtonLink href={`${path}/edit`}>{t('act.edit')}</ButtonLink>
        {invoice.draft && (
          <ButtonLink href={`${path}/finalize`} variant="primary">
            {t('act.finalize')}
          </ButtonLink>
        )}
      </>
    )
  if (status === 'void') return null
  const isOwed = (status === 'open' || status === 'uncollectible') && !isProcessing
  const isUntouched = invoice.amountPaid + invoice.amountCredited === 0
  const mayCharge = isOwed && invoice.charges !== null
  return (
    <>
      {isOwed && status === 'open' && (
        <ButtonLink href={`${path}/write-off`} variant="quiet">
          {t('act.writeOff')}
        </ButtonLink>
      )}
      {isOwed && status === 'open' && isUntouched && (
        <ButtonLink href={`${path}/void`} variant="quiet">
          {t('act.void')}
        </ButtonLink>
      )}
      <ButtonLink href={`${path}/credit`}>{t('act.credit')}</ButtonLink>
      <ButtonLink href={`${path}/send`}>{t('act.send')}</ButtonLink>
      {isOwed && <ButtonLink href={`${path}/mark-paid`}>{t('act.paid')}</ButtonLink>}
      {mayCharge && (
        <ButtonLink href={`${path}/charge`} variant="primary">
          {t('act.charge', { amount: words.money(invoice.amountDue, invoice.currency) })}
        </ButtonLink>
      )}
    </>
  )
}
