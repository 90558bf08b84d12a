import { and, eq, ne, sql } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockOwner } from '@/db/queries/owner'
import {
  findVoucher,
  pageRedemptions,
  pageVouchers,
  type VoucherFilter,
  type VoucherRow,
} from '@/db/queries/voucher'
import { voucher } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import type { Voucher } from '../core/voucher'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { transactOnce } from './once'

export type { VoucherFilter, VoucherRow }

/** A voucher as its owner describes it. */
export type VoucherFields = { name: string } & Omit<Voucher, 'id' | 'enabled'>

/** The owner's vouchers, oldest first. */
export const listVouchers = (
  ctx: OwnerCtx,
  filter: VoucherFilter,
  page: PageInput,
): Promise<Page<VoucherRow>> => pageVouchers(ctx.db, ctx.owner.id, filter, page)

/** One voucher; `not_found` outside the owner. */
export async function requireVoucher(ctx: OwnerCtx, id: string): Promise<VoucherRow> {
  return found(await findVoucher(ctx.db, ctx.owner.id, id))
}

/** Who was given a voucher, the latest first; `not_found` outside the owner. */
export async function listRedemptions(ctx: OwnerCtx, voucherId: string, page: PageInput) {
  const { id } = await requireVoucher(ctx, voucherId)
  return pageRedemptions(ctx.db, ctx.owner.id, id, page)
}

/** Creates a voucher, enabled. Throws `invalid_input` for a code in use, whatever its case, and an end in the past. */
export async function createVoucher(ctx: OwnerCtx, fields: VoucherFields): Promise<VoucherRow> {
  requireWrite(ctx)
  if (fields.expiresAt && fields.expiresAt <= ctx.now)
    throw invalidInput({ expires_at: 'A voucher cannot end in the past' })
  return transactOnce(ctx, async (t) => {
    await requireFreeCode(t, fields, null)
    const [row] = await t.tx
      .insert(voucher)
      .values({ ...columnsOf(fields), ownerId: ctx.owner.id, id: newId() })
      .returning()
    invariant(row, 'an inserted voucher is returned')
    await record(t, 'voucher.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/**
 * Replaces a voucher. What customers were given stays as it was promised. Throws `invalid_input` for a code in use
 * and for a limit below what was redeemed.
 */
export async function replaceVoucher(ctx: OwnerCtx, id: string, fields: VoucherFields): Promise<VoucherRow> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const before = await lockVoucher(t, id)
    await requireFreeCode(t, fields, before.id)
    if (fields.redemptionsMax !== null && fields.redemptionsMax < before.redemptions)
      throw invalidInput({ max_redemptions: `It was redeemed ${before.redemptions} times already` })
    const row = await write(t, before.id, columnsOf(fields))
    await record(t, 'voucher.updated', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/** Nobody can redeem it from then on; percentages that customers have stay theirs. Twice is once. */
export const disableVoucher = (ctx: OwnerCtx, id: string) => setEnabled(ctx, id, { enabled: false })

export const enableVoucher = (ctx: OwnerCtx, id: string) => setEnabled(ctx, id, { enabled: true })

/** Deletes a voucher that nobody has redeemed; of one that was, customers still know: `conflict`. */
export async function deleteVoucher(ctx: OwnerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const { redemptions, ...row } = await lockVoucher(t, id)
    if (redemptions > 0)
      throw new DomainError('conflict', {
        message: 'This voucher was redeemed and stays: disable it instead',
      })
    await t.tx.delete(voucher).where(byId(t, row.id))
    const payload = { name: row.name, code: row.code }
    await record(t, 'voucher.deleted', { ownerId: ctx.owner.id, subjectId: row.id, payload })
  })
}

async function setEnabled(ctx: OwnerCtx, id: string, to: { enabled: boolean }): Promise<VoucherRow> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const before = await lockVoucher(t, id)
    if (before.enabled === to.enabled) return before
    const row = await write(t, before.id, to)
    const type = to.enabled ? 'voucher.enabled' : 'voucher.disabled'
    await record(t, type, { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

async function lockVoucher(t: TxCtx<OwnerCtx>, id: string): Promise<VoucherRow> {
  return found(await findVoucher(t.tx, t.owner.id, id, { lock: true }))
}

async function write(
  t: TxCtx<OwnerCtx>,
  id: string,
  changes: Partial<typeof voucher.$inferInsert>,
): Promise<VoucherRow> {
  const [row] = await t.tx.update(voucher).set(changes).where(byId(t, id)).returning()
  invariant(row, 'the voucher in scope exists')
  return row
}

/** Codes of one owner are taken one at a time, so that of two the second is told and neither breaks. */
async function requireFreeCode(
  t: TxCtx<OwnerCtx>,
  { entry }: VoucherFields,
  exceptId: string | null,
): Promise<void> {
  if (entry.type !== 'manual') return
  await lockOwner(t.tx, t.owner.id)
  const [taken] = await t.tx
    .select({ id: voucher.id })
    .from(voucher)
    .where(
      and(
        eq(voucher.ownerId, t.owner.id),
        sql`lower(${voucher.code}) = lower(${entry.code})`,
        exceptId ? ne(voucher.id, exceptId) : undefined,
      ),
    )
  if (taken) throw invalidInput({ code: `There is a voucher ${entry.code} already` })
}

function columnsOf(fields: VoucherFields) {
  const { name, effect, entry, expiresAt, redemptionsMax, oncePerCustomer } = fields
  return {
    name,
    type: effect.type,
    percentOffPpm: effect.type === 'percentage' ? effect.percentOffPpm : null,
    amounts: effect.type === 'fixed_credit' ? [...effect.amounts] : [],
    entryType: entry.type,
    entryEvent: entry.type === 'automatic' ? entry.event : null,
    code: entry.type === 'manual' ? entry.code : null,
    expiresAt,
    redemptionsMax,
    oncePerCustomer,
  }
}

const byId = (t: { owner: { id: string } }, id: string) =>
  and(eq(voucher.ownerId, t.owner.id), eq(voucher.id, id))

function found(row: VoucherRow | undefined): VoucherRow {
  if (!row) throw new DomainError('not_found', { message: 'No such voucher' })
  return row
}
