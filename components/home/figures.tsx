import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from '@/components/ui/cx'
import { Stat, type StatProps } from '@/components/ui/stat'
import type { Words } from '@/components/words'
import { mulDiv, PPM } from '@/server/core/money'
import type { Home } from './types'
import type { HomeView } from './view'
import { type HomeWords, homeWords } from './words'

export interface FiguresProps {
  home: Home
  view: HomeView
  base: string
  words: Words
}

/** What was earned in the range, and what is owed. */
export function SoldFigures({ home, view, base, words }: FiguresProps) {
  const t = homeWords(words.locale)
  return (
    <section aria-label={t('figures.sold')} className="border-y">
      <Strip columns="four">
        {soldStats({ home, view, words, t }).map(({ key, ...stat }) => (
          <Stat key={key} size="lg" {...stat} />
        ))}
        <LinkedStat href={`${base}/invoices?status=open`} size="lg" {...owedStat({ home, words, t })} />
      </Strip>
    </section>
  )
}

/** Where the business stands now, whatever the range. */
export function StandingFigures({ home, base, words }: Omit<FiguresProps, 'view'>) {
  const t = homeWords(words.locale)
  const { standing, currency } = home
  const { churn } = standing
  const money = (amount: number) => words.money(amount, currency)
  return (
    <section aria-label={t('figures.standing')} className="border-b max-lg:border-t">
      <Strip columns="six">
        <Stat
          label={<Short long={t('figures.mrrLong')}>{t('figures.mrr')}</Short>}
          value={money(standing.mrr)}
        />
        <Stat
          label={<Short long={t('figures.arrLong')}>{t('figures.arr')}</Short>}
          value={money(standing.arr)}
        />
        <LinkedStat
          href={`${base}/subscriptions?standing=active`}
          label={t('figures.active')}
          value={standing.active}
          detail={
            standing.pendingCancel > 0 ? t('detail.ending', { count: standing.pendingCancel }) : undefined
          }
        />
        <LinkedStat
          href={`${base}/subscriptions?standing=trialing`}
          label={t('figures.trialing')}
          value={standing.trialing}
        />
        <LinkedStat
          href={`${base}/subscriptions?standing=past_due`}
          label={t('figures.pastDue')}
          value={standing.pastDue}
        />
        <Stat
          label={t('figures.churn')}
          value={churn.ratePpm === null ? '–' : words.rate(tenths(churn.ratePpm))}
          detail={t(churn.ratePpm === null ? 'detail.noChurn' : 'detail.churn', {
            lost: churn.lost,
            atStart: churn.atStart,
            days: churn.days,
          })}
        />
      </Strip>
    </section>
  )
}

function Short({ long, children }: { long: string; children: ReactNode }) {
  return (
    <abbr title={long} className="no-underline">
      {children}
    </abbr>
  )
}

type About = { home: Home; words: Words; t: HomeWords }

function soldStats({ home, view, words, t }: About & { view: HomeView }): (StatProps & { key: string })[] {
  const { totals, previous } = home.sales
  const money = (amount: number) => words.money(amount, home.currency)
  const change = (kind: 'charged' | 'net') =>
    changeOf(
      totals[kind],
      previous.totals[kind],
      (text) => t(`detail.${view.range}`, { change: text }),
      words,
    )
  const none = { detail: t('detail.noneBefore') }
  const share = totals.charged > 0 ? mulDiv(totals.refunded, PPM, totals.charged, 'half_up') : null
  return [
    {
      key: 'charged',
      label: t('figures.charged'),
      value: money(totals.charged),
      ...(change('charged') ?? none),
    },
    {
      key: 'refunded',
      label: t('figures.refunded'),
      value: money(totals.refunded),
      detail:
        totals.refunded === 0 || share === null
          ? t('detail.refundNone')
          : t('detail.refundShare', { share: words.rate(tenths(share)) }),
    },
    { key: 'net', label: t('figures.net'), value: money(totals.net), ...(change('net') ?? none) },
  ]
}

function owedStat({ home, words, t }: About): StatProps {
  const { owed, overdue } = home.standing
  const inCurrency = ({ amounts }: typeof owed) =>
    amounts.find(({ currency }) => currency === home.currency)?.amount ?? 0
  const late = inCurrency(overdue)
  return {
    label: t('figures.owed'),
    value: words.money(inCurrency(owed), home.currency),
    detail:
      late > 0
        ? t('detail.overdue', { amount: words.money(late, home.currency) })
        : t('detail.notOverdue', { count: owed.count }),
    detailTone: late > 0 ? 'bad' : 'neutral',
  }
}

/** "+12.4%" on what was before; null where there is nothing to compare with. */
function changeOf(
  now: number,
  before: number,
  say: (change: string) => string,
  { rate }: Words,
): Pick<StatProps, 'detail' | 'detailTone'> | null {
  if (before <= 0) return null
  const change = tenths(mulDiv(now - before, PPM, before, 'half_up'))
  const text = `${change > 0 ? '+' : change < 0 ? '−' : '±'}${rate(Math.abs(change))}`
  return { detail: say(text), detailTone: change > 0 ? 'good' : change < 0 ? 'bad' : 'neutral' }
}

/** A rate to a tenth of a percent: more would be noise. */
const tenths = (ratePpm: number): number => Math.round(ratePpm / 1_000) * 1_000

const COLUMNS = {
  four: 'grid-cols-2 lg:grid-cols-4',
  six: 'grid-cols-2 sm:grid-cols-3 lg:grid-cols-6',
}

/**
 * Figures side by side with hairlines between them. The first of a row stands at the page's edge: its own line and its
 * padding are cut off.
 */
function Strip({ columns, children }: { columns: keyof typeof COLUMNS; children: ReactNode }) {
  return (
    <div className="overflow-hidden">
      <div
        className={cx(
          '-mt-px -ml-5.25 grid *:border-t *:border-l *:px-5 *:py-4 max-sm:-ml-4.25 max-sm:*:px-4 max-sm:*:py-3',
          COLUMNS[columns],
        )}
      >
        {children}
      </div>
    </div>
  )
}

/** A figure that leads to what it counts. */
function LinkedStat({ href, ...stat }: StatProps & { href: string }) {
  return (
    <div className="group relative min-w-0 hover:bg-[color-mix(in_srgb,var(--ink)_3%,transparent)]">
      <Stat
        {...stat}
        label={
          <Link
            href={href}
            className="rounded-sm after:absolute after:inset-0 group-hover:underline group-hover:underline-offset-3"
          >
            {stat.label}
          </Link>
        }
      />
    </div>
  )
}
