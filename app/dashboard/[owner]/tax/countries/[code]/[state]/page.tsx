import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { countryName } from '@/components/billing-details/countries'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { PlaceStatus } from '@/components/tax/country-standing'
import { PlaceForm } from '@/components/tax/place-form'
import { RuleForm } from '@/components/tax/rule-form'
import { RuleTable } from '@/components/tax/rule-table'
import { taxMessages, taxWords } from '@/components/tax/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../../../open'

type Props = { params: Promise<{ owner: string; code: string; state: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: taxWords(page.words.locale)('state.title') } : {}
}

/** One state of a country: when its tax is added, and at which rates. */
export default async function TaxStatePage({ params, searchParams }: Props) {
  const { code, state: stateCode } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(
    params,
    `/tax/countries/${code}/${stateCode}`,
  )
  const [country, choices, search] = await Promise.all([
    required(api.tax.country({ ...key, country: code })),
    required(api.tax.choices(key)),
    searchParams,
  ])
  const state = country.states.find((each) => each.code === stateCode)
  if (!state) notFound()
  const { locale } = words
  const t = taxWords(locale)
  const sentences = taxMessages(locale)
  const form = baseFormWords(words, sentences.country.errors)
  const path = `${base}/tax/countries/${country.code}/${state.code}`
  return (
    <Main width="wide">
      <PageHeader
        title={state.name}
        chip={<PlaceStatus place={state} words={words} />}
        back={{ href: `${base}/tax/countries/${country.code}`, label: countryName(country.code, locale) }}
      />
      <Done what={one(search.done)} locale={locale} />
      <Card id="setup" title={t('country.setup')}>
        <fieldset disabled={!mayWrite} className="min-w-0">
          <PlaceForm
            ownerId={key.ownerId}
            country={country}
            state={state}
            limits={state}
            path={path}
            words={{ ...form, country: sentences.country }}
          />
        </fieldset>
      </Card>
      <Card id="rules" title={t('rule.title')} description={t('state.lead')} padding="none">
        <RuleTable
          ownerId={key.ownerId}
          country={country.code}
          state={state.code}
          rules={state.rules}
          mayWrite={mayWrite}
          words={words}
        />
      </Card>
      {mayWrite && (
        <Card id="rule" title={t('rule.add')}>
          <RuleForm
            ownerId={key.ownerId}
            country={country.code}
            state={state.code}
            types={choices.types}
            path={path}
            words={{ ...form, rule: sentences.rule }}
          />
        </Card>
      )}
    </Main>
  )
}
