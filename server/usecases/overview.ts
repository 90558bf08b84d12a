import {
  type Invoice,
  listAttempts,
  listInvoiceLines,
  listInvoices,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { listPaymentMethods, type PaymentMethod } from '@/db/queries/payment-method'
import { listOffers, listShownSubscriptions, type Subscription } from '@/db/queries/subscription'
import { planNextInvoice } from '../core/billing'
import { discountApplies } from '../core/discount'
import type { InvoiceDraft } from '../core/invoice'
import type { Offer } from '../core/plan'
import type { SubscriptionStatus } from '../core/subscription'
import type { CustomerCtx } from '../ctx'
import { loadRunFacts, offerOf } from './billing-facts'
import type { InvoiceWithLines } from './invoice'
import { openInvoices } from './subscription'

/** How many invoices an overview has; the rest, and voided ones, are on the list of invoices. */
const RECENT = 5
/** Voided ones are left out, so a few more are looked at. */
const LOOKED_AT = 12

/** What a customer sees first: the page that is opened most, so it is read in two rounds of small queries. */
export type CustomerOverview = {
  current: OnOffer | null
  /** All that run, newest first, with `current` in front; the last that ran when none does. */
  all: OnOffer[]
  /** The next invoice, and the names of the discounts in it. */
  next: { draft: InvoiceDraft; discountNames: string[] } | null
  methods: PaymentMethod[]
  recent: InvoiceWithLines[]
  /** What there is to pay, oldest first. */
  open: OpenInvoice[]
}

export type OnOffer = { subscription: Subscription; offer: Offer; nextOffer: Offer | null }

export type OpenInvoice = InvoiceWithLines & {
  attempts: PaymentAttempt[]
  /** Its plan is past due: whatever becomes the default is charged for it at once. */
  isOwed: boolean
}

export async function customerOverview(ctx: CustomerCtx): Promise<CustomerOverview> {
  const { db, owner, customer } = ctx
  const [shown, offers, methods, latest, unpaid] = await Promise.all([
    listShownSubscriptions(db, owner.id, customer.id),
    listOffers(db, owner.id),
    listPaymentMethods(db, owner.id, customer.id),
    listInvoices(db, owner.id, customer.id, LOOKED_AT),
    openInvoices(ctx),
  ])
  const recent = latest.filter((each) => each.status !== 'void').slice(0, RECENT)
  const open = unpaid.slice(0, RECENT)
  const all = shown.map((row) => onOffer(row, offers))
  const owing = new Set(shown.filter((row) => OWING.has(row.status)).map(({ id }) => id))
  const [next, lines, attempts] = await Promise.all([
    shown.some((row) => row.dueAt !== null) ? loadNext(ctx, { offers, methods }) : null,
    listInvoiceLines(db, owner.id, [...new Set([...recent, ...open].map(({ id }) => id))]),
    Promise.all(open.map(({ id }) => listAttempts(db, owner.id, id))),
  ])
  const withLines = (each: Invoice): InvoiceWithLines => ({
    ...each,
    lines: lines.filter((line) => line.invoiceId === each.id),
  })
  return {
    current: all[0] ?? null,
    all,
    next,
    methods,
    recent: recent.map(withLines),
    open: open.map((each, at) => ({
      ...withLines(each),
      attempts: attempts[at] ?? [],
      isOwed: lines.some(
        (line) =>
          line.invoiceId === each.id && line.subscriptionId !== null && owing.has(line.subscriptionId),
      ),
    })),
  }
}

const OWING: ReadonlySet<SubscriptionStatus> = new Set(['past_due', 'unpaid'])

function onOffer(row: Subscription, offers: Offer[]): OnOffer {
  const { nextPlanId, nextPriceId } = row
  const hasNext = nextPlanId !== null && nextPriceId !== null
  return {
    subscription: row,
    offer: offerOf(offers, row),
    nextOffer: hasNext ? offerOf(offers, { planId: nextPlanId, priceId: nextPriceId }) : null,
  }
}

async function loadNext(
  ctx: CustomerCtx,
  known: { offers: Offer[]; methods: PaymentMethod[] },
): Promise<CustomerOverview['next']> {
  const facts = await loadRunFacts(ctx.db, ctx, known)
  const draft = planNextInvoice(facts)
  if (!draft) return null
  const billed = new Set(draft.lines.map((line) => line.subscriptionId))
  const applied = facts.subscriptions
    .filter(({ id }) => billed.has(id))
    .flatMap(({ discounts }) => discounts)
    .filter((discount) => discountApplies(discount, draft.issuedAt))
  return { draft, discountNames: applied.map(({ name }) => name) }
}
