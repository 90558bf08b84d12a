import { creditBalances } from '@/db/queries/credit'
import { listOwedInvoices } from '@/db/queries/invoice'
import { recurringSums } from '@/db/queries/stats'
import { listOffers, type Subscription } from '@/db/queries/subscription'
import type { InvoiceDraft } from '../core/invoice'
import { type Money, money } from '../core/money'
import type { Offer } from '../core/plan'
import { ANY_PRODUCT, type TaxNote } from '../core/tax'
import type { CustomerCtx } from '../ctx'
import { offerOf } from './billing-facts'
import { amountDue, type InvoiceWithLines } from './invoice'
import { latestInvoicePage } from './invoice-charge'
import { listPayments, type PaymentView } from './payment-list'
import { type PaymentMethod, paymentMethods } from './payment-method'
import { openInvoices, previewNextInvoice } from './subscription'
import { listSubscriptions } from './subscription-list'
import { loadTaxRuling } from './tax-facts'
import { type AppliedVoucher, customerVouchers } from './voucher'

/** Rows of each kind on a customer's page; all of them are on their own. */
const RECENT = 5
/** More than anybody has. */
const LIST_MAX = 100

/** Everything an owner sees of one customer at once. */
export type CustomerDetail = {
  /** What is to be paid in each currency, and since when. */
  owed: { amount: Money; oldestAt: Date; invoices: number }[]
  /** The part of it that a new default means of payment is charged for at once. */
  retried: Money[]
  mrr: Money[]
  credit: Money[]
  subscriptions: { subscription: Subscription; offer: Offer; nextOffer: Offer | null }[]
  next: InvoiceDraft | null
  invoices: InvoiceWithLines[]
  payments: PaymentView[]
  methods: PaymentMethod[]
  vouchers: AppliedVoucher[]
  tax: TaxStanding
}

/** The tax on an ordinary digital sale to a customer today. */
export type TaxStanding = { country: string | null; ratePpm: number; note: TaxNote | null }

/** What an owner sees of a customer, in two rounds of queries. */
export async function customerDetail(ctx: CustomerCtx): Promise<CustomerDetail> {
  const { db, owner, customer } = ctx
  const of = { ownerId: owner.id, customerId: customer.id }
  const [open, retried, revenue, credit, subscriptions, next, invoices, payments, methods, vouchers, tax] =
    await Promise.all([
      openInvoices(ctx),
      listOwedInvoices(db, owner.id, customer.id),
      recurringSums(db, owner.id, { customerId: customer.id }),
      creditBalances(db, of),
      subscriptionsWithOffers(ctx),
      previewNextInvoice(ctx),
      latestInvoicePage(ctx, { limit: RECENT }),
      latestPayments(ctx),
      paymentMethods(ctx),
      customerVouchers(ctx, {}, { limit: LIST_MAX }),
      taxStanding(ctx),
    ])
  return {
    owed: owedBy(open),
    retried: owedBy(retried).map(({ amount }) => amount),
    mrr: revenue.map(({ mrr, currency }) => money(mrr, currency)).filter(({ amount }) => amount > 0),
    credit: credit.filter(({ amount }) => amount !== 0),
    subscriptions,
    next,
    invoices: invoices.rows,
    payments,
    methods,
    vouchers: vouchers.rows,
    tax,
  }
}

/** A customer's subscriptions with what they are sold at, those that go on first, the newest first among them. */
export async function subscriptionsWithOffers(ctx: CustomerCtx): Promise<CustomerDetail['subscriptions']> {
  const [found, offers] = await Promise.all([
    listSubscriptions(ctx, {}, { limit: LIST_MAX }),
    listOffers(ctx.db, ctx.owner.id),
  ])
  return found.rows
    .map(({ subscription }) => ({
      subscription,
      offer: offerOf(offers, subscription),
      nextOffer: nextOfferOf(offers, subscription),
    }))
    .reverse()
    .sort((a, b) => Number(isOver(a.subscription)) - Number(isOver(b.subscription)))
}

/** What a subscription changes to when its period ends; null when it does not. */
export function nextOfferOf(offers: Offer[], { nextPlanId, nextPriceId }: Subscription): Offer | null {
  if (nextPlanId === null || nextPriceId === null) return null
  return offerOf(offers, { planId: nextPlanId, priceId: nextPriceId })
}

const isOver = ({ status }: Subscription): boolean => status === 'canceled'

async function taxStanding(ctx: CustomerCtx): Promise<TaxStanding> {
  const { customer, owner } = ctx
  const taxOf = await loadTaxRuling(ctx.db, ctx, customer.currency ?? owner.defaultCurrency)
  const { ratePpm, note, country } = taxOf(ANY_PRODUCT, 0)
  return { ratePpm, note, country: country ?? customer.address.country ?? null }
}

/** The newest first. */
async function latestPayments(ctx: CustomerCtx): Promise<PaymentView[]> {
  const page = await listPayments(ctx, {}, { limit: RECENT, before: LAST_ID })
  return page.rows.reverse()
}

/** After every id there can be. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

function owedBy(open: Awaited<ReturnType<typeof openInvoices>>): CustomerDetail['owed'] {
  const found = new Map<string, CustomerDetail['owed'][number]>()
  for (const bill of open) {
    const due = amountDue(bill)
    const known = found.get(bill.currency)
    if (due === 0) continue
    found.set(bill.currency, {
      amount: money((known?.amount.amount ?? 0) + due, bill.currency),
      oldestAt: known?.oldestAt ?? bill.issuedAt,
      invoices: (known?.invoices ?? 0) + 1,
    })
  }
  return [...found.values()]
}
