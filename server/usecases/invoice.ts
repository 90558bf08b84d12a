import { and, eq, inArray } from 'drizzle-orm'
import { newId } from '@/db/id'
import {
  drawNumbers,
  findInvoice,
  type Invoice,
  type InvoiceLineRow,
  listAttempts,
  listInvoiceLines,
  listInvoices,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { creditEntry, discount, invoice, invoiceLine } from '@/db/schema'
import type { InvoiceDraft, Party } from '../core/invoice'
import { formatNumber } from '../core/invoice-number'
import { dueAtOf, dueOf } from '../core/invoice-state'
import { issueTransfers, voidTransfers } from '../core/ledger'
import { money, neg } from '../core/money'
import { settingsOf } from '../core/settings'
import type { Brand, Customer, CustomerCtx, TxCtx } from '../ctx'
import { DomainError, invariant } from '../errors'
import { record } from './event'
import { post } from './ledger'

export type { Invoice, PaymentAttempt }
export type InvoiceWithLines = Invoice & { lines: InvoiceLineRow[] }

/** A customer's invoices with their lines, newest first. */
export async function invoices(ctx: CustomerCtx): Promise<InvoiceWithLines[]> {
  const rows = await listInvoices(ctx.db, ctx.owner.id, ctx.customer.id)
  const lines = await listInvoiceLines(
    ctx.db,
    ctx.owner.id,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({ ...row, lines: lines.filter((line) => line.invoiceId === row.id) }))
}

/** One invoice with its lines and attempts to pay it, oldest first; `not_found` outside the customer. */
export async function requireInvoice(
  ctx: CustomerCtx,
  id: string,
): Promise<InvoiceWithLines & { attempts: PaymentAttempt[] }> {
  const row = await findInvoice(ctx.db, ctx.owner.id, id)
  if (!row || row.customerId !== ctx.customer.id || isHidden(ctx, row))
    throw new DomainError('not_found', { message: 'No such invoice' })
  const [lines, attempts] = await Promise.all([
    listInvoiceLines(ctx.db, ctx.owner.id, [id]),
    listAttempts(ctx.db, ctx.owner.id, id),
  ])
  return { ...row, lines, attempts }
}

/** A draft is nobody's but the owner's. */
export const isHidden = (ctx: Pick<CustomerCtx, 'actor'>, row: Invoice): boolean =>
  row.status === 'draft' && ctx.actor.kind === 'user'

/** What is still to be paid on an invoice, in minor units. */
export const amountDue = (row: Invoice): number => dueOf(row)

/**
 * Issues a drafted invoice: draws its number, writes it with its lines, takes the credit it uses, ends
 * the discounts it used up, writes the ledger. Nothing due: it is paid at once.
 */
export async function issueInvoice(
  t: TxCtx<CustomerCtx>,
  draft: InvoiceDraft,
  subscriptionId: string | null,
  { id = newId() }: { id?: string } = {},
): Promise<Invoice> {
  const of = { ownerId: t.owner.id, customerId: t.customer.id }
  const sequence = await drawNumbers(t.tx, { ownerId: of.ownerId, brandId: t.brand.id, series: 'invoice' }, 1)
  const free = draft.amountDue.amount === 0
  const [row] = await t.tx
    .insert(invoice)
    .values({
      ...of,
      id,
      brandId: t.brand.id,
      subscriptionId,
      number: invoiceNumber(t.brand, { id, sequence, issuedAt: draft.issuedAt }),
      reason: draft.reason,
      status: free ? 'paid' : 'open',
      currency: draft.currency,
      subtotal: draft.subtotal.amount,
      discount: draft.discount.amount,
      net: draft.net.amount,
      tax: draft.tax.amount,
      total: draft.total.amount,
      creditApplied: draft.creditApplied.amount,
      seller: sellerOf(t.brand),
      buyer: buyerOf(t.customer),
      notes: draft.notes,
      locale: t.customer.locale,
      issuedAt: draft.issuedAt,
      dueAt: invoiceDueAt(t, draft),
      paidAt: free ? draft.issuedAt : null,
    })
    .returning()
  invariant(row, 'an inserted invoice is returned')
  await insertLines(t, row.id, draft, subscriptionId)
  await takeCredit(t, row, draft)
  await endDiscounts(t, draft)
  await post(t, issueTransfers(draft), {
    ...of,
    reason: 'invoice.issued',
    invoiceId: row.id,
    at: row.issuedAt,
  })
  await record(t, 'invoice.issued', { ...of, subjectId: row.id, at: row.issuedAt })
  if (free) await record(t, 'invoice.paid', { ...of, subjectId: row.id, at: row.issuedAt })
  return row
}

/**
 * Voids an open invoice that will not be paid: its number stays, its periods may be billed again, the
 * credit and the discounts it used come back, the ledger is turned round.
 */
export async function voidInvoice(t: TxCtx<CustomerCtx>, row: Invoice): Promise<void> {
  invariant(row.status === 'open' && row.amountPaid === 0, 'only an unpaid open invoice is voided')
  const of = { ownerId: row.ownerId, customerId: row.customerId }
  const key = and(eq(invoice.ownerId, row.ownerId), eq(invoice.id, row.id))
  await t.tx.update(invoice).set({ status: 'void', voidedAt: t.now }).where(key)
  await t.tx
    .update(invoiceLine)
    .set({ voidedAt: t.now })
    .where(and(eq(invoiceLine.ownerId, row.ownerId), eq(invoiceLine.invoiceId, row.id)))
  if (row.creditApplied > 0)
    await t.tx.insert(creditEntry).values({
      ...of,
      id: newId(),
      amount: row.creditApplied,
      currency: row.currency,
      reason: 'invoice.voided',
      invoiceId: row.id,
    })
  if (row.subscriptionId) {
    // What was promised with this invoice goes with it; what it used up of an older promise comes back.
    await t.tx
      .delete(discount)
      .where(
        and(
          eq(discount.ownerId, row.ownerId),
          eq(discount.subscriptionId, row.subscriptionId),
          eq(discount.invoiceId, row.id),
        ),
      )
    await t.tx
      .update(discount)
      .set({ endedAt: null })
      .where(
        and(
          eq(discount.ownerId, row.ownerId),
          eq(discount.subscriptionId, row.subscriptionId),
          eq(discount.duration, 'once'),
          eq(discount.endedAt, row.issuedAt),
        ),
      )
  }
  const amounts = {
    net: money(row.net, row.currency),
    tax: money(row.tax, row.currency),
    creditApplied: money(row.creditApplied, row.currency),
  }
  await post(t, voidTransfers(amounts), { ...of, reason: 'invoice.voided', invoiceId: row.id })
  await record(t, 'invoice.voided', { ...of, subjectId: row.id })
}

/** The next number of a brand's series, in the brand's form. */
export const invoiceNumber = (
  brand: Brand,
  { id, sequence, issuedAt }: { id: string; sequence: number; issuedAt: Date },
): string =>
  formatNumber(brand, {
    year: issuedAt.getUTCFullYear(),
    month: issuedAt.getUTCMonth() + 1,
    sequence,
    random: id.slice(-8),
  })

/** Until when an invoice is to be paid, by how the customer is billed and what the owner chose. */
export const invoiceDueAt = (
  of: Pick<CustomerCtx, 'owner' | 'customer'>,
  bill: Pick<InvoiceDraft, 'reason' | 'issuedAt'>,
): Date =>
  dueAtOf(bill, {
    billingType: of.customer.billingType,
    dueDays: settingsOf(of.owner).invoiceDueDays,
  })

/** The lines of a drafted invoice, in their order. */
export async function insertLines(
  t: TxCtx<CustomerCtx>,
  invoiceId: string,
  draft: InvoiceDraft,
  subscriptionId: string | null,
): Promise<void> {
  await t.tx.insert(invoiceLine).values(
    draft.lines.map((line, position) => ({
      ownerId: t.owner.id,
      id: newId(),
      invoiceId,
      position,
      subscriptionId,
      priceId: line.priceId,
      kind: line.kind,
      description: line.description,
      quantity: line.quantity,
      unitAmount: line.unitAmount.amount,
      amount: line.amount.amount,
      discount: line.discount.amount,
      net: line.net.amount,
      taxRatePpm: line.ratePpm,
      tax: line.tax.amount,
      total: line.total.amount,
      periodStartAt: line.periodStartAt,
      periodEndAt: line.periodEndAt,
    })),
  )
}

async function takeCredit(t: TxCtx<CustomerCtx>, row: Invoice, draft: InvoiceDraft): Promise<void> {
  if (draft.creditApplied.amount === 0) return
  await t.tx.insert(creditEntry).values({
    ownerId: row.ownerId,
    id: newId(),
    customerId: row.customerId,
    amount: neg(draft.creditApplied).amount,
    currency: row.currency,
    reason: 'invoice.issued',
    invoiceId: row.id,
  })
}

async function endDiscounts(t: TxCtx<CustomerCtx>, draft: InvoiceDraft): Promise<void> {
  if (draft.discountsUsed.length === 0) return
  await t.tx
    .update(discount)
    .set({ endedAt: draft.issuedAt })
    .where(and(eq(discount.ownerId, t.owner.id), inArray(discount.id, draft.discountsUsed)))
}

/** The seller as it is now, for the invoice to keep. */
export function sellerOf(brand: Brand): Party {
  const { name, email, address, taxNumber, accent } = brand
  return { name, email, address, taxNumber, accent }
}

/** The buyer as it is now, for the invoice to keep. */
export function buyerOf(customer: Customer): Party {
  return {
    name: customer.name ?? customer.companyName ?? customer.email,
    companyName: customer.companyName,
    email: customer.receiptEmail ?? customer.email,
    address: customer.address,
    taxNumber: customer.vatNumber,
  }
}
