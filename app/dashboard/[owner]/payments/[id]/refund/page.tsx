import type { Metadata } from 'next'
import Link from 'next/link'
import { baseFormWords } from '@/components/dashboard/form-words'
import { moneyMessages, moneyWords } from '@/components/invoice/money-words'
import { paidByText } from '@/components/payment/paid-by'
import { RefundForm } from '@/components/payment/refund-form'
import { paymentSums } from '@/components/payment/sums'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { SumList } from '@/components/ui/sum-list'
import { openToWrite, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: moneyWords(page.words.locale)('refund.title') } : {}
}

/** Gives a payment back, or a part of it: says first where it goes, and what the books say then. */
export default async function RefundPage({ params }: Props) {
  const { id } = await params
  const { api, base, key, words } = await openToWrite(params, `/payments/${id}/refund`)
  const payment = await required(api.payment.get({ ...key, id }))
  const t = moneyWords(words.locale)
  const { room, currency, customer } = payment
  const amount = (value: number) => words.money(value, currency)
  return (
    <Main width="narrow">
      <PageHeader
        back={{ href: `${base}/payments/${id}`, label: t('payment.back') }}
        title={t('refund.title')}
        description={t('payment.by', { customer: customer.name, date: words.date(payment.paidAt) })}
      />
      <Card>
        <SumList lines={paymentSums(payment, words)} />
      </Card>
      {room.kept > 0 && <Notice>{t('refund.kept', { amount: amount(room.kept) })}</Notice>}
      {room.held > 0 && <Notice tone="warn">{t('refund.held', { amount: amount(room.held) })}</Notice>}
      {room.left === 0 ? (
        <Notice>{t('refund.nothing')}</Notice>
      ) : (
        <Card>
          <div className="mb-5 grid gap-2">
            <p>
              {payment.source === 'manual'
                ? t('refund.toManual')
                : t('refund.to', { method: paidByText(payment.method, words), customer: customer.name })}
            </p>
            <p className="text-sm text-ink-3">
              {t('refund.books')}{' '}
              <Link href={`${base}/invoices/${payment.invoice.id}/credit`} className="link">
                {t('refund.note')}
              </Link>
            </p>
          </div>
          <RefundForm
            input={{ ...key, id, currency }}
            left={room.left}
            path={`${base}/payments/${id}`}
            locale={words.locale}
            words={{
              ...baseFormWords(words, {
                amount: t('refund.wrong', { least: amount(1), most: amount(room.left) }),
              }),
              ...moneyMessages(words.locale).refund,
            }}
          />
        </Card>
      )}
    </Main>
  )
}
