import type { Metadata } from 'next'
import { ActButton } from '@/components/dashboard/act'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { cursorOf, Pager } from '@/components/dashboard/pager'
import { NewTypeForm } from '@/components/tax/small-forms'
import { TaxTabs } from '@/components/tax/tax-tabs'
import type { TaxType } from '@/components/tax/types'
import { taxMessages, taxWords } from '@/components/tax/words'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: taxWords(page.words.locale)('tabs.types') } : {}
}

/** What products are to the tax office. */
export default async function TaxTypesPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/tax/types')
  const search = await searchParams
  const page = await required(api.tax.types({ ...key, ...cursorOf(search) }))
  const { locale } = words
  const t = taxWords(locale)
  const path = `${base}/tax/types`
  const { type } = taxMessages(locale)
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('type.lead')} />
      <TaxTabs base={base} locale={locale} />
      <Done what={one(search.done)} locale={locale} />
      <Card padding="none">
        <Table
          caption={t('tabs.types')}
          rows={page.rows}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'name',
              header: t('type.name'),
              cell: (row) => (
                <span className="inline-flex flex-wrap items-center gap-2">
                  {row.name}
                  {row.isDefault && <Chip dot="hidden">{t('type.default')}</Chip>}
                </span>
              ),
              phone: 'title',
            },
            {
              key: 'kind',
              header: t('type.kind'),
              cell: (row) => (row.physical ? t('type.physical') : t('type.digital')),
              weight: 'quiet',
            },
            {
              key: 'actions',
              header: <span className="sr-only">{t('type.remove')}</span>,
              cell: (row) => mayWrite && <TypeActions type={row} ownerId={key.ownerId} words={words} />,
              align: 'end',
              phone: 'action',
            },
          ]}
          empty={<EmptyState title={t('type.empty')}>{t('type.emptyText')}</EmptyState>}
        />
        <Pager label={t('type.pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
      {mayWrite && (
        <Card id="new" title={t('type.add')}>
          <NewTypeForm
            ownerId={key.ownerId}
            path={path}
            words={{ ...baseFormWords(words, type.errors), type }}
          />
        </Card>
      )}
    </Main>
  )
}

function TypeActions({ type, ownerId, words }: { type: TaxType; ownerId: string; words: Words }) {
  const t = taxWords(words.locale)
  const form = baseFormWords(words)
  const input = { ownerId, id: type.id }
  return (
    <span className="inline-flex flex-wrap justify-end gap-2">
      {!type.isDefault && (
        <ActButton
          act={{ call: 'tax.makeDefault', input }}
          label={t('type.makeDefault')}
          size="sm"
          words={form}
        />
      )}
      <ActButton
        act={{ call: 'tax.removeType', input }}
        label={t('type.remove')}
        size="sm"
        variant="quiet"
        confirm={{
          title: t('type.removeTitle', { type: type.name }),
          description: t('type.removeText'),
          confirmLabel: t('type.remove'),
        }}
        words={{ ...form, problem: { ...form.problem, conflict: t('type.conflict') } }}
      />
    </span>
  )
}
