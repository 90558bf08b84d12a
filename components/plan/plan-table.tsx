import { priceLine } from '@/components/price/price-words'
import { productWords } from '@/components/product/words'
import { Chip } from '@/components/ui/chip'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { PlanRow } from './types'
import { planWords } from './words'

export interface PlanTableProps {
  plans: readonly PlanRow[]
  base: string
  words: Words
}

export function PlanTable({ plans, base, words }: PlanTableProps) {
  const t = planWords(words.locale)
  return (
    <Table
      caption={t('title')}
      rows={plans}
      rowKey={(row) => row.id}
      rowHref={(row) => `${base}/plans/${row.id}`}
      columns={[
        { key: 'plan', header: t('column.plan'), cell: (row) => row.name, phone: 'title' },
        {
          key: 'code',
          header: t('column.code'),
          cell: (row) => <code className="text-sm">{row.code}</code>,
          weight: 'quiet',
          phone: 'hidden',
        },
        { key: 'price', header: t('column.price'), cell: (row) => pricesText(row, words) },
        {
          key: 'running',
          header: t('column.running'),
          cell: (row) => t('running', { count: row.subscriptions }),
          weight: 'quiet',
          align: 'end',
          phone: 'value',
        },
        {
          key: 'status',
          header: t('column.status'),
          cell: (row) => <PlanStatus plan={row} words={words} />,
          phone: 'status',
          width: '9rem',
        },
      ]}
    />
  )
}

export function PlanStatus({
  plan,
  words,
}: {
  plan: Pick<PlanRow, 'archivedAt' | 'isPublic'>
  words: Words
}) {
  const t = planWords(words.locale)
  if (plan.archivedAt) return <Chip>{t('status.archived')}</Chip>
  return plan.isPublic ? <Chip tone="good">{t('status.public')}</Chip> : <Chip>{t('status.hidden')}</Chip>
}

/** "€49.00 per month and 1 more" */
function pricesText({ prices }: PlanRow, words: Words): string {
  const t = planWords(words.locale)
  const [first, ...others] = prices
  if (!first) return t('noPrice')
  const price = priceLine(first, productWords(words.locale), words)
  return others.length === 0 ? price : t('morePrices', { price, count: others.length })
}
