import {
  type Example,
  expiringCards,
  failingEndpoints,
  type InvoiceWait,
  type Waiting,
  type WatchedPlace,
  waitingDisputes,
  waitingInvoices,
  watchedPlaces,
} from '@/db/queries/attention'
import { sumTurnover } from '@/db/queries/tax'
import { convert } from '../core/exchange-rate'
import { type Currency, type Money, money, mulDiv, PPM } from '../core/money'
import { settingsOf } from '../core/settings'
import { EU } from '../core/tax'
import { addDays, addMonths, earliest } from '../core/time'
import type { OwnerCtx } from '../ctx'

/** Something that waits for the owner, or that the owner should know of while it can still be mended. */
export type AttentionItem =
  | {
      kind: 'dispute' | 'payment_failed' | 'payment_authentication' | 'invoice_overdue' | 'invoice_draft'
      count: number
      amounts: Money[]
      /** The earliest date that matters: when it was disputed, when it was to be paid. */
      at: Date
      /** The newest few. */
      examples: (Pick<Example, 'id' | 'label' | 'customerId' | 'customer'> & { amount: Money })[]
    }
  | ({ kind: 'card_expiring' } & Awaited<ReturnType<typeof expiringCards>>)
  | ({ kind: 'tax_reached'; at: Date } & TaxPlace)
  /** `reachedPpm` of the threshold was sold there in the past twelve months. */
  | ({ kind: 'tax_near'; reachedPpm: number } & TaxPlace)
  | { kind: 'webhook_failing'; id: string; name: string; enabled: boolean; since: Date | null }

export type TaxPlace = { country: string; state: string | null; name: string | null }

/** `owed` is what all open invoices come to, whatever they wait for; `overdue` is part of it. */
export type Attention = { owed: Owed; overdue: Owed; items: AttentionItem[] }
/** The owner's currency first, even if nothing is owed in it. */
export type Owed = { count: number; amounts: Money[] }

const CARD_DAYS = 30
/** A card that expired longer ago than this has been declined meanwhile. */
const CARD_PAST_DAYS = 62
const TAX_REACHED_DAYS = 30
/** From here on a threshold is near: there is time left to register. */
const TAX_NEAR_PPM = 800_000

/** What needs doing, the most pressing first, in a handful of queries that touch only what is open. */
export async function readAttention(ctx: OwnerCtx): Promise<Attention> {
  const { db, owner, now } = ctx
  const [invoices, disputes, cards, tax, endpoints] = await Promise.all([
    waitingInvoices(db, owner.id, now),
    waitingDisputes(db, owner.id),
    expiringCards(db, owner.id, { since: addDays(now, -CARD_PAST_DAYS), until: addDays(now, CARD_DAYS) }),
    taxItems(ctx),
    failingEndpoints(db, owner.id),
  ])
  const of = (...kinds: InvoiceWait[]) => invoices.filter(({ kind }) => kinds.includes(kind))
  const items: AttentionItem[] = [
    ...gathered('dispute', disputes),
    ...gathered('payment_failed', of('failed')),
    ...gathered('invoice_overdue', of('overdue')),
    ...gathered('payment_authentication', of('authentication')),
    ...(cards.count > 0 ? [{ kind: 'card_expiring' as const, ...cards }] : []),
    ...tax,
    ...endpoints.map(({ id, name, enabled, failingSince }) => ({
      kind: 'webhook_failing' as const,
      ...{ id, name, enabled, since: failingSince },
    })),
    ...gathered('invoice_draft', of('draft')),
  ]
  return {
    owed: owed(of('failed', 'authentication', 'processing', 'overdue', 'due'), owner.defaultCurrency),
    overdue: owed(of('failed', 'overdue'), owner.defaultCurrency),
    items,
  }
}

type Gathered = Extract<AttentionItem, { amounts: Money[] }>

/** One item of what may wait in several currencies; none of nothing. */
function gathered(kind: Gathered['kind'], all: Waiting[]): Gathered[] {
  const [first] = all
  if (!first) return []
  const examples = all
    .flatMap(({ currency, examples: some }) =>
      some.map((one) => ({ ...one, amount: money(one.amount, currency) })),
    )
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, 3)
  return [
    {
      kind,
      count: all.reduce((sum, { count }) => sum + count, 0),
      amounts: all.map(({ amount, currency }) => money(amount, currency)),
      at: earliest(...all.map(({ at }) => at)) ?? first.at,
      examples: examples.map(({ id, label, customerId, customer, amount }) => ({
        ...{ id, label, customerId, customer, amount },
      })),
    },
  ]
}

function owed(all: Waiting[], defaultCurrency: Currency): Owed {
  const sums = new Map<Currency, number>([[defaultCurrency, 0]])
  for (const { currency, amount } of all) sums.set(currency, (sums.get(currency) ?? 0) + amount)
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    amounts: [...sums].map(([currency, amount]) => money(amount, currency)),
  }
}

/** Where a threshold was reached lately, and where it soon will be. */
async function taxItems({ db, owner, now }: OwnerCtx): Promise<AttentionItem[]> {
  const { oneStopShop } = settingsOf(owner)
  const places = await watchedPlaces(db, owner.id, addDays(now, -TAX_REACHED_DAYS))
  // Under the one-stop-shop sales to the EU are taxed where the customer is from the first one on.
  const open = places.filter(
    ({ reachedAt, country }) => reachedAt === null && !(oneStopShop && EU.has(country)),
  )
  const countries = [...new Set(open.map(({ country }) => country))]
  const past =
    countries.length === 0
      ? []
      : await sumTurnover(db, owner.id, { countries, since: addMonths(now, -12), until: now })
  const soldIn = ({ country, state, name, currency }: WatchedPlace): number =>
    past
      .filter((sold) => sold.country === country)
      .filter((sold) => state === null || [state, name].some((known) => known?.toLowerCase() === sold.region))
      .reduce((sum, sold) => sum + (convert(money(sold.net, sold.currency), currency) ?? 0), 0)
  return places.flatMap((place): AttentionItem[] => {
    const { country, state, name, threshold, reachedAt } = place
    const where = { country, state, name }
    if (reachedAt !== null) return [{ kind: 'tax_reached', at: reachedAt, ...where }]
    if (!open.includes(place) || !threshold) return []
    const reachedPpm = mulDiv(soldIn(place), PPM, threshold, 'down')
    return reachedPpm >= TAX_NEAR_PPM ? [{ kind: 'tax_near', reachedPpm, ...where }] : []
  })
}
