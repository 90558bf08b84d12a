import { Check } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import type { Words } from '@/components/words'
import { formatCountry } from '@/server/core/format'
import type { Need } from './types'
import { type HomeWords, homeWords } from './words'

export interface NeedsProps {
  needs: readonly Need[]
  base: string
  words: Words
}

/** What waits for the owner, the most pressing first, each with the way to it. */
export function Needs({ needs, base, words }: NeedsProps) {
  const t = homeWords(words.locale)
  return (
    <Card title={t('needs.title')} id="needs" padding="none">
      {needs.length === 0 ? (
        <p className="flex items-center gap-2.5 px-5 pt-1 pb-4.5 text-ink-2 max-sm:px-4">
          <Check aria-hidden="true" className="size-4 text-good" />
          {t('needs.nothing')}
        </p>
      ) : (
        <ul className="divide-y border-t">
          {needs.map((need) => {
            const { key, href, title, aside, about } = say(need, { base, words, t })
            return (
              <li key={key} className="px-5 py-3 max-sm:px-4">
                <div className="flex items-baseline justify-between gap-4">
                  <Link
                    href={href}
                    className="min-w-0 rounded-sm font-medium hover:underline hover:underline-offset-3"
                  >
                    {title}
                  </Link>
                  {aside !== undefined && <span className="num shrink-0 text-sm text-ink-2">{aside}</span>}
                </div>
                {about !== undefined && <p className="mt-0.5 text-sm text-ink-2">{about}</p>}
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}

type About = { base: string; words: Words; t: HomeWords }
type Said = { key: string; href: string; title: string; aside?: ReactNode; about?: ReactNode }

function say(need: Need, about: About): Said {
  const { base, words, t } = about
  switch (need.kind) {
    case 'card_expiring': {
      const { kind, count, examples } = need
      const [first] = examples
      return {
        key: kind,
        href: count === 1 && first ? `${base}/customers/${first.customerId}` : `${base}/customers`,
        title: t('needs.card_expiring', { count }),
        about: (
          <Examples count={count} t={t}>
            {examples.map(({ id, customerId, customer, month }) => ({
              key: id,
              href: `${base}/customers/${customerId}`,
              text: t('needs.card', { customer, month: words.date(month, 'monthShort') }),
            }))}
          </Examples>
        ),
      }
    }
    case 'tax_reached':
    case 'tax_near':
      return sayTax(need, about)
    case 'webhook_failing': {
      const { id, name, since } = need
      return {
        key: id,
        href: `${base}/webhooks/${id}`,
        title: t('needs.webhook_failing'),
        about: since
          ? t('needs.webhook_failingText', { name, date: words.date(since, 'medium') })
          : t('needs.webhook_offText', { name }),
      }
    }
    default:
      return sayMoney(need, about)
  }
}

type MoneyNeed = Extract<Need, { amounts: unknown }>

/** The list that each is in, and where one of it is found. */
const PLACES: Record<MoneyNeed['kind'], { list: string; one: string }> = {
  dispute: { list: '/disputes?status=open', one: '/disputes' },
  payment_failed: { list: '/payments?status=failed', one: '/invoices' },
  payment_authentication: { list: '/payments?status=waiting', one: '/invoices' },
  invoice_overdue: { list: '/invoices?status=overdue', one: '/invoices' },
  invoice_draft: { list: '/invoices?status=draft', one: '/invoices' },
}

function sayMoney(need: MoneyNeed, { base, words, t }: About): Said {
  const { kind, count, amounts, examples } = need
  const { list, one } = PLACES[kind]
  return {
    key: kind,
    href: `${base}${list}`,
    title: t(`needs.${kind}`, { count }),
    aside: amounts.map(({ amount, currency }) => words.money(amount, currency)).join(' · '),
    about: (
      <Examples count={count} t={t}>
        {examples.map(({ id, customer }) => ({ key: id, href: `${base}${one}/${id}`, text: customer }))}
      </Examples>
    ),
  }
}

function sayTax(need: Extract<Need, { country: string }>, { base, words, t }: About): Said {
  const { country, state, name } = need
  const inCountry = formatCountry(country, words.locale)
  const place = state === null ? inCountry : `${name ?? state}, ${inCountry}`
  const key = `${need.kind} ${country} ${state}`
  const href = `${base}/tax/countries/${country}${state === null ? '' : `/${state}`}`
  if (need.kind === 'tax_reached')
    return {
      ...{ key, href },
      title: t('needs.tax_reached', { place }),
      about: t('needs.tax_reachedText', { date: words.date(need.at, 'day') }),
    }
  const share = words.rate(Math.floor(need.reachedPpm / 10_000) * 10_000)
  return {
    ...{ key, href },
    title: t('needs.tax_near', { place }),
    about: t('needs.tax_nearText', { share }),
  }
}

type Example = { key: string; href: string; text: string }

/** The newest few by name, each with the way to it. */
function Examples({ count, t, children }: { count: number; t: HomeWords; children: readonly Example[] }) {
  return (
    <>
      {children.map(({ key, href, text }, at) => (
        <span key={key}>
          {at > 0 && ' · '}
          <Link
            href={href}
            className="rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-current"
          >
            {text}
          </Link>
        </span>
      ))}
      {count > children.length && ` ${t('needs.more', { count: count - children.length })}`}
    </>
  )
}
