import { Chip } from '@/components/ui/chip'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { type ImportListed, type ImportWords, sourceText, TONES } from './import-words'

export interface ImportTableProps {
  imports: readonly ImportListed[]
  base: string
  t: ImportWords
  words: Words
}

/** What was brought in so far, or is about to be. */
export function ImportTable({ imports, base, t, words }: ImportTableProps) {
  return (
    <Table
      caption={t('table')}
      rows={imports}
      rowKey={(each) => each.id}
      rowHref={(each) => `${base}/imports/${each.id}`}
      columns={[
        {
          key: 'what',
          header: t('what'),
          phone: 'title',
          cell: (each) => <span className="wrap-anywhere">{sourceText(each, t)}</span>,
        },
        { key: 'rows', header: t('rowsHead'), align: 'end', phone: 'value', cell: (each) => each.rows },
        {
          key: 'when',
          header: t('when'),
          phone: 'detail',
          weight: 'quiet',
          cell: (each) => words.date(each.createdAt, 'time'),
        },
        {
          key: 'status',
          header: t('status'),
          phone: 'status',
          cell: (each) => <Chip tone={TONES[each.status]}>{t(`states.${each.status}`)}</Chip>,
        },
      ]}
    />
  )
}
