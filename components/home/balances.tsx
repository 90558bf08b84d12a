import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { Chip } from '@/components/ui/chip'
import { Skeleton } from '@/components/ui/skeleton'
import type { Words } from '@/components/words'
import type { Money } from '@/server/core/money'
import type { Balance } from './types'
import { type HomeWords, homeWords } from './words'

export interface BalancesProps {
  balances: readonly Balance[]
  base: string
  words: Words
}

/** What Stripe holds on each account: what can be paid out, and what is on its way. */
export function Balances({ balances, base, words }: BalancesProps) {
  const t = homeWords(words.locale)
  return (
    <Frame title={t('balances.title')}>
      {balances.length === 0 ? (
        <p className="px-5 py-4 text-ink-2 max-sm:px-4">
          {t('balances.none')}{' '}
          <Link href={`${base}/stripe`} className="link">
            {t('balances.connect')}
          </Link>
        </p>
      ) : (
        <ul className="divide-y">
          {balances.map((balance) => (
            <li key={balance.accountId ?? ''} className="px-5 py-3 max-sm:px-4">
              <Account balance={balance} words={words} t={t} />
            </li>
          ))}
        </ul>
      )}
    </Frame>
  )
}

/** As tall as one account's balance, until Stripe has answered. */
export function BalancesSkeleton({ t }: { t: HomeWords }) {
  return (
    <Frame title={t('balances.title')}>
      <div role="status" className="px-5 py-3 max-sm:px-4">
        <span className="sr-only">{t('balances.loading')}</span>
        <div className="flex h-5.25 items-center justify-between">
          <Skeleton className="h-3.5 w-28" />
          <Skeleton className="h-3.5 w-20" />
        </div>
        <div className="flex h-5 items-center justify-between">
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-3 w-24" />
        </div>
      </div>
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Card title={title} id="balances" padding="none">
      <div className="border-t">{children}</div>
    </Card>
  )
}

function Account({ balance, words, t }: { balance: Balance; words: Words; t: HomeWords }) {
  const { name, status, available, pending } = balance
  if (status === 'unavailable')
    return (
      <>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
          <span className="font-medium">{name}</span>
          <Chip tone="warn">{t('balances.unavailable')}</Chip>
        </div>
        <p className="mt-0.5 text-sm text-ink-2">{t('balances.unavailableText')}</p>
      </>
    )
  const [first, ...others] = available
  const text = ({ amount, currency }: Money) => words.money(amount, currency)
  return (
    <>
      <div className="flex items-baseline justify-between gap-4">
        <span className="truncate font-medium">{name}</span>
        <span className="num font-semibold">{first ? text(first) : '–'}</span>
      </div>
      <div className="flex items-baseline justify-between gap-4 text-sm text-ink-2">
        <span className="num">{[t('balances.available'), ...others.map(text)].join(' · ')}</span>
        <span className="num">
          {pending
            .filter(({ amount }) => amount !== 0)
            .map((each) => t('balances.pending', { amount: text(each) }))
            .join(' · ')}
        </span>
      </div>
    </>
  )
}
