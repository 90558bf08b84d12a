import { and, eq, isNull } from 'drizzle-orm'
import { newId } from '@/db/id'
import {
  type CreditNote,
  type CreditNoteWithLines,
  findCreditNote,
  listCreditedLines,
  listRefundsOf,
  lockPaymentsOf,
  pageCreditNotes,
  sumRefundedByNotes,
} from '@/db/queries/credit-note'
import { drawNumbers, type Invoice, listInvoiceLines, type Payment } from '@/db/queries/invoice'
import { creditEntry, creditNote, creditNoteLine, paymentAttempt } from '@/db/schema'
import {
  type CreditableLine,
  type CreditNoteFacts,
  type CreditNotePlan,
  type CreditNoteRequest,
  creditableLines,
  planCreditNote,
} from '../core/credit-note'
import { documentNumber } from '../core/invoice'
import { dueOf } from '../core/invoice-state'
import { creditNoteTransfers } from '../core/ledger'
import { money } from '../core/money'
import type { Page, PageInput } from '../core/page'
import { type CustomerCtx, type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { enterCustomer } from './customer'
import { record } from './event'
import { change, close, giveUpAttempt, lockBill } from './invoice-close'
import { post } from './ledger'
import { lockInvoice } from './manual-invoice'
import { transactOnce } from './once'
import { NOT_OWED, openRefund, type Refund, runRefund } from './refund'

export type { CreditNote, CreditNoteWithLines }

export type CreditNoteInput = {
  reason: string
  request: CreditNoteRequest
  /** What was paid goes back to where it came from, instead of becoming the customer's credit. */
  refund: 'to_payment' | 'to_credit'
}

/**
 * Corrects an issued invoice by a credit note of its own series (issue 3, point 14): it lowers what is due first; what
 * was paid goes back to the payments, newest first, or becomes credit, and so does what no payment holds any more.
 * Refunds made before without a note are what it gives back first. All notes together never come to more than the
 * invoice: its row is locked. Refunds that Stripe does not answer stay pending and a job goes on with them.
 * Throws `not_found`, `invalid_input`, and `payment_pending` while money is on its way in either direction.
 */
export async function issueCreditNote(
  ctx: CustomerCtx,
  invoiceId: string,
  input: CreditNoteInput,
): Promise<CreditNoteWithLines> {
  requireWrite(ctx)
  const { id, refunds } = await transactOnce(ctx, (t) => write(t, invoiceId, input))
  for (const { id: refundId } of refunds) {
    try {
      await runRefund(ctx, refundId)
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'stripe_unavailable')) throw error
    }
  }
  return requireCreditNote(ctx, id)
}

/** What a credit note would take back, and where what was paid would go; to the cent, and written nowhere. */
export type CreditNotePreview = {
  plan: CreditNotePlan
  refunds: { paymentId: string; paymentMethodId: string | null; amount: number }[]
  /** All that goes back to payments, with what was refunded before without a note; and what becomes credit. */
  refunded: number
  credited: number
  /** What is still to be paid afterwards. */
  dueAfter: number
}

/** The same decisions as `issueCreditNote`, by the same plan. Throws as it does. */
export async function previewCreditNote(
  ctx: CustomerCtx,
  invoiceId: string,
  input: CreditNoteInput,
): Promise<CreditNotePreview> {
  return transact(ctx, async (t) => {
    const { bill } = await lockBill(t, invoiceId)
    const plan = await planOf(t, bill, input.request)
    const { refunds, refunded, credited } = await planBack(t, bill, plan, input)
    return {
      plan,
      refunds: refunds.map(({ of, amount }) => ({
        paymentId: of.id,
        paymentMethodId: of.paymentMethodId,
        amount,
      })),
      refunded,
      credited,
      dueAfter: dueOf(bill) - plan.reducesDue.amount,
    }
  })
}

/** What is left of each line of an invoice to be credited, in its order; `not_found` outside the customer. */
export async function creditableOf(ctx: CustomerCtx, invoiceId: string): Promise<CreditableLine[]> {
  return transact(ctx, async (t) => creditableLines(await factsOf(t, await lockInvoice(t, invoiceId))))
}

