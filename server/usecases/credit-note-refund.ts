import { and, eq, sql } from 'drizzle-orm'
import { newId } from '@/db/id'
import { creditEntry, creditNote, type refund } from '@/db/schema'
import { refundToCreditTransfers } from '../core/ledger'
import { money } from '../core/money'
import type { CustomerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'
import { record } from './event'
import { post } from './ledger'

/**
 * A refund that a credit note asked for was refused: what could not be given back is the customer's credit instead,
 * so that the note stays true.
 */
export async function keepAsCredit(
  t: TxCtx<CustomerCtx>,
  of: typeof refund.$inferSelect,
  creditNoteId: string,
): Promise<void> {
  const [note] = await t.tx
    .update(creditNote)
    .set({
      refunded: sql`${creditNote.refunded} - ${of.amount}`,
      credited: sql`${creditNote.credited} + ${of.amount}`,
    })
    .where(and(eq(creditNote.ownerId, of.ownerId), eq(creditNote.id, creditNoteId)))
    .returning()
  invariant(note, 'the credit note of a refund exists')
  const ref = { ownerId: of.ownerId, customerId: note.customerId }
  await t.tx.insert(creditEntry).values({
    ...ref,
    id: newId(),
    amount: of.amount,
    currency: of.currency,
    reason: 'credit_note.refund_failed',
    invoiceId: note.invoiceId,
    at: t.now,
  })
  await post(t, refundToCreditTransfers(money(of.amount, of.currency)), {
    ...ref,
    reason: 'credit_note.refund_failed',
    invoiceId: note.invoiceId,
    refundId: of.id,
  })
  await record(t, 'credit_note.kept_as_credit', {
    ...ref,
    subjectId: note.id,
    payload: { refundId: of.id, amount: of.amount },
  })
}
