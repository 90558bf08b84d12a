import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { listUnusedRedemptions } from '@/db/queries/voucher'
import { invoice, voucherRedemption } from '@/db/schema'
import type { UnusedVoucher } from '../core/voucher'
import type { OwnerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'
import { record } from './event'

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
export async function useVoucher(
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
