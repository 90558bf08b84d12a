import { and, asc, count, eq, ilike, isNull, like, or, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { customer, voucher, voucherRedemption } from '@/db/schema'
import type { Page, PageInput } from '@/server/core/page'
import { pgArray } from '../bulk'
import { isUuid } from '../id'
import { prepared } from '../prepared'
import { containing, pageOf, pageParts } from './page'

export type VoucherRow = typeof voucher.$inferSelect
export type VoucherRedemptionRow = typeof voucherRedemption.$inferSelect

/** All of these hold at once; texts are found anywhere, with their case. */
export type VoucherFilter = {
  name?: string | undefined
  code?: string | undefined
  type?: VoucherRow['type'] | undefined
  entryType?: VoucherRow['entryType'] | undefined
  enabled?: boolean | undefined
  /** Found in the name or the code, in any case. */
  text?: string | undefined
}

/** The owner's vouchers, oldest first. */
export async function pageVouchers(
  db: Db,
  ownerId: string,
  filter: VoucherFilter,
  page: PageInput,
): Promise<Page<VoucherRow>> {
  const { where, orderBy, limit } = pageParts(voucher.id, page)
  const { name, code, type, entryType, enabled, text } = filter
  const found = text && containing(text)
  const rows = await db
    .select()
    .from(voucher)
    .where(
      and(
        eq(voucher.ownerId, ownerId),
        where,
        name ? like(voucher.name, containing(name)) : undefined,
        code ? like(voucher.code, containing(code)) : undefined,
        type ? eq(voucher.type, type) : undefined,
        entryType ? eq(voucher.entryType, entryType) : undefined,
        enabled === undefined ? undefined : eq(voucher.enabled, enabled),
        found ? or(ilike(voucher.name, found), ilike(voucher.code, found)) : undefined,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function findVoucher(
  db: Db | Tx,
  ownerId: string,
  id: string,
  options: { lock?: boolean } = {},
): Promise<VoucherRow | undefined> {
  if (!isUuid(id)) return undefined
  const query = db
    .select()
    .from(voucher)
    .where(and(eq(voucher.ownerId, ownerId), eq(voucher.id, id)))
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

/** The voucher of a code, whatever its case, locked: who redeems it is counted one at a time. */
export async function lockVoucherByCode(
  tx: Tx,
  ownerId: string,
  code: string,
): Promise<VoucherRow | undefined> {
  const [row] = await tx
    .select()
    .from(voucher)
    .where(and(eq(voucher.ownerId, ownerId), sql`lower(${voucher.code}) = lower(${code})`))
    .for('update')
  return row
}

/** How many automatic vouchers one happening gives at most. */
const AUTOMATIC_MAX = 50

/** The enabled vouchers that something which happened gives, locked in the order of their ids. */
export function lockAutomaticVouchers(
  tx: Tx,
  ownerId: string,
  event: NonNullable<VoucherRow['entryEvent']>,
): Promise<VoucherRow[]> {
  return tx
    .select()
    .from(voucher)
    .where(and(eq(voucher.ownerId, ownerId), eq(voucher.entryEvent, event), eq(voucher.enabled, true)))
    .orderBy(asc(voucher.id))
    .limit(AUTOMATIC_MAX)
    .for('update')
}

/** How often a customer was given a voucher. */
export async function countRedemptions(
  tx: Tx,
  of: { ownerId: string; voucherId: string; customerId: string },
): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(voucherRedemption)
    .where(
      and(
        eq(voucherRedemption.ownerId, of.ownerId),
        eq(voucherRedemption.voucherId, of.voucherId),
        eq(voucherRedemption.customerId, of.customerId),
      ),
    )
  return row?.count ?? 0
}

/** The percentages that wait for an invoice of these customers, the first applied first. */
export function listUnusedRedemptions(
  db: Db | Tx,
  ownerId: string,
  customerIds: readonly string[],
): Promise<VoucherRedemptionRow[]> {
  if (customerIds.length === 0) return Promise.resolve([])
  return unused(db).execute({ ownerId, customerIds: pgArray(customerIds) })
}

/** A voucher as a customer has it. */
export type AppliedVoucher = { redemption: VoucherRedemptionRow; voucher: VoucherRow }

/** The vouchers applied to a customer, oldest first. */
export async function pageAppliedVouchers(
  db: Db,
  of: { ownerId: string; customerId: string },
  filter: { used?: boolean | undefined },
  page: PageInput,
): Promise<Page<AppliedVoucher>> {
  const { where, orderBy, limit } = pageParts(voucherRedemption.id, page)
  const { used } = filter
  const rows = await db
    .select({ redemption: voucherRedemption, voucher })
    .from(voucherRedemption)
    .innerJoin(
      voucher,
      and(eq(voucher.ownerId, voucherRedemption.ownerId), eq(voucher.id, voucherRedemption.voucherId)),
    )
    .where(
      and(
        eq(voucherRedemption.ownerId, of.ownerId),
        eq(voucherRedemption.customerId, of.customerId),
        where,
        used === undefined ? undefined : sql`(${voucherRedemption.usedAt} is not null) = ${used}`,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

const unused = prepared((db) =>
  db
    .select()
    .from(voucherRedemption)
    .where(
      and(
        eq(voucherRedemption.ownerId, sql.placeholder('ownerId')),
        sql`${voucherRedemption.customerId} = any(${sql.placeholder('customerIds')}::uuid[])`,
        isNull(voucherRedemption.usedAt),
      ),
    )
    .orderBy(asc(voucherRedemption.appliedAt), asc(voucherRedemption.id))
    .prepare('unused_redemptions'),
)

/** Who was given a voucher, the latest first. */
export async function pageRedemptions(
  db: Db,
  ownerId: string,
  voucherId: string,
  page: PageInput,
): Promise<Page<{ redemption: VoucherRedemptionRow; customer: typeof customer.$inferSelect }>> {
  const { where, orderBy, limit } = pageParts(voucherRedemption.id, page, 'desc')
  const rows = await db
    .select({ redemption: voucherRedemption, customer })
    .from(voucherRedemption)
    .innerJoin(
      customer,
      and(eq(customer.ownerId, voucherRedemption.ownerId), eq(customer.id, voucherRedemption.customerId)),
    )
    .where(and(eq(voucherRedemption.ownerId, ownerId), eq(voucherRedemption.voucherId, voucherId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}
