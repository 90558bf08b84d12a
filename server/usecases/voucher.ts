import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { newId } from '@/db/id'
import { currencyOfCredit, currencyOfSubscription } from '@/db/queries/credit'
import { lockCustomer } from '@/db/queries/customer'
import {
  type AppliedVoucher,
  countRedemptions,
  listUnusedRedemptions,
  lockAutomaticVouchers,
  lockVoucherByCode,
  pageAppliedVouchers,
  type VoucherRow,
} from '@/db/queries/voucher'
import { invoice, voucher, voucherRedemption } from '@/db/schema'
import { PPM } from '../core/money'
import type { Page, PageInput } from '../core/page'
import { type Redemption, redeem, type UnusedVoucher, type Voucher, type VoucherEvent } from '../core/voucher'
import { type CustomerCtx, type OwnerCtx, requireWrite, type TxCtx } from '../ctx'
import { invalidInput, invariant } from '../errors'
import { insertGift } from './credit'
import { record } from './event'
import { transactOnce } from './once'

export type { AppliedVoucher }

/**
 * Applies a voucher to a customer by its code: credit at once, or a percentage that the next invoice uses. Throws
 * `invalid_input` on `code`, with nothing recorded, for one that is unknown, disabled, expired, used up or (where
 * it is for once) already the customer's (behaviour page, section 10).
 */
export async function redeemVoucher(ctx: CustomerCtx, code: string): Promise<void> {
  requireWrite(ctx)
  await transactOnce(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const row = await lockVoucherByCode(t.tx, t.owner.id, code.trim())
    if (!row) throw invalidInput({ code: 'This voucher is not valid' })
    const given = await applyVoucher(t, row, 'code')
    if (given.kind === 'refused') throw invalidInput({ code: given.message })
  })
}

/**
 * Gives a customer the enabled automatic vouchers of something that happened, each once whatever happens again; one
 * that has run out is passed over. Inside the transaction in which it happened, under the customer's lock.
 */
export async function giveAutomaticVouchers(t: TxCtx<CustomerCtx>, event: VoucherEvent): Promise<void> {
  for (const row of await lockAutomaticVouchers(t.tx, t.owner.id, event)) {
    const oncePerCustomer = true
    await applyVoucher(t, { ...row, oncePerCustomer }, event)
  }
}

/** The vouchers applied to a customer, oldest first, used or not. */
export const customerVouchers = (
  ctx: CustomerCtx,
  filter: { used?: boolean | undefined },
  page: PageInput,
): Promise<Page<AppliedVoucher>> =>
  pageAppliedVouchers(ctx.db, { ownerId: ctx.owner.id, customerId: ctx.customer.id }, filter, page)

/** Any transaction inside an owner's scope; a customer's is one too. */
type OwnerTx = Pick<TxCtx<OwnerCtx>, 'tx' | 'owner' | 'actor' | 'now'>

/**
 * The percentages these customers were given and have not used, the first applied first: what `adjust` of
 * core/voucher.ts takes one of. A customer without any is not in the map. One query, however many customers.
 */
export async function unusedVouchers(
  tx: Db | Tx,
  ownerId: string,
  customerIds: readonly string[],
): Promise<Map<string, UnusedVoucher[]>> {
  const found = new Map<string, UnusedVoucher[]>()
  for (const { id, customerId, percentOffPpm, appliedAt } of await listUnusedRedemptions(
    tx,
    ownerId,
    customerIds,
  )) {
    if (percentOffPpm === null) continue
    const of = found.get(customerId)
    if (of) of.push({ id, percentOffPpm, appliedAt })
    else found.set(customerId, [{ id, percentOffPpm, appliedAt }])
  }
  return found
}

/**
 * Marks a percentage as used by an invoice, in the transaction that issues it. `redemptionId` is the `id` of an
 * `UnusedVoucher`; a second use is a bug, which the customer's lock keeps away.
 */
