import { type CustomerCtx, requireWrite, transact } from '../ctx'
import { invalidInput } from '../errors'
import { record } from './event'
import type { Invoice } from './invoice'
import { lockInvoice } from './manual-invoice'

/**
 * Mails an issued invoice again, to the customer or to the address given. Throws `not_found`, and `invalid_input` for
 * a draft, which nobody may see yet, and for one that is void.
 */
export async function sendInvoice(
  ctx: CustomerCtx,
  id: string,
  input: { email: string | null },
): Promise<Invoice> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const row = await lockInvoice(t, id)
    if (row.status === 'draft' || row.status === 'void')
      throw invalidInput({ invoice: `A ${row.status} invoice is not sent to anybody` })
    const to = input.email ?? t.customer.receiptEmail ?? t.customer.email
    const of = { ownerId: row.ownerId, customerId: row.customerId, subjectId: row.id }
    await record(t, 'invoice.sent', { ...of, payload: { to } })
    return row
  })
}
