import type { Metadata } from 'next'
import Link from 'next/link'
import { ActButton } from '@/components/dashboard/act'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { OfferCard } from '@/components/plan/offer-card'
import { PlanStatus } from '@/components/plan/plan-table'
import type { Plan } from '@/components/plan/types'
import { planWords } from '@/components/plan/words'
import { PriceTable } from '@/components/price/price-table'
import { productWords } from '@/components/product/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import type { Words } from '@/components/words'
import { formatQuantity } from '@/server/core/format'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: planWords(page.words.locale)('column.plan') } : {}
}

/** One plan: how customers see it, its prices, and what it gives. */
export default async function PlanPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/plans/${id}`)
  const [plan, search] = await Promise.all([required(api.plan.get({ ...key, id })), searchParams])
  const t = planWords(words.locale)
  const path = `${base}/plans/${id}`
  const isOpen = plan.archivedAt === null
  return (
    <Main width="wide">
      <PageHeader
        title={plan.name}
        chip={<PlanStatus plan={plan} words={words} />}
        back={{ href: `${base}/plans`, label: t('back') }}
        actions={
          isOpen && (
            <>
              <ButtonLink href={`${path}/links`}>{t('links')}</ButtonLink>
              {mayWrite && <ButtonLink href={`${path}/edit`}>{t('edit')}</ButtonLink>}
            </>
          )
        }
      />
      <Done what={one(search.done)} locale={words.locale} />
      {plan.archivedAt && <Notice>{t('archivedNotice', { date: words.date(plan.archivedAt) })}</Notice>}
      <section aria-labelledby="offers" className="grid gap-3">
        <div>
          <h2 id="offers" className="text-lg font-semibold tracking-tight">
            {t('offers.title')}
          </h2>
          <p className="text-sm text-ink-2">
            {plan.offers.some((offer) => offer.isOpen) ? t('offers.lead') : t('offers.hidden')}
          </p>
        </div>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {plan.offers.map((offer) => (
            <OfferCard
              key={offer.name}
              offer={offer}
              subscription={null}
              canChoose={false}
              base={base}
              words={words}
            />
          ))}
        </div>
      </section>
      <Card id="prices" title={productWords(words.locale)('prices.title')} padding="none">
        <PriceTable prices={plan.prices} words={words} />
      </Card>
      <Card id="details" title={t('details.title')}>
        <Details plan={plan} base={base} words={words} />
      </Card>
      {mayWrite && isOpen && (
        <div>
          <ActButton
            act={{ call: 'plan.archive', input: { ...key, id } }}
            label={t('archive')}
            confirm={{
              title: t('archiveTitle', { plan: plan.name }),
              description: t('archiveText', { count: plan.subscriptions }),
              confirmLabel: t('archive'),
            }}
            words={baseFormWords(words)}
          />
        </div>
      )}
    </Main>
  )
}

function Details({ plan, base, words }: { plan: Plan; base: string; words: Words }) {
  const t = planWords(words.locale)
  const trial = [
    t('details.trialDays', { days: plan.trialDays }),
    ...(plan.standaloneTrial ? [t('details.standalone')] : []),
    ...(plan.oneTrialPerCustomer ? [t('details.oncePerCustomer')] : []),
  ]
  const features = plan.features.map(({ name, limit }) =>
    limit === null ? name : t('details.limit', { feature: name, limit: formatQuantity(limit, words.locale) }),
  )
  return (
    <DescriptionList
      items={[
        {
          key: 'product',
          term: t('details.product'),
          description: (
            <Link href={`${base}/products/${plan.product.id}`} className="link">
              {plan.product.name}
            </Link>
          ),
        },
        { key: 'code', term: t('details.code'), description: <code className="text-sm">{plan.code}</code> },
        {
          key: 'running',
          term: t('details.running'),
          description: t('running', { count: plan.subscriptions }),
        },
        {
          key: 'trial',
          term: t('details.trial'),
          description: plan.trialDays === 0 ? t('details.noTrial') : trial.join(', '),
        },
        {
          key: 'features',
          term: t('details.features'),
          description: features.length === 0 ? t('details.none') : features.join(', '),
        },
        {
          key: 'users',
          term: t('details.users'),
          description:
            plan.userCount === 0 ? t('details.noLimit') : formatQuantity(plan.userCount, words.locale),
        },
        {
          key: 'family',
          term: t('details.family'),
          description: t('details.familyText', { family: plan.family, position: plan.position }),
        },
      ]}
    />
  )
}