export async function spendVoucher(
  t: OwnerTx,
  use: { redemptionId: string; invoiceId: string; at: Date },
): Promise<void> {
  const { redemptionId, invoiceId, at } = use
  const [row] = await t.tx
    .update(voucherRedemption)
    .set({ usedAt: at, invoiceId })
    .where(
      and(
        eq(voucherRedemption.ownerId, t.owner.id),
        eq(voucherRedemption.id, redemptionId),
        isNull(voucherRedemption.usedAt),
      ),
    )
    .returning()
  invariant(row, 'a voucher is used once')
  await record(t, 'voucher.used', {
    ownerId: t.owner.id,
    customerId: row.customerId,
    subjectId: row.voucherId,
    payload: { redemptionId, invoiceId },
    at,
  })
}

/** What an invoice used comes back when it is voided: the customer has it for the next one. */
export async function giveBackVoucher(t: OwnerTx, invoiceId: string): Promise<void> {
  const ofInvoice = t.tx
    .select({ customerId: invoice.customerId })
    .from(invoice)
    .where(and(eq(invoice.ownerId, t.owner.id), eq(invoice.id, invoiceId)))
  const rows = await t.tx
    .update(voucherRedemption)
    .set({ usedAt: null, invoiceId: null })
    .where(
      and(
        eq(voucherRedemption.ownerId, t.owner.id),
        // By way of its customer, because that is what redemptions are found by.
        inArray(voucherRedemption.customerId, ofInvoice),
        eq(voucherRedemption.invoiceId, invoiceId),
      ),
    )
    .returning()
  for (const { id, customerId, voucherId } of rows)
    await record(t, 'voucher.given_back', {
      ownerId: t.owner.id,
      customerId,
      subjectId: voucherId,
      payload: { redemptionId: id, invoiceId },
    })
}

/** Decides under the locks of customer and voucher, and writes what was decided; a refusal writes nothing. */
async function applyVoucher(
  t: TxCtx<CustomerCtx>,
  row: VoucherRow,
  by: 'code' | VoucherEvent,
): Promise<Redemption> {
  const of = { ownerId: t.owner.id, customerId: t.customer.id }
  const given = redeem(
    ruleOf(row),
    {
      by,
      redemptions: row.redemptions,
      redemptionsOfCustomer: await countRedemptions(t.tx, { ...of, voucherId: row.id }),
      currencies: {
        credit: (await currencyOfCredit(t.tx, of)) ?? null,
        subscription: (await currencyOfSubscription(t.tx, of)) ?? null,
        default: t.owner.defaultCurrency,
      },
    },
    t.now,
  )
  if (given.kind === 'refused') return given
  await t.tx
    .update(voucher)
    .set({ redemptions: row.redemptions + 1 })
    .where(and(eq(voucher.ownerId, of.ownerId), eq(voucher.id, row.id)))
  const redemptionId = newId()
  await t.tx.insert(voucherRedemption).values({
    ...of,
    id: redemptionId,
    voucherId: row.id,
    percentOffPpm: given.kind === 'discount' ? given.percentOffPpm : null,
    appliedAt: t.now,
    usedAt: given.kind === 'credit' ? t.now : null,
  })
  if (given.kind === 'credit')
    await insertGift(t, { amount: given.amount, reason: `Voucher: ${row.name}`, source: 'automated' })
  await record(t, 'voucher.redeemed', { ...of, subjectId: row.id, payload: { redemptionId, by } })
  return given
}

function ruleOf(row: VoucherRow): Voucher {
  return {
    id: row.id,
    effect: effectOf(row),
    entry: entryOf(row),
    enabled: row.enabled,
    expiresAt: row.expiresAt,
    redemptionsMax: row.redemptionsMax,
    oncePerCustomer: row.oncePerCustomer,
  }
}

function effectOf(row: VoucherRow): Voucher['effect'] {
  if (row.type === 'fixed_credit') return { type: 'fixed_credit', amounts: row.amounts }
  const percentOffPpm = row.percentOffPpm
  invariant(percentOffPpm !== null && percentOffPpm <= PPM, 'a percentage voucher has its percentage')
  return { type: 'percentage', percentOffPpm }
}

function entryOf(row: VoucherRow): Voucher['entry'] {
  if (row.code !== null) return { type: 'manual', code: row.code }
  invariant(row.entryEvent, 'an automatic voucher has what gives it')
  return { type: 'automatic', event: row.entryEvent }
}
