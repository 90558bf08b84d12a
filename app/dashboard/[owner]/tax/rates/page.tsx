import type { Metadata } from 'next'
import { countryName } from '@/components/billing-details/countries'
import { TaxTabs } from '@/components/tax/tax-tabs'
import { taxWords } from '@/components/tax/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import {
  type CountryTaxRates,
  startOf,
  TAX_RATES,
  TAX_RATES_CHECKED,
  TAX_SOURCES,
  taxRatesAt,
} from '@/server/core/tax-rates'
import { type DashboardParams, openDashboard, peekDashboard } from '../../../open'

type Props = { params: DashboardParams }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: taxWords(page.words.locale)('tabs.rates') } : {}
}

/** The rates that come with Folio, each with where it is published. */
export default async function TaxRatesPage({ params }: Props) {
  const { base, owner, words } = await openDashboard(params, '/tax/rates')
  const { locale } = words
  const t = taxWords(locale)
  const rows = [...TAX_RATES].sort((a, b) =>
    countryName(a.code, locale).localeCompare(countryName(b.code, locale), locale),
  )
  const at = (row: CountryTaxRates) => taxRatesAt(row.code, owner.now)
  const next = (row: CountryTaxRates) => row.rates.find((rates) => startOf(rates) > owner.now)
  return (
    <Main width="wide">
      <PageHeader
        title={t('title')}
        description={t('rates.lead', { date: words.date(new Date(`${TAX_RATES_CHECKED}T12:00:00Z`)) })}
      />
      <TaxTabs base={base} locale={locale} />
      <Card padding="none">
        <Table
          caption={t('tabs.rates')}
          rows={rows}
          rowKey={(row) => row.code}
          columns={[
            {
              key: 'country',
              header: t('country.column.country'),
              cell: (row) => countryName(row.code, locale),
              phone: 'title',
            },
            {
              key: 'standard',
              header: t('rates.standard'),
              cell: (row) => {
                const coming = next(row)
                return (
                  <>
                    {words.rate(at(row)?.standardPpm ?? 0)}
                    {coming && (
                      <span className="block text-sm text-ink-3">
                        {t('rates.next', {
                          date: words.date(startOf(coming), 'medium'),
                          rate: words.rate(coming.standardPpm),
                        })}
                      </span>
                    )}
                  </>
                )
              },
              align: 'end',
              phone: 'value',
            },
            {
              key: 'reduced',
              header: t('rates.reduced'),
              cell: (row) =>
                at(row)
                  ?.reducedPpm.map((ppm) => words.rate(ppm))
                  .join(', '),
              weight: 'quiet',
            },
            {
              key: 'since',
              header: t('rates.since'),
              cell: (row) => at(row) && words.date(new Date(`${at(row)?.from}T12:00:00Z`), 'medium'),
              weight: 'quiet',
              phone: 'hidden',
            },
            {
              key: 'source',
              header: t('rates.source'),
              cell: (row) => (
                <a href={TAX_SOURCES[row.source].url} className="link text-sm" rel="noreferrer">
                  {TAX_SOURCES[row.source].name}
                </a>
              ),
              phone: 'action',
            },
          ]}
        />
      </Card>
    </Main>
  )
}
