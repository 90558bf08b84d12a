import { invariant } from '../errors'
import { add, type Currency, type Money, money, zero } from './money'

export const MOVEMENT_KINDS = ['new', 'expansion', 'contraction', 'churn', 'reactivation'] as const
export type MovementKind = (typeof MOVEMENT_KINDS)[number]

/** What a subscription brings a month from `at` on. */
export type SubscriptionRevenue = { customerId: string; subscriptionId: string; mrr: Money; at: Date }

/** What the movements of a subscription in one currency come to; `since` is the first of its customer's. */
export type RecordedRevenue = {
  customerId: string
  subscriptionId: string
  currency: Currency
  amount: number
  since: Date
}

/** A change of monthly revenue; churn and contraction are below zero. */
export type Movement = { kind: MovementKind; amount: Money }

export type PlannedMovement = Movement & {
  customerId: string
  subscriptionId: string
  /** +1 when the customer begins to bring something in this currency, -1 when it stops to. */
  customers: -1 | 0 | 1
  /** When the customer first brought anything: its cohort. */
  since: Date
  at: Date
}

/**
 * The movements that bring what is recorded to what subscriptions bring now; asked twice, there are none. Their kind is
 * by customer and not by subscription: a second subscription is an expansion, the end of one of two a contraction, and
 * who pays again after paying nothing is reactivated, not new. A change of currency is a contraction in the one and an
 * expansion in the other: the customer never left.
 */
export function planMovements(
  now: readonly SubscriptionRevenue[],
  recorded: readonly RecordedRevenue[],
): PlannedMovement[] {
  const customers = new Map<string, SubscriptionRevenue[]>()
  for (const each of now) customers.set(each.customerId, [...(customers.get(each.customerId) ?? []), each])
  return [...customers].flatMap(([id, subscriptions]) =>
    movementsOf(
      subscriptions,
      recorded.filter(({ customerId }) => customerId === id),
    ),
  )
}

function movementsOf(now: SubscriptionRevenue[], recorded: RecordedRevenue[]): PlannedMovement[] {
  const balances = new Map<Currency, number>()
  for (const { currency, amount } of recorded) balances.set(currency, (balances.get(currency) ?? 0) + amount)
  const hasAny = () => [...balances.values()].some((amount) => amount > 0)
  let since = recorded.map((each) => each.since).reduce<Date | null>((a, b) => (a && a < b ? a : b), null)
  return changesOf(now, recorded).map(({ customerId, subscriptionId, at, change }) => {
    const { currency } = change
    const [had, before] = [hasAny(), balances.get(currency) ?? 0]
    const after = before + change.amount
    invariant(after >= 0, 'revenue is not below zero')
    balances.set(currency, after)
    const cameBack = since !== null
    since ??= at
    const kind: MovementKind =
      change.amount > 0
        ? had
          ? 'expansion'
          : cameBack
            ? 'reactivation'
            : 'new'
        : hasAny()
          ? 'contraction'
          : 'churn'
    const customers = before === 0 ? 1 : after === 0 ? -1 : 0
    return { customerId, subscriptionId, kind, amount: change, customers, since, at }
  })
}

/** What changed of each subscription; what grew comes first, so that whoever moves from one to another never left. */
function changesOf(now: SubscriptionRevenue[], recorded: RecordedRevenue[]) {
  return now
    .flatMap(({ customerId, subscriptionId, mrr, at }) => {
      const own = recorded.filter((each) => each.subscriptionId === subscriptionId)
      const currencies = new Set([mrr.currency, ...own.map(({ currency }) => currency)])
      return [...currencies].map((currency) => {
        const target = currency === mrr.currency ? mrr.amount : 0
        const before = own.reduce((sum, each) => sum + (each.currency === currency ? each.amount : 0), 0)
        return { customerId, subscriptionId, at, change: money(target - before, currency) }
      })
    })
    .filter(({ change }) => change.amount !== 0)
    .sort((a, b) => Number(a.change.amount < 0) - Number(b.change.amount < 0))
}

/** Movements by kind, from what there was to what there is, in one currency: the bars of a chart. */
export type RevenueBridge = Record<MovementKind, Money> & { opening: Money; closing: Money }

export function bridge(opening: Money, all: readonly Movement[]): RevenueBridge {
  const { currency } = opening
  const own = all.filter((movement) => movement.amount.currency === currency)
  const of = (kind: MovementKind) =>
    own
      .filter((movement) => movement.kind === kind)
      .reduce((total, m) => add(total, m.amount), zero(currency))
  return {
    opening,
    new: of('new'),
    expansion: of('expansion'),
    contraction: of('contraction'),
    churn: of('churn'),
    reactivation: of('reactivation'),
    closing: own.reduce((total, m) => add(total, m.amount), opening),
  }
}
