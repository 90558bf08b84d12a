import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { isUuid, newId } from '@/db/id'
import { type Checkout, type CheckoutRow, findCheckout, pageCheckouts } from '@/db/queries/checkout'
import { findPlanViews, type PlanView } from '@/db/queries/plan'
import type { PriceRow } from '@/db/queries/product'
import { listOffers } from '@/db/queries/subscription'
import { findTaxTypes } from '@/db/queries/tax'
import { brand, checkout } from '@/db/schema'
import { type CheckoutGoods, type CheckoutPlan, planCheckout, planUnknownBuyer, SLUG } from '../core/checkout'
import { currencyOf } from '../core/manual-invoice'
import type { Page, PageInput } from '../core/page'
import { type Offer, sameInterval } from '../core/plan'
import { actorName, type CustomerCtx, type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { loadBillingFacts } from './billing-facts'
import { enterCustomer } from './customer'
import { type CustomerView, viewOf } from './customer-record'
import { record } from './event'

/** A checkout as the owner's program describes it; amounts are minor units. */
export type CheckoutFields = {
  /** Null: as the slug. */
  name: string | null
  brand: string
  /** Null: made up. */
  slug: string | null
  /** Null: whoever comes. */
  customerId: string | null
  items: CheckoutItemFields[]
  /** A plan by id or code, one of its prices by id. */
  subscriptions: { plan: string; price: string; seats: number }[]
  permanent: boolean
  expiresAt: Date | null
}

export type CheckoutItemFields = {
  description: string
  amount: number
  quantity: number
  /** Null: that of what else is sold, or the owner's own. */
  currency: string | null
  taxTypeId: string | null
  taxIncluded: boolean
}

/** A checkout with what it comes to, taxed when its customer is known; `plans` and `prices` as the goods are. */
export type CheckoutView = CheckoutRow & {
  customer: CustomerView | null
  goods: CheckoutGoods
  plan: CheckoutPlan
  plans: PlanView[]
}

/** The owner's checkouts, oldest first; of one plan, newest first. */
export async function listCheckouts(
  ctx: OwnerCtx,
  page: PageInput,
  filter: { planId?: string | undefined } = {},
): Promise<Page<CheckoutView>> {
  const { rows, hasMore } = await pageCheckouts(ctx.db, ctx.owner.id, page, filter)
  return { rows: await Promise.all(rows.map((row) => viewOfCheckout(ctx, row))), hasMore }
}

/** One checkout; `not_found` outside the owner. */
export async function requireCheckout(ctx: OwnerCtx, id: string): Promise<CheckoutView> {
  const found = await findCheckout(ctx.db, ctx.owner.id, id)
  if (!found) throw new DomainError('not_found', { message: 'No such checkout' })
  return viewOfCheckout(ctx, found)
}

/**
 * Creates a page where things are sold. All of one currency, its subscriptions of one schedule, and at least one
 * thing; a slug is one of its kind in the installation. Throws `invalid_input`, naming each field that is wrong.
 */
export async function createCheckout(ctx: OwnerCtx, fields: CheckoutFields): Promise<CheckoutView> {
  requireWrite(ctx)
  const slug = fields.slug ?? randomBytes(9).toString('base64url').replace(/^[_-]/, 'c')
  if (!SLUG.test(slug)) throw invalidInput({ slug: 'A slug has letters, digits, hyphens and underscores.' })
  if (fields.expiresAt && fields.expiresAt <= ctx.now)
    throw invalidInput({ expires_at: 'This value should be in the future.' })
  const id = newId()
  await transact(ctx, async (t) => {
    const brandId = await requireBrandId(t, fields.brand)
    await requireBuyer(t, fields.customerId, brandId)
    const offers = requireOffers(await listOffers(t.tx, ctx.owner.id), fields)
    const currency = requireOneCurrency(fields, offers, ctx.owner.defaultCurrency)
    await requireTaxTypes(t, fields.items)
    const [row] = await t.tx
      .insert(checkout)
      .values({
        ownerId: ctx.owner.id,
        id,
        brandId,
        customerId: fields.customerId,
        name: fields.name ?? slug,
        slug,
        currency,
        items: fields.items.map(({ currency: _, ...item }) => item),
        subscriptions: offers.map(({ planId, priceId }, i) => ({
          planId,
          priceId,
          seats: fields.subscriptions[i]?.seats ?? 1,
        })),
        permanent: fields.permanent,
        expiresAt: fields.expiresAt,
        createdBy: actorName(ctx.actor),
      })
      .onConflictDoNothing()
      .returning()
    if (!row) throw invalidInput({ slug: 'This slug is in use already.' })
    await record(t, 'checkout.created', { ownerId: ctx.owner.id, subjectId: id })
  })
  return requireCheckout(ctx, id)
}

/** Ends a checkout now; whoever has begun to pay may finish. Twice is once. */
export async function disableCheckout(ctx: OwnerCtx, id: string): Promise<CheckoutView> {
  requireWrite(ctx)
  const found = await requireCheckout(ctx, id)
  if (found.checkout.expiresAt && found.checkout.expiresAt <= ctx.now) return found
  await transact(ctx, async (t) => {
    await t.tx
      .update(checkout)
      .set({ expiresAt: t.now })
      .where(and(eq(checkout.ownerId, ctx.owner.id), eq(checkout.id, found.checkout.id)))
    await record(t, 'checkout.disabled', { ownerId: ctx.owner.id, subjectId: found.checkout.id })
  })
  return requireCheckout(ctx, id)
}

/** What a checkout sells, as its plans and prices are now; what is not sold any more is left out. */
export async function loadGoods(db: Db | Tx, of: Checkout): Promise<CheckoutGoods> {
  const offers = of.subscriptions.length > 0 ? await listOffers(db, of.ownerId) : []
  return {
    currency: of.currency,
    subscriptions: of.subscriptions.flatMap(({ planId, priceId, seats }) => {
      const offer = offers.find((o) => o.planId === planId && o.priceId === priceId)
      return offer ? [{ offer, seats }] : []
    }),
    items: of.items.map((item) => ({ ...item, currency: of.currency })),
  }
}

/** What a checkout comes to for a customer, by the plan that will be written. */
export async function planFor(
  db: Db | Tx,
  of: Pick<CustomerCtx, 'owner' | 'brand' | 'customer' | 'now'>,
  goods: CheckoutGoods,
  { subscriptionIds = [] }: { subscriptionIds?: readonly string[] } = {},
): Promise<CheckoutPlan> {
  const facts = await loadBillingFacts(db, of, goods.currency, null)
  return planCheckout(facts, goods, { subscriptionIds }, of.now)
}

async function viewOfCheckout(ctx: OwnerCtx, row: CheckoutRow): Promise<CheckoutView> {
  const goods = await loadGoods(ctx.db, row.checkout)
  const scope = row.checkout.customerId ? await enterCustomer(ctx, row.checkout.customerId) : null
  const planIds = goods.subscriptions.map(({ offer }) => offer.planId)
  const [plan, plans] = await Promise.all([
    scope ? planFor(ctx.db, scope, goods) : planUnknownBuyer(goods, ctx.owner.timezone, ctx.now),
    findPlanViews(ctx.db, ctx.owner.id, planIds),
  ])
  return { ...row, customer: scope && viewOf(scope), goods, plan, plans }
}

/** The plan and price of one of a checkout's subscriptions, as programs see them. */
export function partsOfOffer(
  view: Pick<CheckoutView, 'plans'>,
  offer: Offer,
): { plan: PlanView; price: PriceRow } | null {
  const plan = view.plans.find((each) => each.plan.id === offer.planId)
  const price = plan?.prices.find((each) => each.id === offer.priceId)
  return plan && price ? { plan, price } : null
}

async function requireBrandId(t: TxCtx<OwnerCtx>, code: string): Promise<string> {
  const [found] = await t.tx
    .select({ id: brand.id })
    .from(brand)
    .where(and(eq(brand.ownerId, t.owner.id), eq(brand.code, code)))
  if (!found) throw invalidInput({ brand: `There is no brand ${code.slice(0, 64)}` })
  return found.id
}

/** The invoice comes from the customer's brand, so the page must be of the same. */
async function requireBuyer(t: TxCtx<OwnerCtx>, id: string | null, brandId: string): Promise<void> {
  if (id === null) return
  const row = isUuid(id)
    ? await t.tx.query.customer.findFirst({
        where: (c, { and, eq }) => and(eq(c.ownerId, t.owner.id), eq(c.id, id)),
      })
    : undefined
  if (!row) throw invalidInput({ customer: 'There is no such customer' })
  if (row.brandId !== brandId) throw invalidInput({ customer: 'This customer is of another brand' })
}

function requireOffers(known: Offer[], fields: Pick<CheckoutFields, 'subscriptions' | 'items'>): Offer[] {
  if (fields.subscriptions.length + fields.items.length === 0)
    throw invalidInput({ items: 'A checkout sells at least one item or subscription.' })
  const offers = fields.subscriptions.map(({ plan, price }, i) => {
    const ofPlan = known.filter((offer) => offer.planId === plan || offer.code === plan)
    if (ofPlan.length === 0) throw invalidInput({ [`subscriptions[${i}].plan`]: 'There is no such plan' })
    const found = ofPlan.find((offer) => offer.priceId === price)
    if (!found) throw invalidInput({ [`subscriptions[${i}].price`]: 'This plan has no such price' })
    if (found.meter)
      throw invalidInput({ [`subscriptions[${i}].price`]: 'What is billed by its use is not bought at once' })
    return found
  })
  const [first] = offers
  if (first && !offers.every((offer) => sameInterval(offer.interval, first.interval)))
    throw invalidInput({ subscriptions: 'All subscriptions must have the same schedule.' })
  return offers
}

function requireOneCurrency(
  fields: Pick<CheckoutFields, 'items'>,
  offers: Offer[],
  defaultCurrency: string,
): string {
  const [sold] = offers
  const currency =
    sold?.unitAmount.currency ?? fields.items.find((item) => item.currency)?.currency ?? defaultCurrency
  if (!offers.every((offer) => offer.unitAmount.currency === currency))
    throw invalidInput({ subscriptions: 'All subscriptions must have the same currency.' })
  const wrong = fields.items.findIndex((item) => item.currency !== null && item.currency !== currency)
  if (wrong >= 0)
    throw invalidInput({ [`items[${wrong}].currency`]: 'Everything must be in the same currency.' })
  // Refuses sums that no invoice can have.
  if (fields.items.length > 0) currencyOf(fields.items.map((item) => ({ ...item, currency })))
  return currency
}

async function requireTaxTypes(t: TxCtx<OwnerCtx>, items: CheckoutItemFields[]): Promise<void> {
  const named = items.flatMap((item) => (item.taxTypeId === null ? [] : [item.taxTypeId]))
  const known = await findTaxTypes(t.tx, t.owner.id, named.filter(isUuid))
  const wrong = items.findIndex(
    ({ taxTypeId }) => taxTypeId !== null && !known.some((type) => type.id === taxTypeId),
  )
  if (wrong >= 0) throw invalidInput({ [`items[${wrong}].tax_type`]: 'There is no such tax type' })
}
