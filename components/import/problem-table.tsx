import { Table } from '@/components/ui/table'
import { type ImportRowView, type ImportWords, problemText } from './import-words'

/** The rows that cannot be brought in, each with everything that is wrong with it. */
export function ProblemTable({ rows, t }: { rows: readonly ImportRowView[]; t: ImportWords }) {
  return (
    <Table
      caption={t('problems')}
      rows={rows}
      rowKey={(row) => String(row.seq)}
      columns={[
        {
          key: 'row',
          header: t('what'),
          phone: 'title',
          cell: (row) => (
            <span className="wrap-anywhere">
              {t(`kind.${row.kind}`)} {row.externalId}
              {row.line !== null && (
                <span className="num block text-sm text-ink-3">{t('lineNo', { line: row.line })}</span>
              )}
            </span>
          ),
        },
        {
          key: 'why',
          header: t('why'),
          phone: 'detail',
          cell: (row) => (
            <ul className="grid gap-0.5">
              {row.problems.map((problem) => {
                const text = problemText(problem, t)
                return (
                  <li key={text} className="wrap-anywhere">
                    {text}
                  </li>
                )
              })}
            </ul>
          ),
        },
      ]}
    />
  )
}
