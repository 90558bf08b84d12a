import { CopyButton } from '@/components/ui/copy-button'
import type { Words } from '@/components/words'
import type { InvoiceFile } from './money-types'
import { type MoneyWords, moneyWords } from './money-words'

export interface InvoiceDocumentsProps {
  invoice: InvoiceFile
  base: string
  /** Where whoever has the address pays it; null when nothing is to be paid. */
  payUrl: string | null
  words: Words
}

/** An invoice as files, each with what it lacks, its receipts, and its pay link. */
export function InvoiceDocuments({ invoice, base, payUrl, words }: InvoiceDocumentsProps) {
  const t = moneyWords(words.locale)
  const file = `${base}/invoices/${invoice.id}/file`
  const { gaps } = invoice
  return (
    <ul className="grid gap-2.5">
      <File href={`${file}?format=pdf`}>{t('invoice.pdf')}</File>
      {gaps && (
        <>
          <File href={`${file}?format=zugferd`} lacks={gaps.factur_x} t={t}>
            {t('invoice.zugferd')}
          </File>
          <File href={`${file}?format=xrechnung`} lacks={gaps.xrechnung} t={t}>
            {t('invoice.xrechnung')}
          </File>
        </>
      )}
      {invoice.receipts.map((receipt) => (
        <File key={receipt.id} href={`${base}/receipts/${receipt.id}/pdf`}>
          {t('invoice.receipt', { number: receipt.number })}
        </File>
      ))}
      {payUrl !== null && (
        <li className="mt-1.5 border-t pt-3.5">
          <p className="text-sm font-medium">{t('invoice.payLink')}</p>
          <p className="mb-2 text-sm text-ink-3">{t('invoice.payLinkText')}</p>
          <CopyButton text={payUrl} label={t('invoice.copy')} doneLabel={t('invoice.copied')} />
        </li>
      )}
    </ul>
  )
}

type FileProps = { href: string; children: string } & (
  | { lacks?: never; t?: never }
  | { lacks: string[]; t: MoneyWords }
)

function File({ href, children, lacks = [], t }: FileProps) {
  if (!t || lacks.length === 0)
    return (
      <li>
        <a href={href} className="link-alone inline-flex min-h-6 items-center">
          {children}
        </a>
      </li>
    )
  return (
    <li>
      <p className="text-ink-3">{children}</p>
      <p className="text-sm text-ink-3">
        {t('invoice.gaps', { fields: lacks.map((field) => gapText(field, t)).join(', ') })}
      </p>
    </li>
  )
}

const GAPS = [
  'currency',
  'brand_address_country',
  'brand_tax_number',
  'brand_address',
  'address_country',
  'tax_number',
  'address',
] as const

function gapText(field: string, t: MoneyWords): string {
  const known = GAPS.find((name) => name === field.replaceAll('.', '_'))
  return known ? t(`invoice.gap.${known}`) : field
}
