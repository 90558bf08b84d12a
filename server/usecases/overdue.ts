import { and, eq, sql } from 'drizzle-orm'
import { lockCustomer } from '@/db/queries/customer'
import { findInvoice } from '@/db/queries/invoice'
import { invoice } from '@/db/schema'
import { dueOf } from '../core/invoice-state'
import { noticesDue } from '../core/overdue'
import { DEFAULT_SETTINGS, settingsOf } from '../core/settings'
import { type Ctx, transact } from '../ctx'
import { enterCustomer } from './customer'
import { record } from './event'

const BATCH = 200

/** Sent to be paid, rather than charged: what is charged is dunned by its attempts. */
const sent = sql`(i.reason = 'manual' or c.billing_type = 'invoice')`

/** When the next notice of an invoice `i` of an owner `o` goes out; null after the last. */
const noticeAt = sql`(i.due_at + make_interval(days => case when i.overdue_notices = 0 then 0
  else (coalesce(o.settings -> 'dunningDays', ${JSON.stringify(DEFAULT_SETTINGS.dunningDays)}::text::jsonb)
        ->> (i.overdue_notices - 1))::int end))`

const owed = sql`from invoice i join owner o on o.id = i.owner_id
  join customer c on c.owner_id = i.owner_id and c.id = i.customer_id
  where i.status = 'open' and ${sent}`

/**
 * Tells customers who are sent invoices that one is overdue: when it falls due, and again on each day of the owner's
 * dunning schedule. Answers how many. Run twice at once it tells once: the invoice's row counts.
 */
export async function remindOverdue(ctx: Ctx, options: { ownerId?: string } = {}): Promise<number> {
  const now = sql`coalesce(o.clock_at, ${ctx.now.toISOString()}::timestamptz)`
  const due = await ctx.db.execute<{ id: string; customerId: string }>(sql`
    select i.id, i.customer_id as "customerId" ${owed} and i.due_at <= ${now} and ${noticeAt} <= ${now}
      ${options.ownerId ? sql`and i.owner_id = ${options.ownerId}` : sql``}
    order by i.due_at limit ${BATCH}`)
  for (const { id, customerId } of due) await tell(ctx, customerId, id)
  return due.length
}

/** A query for the instant of an owner's next notice after `from`. */
export const nextOverdueNotice = (ownerId: string, from: Date) => sql`
  select min(${noticeAt}) ${owed} and i.owner_id = ${ownerId} and ${noticeAt} > ${from.toISOString()}::timestamptz`

async function tell(ctx: Ctx, customerId: string, invoiceId: string): Promise<void> {
  await transact(await enterCustomer(ctx, customerId), async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const row = await findInvoice(t.tx, t.owner.id, invoiceId, { lock: true })
    if (row?.status !== 'open') return
    const notices = noticesDue(row.dueAt, settingsOf(t.owner).dunningDays, t.now)
    if (notices <= row.overdueNotices) return
    await t.tx
      .update(invoice)
      .set({ overdueNotices: notices })
      .where(and(eq(invoice.ownerId, row.ownerId), eq(invoice.id, row.id)))
    await record(t, 'invoice.overdue', {
      ownerId: row.ownerId,
      customerId: row.customerId,
      subjectId: row.id,
      payload: { notice: notices, amountDue: dueOf(row) },
    })
  })
}
