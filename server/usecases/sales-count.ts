import { eq } from 'drizzle-orm'
import {
  addToDays,
  addToQuarters,
  lockSales,
  replaceDays,
  replaceQuarters,
  salesSpan,
} from '@/db/queries/sales'
import { owner } from '@/db/schema'
import { quarterOf, type Sale } from '../core/sales'
import { dayOf, daysBetween } from '../core/sales-range'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { invariant } from '../errors'

type OwnerTx = Pick<TxCtx<OwnerCtx>, 'tx' | 'owner'>

/** What a transfer of an invoice adds to the sums. */
export type CountedSale = Sale & { invoiceId: string; at: Date }

/**
 * Adds sales of the owner to their quarter-hours and days, in the transaction that moves the money. The sums stay
 * locked until it ends: whoever sells much does this late.
 */
export async function countSales(t: OwnerTx, sales: CountedSale[]): Promise<void> {
  if (sales.length === 0) return
  const rows = sales.map(({ at, ...sale }) => ({ ...sale, bucketAt: quarterOf(at) }))
  const add = (timezone: string) => addToDays(t.tx, t.owner.id, { timezone, sales: withDays(rows, timezone) })
  // Sent together, done in this order: from the first on the time zone stays as the second finds it.
  const [, isAdded] = await Promise.all([addToQuarters(t.tx, t.owner.id, rows), add(t.owner.timezone)])
  // Else the owner has moved to another time zone since this began.
  invariant(isAdded || (await add(await timezoneOf(t))), 'sales are of invoices, in a time zone that stays')
}

function withDays<T extends { bucketAt: Date }>(rows: T[], timezone: string): (T & { day: string })[] {
  const days = new Map(rows.map(({ bucketAt }) => [bucketAt.getTime(), '']))
  for (const ms of days.keys()) days.set(ms, dayOf(new Date(ms), timezone))
  return rows.map((row) => ({ ...row, day: days.get(row.bucketAt.getTime()) ?? '' }))
}

/** Writes the days of an owner anew, in the transaction that moves it to a time zone. */
export async function rebuildSalesDays(t: Pick<TxCtx, 'tx'>, of: { ownerId: string; timezone: string }) {
  await lockSales(t.tx, of.ownerId)
  const span = await salesSpan(t.tx, of.ownerId)
  await replaceDays(t.tx, of.ownerId, span ? daysBetween(span, of.timezone) : [])
}

/** Writes an owner's sales anew from its ledger: for who finds that they differ (`folio ledger check`). */
export async function rebuildSales(ctx: OwnerCtx): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    await lockSales(t.tx, t.owner.id)
    await replaceQuarters(t.tx, t.owner.id)
    await rebuildSalesDays(t, { ownerId: t.owner.id, timezone: await timezoneOf(t) })
  })
}

async function timezoneOf(t: OwnerTx): Promise<string> {
  const [row] = await t.tx.select({ timezone: owner.timezone }).from(owner).where(eq(owner.id, t.owner.id))
  invariant(row, 'the owner in scope exists')
  return row.timezone
}
