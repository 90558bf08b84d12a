import { Table } from '@/components/ui/table'
import type { ImportView, ImportWords } from './import-words'

type Line = Pick<ImportView['total'], 'create' | 'update' | 'skip' | 'problem'> & { name: string }

/** Per kind of thing how many rows come to what, and all of them together. */
export function ImportSummary({ of, t }: { of: ImportView; t: ImportWords }) {
  const lines: Line[] = of.kinds.map((each) => ({ ...each, name: t(`kind.${each.kind}`) }))
  const rows = lines.length > 1 ? [...lines, { ...of.total, name: t('sum') }] : lines
  const count = (key: 'create' | 'update' | 'skip' | 'problem') => ({
    key,
    header: t(key),
    align: 'end' as const,
    cell: (line: Line) => <span className={line[key] === 0 ? 'num text-ink-3' : 'num'}>{line[key]}</span>,
  })
  return (
    <Table
      caption={t('summary')}
      rows={rows}
      rowKey={(line) => line.name}
      columns={[
        { key: 'name', header: t('what'), phone: 'title', cell: (line) => line.name },
        { ...count('create'), phone: 'value' },
        { ...count('update'), phone: 'hidden' },
        { ...count('skip'), phone: 'hidden' },
        { ...count('problem'), phone: 'status' },
      ]}
    />
  )
}
