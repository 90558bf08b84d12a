import type { Metadata } from 'next'
import { countryName, countryOptions } from '@/components/billing-details/countries'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Pager } from '@/components/dashboard/pager'
import { Nearness, PlaceStatus } from '@/components/tax/country-standing'
import { NewCountryForm } from '@/components/tax/small-forms'
import { TaxTabs } from '@/components/tax/tax-tabs'
import type { TaxCountryRow } from '@/components/tax/types'
import { taxMessages, taxWords } from '@/components/tax/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: taxWords(page.words.locale)('tabs.countries') } : {}
}

/** The countries that are set up, and how near their thresholds are. */
export default async function TaxCountriesPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/tax/countries')
  const search = await searchParams
  const page = await required(api.tax.countries({ ...key, after: one(search.after) }))
  const { locale } = words
  const t = taxWords(locale)
  const path = `${base}/tax/countries`
  const known = new Set(page.rows.map(({ code }) => code))
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('country.lead')} />
      <TaxTabs base={base} locale={locale} />
      <Done what={one(search.done)} locale={locale} />
      <Card padding="none">
        <Table
          caption={t('tabs.countries')}
          rows={page.rows}
          rowKey={(row) => row.code}
          rowHref={(row) => `${path}/${row.code}`}
          columns={[
            {
              key: 'country',
              header: t('country.column.country'),
              cell: (row) => countryName(row.code, locale),
              phone: 'title',
            },
            {
              key: 'rate',
              header: t('country.column.rate'),
              cell: (row) => rateText(row, words),
              phone: 'value',
            },
            {
              key: 'threshold',
              header: t('country.column.threshold'),
              cell: (row) => <Nearness country={row} words={words} />,
            },
            {
              key: 'status',
              header: t('country.column.status'),
              cell: (row) => <PlaceStatus place={row} words={words} />,
              phone: 'status',
            },
          ]}
          empty={<EmptyState title={t('country.empty')}>{t('country.emptyText')}</EmptyState>}
        />
        <Pager label={t('country.pages')} path={path} search={search} page={page} locale={locale} />
      </Card>
      {mayWrite && (
        <Card id="new" title={t('country.new')}>
          <NewCountryForm
            ownerId={key.ownerId}
            countries={countryOptions(locale).filter(({ value }) => !known.has(value))}
            path={path}
            words={{ ...baseFormWords(words), country: taxMessages(locale).country }}
          />
        </Card>
      )}
    </Main>
  )
}

/** "19% (shipped)" */
function rateText({ ownRatePpm, shipped }: TaxCountryRow, words: Words): string {
  const t = taxWords(words.locale)
  if (ownRatePpm !== null) return `${words.rate(ownRatePpm)} (${t('country.own')})`
  return shipped ? `${words.rate(shipped.standardPpm)} (${t('country.shipped')})` : t('country.noRate')
}
