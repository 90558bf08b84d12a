import { asc, desc } from 'drizzle-orm'
import { listOffers } from '@/db/queries/subscription'
import { owner } from '@/db/schema'
import type { Coupon } from '../core/discount'
import { ANY_PRODUCT, EU } from '../core/tax'
import { checkVatNumber } from '../core/vat-number'
import type { Ctx, CustomerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer, myCustomers, stripeFor } from './customer'
import { loadTaxRuling } from './tax-facts'

// What a price page asks before anything is bought.

export type ListedOffer = Awaited<ReturnType<typeof listOffers>>[number]

/**
 * The plans that are open to new customers: of the signed-in caller's owner, for anybody else of the house
 * (whoever runs this installation), or of the only owner there is.
 */
export async function publicOffers(
  ctx: Ctx,
  input: { customer?: string | undefined },
): Promise<ListedOffer[]> {
  const ownerId =
    ctx.actor.kind === 'user' ? (await enterOwn(ctx, input.customer))?.owner.id : await houseId(ctx)
  if (ownerId === undefined) return []
  return (await listOffers(ctx.db, ownerId)).filter((offer) => offer.public)
}

/** A coupon of the Stripe account that bills the caller. Throws `coupon_invalid` when there is none of that name. */
export async function requireCoupon(
  ctx: Ctx,
  input: { code: string; customer?: string | undefined },
): Promise<Coupon> {
  const customer = await requireOwn(ctx, input.customer)
  const coupon = await stripeFor(customer).findCoupon(input.code)
  if (!coupon) throw new DomainError('coupon_invalid', { message: 'No such coupon' })
  return coupon
}

/** What a VAT number says by itself: its country, and whether its format and check digits are that country's. */
export function companyOf(vatId: string): { vatNumber: string; country: string | null; valid: boolean } {
  const vatNumber = vatId.toUpperCase().replace(/[\s.-]/g, '')
  const prefix = vatNumber.startsWith('EL') ? 'GR' : vatNumber.slice(0, 2)
  return { vatNumber, country: EU.has(prefix) ? prefix : null, valid: checkVatNumber(vatNumber) }
}

/** The tax that the caller would be invoiced with, were its address in `country`; unset: where it is. */
export async function taxIn(
  ctx: Ctx,
  input: { country?: string | undefined; customer?: string | undefined },
) {
  const own = await requireOwn(ctx, input.customer)
  const { customer } = own
  const country = input.country ?? customer.address.country ?? null
  const address = { ...customer.address, ...(country ? { country } : {}) }
  const of = { ...own, customer: { ...customer, address } }
  const taxOf = await loadTaxRuling(ctx.db, of, customer.currency ?? own.owner.defaultCurrency)
  const { ratePpm, note } = taxOf(ANY_PRODUCT, 0)
  return { country, ratePpm, note }
}

async function requireOwn(ctx: Ctx, key: string | undefined): Promise<CustomerCtx> {
  const found = await enterOwn(ctx, key)
  if (!found) throw new DomainError('not_found', { message: 'You are not a member of any customer' })
  return found
}

/** The customer named, else the one the user has been a member of longest. */
async function enterOwn(ctx: Ctx, key: string | undefined): Promise<CustomerCtx | undefined> {
  const id = key ?? (await myCustomers(ctx))[0]?.customer.id
  return id === undefined ? undefined : enterCustomer(ctx, id)
}

async function houseId(ctx: Ctx): Promise<string | undefined> {
  const [first, second] = await ctx.db
    .select({ id: owner.id, isHouse: owner.isHouse })
    .from(owner)
    .orderBy(desc(owner.isHouse), asc(owner.id))
    .limit(2)
  return first?.isHouse || second === undefined ? first?.id : undefined
}
