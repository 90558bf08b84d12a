import { newId } from '@/db/id'
import { planNextInvoice, type RunFacts, type RunSubscription } from '../core/billing'
import type { Discount } from '../core/discount'
import type { InvoiceDraft } from '../core/invoice'
import { add, type Money, money, sub } from '../core/money'
import type { Offer } from '../core/plan'
import { type SubscriptionState, withDueAt } from '../core/subscription'
import { type CustomerCtx, transact } from '../ctx'
import { loadRunFacts } from './billing-facts'

/** A subscription as a choice would leave it. */
export type After = {
  /** The one that is changed; unset: one more. */
  id: string | undefined
  offer: Offer
  /** What it is on from the next period on. */
  nextOffer?: Offer | null
  state: SubscriptionState
  /** What is invoiced at once. */
  invoice: InvoiceDraft | null
  credit?: Money | null
  /** A discount promised with this choice. */
  discount?: Discount | null
  /** What it is charged to instead of the default; unset: as it is. */
  paymentMethodId?: string | null
}

/** The renewal that follows: the same plan of a billing run, from the facts as the choice leaves them. */
export async function nextAfter(ctx: CustomerCtx, after: After): Promise<InvoiceDraft | null> {
  return transact(ctx, async (t) => {
    const facts = await loadRunFacts(t.tx, t)
    const known = facts.subscriptions.find(({ id }) => id === after.id)
    const used = new Set(after.invoice?.discountsUsed)
    const promised = after.discount ? [after.discount] : []
    const discounts = [...(known?.discounts ?? []), ...promised].map((d) =>
      used.has(d.id) ? { ...d, endedAt: t.now } : d,
    )
    const state =
      after.state.status === 'incomplete' ? { ...after.state, status: 'active' as const } : after.state
    const id = known?.id ?? after.discount?.subscriptionId ?? newId()
    const paymentMethodId = after.paymentMethodId ?? known?.paymentMethodId ?? null
    // What was counted so far is on this invoice, or is not known of the next one.
    const { offer, nextOffer = null } = after
    const of = { id, state: withDueAt(state), offer, nextOffer, discounts, paymentMethodId }
    return planNextInvoice({
      ...withChosen(facts, { ...NOTHING_YET, ...of }),
      credits: creditsAfter(facts.credits, after),
      vouchers: facts.vouchers.filter((voucher) => voucher.id !== after.invoice?.voucherUsed),
    })
  })
}

export const NOTHING_YET = { nextOffer: null, discounts: [], usage: [], paymentMethodId: null }

/** A customer's facts with one subscription as a choice would leave it; the others stay as they are. */
export function withChosen(facts: RunFacts, chosen: RunSubscription): RunFacts {
  const others = facts.subscriptions.filter(({ id }) => id !== chosen.id)
  return { ...facts, subscriptions: [...others, chosen] }
}

function creditsAfter(credits: RunFacts['credits'], { offer, invoice, credit }: After): Money[] {
  const { currency } = offer.unitAmount
  const had = credits.find((each) => each.currency === currency) ?? money(0, currency)
  const left = add(sub(had, invoice?.creditApplied ?? money(0, currency)), credit ?? money(0, currency))
  return [...credits.filter((each) => each.currency !== currency), left]
}
