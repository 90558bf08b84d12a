import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { baseFormWords } from '@/components/dashboard/form-words'
import { InvoiceEditor } from '@/components/invoice/editor'
import { moneyMessages, moneyWords } from '@/components/invoice/money-words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('editor.editTitle') } : {}
}

/** The items of a draft, to be changed. */
export default async function EditDraftPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/invoices/${id}/edit`)
  const [invoice, choices] = await Promise.all([
    required(api.invoice.get({ ...key, id })),
    required(api.invoice.filters(key)),
  ])
  const { items, customer, currency } = invoice
  if (invoice.status !== 'draft' || items === null) notFound()
  const t = moneyWords(words.locale)
  return (
    <Main width="wide">
      <PageHeader
        back={{ href: `${base}/invoices/${id}`, label: t('act.backDraft') }}
        title={t('editor.editTitle')}
        description={t('invoice.for', { customer: customer.name })}
      />
      <InvoiceEditor
        ownerId={key.ownerId}
        buyer={{ id: customer.id, name: customer.name }}
        draft={{ id, items }}
        currency={currency}
        currencies={[...new Set([currency, ...choices.currencies])]}
        taxTypes={choices.taxTypes}
        base={`${base}/invoices`}
        locale={words.locale}
        words={{ ...moneyMessages(words.locale).editor, ...baseFormWords(words) }}
      />
    </Main>
  )
}
