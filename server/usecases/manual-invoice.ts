import { and, eq, inArray } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import { findInvoice, type Invoice } from '@/db/queries/invoice'
import { invoice, invoiceLine, taxType } from '@/db/schema'
import { draftInvoice, type InvoiceDraft } from '../core/invoice'
import { moveInvoice } from '../core/invoice-state'
import { currencyOf, itemLines, type ManualItem } from '../core/manual-invoice'
import { type CustomerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { loadBillingFacts } from './billing-facts'
import { record } from './event'
import { buyerOf, insertLines, invoiceDueAt, issueInvoice, sellerOf } from './invoice'
import { transactOnce } from './once'

/**
 * An invoice that the owner writes by hand: issued at once, or kept as a draft, which has no number and may still
 * change. It is due after the owner's days and charged only when somebody asks. Throws `invalid_input` for items
 * of several currencies, of an unknown tax type, or that come to less than nothing; `conflict` when another amount
 * than the one told is due.
 */
export async function createManualInvoice(
  ctx: CustomerCtx,
  input: { items: ManualItem[]; draft: boolean; amountDue?: number | undefined },
): Promise<Invoice> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    if (!input.draft) return issueInvoice(t, asTold(await price(t, input.items), input), null)
    const row = await insertDraft(t, newId(), input.items)
    await recordDraft(t, 'invoice.drafted', row)
    return row
  })
}

/** What such an invoice would come to if it was issued now, by the plan that is then written; written nowhere. */
export const previewManualInvoice = (ctx: CustomerCtx, items: ManualItem[]): Promise<InvoiceDraft> =>
  transact(ctx, (t) => price(t, items))

/** Replaces the items of a draft. Throws `not_found`, and `invalid_input` for what is issued already. */
export async function replaceDraft(ctx: CustomerCtx, id: string, items: ManualItem[]): Promise<Invoice> {
  requireWrite(ctx)
  return transact(ctx, async (t) => {
    const before = await lockDraft(t, id, 'changed')
    await removeDraft(t, before)
    const row = await insertDraft(t, before.id, items)
    await recordDraft(t, 'invoice.draft_changed', row)
    return row
  })
}

/** Takes a draft away; nothing is left of it but its events. */
export async function deleteDraft(ctx: CustomerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const row = await lockDraft(t, id, 'deleted')
    await removeDraft(t, row)
    await recordDraft(t, 'invoice.draft_deleted', row)
  })
}

/**
 * Issues a draft under its own id: it is priced anew by what holds now (tax, the customer's credit, its address),
 * draws the next number and is final from then on. Throws `not_found`, `invalid_input` for one that is no draft, and
 * `conflict` when another amount than the one told is due by now.
 */
export async function finalizeInvoice(
  ctx: CustomerCtx,
  id: string,
  told: { amountDue?: number | undefined } = {},
): Promise<Invoice> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const row = await lockInvoice(t, id)
    moveInvoice(row.status, 'open')
    const draft = asTold(await price(t, row.draftItems ?? []), told)
    await removeDraft(t, row)
    return issueInvoice(t, draft, null, { id: row.id })
  })
}

/** An invoice of the customer in scope, locked; `not_found` for every other. */
export async function lockInvoice(t: TxCtx<CustomerCtx>, id: string): Promise<Invoice> {
  const row = await findInvoice(t.tx, t.owner.id, id, { lock: true })
  if (!row || row.customerId !== t.customer.id)
    throw new DomainError('not_found', { message: 'No such invoice' })
  return row
}

async function lockDraft(t: TxCtx<CustomerCtx>, id: string, verb: string): Promise<Invoice> {
  await lockCustomer(t.tx, t.owner.id, t.customer.id)
  const row = await lockInvoice(t, id)
  if (row.status !== 'draft')
    throw invalidInput({
      invoice: `Only a draft can be ${verb}; what is issued is corrected by a credit note`,
    })
  return row
}

async function price(t: TxCtx<CustomerCtx>, items: ManualItem[]): Promise<InvoiceDraft> {
  const currency = currencyOf(items)
  await requireTaxTypes(t, items)
  const facts = await loadBillingFacts(t.tx, t, currency, null)
  const lines = itemLines(items, t.now)
  const draft = draftInvoice({ ...facts, reason: 'manual', currency, issuedAt: t.now, lines })
  if (draft.total.amount < 0)
    throw invalidInput({ items: 'An invoice cannot come to less than nothing; write a credit note' })
  return draft
}

/** What a person was shown is what is issued, or nothing is. */
function asTold(draft: InvoiceDraft, told: { amountDue?: number | undefined }): InvoiceDraft {
  if (told.amountDue !== undefined && told.amountDue !== draft.amountDue.amount)
    throw new DomainError('conflict', { message: 'The amount has changed. Nothing was issued.' })
  return draft
}

async function requireTaxTypes(t: TxCtx<CustomerCtx>, items: ManualItem[]): Promise<void> {
  const wanted = [...new Set(items.flatMap(({ taxTypeId }) => (taxTypeId === null ? [] : [taxTypeId])))]
  if (wanted.length === 0) return
  const known = await t.tx
    .select({ id: taxType.id })
    .from(taxType)
    .where(and(eq(taxType.ownerId, t.owner.id), inArray(taxType.id, wanted)))
  const ids = new Set(known.map(({ id }) => id))
  const wrong = items.flatMap(({ taxTypeId }, i) =>
    taxTypeId === null || ids.has(taxTypeId) ? [] : [[`items[${i}].tax_type`, 'There is no such tax type']],
  )
  if (wrong.length > 0) throw invalidInput(Object.fromEntries(wrong))
}

/** A draft takes no credit and no number: those are for what is issued. */
async function insertDraft(t: TxCtx<CustomerCtx>, id: string, items: ManualItem[]): Promise<Invoice> {
  const draft = await price(t, items)
  const [row] = await t.tx
    .insert(invoice)
    .values({
      ownerId: t.owner.id,
      id,
      brandId: t.brand.id,
      customerId: t.customer.id,
      number: '',
      reason: draft.reason,
      status: 'draft',
      currency: draft.currency,
      subtotal: draft.subtotal.amount,
      discount: draft.discount.amount,
      net: draft.net.amount,
      tax: draft.tax.amount,
      total: draft.total.amount,
      seller: sellerOf(t.brand),
      buyer: buyerOf(t.customer),
      notes: draft.notes,
      locale: t.customer.locale,
      issuedAt: draft.issuedAt,
      dueAt: invoiceDueAt(t, draft),
      draftItems: items,
    })
    .returning()
  invariant(row, 'an inserted draft is returned')
  await insertLines(t, row.id, draft, null)
  return row
}

async function removeDraft(t: TxCtx<CustomerCtx>, row: Invoice): Promise<void> {
  await t.tx
    .delete(invoiceLine)
    .where(and(eq(invoiceLine.ownerId, row.ownerId), eq(invoiceLine.invoiceId, row.id)))
  await t.tx.delete(invoice).where(and(eq(invoice.ownerId, row.ownerId), eq(invoice.id, row.id)))
}

const recordDraft = (
  t: TxCtx<CustomerCtx>,
  type: 'invoice.drafted' | 'invoice.draft_changed' | 'invoice.draft_deleted',
  row: Invoice,
) =>
  record(t, type, {
    ownerId: row.ownerId,
    customerId: row.customerId,
    subjectId: row.id,
    payload: { total: row.total, currency: row.currency },
  })
