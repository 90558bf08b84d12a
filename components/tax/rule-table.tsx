import { ActButton } from '@/components/dashboard/act'
import { baseFormWords } from '@/components/dashboard/form-words'
import { EmptyState } from '@/components/ui/empty-state'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import type { TaxRule } from './types'
import { taxWords } from './words'

export interface RuleTableProps {
  ownerId: string
  country: string
  state: string | null
  rules: readonly TaxRule[]
  mayWrite: boolean
  words: Words
}

/** The rates that an owner has given for a place. */
export function RuleTable({ ownerId, country, state, rules, mayWrite, words }: RuleTableProps) {
  const t = taxWords(words.locale)
  const form = baseFormWords(words)
  return (
    <Table
      caption={t('rule.title')}
      rows={rules}
      rowKey={(row) => row.id}
      columns={[
        { key: 'type', header: t('rule.type'), cell: (row) => row.type, phone: 'title' },
        {
          key: 'rate',
          header: t('rule.rateColumn'),
          cell: (row) => words.rate(row.ratePpm),
          align: 'end',
          phone: 'value',
        },
        {
          key: 'from',
          header: t('rule.from'),
          cell: (row) => (row.isDefault ? t('rule.fallback') : words.date(row.validFrom, 'medium')),
          weight: 'quiet',
        },
        {
          key: 'until',
          header: t('rule.until'),
          cell: (row) => (row.validUntil ? words.date(row.validUntil, 'medium') : t('rule.open')),
          weight: 'quiet',
        },
        {
          key: 'actions',
          header: <span className="sr-only">{t('rule.remove')}</span>,
          cell: (row) =>
            mayWrite && (
              <ActButton
                act={{ call: 'tax.removeRule', input: { ownerId, country, state, id: row.id } }}
                label={t('rule.remove')}
                size="sm"
                variant="quiet"
                confirm={{
                  title: t('rule.removeTitle'),
                  description: t('rule.removeText'),
                  confirmLabel: t('rule.remove'),
                }}
                words={form}
              />
            ),
          align: 'end',
          phone: 'action',
        },
      ]}
      empty={
        <EmptyState title={t('rule.none')}>
          {state === null ? t('rule.noneText') : t('rule.noneState')}
        </EmptyState>
      }
    />
  )
}