/** One credit note of the scope; `not_found` outside it. */
export async function requireCreditNote(
  ctx: OwnerCtx | CustomerCtx,
  id: string,
): Promise<CreditNoteWithLines> {
  const found = await findCreditNote(ctx.db, ctx.owner.id, id)
  if (!found || ('customer' in ctx && found.customerId !== ctx.customer.id))
    throw new DomainError('not_found', { message: 'No such credit note' })
  return found
}

/** The owner's credit notes, oldest first. */
export const listCreditNotes = (
  ctx: Pick<OwnerCtx, 'db' | 'owner'>,
  filter: { invoiceId?: string | undefined; customerId?: string | undefined },
  page: PageInput,
): Promise<Page<CreditNoteWithLines>> => pageCreditNotes(ctx.db, ctx.owner.id, filter, page)

/** The scope of the customer whose credit note this is. */
export async function enterCreditNote(ctx: OwnerCtx, id: string): Promise<CustomerCtx> {
  return enterCustomer(ctx, (await requireCreditNote(ctx, id)).customerId)
}

type Written = { id: string; refunds: Refund[] }

async function write(t: TxCtx<CustomerCtx>, invoiceId: string, input: CreditNoteInput): Promise<Written> {
  const { bill, waiting } = await lockBill(t, invoiceId)
  const plan = await planOf(t, bill, input.request)
  const id = newId()
  const back = await planBack(t, bill, plan, input)
  const refunds: Refund[] = []
  for (const { of, amount } of back.refunds)
    refunds.push(await openRefund(t, of, { amount, reason: input.reason || null, creditNoteId: id }))
  await insertNote(t, bill, plan, { id, reason: input.reason, ...back })
  if (back.credited > 0) await giveCredit(t, bill, back.credited)
  const parts = {
    ...plan,
    refunded: money(back.refunded, bill.currency),
    credited: money(back.credited, bill.currency),
  }
  const of = { ownerId: bill.ownerId, customerId: bill.customerId }
  const from = bill.status === 'uncollectible' ? 'bad_debt' : 'receivable'
  await post(t, creditNoteTransfers(parts, from), { ...of, reason: 'credit_note.issued', invoiceId: bill.id })
  await record(t, 'credit_note.issued', {
    ...of,
    subjectId: id,
    payload: { invoiceId: bill.id, total: plan.total.amount },
  })
  await lowerDue(t, bill, waiting, plan.reducesDue.amount)
  return { id, refunds }
}

async function planOf(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  request: CreditNoteRequest,
): Promise<CreditNotePlan> {
  return planCreditNote(await factsOf(t, bill), request)
}

async function factsOf(t: TxCtx<CustomerCtx>, bill: Invoice): Promise<CreditNoteFacts> {
  const { currency } = bill
  const amounts = (line: { net: number; tax: number; total: number }) => ({
    net: money(line.net, currency),
    tax: money(line.tax, currency),
    total: money(line.total, currency),
  })
  const lines = await listInvoiceLines(t.tx, bill.ownerId, [bill.id])
  const credited = await listCreditedLines(t.tx, bill.ownerId, bill.id)
  return {
    status: bill.status,
    currency,
    lines: lines.map((line) => ({ id: line.id, ratePpm: line.taxRatePpm, ...amounts(line) })),
    credited: credited.map(({ line }) => ({
      lineId: line.invoiceLineId,
      ratePpm: line.taxRatePpm,
      ...amounts(line),
    })),
    amountDue: money(dueOf(bill), currency),
  }
}

type Back = { refunds: { of: Payment; amount: number }[]; refunded: number; credited: number }

