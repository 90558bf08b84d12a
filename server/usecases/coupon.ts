import { sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { ACCOUNT_OF_CUSTOMER } from '@/db/queries/customer'
import { type Coupon, couponRefusal } from '../core/discount'
import type { Currency } from '../core/money'
import type { CustomerCtx, TxCtx } from '../ctx'
import { DomainError } from '../errors'
import { stripeFor } from './customer'

/** A coupon of the customer's Stripe account, checked as Stripe would check it. Throws `coupon_invalid`. */
export async function requireCoupon(ctx: CustomerCtx, code: string, currency: Currency): Promise<Coupon> {
  const coupon = await stripeFor(ctx).findCoupon(code)
  if (!coupon) throw couponError(`No such coupon: ${code.slice(0, 80)}`)
  refuse(ctx, coupon, { ...(await countRedemptions(ctx.db, ctx, coupon.id)), currency })
  return coupon
}

/**
 * Checks a coupon again in the transaction that promises it. Everybody who is about to promise a coupon of the same
 * Stripe account waits here for their turn, whichever owner they buy from: the limit is the account's.
 */
export async function claimCoupon(t: TxCtx<CustomerCtx>, coupon: Coupon, currency: Currency): Promise<void> {
  const name = `coupon ${t.account ?? ''} ${coupon.id}`
  await t.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`)
  refuse(t, coupon, { ...(await countRedemptions(t.tx, t, coupon.id)), currency })
}

export const couponError = (message: string) =>
  new DomainError('coupon_invalid', { message, fields: { coupon: message } })

type Redemptions = { here: number; mine: number }

function refuse(
  of: Pick<CustomerCtx, 'now'>,
  coupon: Coupon,
  { here, mine, currency }: Redemptions & { currency: Currency },
): void {
  const usedByThisCustomer = coupon.duration === 'once' && mine > 0
  const refusal = couponRefusal(coupon, { currency, redeemedHere: here, usedByThisCustomer }, of.now)
  if (refusal) throw couponError(refusal)
}

/** How often a coupon was promised here by all owners on its Stripe account, and to this customer. */
async function countRedemptions(
  db: Db | Tx,
  of: Pick<CustomerCtx, 'account' | 'customer'>,
  couponId: string,
): Promise<Redemptions> {
  const [row] = await db.execute<Redemptions>(sql`
    select count(*)::int as here, (count(*) filter (where d.customer_id = ${of.customer.id}))::int as mine
    from discount d
    join customer c on c.owner_id = d.owner_id and c.id = d.customer_id
    join brand b on b.owner_id = c.owner_id and b.id = c.brand_id
    left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
    where d.stripe_coupon_id = ${couponId} and ${ACCOUNT_OF_CUSTOMER} is not distinct from ${of.account}`)
  return row ?? { here: 0, mine: 0 }
}
