import { z } from '@hono/zod-openapi'
import type { Address as PostalAddress } from '../../../core/address'
import {
  type CheckoutGoods,
  type CheckoutPlan,
  checkoutStanding,
  SLUG,
  sumOfPart,
} from '../../../core/checkout'
import { type CheckoutFields, type CheckoutView, partsOfOffer } from '../../../usecases/checkout'
import type { BuyerInput, OpenCheckout } from '../../../usecases/checkout-session'
import { required, text } from '../document'
import { AddressInput, Customer, currencyCode, percentOf, presentCustomer } from './customer'
import { presentPlan, SubscriptionPlan } from './plan'
import { Price, presentPrice } from './price'

const AMOUNT_MAX = 1_000_000_000_000
/** So many seats at the highest price still make an exact sum. */
const SEATS_MAX = 5_000
const count = z.number().int().positive('This value should be positive.').max(1_000_000)

export const CheckoutInput = z
  .object({
    name: text(200).nullish(),
    brand: required(64),
    slug: z
      .string()
      .regex(SLUG, 'A slug has letters, digits, hyphens and underscores.')
      .nullish()
      .openapi({ description: 'the last part of the address; made up when it is not given' }),
    customer: text(64).nullish().openapi({ format: 'uuid', description: 'whose it is; null: whoever comes' }),
    items: z
      .array(
        z.object({
          description: required(500),
          amount: z.number().int().positive('This value should be positive.').max(AMOUNT_MAX),
          quantity: count.nullish(),
          currency: currencyCode.nullish(),
          include_tax: z.boolean().nullish(),
          tax_type: text(64).nullish().openapi({ format: 'uuid' }),
        }),
      )
      .max(100)
      .nullish(),
    subscriptions: z
      .array(
        z.object({
          plan: required(64).openapi({ description: 'id or code name' }),
          price: required(64).openapi({ format: 'uuid' }),
          seat_number: count.max(SEATS_MAX).nullish(),
        }),
      )
      .max(20)
      .nullish(),
    permanent: z.boolean().nullish().openapi({ description: 'stays when something was bought' }),
    expires_at: z.iso.datetime({ offset: true, error: 'This value is not a valid datetime.' }).nullish(),
  })
  .openapi('CheckoutInput', {
    example: {
      name: 'Glitter',
      brand: 'default',
      slug: 'glitter',
      items: [{ description: 'Set-up', amount: 1000, currency: 'EUR', include_tax: false }],
      permanent: true,
    },
  })

const Line = z.object({
  subscription_plan: SubscriptionPlan.nullable(),
  price: Price.nullable(),
  description: z.string(),
  currency: z.string(),
  seat_number: z.number().int().nullable(),
  quantity: z.number().int(),
  total: z.number().int(),
  sub_total: z.number().int(),
  tax_total: z.number().int(),
  tax_rate: z
    .number()
    .nullable()
    .openapi({ description: 'percent; null where it is not the same for all of it' }),
})

const standing = z.enum(['open', 'used', 'expired'])

export const Checkout = z
  .object({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    brand: z.string(),
    status: standing,
    currency: z.string(),
    customer: Customer.nullable(),
    billing_admin: z.null(),
    created_by: z.string(),
    total: z.number().int().openapi({ description: 'without tax while the customer is not known' }),
    sub_total: z.number().int(),
    tax_total: z.number().int(),
    lines: z.array(Line),
    permanent: z.boolean(),
    expires_at: z.string().nullable(),
    created_at: z.string(),
    pay_link: z.string(),
  })
  .openapi('Checkout')

export function presentCheckout(
  view: CheckoutView,
  of: { origin: string; now: Date },
): z.infer<typeof Checkout> {
  const { checkout: row, goods, plan, customer } = view
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    brand: view.brand.code,
    status: checkoutStanding({ ...row, isSold: view.isSold }, of.now),
    currency: row.currency,
    customer: customer && presentCustomer(customer),
    billing_admin: null,
    created_by: row.createdBy,
    ...totalsOf(plan),
    lines: soldLines(goods, plan).map(({ offer, ...line }) => {
      const parts = offer && partsOfOffer(view, offer)
      return {
        ...line,
        subscription_plan: parts ? presentPlan(parts.plan) : null,
        price: parts ? presentPrice(parts.price) : null,
      }
    }),
    permanent: row.permanent,
    expires_at: row.expiresAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    pay_link: `${of.origin}/checkout/${row.slug}`,
  }
}