/** Where what was paid goes: what was refunded before counts, then the payments, then the customer's credit. */
async function planBack(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  plan: CreditNotePlan,
  input: CreditNoteInput,
): Promise<Back> {
  let left = plan.givesBack.amount
  if (left === 0) return { refunds: [], refunded: 0, credited: 0 }
  const payments = await lockPaymentsOf(t.tx, bill.ownerId, bill.id)
  const made = await listRefundsOf(
    t.tx,
    bill.ownerId,
    payments.map(({ id }) => id),
  )
  const unnoted = made.filter((row) => row.creditNoteId === null && row.reason !== NOT_OWED)
  if (unnoted.some((row) => row.status === 'pending'))
    throw new DomainError('payment_pending', { message: 'A refund of this invoice is on its way' })
  const sum = (rows: { amount: number }[]) => rows.reduce((all, { amount }) => all + amount, 0)
  const noted = await sumRefundedByNotes(t.tx, bill.ownerId, bill.id)
  const withNote = made.filter((row) => row.creditNoteId !== null)
  const before = Math.min(left, Math.max(0, sum(unnoted) + sum(withNote) - noted))
  left -= before
  const refunds: Back['refunds'] = []
  for (const of of input.refund === 'to_payment' ? payments : []) {
    if (of.status === 'reversed' || of.status === 'disputed') continue
    const rest = of.amount - sum(made.filter((row) => row.paymentId === of.id))
    const amount = Math.min(left, rest)
    if (amount > 0) refunds.push({ of, amount })
    left -= Math.max(amount, 0)
  }
  return { refunds, refunded: before + sum(refunds), credited: left }
}

async function insertNote(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  plan: CreditNotePlan,
  of: { id: string; reason: string; refunded: number; credited: number },
): Promise<void> {
  const { id, reason, refunded, credited } = of
  const series = { ownerId: bill.ownerId, brandId: bill.brandId, series: 'credit_note' as const }
  const sequence = await drawNumbers(t.tx, series, 1)
  await t.tx.insert(creditNote).values({
    ownerId: bill.ownerId,
    id,
    brandId: bill.brandId,
    customerId: bill.customerId,
    invoiceId: bill.id,
    number: documentNumber(`${t.brand.invoicePrefix}-C`, t.now.getUTCFullYear(), sequence),
    reason,
    currency: bill.currency,
    net: plan.net.amount,
    tax: plan.tax.amount,
    total: plan.total.amount,
    reducesDue: plan.reducesDue.amount,
    refunded,
    credited,
    issuedAt: t.now,
  })
  await t.tx.insert(creditNoteLine).values(
    plan.lines.map((line) => ({
      ownerId: bill.ownerId,
      id: newId(),
      creditNoteId: id,
      invoiceLineId: line.lineId,
      taxRatePpm: line.ratePpm,
      net: line.net.amount,
      tax: line.tax.amount,
      total: line.total.amount,
    })),
  )
}

async function giveCredit(t: TxCtx<CustomerCtx>, bill: Invoice, amount: number): Promise<void> {
  await t.tx.insert(creditEntry).values({
    ownerId: bill.ownerId,
    id: newId(),
    customerId: bill.customerId,
    amount,
    currency: bill.currency,
    reason: 'credit_note.issued',
    invoiceId: bill.id,
    at: t.now,
  })
}

/** What waits to be charged becomes what is still due; with nothing due the invoice is closed. */
async function lowerDue(
  t: TxCtx<CustomerCtx>,
  bill: Invoice,
  waiting: typeof paymentAttempt.$inferSelect | undefined,
  reduced: number,
): Promise<void> {
  if (reduced === 0) return
  const amountCredited = bill.amountCredited + reduced
  const due = dueOf(bill) - reduced
  if (due === 0) {
    await giveUpAttempt(t, waiting)
    await close(t, bill, { paidAt: t.now, amountCredited })
    return
  }
  await change(t, bill, { amountCredited })
  if (!waiting) return
  const [lowered] = await t.tx
    .update(paymentAttempt)
    .set({ amount: due })
    .where(
      and(
        eq(paymentAttempt.ownerId, waiting.ownerId),
        eq(paymentAttempt.id, waiting.id),
        isNull(paymentAttempt.sentAt),
      ),
    )
    .returning()
  invariant(lowered, 'a locked attempt that was not sent is updated')
}
