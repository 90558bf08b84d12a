import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { methodLabel } from '../payment-method/label'
import type { CustomerWords } from './customer-words'
import type { CustomerDetail } from './owner-types'

type Payment = CustomerDetail['payments'][number]

export interface CustomerPaymentsProps {
  detail: CustomerDetail
  base: string
  t: CustomerWords
  words: Words
}

/** A customer's last payments; a row opens one. */
export function CustomerPayments({ detail, base, t, words }: CustomerPaymentsProps) {
  if (detail.payments.length === 0)
    return <p className="px-5 pb-5 text-ink-2 max-sm:px-4">{t('detail.noPayments')}</p>
  const columns: Column<Payment>[] = [
    {
      key: 'day',
      header: t('credit.day'),
      cell: ({ paidAt }) => <span className="num font-medium">{words.date(paidAt, 'medium')}</span>,
      phone: 'title',
    },
    {
      key: 'method',
      header: t('detail.methods'),
      cell: ({ paymentMethodId }) => {
        const method = detail.methods.find(({ id }) => id === paymentMethodId)
        return method ? methodLabel(method, words) : ''
      },
      weight: 'quiet',
      phone: 'detail',
    },
    {
      key: 'refunded',
      header: <span className="sr-only">{t('credit.type')}</span>,
      cell: ({ refunded, currency }) =>
        refunded > 0 ? t('detail.refunded', { amount: words.money(refunded, currency) }) : '',
      weight: 'quiet',
      phone: 'status',
    },
    {
      key: 'amount',
      header: t('credit.amount'),
      cell: ({ amount, currency }) => words.money(amount, currency),
      align: 'end',
      phone: 'value',
    },
  ]
  return (
    <Table
      caption={t('detail.payments')}
      columns={columns}
      rows={detail.payments}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `${base}/payments/${id}`}
    />
  )
}
