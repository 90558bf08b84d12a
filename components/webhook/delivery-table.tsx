import type { ReactNode } from 'react'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { Delivery } from './types'
import { answerText, DeliveryStatus } from './webhook-status'
import { webhookWords } from './words'

export interface DeliveryTableProps {
  deliveries: readonly Delivery[]
  /** The webhook's page. */
  path: string
  empty: ReactNode
  words: Words
}

/** What was sent to an endpoint, each with the last answer. */
export function DeliveryTable({ deliveries, path, empty, words }: DeliveryTableProps) {
  const t = webhookWords(words.locale)
  return (
    <Table
      caption={t('log.title')}
      rows={deliveries}
      rowKey={(row) => row.id}
      rowHref={(row) => `${path}/${row.id}`}
      columns={[
        {
          key: 'event',
          header: t('log.event'),
          cell: (row) => (
            <>
              <code className="text-sm">{row.type}</code>
              {row.resend > 0 && (
                <span className="block text-sm font-normal text-ink-3">
                  {t('log.resent', { count: row.resend })}
                </span>
              )}
            </>
          ),
          phone: 'title',
        },
        {
          key: 'answer',
          header: t('log.answer'),
          cell: (row) =>
            row.attempts === 0 ? '–' : answerText({ status: row.lastStatus, error: row.lastError }, words),
          weight: 'quiet',
        },
        {
          key: 'tries',
          header: t('delivery.attempts'),
          cell: (row) => t('log.tries', { count: row.attempts }),
          weight: 'quiet',
          phone: 'hidden',
        },
        {
          key: 'when',
          header: t('log.when'),
          cell: (row) => words.date(row.createdAt, 'time'),
          align: 'end',
          weight: 'quiet',
          phone: 'value',
        },
        {
          key: 'status',
          header: t('log.status'),
          cell: (row) => <DeliveryStatus delivery={row} words={words} />,
          phone: 'status',
          width: '9rem',
        },
      ]}
      empty={empty}
    />
  )
}