export function checkoutFields(given: z.output<typeof CheckoutInput>): CheckoutFields {
  return {
    name: given.name?.trim() || null,
    brand: given.brand,
    slug: given.slug ?? null,
    customerId: given.customer || null,
    items: (given.items ?? []).map((item) => ({
      description: item.description.trim(),
      amount: item.amount,
      quantity: item.quantity ?? 1,
      currency: item.currency ?? null,
      taxTypeId: item.tax_type || null,
      taxIncluded: item.include_tax ?? false,
    })),
    subscriptions: (given.subscriptions ?? []).map(({ plan, price, seat_number: seats }) => ({
      plan,
      price,
      seats: seats ?? 1,
    })),
    permanent: given.permanent ?? false,
    expiresAt: given.expires_at ? new Date(given.expires_at) : null,
  }
}

/** A page as anybody sees it: nothing of whose it is but its brand. */
export const PublicCheckout = z
  .object({
    name: z.string(),
    slug: z.string(),
    brand: z.string(),
    currency: z.string(),
    customer_known: z.boolean().openapi({ description: 'it was made for one customer: no address is asked' }),
    permanent: z.boolean(),
    expires_at: z.string().nullable(),
    total: z.number().int(),
    sub_total: z.number().int(),
    tax_total: z.number().int(),
    amount_due: z.number().int(),
    tax_known: z.boolean(),
    lines: z.array(
      Line.omit({ subscription_plan: true, price: true }).extend({ schedule: z.string().nullable() }),
    ),
  })
  .openapi('PublicCheckout')

export function presentPublic(
  open: OpenCheckout & { plan: CheckoutPlan },
  { taxKnown }: { taxKnown: boolean },
): z.infer<typeof PublicCheckout> {
  const { checkout: row, goods, plan } = open
  return {
    name: row.name,
    slug: row.slug,
    brand: open.brand.name,
    currency: row.currency,
    customer_known: row.customerId !== null,
    permanent: row.permanent,
    expires_at: row.expiresAt?.toISOString() ?? null,
    ...totalsOf(plan),
    amount_due: plan.invoice.amountDue.amount,
    tax_known: taxKnown,
    lines: soldLines(goods, plan).map(({ offer, ...line }) => ({
      ...line,
      schedule: offer ? offer.interval.unit : null,
    })),
  }
}

const optional = (charsMax: number) => text(charsMax).nullish()

export const BuyerBody = z
  .object({
    email: z.email('This value is not a valid email address.').max(320),
    name: optional(200),
    tax_number: optional(32),
    locale: z.enum(['en', 'de', 'fr']).nullish(),
    address: AddressInput.nullish().openapi({ description: 'its country decides the tax' }),
    checkout_session: text(128)
      .nullish()
      .openapi({ description: 'corrects what this session said before, as long as it has not paid' }),
  })
  .openapi('Buyer', {
    example: { email: 'ada@example.org', address: { street_line_one: '1 Mill Lane', country: 'DE' } },
  })

export function buyerOf(given: z.output<typeof BuyerBody>): BuyerInput {
  const { address } = given
  const parts = {
    line1: address?.street_line_one,
    line2: address?.street_line_two,
    city: address?.city,
    region: address?.region,
    postcode: address?.postcode,
    country: address?.country,
  }
  return {
    email: given.email,
    name: given.name ?? null,
    companyName: address?.company_name ?? null,
    vatNumber: given.tax_number ?? null,
    locale: given.locale ?? 'en',
    address: Object.fromEntries(Object.entries(parts).filter(([, part]) => part)) as PostalAddress,
  }
}

function totalsOf({ invoice }: CheckoutPlan) {
  return { total: invoice.total.amount, sub_total: invoice.net.amount, tax_total: invoice.tax.amount }
}

function soldLines(goods: CheckoutGoods, plan: CheckoutPlan) {
  const sold = [
    ...goods.subscriptions.map(({ offer, seats }) => ({ offer, description: offer.name, quantity: seats })),
    ...goods.items.map(({ description, quantity }) => ({ offer: null, description, quantity })),
  ]
  return sold.map(({ offer, description, quantity }, i) => {
    const { net, tax, total, ratePpm } = sumOfPart(plan.parts[i] ?? [], goods.currency)
    return {
      offer,
      description,
      currency: goods.currency,
      seat_number: offer ? quantity : null,
      quantity,
      total,
      sub_total: net,
      tax_total: tax,
      tax_rate: ratePpm === null ? null : percentOf(ratePpm),
    }
  })
}
