import Link from 'next/link'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { formatQuantity } from '@/server/core/format'
import type { Metric, MetricUsage } from './types'
import { metricWords } from './words'

type EventTableProps = { events: Metric['events']; base: string; words: Words }

/** The latest events that were counted. */
export function EventTable({ events, base, words }: EventTableProps) {
  const t = metricWords(words.locale)
  return (
    <Table
      caption={t('events.title')}
      rows={events}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'customer',
          header: t('events.customer'),
          cell: (row) => (
            <Link href={`${base}/customers/${row.customer.id}`} className="link">
              {row.customer.name}
            </Link>
          ),
          phone: 'title',
        },
        {
          key: 'value',
          header: t('events.value'),
          cell: (row) => formatQuantity(row.value, words.locale),
          align: 'end',
          phone: 'value',
        },
        {
          key: 'properties',
          header: t('events.properties'),
          cell: (row) => <code className="text-xs break-all">{row.properties}</code>,
          weight: 'quiet',
        },
        {
          key: 'id',
          header: t('events.id'),
          cell: (row) => <code className="text-xs break-all">{row.id}</code>,
          weight: 'quiet',
          phone: 'hidden',
        },
        {
          key: 'at',
          header: t('events.at'),
          cell: (row) => words.date(row.at, 'time'),
          align: 'end',
          weight: 'quiet',
          phone: 'status',
        },
      ]}
      empty={<EmptyState title={t('events.empty')}>{t('events.emptyText')}</EmptyState>}
    />
  )
}

type UsageFactsProps = { usage: MetricUsage; base: string; words: Words }

/** What one customer has used, and what that would be billed. */
export function UsageFacts({ usage, base, words }: UsageFactsProps) {
  const t = metricWords(words.locale)
  const { customer, value, period, costs } = usage
  return (
    <DescriptionList
      items={[
        {
          key: 'customer',
          term: t('events.customer'),
          description: (
            <Link href={`${base}/customers/${customer.id}`} className="link">
              {customer.name} ({customer.email})
            </Link>
          ),
        },
        {
          key: 'value',
          term: t('usage.value'),
          description: <strong className="num">{formatQuantity(value, words.locale)}</strong>,
        },
        {
          key: 'period',
          term: t('usage.period'),
          description: period
            ? t('usage.periodText', {
                from: words.date(period.startAt, 'medium'),
                to: words.date(period.endAt, 'medium'),
              })
            : '–',
        },
        {
          key: 'cost',
          term: t('usage.cost'),
          description:
            costs.length === 0
              ? t('usage.noCost')
              : costs.map(({ amount, currency }) => words.money(amount, currency)).join(' + '),
        },
      ]}
    />
  )
}
