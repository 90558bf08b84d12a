import type { Metadata } from 'next'
import { countryOptions } from '@/components/billing-details/countries'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { ChoicesForm } from '@/components/tax/choices-form'
import { TaxCheck, TaxOrder, type TaxQuestion, TaxVerdict } from '@/components/tax/tax-check'
import { TaxTabs } from '@/components/tax/tax-tabs'
import type { TaxChoices } from '@/components/tax/types'
import { taxMessages, taxWords } from '@/components/tax/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { readAmount } from '@/server/core/amount-input'
import { decimalAmount } from '@/server/core/format'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: taxWords(page.words.locale)('title') } : {}
}

/** What would be charged to whom, how that is decided, and the owner's choices about it. */
export default async function TaxPage({ params, searchParams }: Props) {
  const { api, base, key, owner, mayWrite, words } = await openDashboard(params, '/tax')
  const [choices, search] = await Promise.all([required(api.tax.choices(key)), searchParams])
  const { locale } = words
  const t = taxWords(locale)
  const asked = questionOf(search, choices, owner.defaultCurrency)
  const amount = readAmount(asked.amount, owner.defaultCurrency)
  const answer = await required(
    api.tax.preview({
      ...key,
      country: asked.country,
      region: asked.region,
      type: asked.type,
      taxTypeId: asked.taxTypeId || null,
      brand: asked.brand,
      amount: amount ?? 0,
    }),
  )
  const sentences = taxMessages(locale).choices
  return (
    <Main width="wide">
      <PageHeader title={t('title')} description={t('lead')} />
      <TaxTabs base={base} locale={locale} />
      <Done what={one(search.done)} locale={locale} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Card id="check" title={t('check.title')} description={t('check.lead')}>
          <TaxCheck
            path={`${base}/tax`}
            asked={asked}
            choices={choices}
            countries={countryOptions(locale)}
            isAmountWrong={amount === null}
            words={words}
          />
          <div className="mt-5 border-t pt-4" aria-live="polite">
            <TaxVerdict answer={answer} words={words} />
          </div>
        </Card>
        <Card id="order" title={t('order.title')} description={t('order.lead')}>
          <TaxOrder words={words} />
        </Card>
      </div>
      <Card id="choices" title={t('choices.title')}>
        <fieldset disabled={!mayWrite} className="min-w-0">
          <ChoicesForm
            ownerId={key.ownerId}
            settings={choices.settings}
            path={`${base}/tax`}
            words={{ ...baseFormWords(words), choices: sentences }}
          />
        </fieldset>
      </Card>
    </Main>
  )
}

/** What the address asks; what it leaves out is a private person at home who buys for a hundred. */
function questionOf(search: Awaited<Search>, choices: TaxChoices, currency: string): TaxQuestion {
  const brand = choices.brands.find(({ code }) => code === one(search.brand)) ?? choices.brands[0]
  const country = one(search.country)
  return {
    country: country && /^[A-Z]{2}$/.test(country) ? country : (brand?.country ?? 'DE'),
    region: (one(search.region) ?? '').slice(0, 100),
    type: one(search.type) === 'business' ? 'business' : 'individual',
    taxTypeId: choices.types.find(({ id }) => id === one(search.kind))?.id ?? '',
    brand: brand?.code ?? 'default',
    amount: one(search.amount) ?? decimalAmount(10_000, currency),
  }
}
