import type Stripe from 'stripe'
import type { Address } from '../core/address'
import type { Interval } from '../core/time'
import { idOf } from './outcome'

/** A page of a list at Stripe, newest first; `next` is the cursor of the one after it, null at the end. */
export type StripePage<T> = { rows: T[]; next: string | null }

export type StripeProductRow = { id: string; name: string; physical: boolean }
export type StripePriceRow = {
  id: string
  productId: string
  /** Null: priced in tiers, or by a fraction of a minor unit. */
  amount: number | null
  currency: string
  /** Null: paid once. */
  interval: Interval | null
  taxIncluded: boolean
  kind: 'plain' | 'tiers' | 'metered'
}
export type StripeCustomerRow = {
  id: string
  email: string | null
  name: string | null
  companyName: string | null
  address: Address
  locale: string | null
  /** Made at Stripe by this or another Folio. */
  isFolios: boolean
}
export type StripeSubscriptionRow = {
  id: string
  customerId: string
  status: Stripe.Subscription.Status
  /** How many prices it has: only one can be taken over. */
  items: number
  priceId: string
  productId: string
  quantity: number
  startedAt: Date
  periodStartAt: Date
  periodEndAt: Date
  cancelAtPeriodEnd: boolean
}
export type StripeChargeRow = {
  id: string
  customerId: string | null
  amount: number
  refunded: number
  currency: string
  paidAt: Date
  description: string | null
  receiptNumber: string | null
  /** It went through, and it is not this or another Folio's. */
  isHistory: boolean
}

type From = { after: string | null }

/**
 * What an account that was billed at Stripe has, read page by page; and the two things that taking over needs. But for
 * `stopBilling` nothing here changes anything at Stripe.
 */
export type StripeExport = {
  listProducts(from: From): Promise<StripePage<StripeProductRow>>
  listPrices(from: From): Promise<StripePage<StripePriceRow>>
  listCustomers(from: From): Promise<StripePage<StripeCustomerRow>>
  /** All that are not over. */
  listSubscriptions(from: From): Promise<StripePage<StripeSubscriptionRow>>
  listCharges(from: From & { since: Date }): Promise<StripePage<StripeChargeRow>>
  /** The cards of a customer, the one that is charged last. */
  readMethods(stripeCustomerId: string): Promise<{ cards: string[] }>
  /** Has a subscription end at Stripe when the period that is paid for does. Twice is once. */
  stopBilling(stripeSubscriptionId: string): Promise<void>
}

type Options = { stripeAccount?: string }
type Asked = <T>(call: () => Promise<T>) => Promise<T>

const PAGE = 100

export function stripeExport(stripe: Stripe, at: Options, asked: Asked): StripeExport {
  const page = ({ after }: From) => ({ limit: PAGE, ...(after === null ? {} : { starting_after: after }) })
  return {
    listProducts: (from) => asked(async () => pageOf(await stripe.products.list(page(from), at), productRow)),
    listPrices: (from) => asked(async () => pageOf(await stripe.prices.list(page(from), at), priceRow)),
    listCustomers: (from) =>
      asked(async () => pageOf(await stripe.customers.list(page(from), at), customerRow)),
    listSubscriptions: (from) =>
      asked(async () => pageOf(await stripe.subscriptions.list(page(from), at), subscriptionRow)),
    listCharges: ({ since, ...from }) =>
      asked(async () => {
        const created = { gte: Math.floor(since.getTime() / 1_000) }
        return pageOf(await stripe.charges.list({ ...page(from), created }, at), chargeRow)
      }),
    readMethods: (id) =>
      asked(async () => {
        const owner = await stripe.customers.retrieve(id, {}, at)
        if (owner.deleted) return { cards: [] }
        const preferred = idOf(owner.invoice_settings.default_payment_method)
        const { data } = await stripe.paymentMethods.list({ customer: id, type: 'card', limit: PAGE }, at)
        // Newest first there; without a preferred one the newest is charged.
        const cards = data.map((method) => method.id).reverse()
        const isThere = preferred !== null && cards.includes(preferred)
        return { cards: isThere ? [...cards.filter((card) => card !== preferred), preferred] : cards }
      }),
    stopBilling: (id) =>
      asked(async () => {
        await stripe.subscriptions.update(id, { cancel_at_period_end: true }, at)
      }),
  }
}

function pageOf<T extends { id: string }, R>(list: Stripe.ApiList<T>, row: (one: T) => R): StripePage<R> {
  const last = list.data.at(-1)
  return { rows: list.data.map(row), next: list.has_more && last ? last.id : null }
}

const productRow = ({ id, name, shippable }: Stripe.Product): StripeProductRow => ({
  id,
  name,
  physical: shippable === true,
})

function priceRow(price: Stripe.Price): StripePriceRow {
  const { recurring } = price
  const kind =
    recurring?.usage_type === 'metered' ? 'metered' : price.billing_scheme === 'tiered' ? 'tiers' : 'plain'
  return {
    id: price.id,
    productId: idOf(price.product) ?? '',
    amount: price.unit_amount,
    currency: price.currency.toUpperCase(),
    interval: intervalOf(recurring),
    taxIncluded: price.tax_behavior === 'inclusive',
    kind,
  }
}

const UNITS = ['day', 'week', 'month', 'year'] as const

function intervalOf(recurring: Stripe.Price.Recurring | null): Interval | null {
  const unit = UNITS.find((each) => each === recurring?.interval)
  return recurring && unit ? { unit, count: recurring.interval_count } : null
}

function customerRow(customer: Stripe.Customer): StripeCustomerRow {
  const { id, email, name, address, metadata } = customer
  const parts = {
    line1: address?.line1,
    line2: address?.line2,
    city: address?.city,
    postcode: address?.postal_code,
    region: address?.state,
    country: address?.country,
  }
  return {
    id,
    email,
    name: name ?? null,
    companyName: customer.business_name ?? null,
    address: Object.fromEntries(Object.entries(parts).filter(([, value]) => value != null && value !== '')),
    locale: customer.preferred_locales?.[0]?.slice(0, 2) ?? null,
    isFolios: metadata.folio_customer !== undefined,
  }
}

function subscriptionRow(of: Stripe.Subscription): StripeSubscriptionRow {
  const [item] = of.items.data
  const instant = (seconds: number | undefined) => new Date((seconds ?? of.start_date) * 1_000)
  return {
    id: of.id,
    customerId: idOf(of.customer) ?? '',
    status: of.status,
    items: of.items.data.length,
    priceId: item?.price.id ?? '',
    productId: idOf(item?.price.product ?? null) ?? '',
    quantity: item?.quantity ?? 1,
    startedAt: instant(of.start_date),
    periodStartAt: instant(item?.current_period_start),
    periodEndAt: instant(item?.current_period_end),
    cancelAtPeriodEnd: of.cancel_at_period_end || of.cancel_at !== null,
  }
}

const chargeRow = (charge: Stripe.Charge): StripeChargeRow => ({
  id: charge.id,
  customerId: idOf(charge.customer),
  amount: charge.amount_captured,
  refunded: charge.amount_refunded,
  currency: charge.currency.toUpperCase(),
  paidAt: new Date(charge.created * 1_000),
  description: charge.description,
  receiptNumber: charge.receipt_number,
  isHistory: charge.status === 'succeeded' && charge.captured && charge.metadata.folio_attempt === undefined,
})
