import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { customerName } from '../customer/name'
import type { ListedSubscription, OwnerSubscription } from '../customer/owner-types'
import { termsText } from './owner-terms'
import { StatusChip } from './status-chip'
import { subscriptionWords } from './subscription-words'

type Row = OwnerSubscription & { customer?: ListedSubscription['customer'] }

export interface SubscriptionTableProps {
  subscriptions: readonly Row[]
  base: string
  words: Words
}

/** Subscriptions, with whose they are where that is known; a row opens one. */
export function SubscriptionTable({ subscriptions, base, words }: SubscriptionTableProps) {
  const t = subscriptionWords(words.locale)
  const ofMany = subscriptions.some(({ customer }) => customer !== undefined)
  const plan: Column<Row> = {
    key: 'plan',
    header: t('column.plan'),
    cell: ({ offer, quantity }) => (
      <span className={ofMany ? undefined : 'font-medium'}>
        {offer.title}
        {quantity > 1 && <span className="num text-ink-3"> × {quantity}</span>}
      </span>
    ),
    phone: ofMany ? 'detail' : 'title',
  }
  const customer: Column<Row> = {
    key: 'customer',
    header: t('column.customer'),
    cell: (row) => <span className="font-medium">{row.customer && customerName(row.customer)}</span>,
    phone: 'title',
  }
  const columns: Column<Row>[] = [
    ...(ofMany ? [customer] : []),
    plan,
    {
      key: 'status',
      header: t('column.status'),
      cell: (row) => <StatusChip subscription={row} words={words} />,
      phone: 'status',
    },
    {
      key: 'renews',
      header: t('column.renews'),
      cell: ({ status, endedAt, periodEndAt }) =>
        status === 'canceled'
          ? endedAt && words.date(endedAt, 'medium')
          : status === 'paused'
            ? ''
            : words.date(periodEndAt, 'medium'),
      weight: 'quiet',
      phone: 'hidden',
    },
    {
      key: 'amount',
      header: t('column.amount'),
      cell: (row) => termsText(row, t, words),
      align: 'end',
      phone: 'value',
    },
  ]
  return (
    <Table
      caption={t('caption')}
      columns={columns}
      rows={subscriptions}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `${base}/subscriptions/${id}`}
    />
  )
}
