import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { InvoiceSheet } from '@/components/invoice/invoice-sheet'
import { InvoiceStatus } from '@/components/invoice/invoice-status'
import { PaymentHistory } from '@/components/invoice/payment-history'
import { Said } from '@/components/portal/said'
import type { InvoiceView } from '@/components/portal/types'
import { ButtonLink } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { one, openPage, type PortalPage, peekPage, required, type Search } from '../../../open'

type Props = { params: Promise<{ customer: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await peekPage(params))?.words.t('invoices.title') }
}

/** One invoice: what is on it, what was paid, and its documents. */
export default async function InvoicePage({ params, searchParams }: Props) {
  const { id } = await params
  const page = await openPage(params, `/invoices/${id}`)
  const { customer, base, key, portal, words } = page
  const [invoice, methods, search] = await Promise.all([
    required(portal.invoice.get({ ...key, id })),
    required(portal.paymentMethod.list(key)),
    searchParams,
  ])
  const { t, date } = words
  const { number } = invoice
  const isProcessing = invoice.attempts.some(({ status }) => status === 'processing')
  const refunded = invoice.receipts.reduce((sum, receipt) => sum + receipt.refunded, 0)
  return (
    <Main>
      <PageHeader
        back={{ href: `${base}/invoices`, label: t('invoice.back') }}
        title={t('invoice.title', { number })}
        description={t('invoice.issued', { date: date(invoice.issuedAt) })}
        chip={<InvoiceStatus invoice={invoice} refunded={refunded} processing={isProcessing} words={words} />}
        actions={
          <>
            {invoice.receipts.map((receipt) => (
              <a key={receipt.id} href={`${base}/receipts/${receipt.id}/pdf`} className={buttonStyle({})}>
                <Download aria-hidden="true" />
                {t('invoice.receipt', { number: receipt.number })}
              </a>
            ))}
            <a href={`${base}/invoices/${id}/pdf`} className={buttonStyle({})}>
              <Download aria-hidden="true" />
              {t('invoice.download')}
            </a>
          </>
        }
      />
      <State page={page} invoice={invoice} isProcessing={isProcessing} done={one(search.done)} />
      <Card padding="none">
        <InvoiceSheet printed={invoice.printed} words={words} />
      </Card>
      <Card id="payments" title={t('invoice.payments')}>
        <PaymentHistory invoice={invoice} methods={methods} now={customer.now} words={words} />
      </Card>
      {invoice.notes.length > 0 && (
        <Card id="notes" title={t('invoice.notes')}>
          <ul className="grid gap-2.5">
            {invoice.notes.map((note) => (
              <li key={note.id} className="flex flex-wrap justify-between gap-x-4">
                <a href={`${base}/credit-notes/${note.id}/pdf`} className="link-alone min-h-6">
                  {t('invoice.note', { number: note.number })}
                </a>
                <span className="num">
                  {words.money(-note.total, invoice.currency)} · {date(note.issuedAt, 'medium')}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Main>
  )
}

type StateProps = { page: PortalPage; invoice: InvoiceView; isProcessing: boolean; done: string | undefined }

/** What the invoice stands at in a sentence, when there is something to say. */
function State({ page, invoice, isProcessing, done }: StateProps) {
  const { customer, base, words } = page
  const { t, money } = words
  const amount = money(invoice.amountDue, invoice.currency)
  if (invoice.status === 'paid' && done === 'paid')
    return (
      <Said>
        <Notice
          tone="good"
          title={t('done.paid', { amount: money(invoice.total, invoice.currency) })}
          live="status"
        />
      </Said>
    )
  if (done === 'unknown' && invoice.status === 'open')
    return (
      <Said>
        <Notice tone="warn" title={t('done.unknown')} live="status">
          {t('done.unknownText')}
        </Notice>
      </Said>
    )
  if (isProcessing)
    return (
      <Notice tone="info" live={done === undefined ? undefined : 'status'}>
        {t('invoice.processingText')}
      </Notice>
    )
  if (invoice.status === 'void') return <Notice>{t('invoice.voidText')}</Notice>
  if (invoice.status !== 'open') return null
  return (
    <Notice
      tone="warn"
      title={t('invoice.openText', { amount })}
      action={
        customer.canWrite && (
          <ButtonLink href={`${base}/invoices/${invoice.id}/pay`} variant="primary">
            {t('invoice.pay', { amount })}
          </ButtonLink>
        )
      }
    />
  )
}
