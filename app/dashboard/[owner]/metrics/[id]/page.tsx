import type { Metadata } from 'next'
import Link from 'next/link'
import { ActButton } from '@/components/dashboard/act'
import { Done } from '@/components/dashboard/done'
import { baseFormWords } from '@/components/dashboard/form-words'
import { SearchForm } from '@/components/dashboard/search-form'
import { EventTable, UsageFacts } from '@/components/metric/metric-parts'
import { filterText, howText } from '@/components/metric/metric-text'
import type { Metric } from '@/components/metric/types'
import { metricWords } from '@/components/metric/words'
import { priceLine } from '@/components/price/price-words'
import { productWords } from '@/components/product/words'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { DescriptionList } from '@/components/ui/description-list'
import { PageHeader } from '@/components/ui/page-header'
import type { Words } from '@/components/words'
import { one, openDashboard, peekDashboard, required, type Search } from '../../../open'

type Props = { params: Promise<{ owner: string; id: string }>; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: metricWords(page.words.locale)('column.name') } : {}
}

/** One metric: how it counts, the latest events, and what a customer has used. */
export default async function MetricPage({ params, searchParams }: Props) {
  const { id } = await params
  const { api, base, key, mayWrite, words } = await openDashboard(params, `/metrics/${id}`)
  const search = await searchParams
  const email = one(search.q)?.trim()
  const [metric, usage] = await Promise.all([
    required(api.metric.get({ ...key, id })),
    email ? required(api.metric.usage({ ...key, id, email })) : undefined,
  ])
  const t = metricWords(words.locale)
  const path = `${base}/metrics/${id}`
  return (
    <Main width="wide">
      <PageHeader
        title={metric.name}
        back={{ href: `${base}/metrics`, label: t('back') }}
        actions={
          mayWrite && (
            <>
              <ActButton
                act={{ call: 'metric.remove', input: { ...key, id } }}
                label={t('remove')}
                variant="quiet"
                confirm={{
                  title: t('removeTitle', { metric: metric.name }),
                  description: t('removeText'),
                  confirmLabel: t('remove'),
                }}
                doneHref={`${base}/metrics?done=deleted`}
                words={baseFormWords(words)}
              />
              <ButtonLink href={`${path}/edit`}>{t('edit')}</ButtonLink>
            </>
          )
        }
      />
      <Done what={one(search.done)} locale={words.locale} />
      <Card id="details" title={t('details')}>
        <Details metric={metric} base={base} words={words} />
      </Card>
      <Card id="usage" title={t('usage.title')} description={t('usage.hint')}>
        <div className="grid gap-4">
          <SearchForm label={t('usage.search')} path={path} value={email} locale={words.locale} />
          {usage === null && <p className="text-ink-2">{t('usage.nobody')}</p>}
          {usage && <UsageFacts usage={usage} base={base} words={words} />}
        </div>
      </Card>
      <Card id="events" title={t('events.title')} padding="none">
        <EventTable events={metric.events} base={base} words={words} />
      </Card>
    </Main>
  )
}

function Details({ metric, base, words }: { metric: Metric; base: string; words: Words }) {
  const t = metricWords(words.locale)
  return (
    <DescriptionList
      items={[
        {
          key: 'code',
          term: t('column.code'),
          description: <code className="text-sm">{metric.code}</code>,
        },
        { key: 'how', term: t('column.how'), description: howText(metric, words) },
        { key: 'filters', term: t('filters'), description: filterText(metric, words) },
        { key: 'kind', term: t('column.kind'), description: t(`kind.${metric.kind}`) },
        {
          key: 'prices',
          term: t('prices'),
          description:
            metric.prices.length === 0 ? (
              '–'
            ) : (
              <ul className="grid gap-1">
                {metric.prices.map((price) => (
                  <li key={price.id}>
                    <Link href={`${base}/products/${price.product.id}`} className="link">
                      {price.product.name}
                    </Link>
                    : {priceLine(price, productWords(words.locale), words)}
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  )
}
