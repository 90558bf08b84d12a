import type { Metadata } from 'next'
import { Suspense } from 'react'
import { frameWords } from '@/components/dashboard/words'
import { Balances, BalancesSkeleton } from '@/components/home/balances'
import { SoldFigures, StandingFigures } from '@/components/home/figures'
import { CustomRange, Filters } from '@/components/home/filters'
import { LiveUpdates } from '@/components/home/live-updates'
import { Needs } from '@/components/home/needs'
import { SalesChart } from '@/components/home/sales-chart'
import { type HomeView, homeHref, homeView } from '@/components/home/view'
import { homeWords } from '@/components/home/words'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import {
  attempt,
  type DashboardPage,
  type DashboardParams,
  one,
  openDashboard,
  peekDashboard,
  required,
  type Search,
} from '../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: frameWords(page.words.locale)('nav.home') } : {}
}

/** What was earned, what is owed and what needs doing. */
export default async function DashboardHome({ params, searchParams }: Props) {
  const search = await searchParams
  const view = homeView((name) => one(search[name]))
  const madeAt = Date.now()
  const page = await openDashboard(params, homeHref('', view))
  const { base, owner, words } = page
  const t = homeWords(words.locale)
  const { home, wrong } = await load(page, view)
  return (
    <Main width="wide">
      <PageHeader
        title={frameWords(words.locale)('nav.home')}
        chip={<LiveUpdates ownerId={owner.id} madeAt={madeAt} updated={t('updated')} />}
        actions={<Filters {...{ home, view, base, t }} />}
      />
      {view.range === 'custom' && (
        <CustomRange
          {...{ view, wrong, base, t }}
          shown={wrong.from || wrong.to ? null : shownDays(home.sales.points)}
        />
      )}
      {/* On a phone what needs doing comes before the figures that change slowly. */}
      <div className="grid items-start gap-x-8 gap-y-7 max-lg:gap-y-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_auto_auto_1fr]">
        <div className="lg:col-span-2">
          <SoldFigures {...{ home, view, base, words }} />
        </div>
        <div className="max-lg:order-3 lg:col-span-2 lg:-mt-7">
          <StandingFigures {...{ home, base, words }} />
        </div>
        <div className="max-lg:order-1 lg:col-start-2">
          <Needs needs={home.needs} base={base} words={words} />
        </div>
        <div className="min-w-0 max-lg:order-2 lg:col-start-1 lg:row-span-2 lg:row-start-3">
          <SalesChart {...{ home, view, base, words }} />
        </div>
        <div className="max-lg:order-4 lg:col-start-2">
          <Suspense fallback={<BalancesSkeleton t={t} />}>
            <StripeBalances page={page} />
          </Suspense>
        </div>
      </div>
    </Main>
  )
}

/** Stripe is asked for these: the rest of the page does not wait for it. */
async function StripeBalances({ page: { api, key, base, words } }: { page: DashboardPage }) {
  return <Balances balances={await api.home.balances(key)} base={base} words={words} />
}

type Wrong = { from?: 'day' | 'range'; to?: 'day' | 'range' }
const NOTHING_WRONG: Wrong = {}

/** What is shown; for days that cannot be, what is wrong with them, and the range that is shown without any. */
async function load({ api, key }: DashboardPage, view: HomeView) {
  const { range, from, to, period, brandId, currency } = view
  const of = { ...key, brandId, currency }
  const answer = await attempt(api.home.get({ ...of, range, from, to, period }))
  if ('value' in answer) return { home: answer.value, wrong: NOTHING_WRONG }
  const { code, details } = answer.refusal
  const wrong: Wrong = {}
  for (const name of ['from', 'to'] as const) {
    const said = details.fields?.[name]
    if (said !== undefined) wrong[name] = said === 'range' ? 'range' : 'day'
  }
  const isAboutDays = code === 'invalid_input' && (wrong.from !== undefined || wrong.to !== undefined)
  const ask = isAboutDays ? ({ range: '30d' } as const) : { range, from, to, period }
  const home = await required(api.home.get({ ...of, ...ask }))
  return { home, wrong }
}

/** The first and the last day of the points, as their labels have them. */
function shownDays(points: readonly { label: string }[]) {
  const day = (label = '') => (label.length === 7 ? null : label.slice(0, 10))
  const [from, to] = [day(points[0]?.label), day(points.at(-1)?.label)]
  return from && to ? { from, to } : null
}
