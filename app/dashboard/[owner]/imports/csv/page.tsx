import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CsvForm } from '@/components/import/csv-form'
import { type ImportWords, importWords } from '@/components/import/import-words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { Segments } from '@/components/ui/segments'
import { Table } from '@/components/ui/table'
import { COLUMNS, type Column, CSV_KINDS, type CsvKind } from '@/server/core/import'
import { type DashboardParams, one, openDashboard, peekDashboard, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: importWords(page.words.locale)('csvTitle') } : {}
}

/** In the order in which one file needs the other. */
const ORDER: readonly CsvKind[] = ['product', 'price', 'plan', 'customer', 'subscription']

/** A file of one kind, `?kind=`, and what its columns are called. */
export default async function CsvImportPage({ params, searchParams }: Props) {
  const { base, key, words, mayWrite } = await openDashboard(params, '/imports/csv')
  if (!mayWrite) notFound()
  const t = importWords(words.locale)
  const asked = one((await searchParams).kind)
  const kind = CSV_KINDS.find((each) => each === asked) ?? 'product'
  const path = `${base}/imports`
  const fileProblem = {
    unclosed_quote: t('fileProblem.unclosed_quote'),
    empty: t('fileProblem.empty'),
    too_long: t('fileProblem.too_long'),
    too_large: t('fileProblem.too_large'),
    missing_columns: t('fileProblem.missing_columns'),
  }
  return (
    <Main>
      <PageHeader title={t('csvTitle')} description={t('csvLead')} back={{ href: path, label: t('back') }} />
      <div>
        <Segments
          label={t('kindLabel')}
          items={ORDER.map((each) => ({
            href: `${path}/csv?kind=${each}`,
            label: t(`kind.${each}`),
            current: each === kind,
          }))}
        />
      </div>
      <Card>
        <CsvForm
          key={kind}
          ownerId={key.ownerId}
          kind={kind}
          importsHref={path}
          words={{
            ...words.problems,
            file: t('file'),
            fileHint: t('fileHint'),
            fileMissing: t('fileMissing'),
            look: t('look'),
            cancel: t('cancel'),
            fileProblem,
          }}
        />
      </Card>
      <Card
        title={t('format')}
        description={t('formatText')}
        id="format"
        padding="none"
        aside={
          <ButtonLink
            size="sm"
            href={`${path}/example/${kind}`}
            prefetch={false}
            icon={<Download aria-hidden="true" />}
          >
            {t('example')}
          </ButtonLink>
        }
      >
        <Format columns={COLUMNS[kind]} t={t} />
      </Card>
    </Main>
  )
}

const Format = ({ columns, t }: { columns: readonly Column[]; t: ImportWords }) => (
  <Table
    caption={t('format')}
    rows={columns}
    rowKey={(column) => column.name}
    columns={[
      {
        key: 'name',
        header: t('column'),
        phone: 'title',
        cell: (column) => <code className="font-mono text-sm">{column.name}</code>,
      },
      {
        key: 'needed',
        header: t('needed'),
        phone: 'value',
        cell: (column) => t(column.required ? 'yes' : 'no'),
      },
      {
        key: 'also',
        header: t('also'),
        phone: 'detail',
        weight: 'quiet',
        cell: (column) => column.aliases.join(', '),
      },
    ]}
  />
)
