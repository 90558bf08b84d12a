import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActButton } from '@/components/dashboard/act'
import { baseFormWords } from '@/components/dashboard/form-words'
import { CreditForm } from '@/components/invoice/credit-form'
import { CreditOutcome } from '@/components/invoice/credit-outcome'
import { creditOf } from '@/components/invoice/credit-request'
import { moneyWords } from '@/components/invoice/money-words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { attempt, openToWrite, peekDashboard, required, type Search } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('act.credit') } : {}
}

/** Corrects an invoice: what is taken back is in the address, what that comes to is shown before it is issued. */
export default async function CreditPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/invoices/${id}/credit`)
  const [invoice, lines, search] = await Promise.all([
    required(api.invoice.get({ ...key, id })),
    required(api.creditNote.creditable({ ...key, invoiceId: id })),
    searchParams,
  ])
  if (!invoice.printed || invoice.status === 'void') notFound()
  const t = moneyWords(words.locale)
  const left = lines.reduce((sum, line) => sum + line.left, 0)
  const asked = creditOf(search, invoice.currency)
  const input = asked.request && { ...key, invoiceId: id, currency: invoice.currency, ...asked.request }
  const seen = input && (await attempt(api.creditNote.preview(input)))
  const printed = invoice.printed.lines
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: `${base}/invoices/${id}`, label: t('act.back', { number: invoice.number }) }}
        title={t('credit.title', { number: invoice.number })}
        description={t('credit.lead')}
      />
      {left <= 0 ? (
        <Notice>{t('credit.nothing')}</Notice>
      ) : (
        <Card>
          <CreditForm
            path={`${base}/invoices/${id}/credit`}
            asked={asked}
            lines={lines.map((line, at) => ({ ...line, description: printed[at]?.description ?? '' }))}
            currency={invoice.currency}
            left={left}
            words={words}
          />
        </Card>
      )}
      {seen && 'refusal' in seen && (
        <Notice tone="bad" live="alert">
          {seen.refusal.code === 'payment_pending' ? t('credit.waiting') : t('credit.refused')}
        </Notice>
      )}
      {seen && 'value' in seen && input && (
        <Card id="happens" title={t('credit.happens')}>
          <CreditOutcome seen={seen.value} invoice={invoice} words={words} />
          <div className="mt-5">
            <ActButton
              act={{ call: 'creditNote.issue', input }}
              label={t('credit.submit', { amount: words.money(seen.value.total, invoice.currency) })}
              variant="primary"
              width="full"
              doneHref={`${base}/invoices/${id}?done=credited`}
              words={baseFormWords(words)}
            />
          </div>
        </Card>
      )}
    </Main>
  )
}
