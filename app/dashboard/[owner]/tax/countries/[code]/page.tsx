import type { Metadata } from 'next'
import { countryName } from '@/components/billing-details/countries'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { Nearness, PlaceStatus } from '@/components/tax/country-standing'
import { PlaceForm } from '@/components/tax/place-form'
import { RuleForm } from '@/components/tax/rule-form'
import { RuleTable } from '@/components/tax/rule-table'
import { NewStateForm } from '@/components/tax/small-forms'
import type { TaxCountry } from '@/components/tax/types'
import { taxMessages, taxWords } from '@/components/tax/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { TAX_RATES_CHECKED } from '@/server/core/tax-rates'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../../open'

type Props = { params: Promise<{ owner: string; code: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: countryName((await params).code, page.words.locale) } : {}
}

/** One country: when its sales are taxed, at which rates, and its states. */
export default async function TaxCountryPage({ params, searchParams }: Props) {
  const { code } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/tax/countries/${code}`)
  const [country, choices, search] = await Promise.all([
    required(api.tax.country({ ...key, country: code })),
    required(api.tax.choices(key)),
    searchParams,
  ])
  const { locale } = words
  const t = taxWords(locale)
  const sentences = taxMessages(locale)
  const form = baseFormWords(words, sentences.country.errors)
  const path = `${base}/tax/countries/${country.code}`
  return (
    <Main width="wide">
      <PageHeader
        title={countryName(country.code, locale)}
        chip={<PlaceStatus place={country} words={words} />}
        back={{ href: `${base}/tax/countries`, label: t('country.back') }}
      />
      <Done what={one(search.done)} locale={locale} />
      <Card id="setup" title={t('country.setup')}>
        <div className="mb-6 grid max-w-140 gap-3">
          <Nearness country={{ ...country, states: country.states.length }} words={words} />
          <p className="text-sm text-ink-2">
            {t('country.past', {
              turnover: words.money(country.past.turnover, country.currency),
              count: country.past.transactions,
            })}
          </p>
        </div>
        <fieldset disabled={!mayWrite} className="min-w-0">
          <PlaceForm
            ownerId={key.ownerId}
            country={country}
            state={null}
            limits={country}
            path={path}
            words={{ ...form, country: sentences.country }}
          />
        </fieldset>
      </Card>
      <Card
        id="rules"
        title={t('rule.title')}
        description={t('rule.lead')}
        padding="none"
        footer={country.shipped && country.source && shippedText(country, words)}
      >
        <RuleTable
          ownerId={key.ownerId}
          country={country.code}
          state={null}
          rules={country.rules}
          mayWrite={mayWrite}
          words={words}
        />
      </Card>
      {mayWrite && (
        <Card id="rule" title={t('rule.add')}>
          <RuleForm
            ownerId={key.ownerId}
            country={country.code}
            state={null}
            types={choices.types}
            path={path}
            words={{ ...form, rule: sentences.rule }}
          />
        </Card>
      )}
      <Card id="states" title={t('state.title')} description={t('state.lead')} padding="none">
        <Table
          caption={t('state.title')}
          rows={country.states}
          rowKey={(row) => row.code}
          rowHref={(row) => `${path}/${row.code}`}
          columns={[
            { key: 'name', header: t('state.name'), cell: (row) => row.name, phone: 'title' },
            { key: 'code', header: t('state.code'), cell: (row) => row.code, weight: 'quiet' },
            {
              key: 'status',
              header: t('country.column.status'),
              cell: (row) => <PlaceStatus place={row} words={words} />,
              align: 'end',
              phone: 'status',
            },
          ]}
          empty={<p className="px-5 pb-4 text-ink-2">{t('state.none')}</p>}
        />
        {mayWrite && (
          <div className="border-t p-5">
            <NewStateForm
              ownerId={key.ownerId}
              country={country.code}
              path={path}
              words={{ ...form, state: sentences.state }}
            />
          </div>
        )}
      </Card>
    </Main>
  )
}

/** "Shipped: 19% (reduced: 7%), as of 21 November 2026. Source: …" */
function shippedText({ shipped, source }: TaxCountry, words: Words): string {
  const t = taxWords(words.locale)
  const reduced = shipped?.reducedPpm.map((ppm) => words.rate(ppm)).join(', ')
  return t('rule.shipped', {
    rate: words.rate(shipped?.standardPpm ?? 0),
    reduced: reduced ? t('rule.reduced', { rates: reduced }) : '',
    date: words.date(new Date(`${TAX_RATES_CHECKED}T12:00:00Z`)),
    source: source?.name ?? '',
  })
}
