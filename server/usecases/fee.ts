import { and, eq, isNull, sql } from 'drizzle-orm'
import { ACCOUNT_OF_CUSTOMER } from '@/db/queries/customer'
import { payment } from '@/db/schema'
import { feeTransfers } from '../core/ledger'
import type { Money } from '../core/money'
import { type Ctx, transact } from '../ctx'
import { enterCustomer } from './customer'
import { post } from './ledger'

/** Payments looked at in one go, and how many pages of a hundred movements are read for them. */
const BATCH = 5_000
const PAGES_MAX = 200
/** Stripe says what it keeps within minutes; after this long nobody looks for it but the check of the ledger. */
const LOOK_DAYS = 7

type Waiting = { id: string; customerId: string; chargeId: string; account: string | null }

/**
 * Writes into the ledger what Stripe keeps of each payment, once it has said so: it does not always know at the
 * charge itself. Answers how many were written.
 */
export async function bookFees(
  ctx: Ctx,
  options: { onError?: (error: unknown, about: string) => void } = {},
): Promise<number> {
  const waiting = await listWaiting(ctx)
  let booked = 0
  for (const account of new Set(waiting.map((row) => row.account))) {
    try {
      const ofAccount = waiting.filter((row) => row.account === account)
      booked += await bookOn(ctx, account, new Map(ofAccount.map((row) => [row.chargeId, row])))
    } catch (error) {
      if (!options.onError) throw error
      options.onError(error, account ?? 'own account')
    }
  }
  return booked
}

/** Reads from the newest movement back, until everything that is looked for was seen. */
async function bookOn(ctx: Ctx, account: string | null, waiting: Map<string, Waiting>): Promise<number> {
  let booked = 0
  let after: string | null = null
  for (let page = 0; page < PAGES_MAX && waiting.size > 0; page++) {
    const { movements, next } = await ctx.stripe.for(account).listMovements({ after })
    for (const { kind, sourceId, fee } of movements) {
      const row = kind === 'payment' && sourceId !== null ? waiting.get(sourceId) : undefined
      if (!row) continue
      waiting.delete(row.chargeId)
      await book(ctx, row, fee)
      booked += 1
    }
    if (next === null) break
    after = next
  }
  return booked
}

async function book(ctx: Ctx, row: Waiting, fee: Money): Promise<void> {
  await transact(await enterCustomer(ctx, row.customerId), async (t) => {
    const [paid] = await t.tx
      .update(payment)
      .set({ fee: fee.amount, feeCurrency: fee.currency })
      .where(and(eq(payment.ownerId, t.owner.id), eq(payment.id, row.id), isNull(payment.fee)))
      .returning()
    if (!paid) return
    await post(t, feeTransfers(fee), {
      ownerId: paid.ownerId,
      customerId: paid.customerId,
      invoiceId: paid.invoiceId,
      paymentId: paid.id,
      reason: 'payment.fee',
    })
  })
}

function listWaiting(ctx: Ctx): Promise<Waiting[]> {
  return ctx.db.execute<Waiting>(sql`
    select p.id, p.customer_id as "customerId", p.stripe_charge_id as "chargeId", ${ACCOUNT_OF_CUSTOMER} as account
    from payment p
    join customer c on c.owner_id = p.owner_id and c.id = p.customer_id
    join brand b on b.owner_id = c.owner_id and b.id = c.brand_id
    left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
    where p.fee is null and p.source = 'stripe' and p.stripe_charge_id is not null
      and p.created_at > now() - make_interval(days => ${LOOK_DAYS}::int)
    order by p.created_at limit ${BATCH}`)
}
