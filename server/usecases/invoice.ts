import { and, eq, sql } from 'drizzle-orm'
import type { Tx } from '@/db'
import { inOrder, insertRows, updateRows } from '@/db/bulk'
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
import { creditEntry, discount, event, invoice, invoiceLine } from '@/db/schema'
import { wallNow } from '../clock'
import type { InvoiceDraft, Party } from '../core/invoice'
import { formatNumber } from '../core/invoice-number'
import { dueAtOf, dueOf } from '../core/invoice-state'
import { issueTransfers, voidTransfers } from '../core/ledger'
import { money } from '../core/money'
import { settingsOf } from '../core/settings'
import type { Brand, Customer, CustomerCtx, OwnerCtx, TxCtx } from '../ctx'
import { DomainError, invariant } from '../errors'
import { eventRow, record } from './event'
import { post, postRows, transferRows } from './ledger'
import { recordRevenue } from './revenue'
import { markThresholdsReached } from './tax-threshold'
import { giveBackVoucher, spendVoucher } from './voucher'

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
export const isHidden = (ctx: Pick<CustomerCtx, 'actor' | 'asOwner'>, row: Invoice): boolean =>
  row.status === 'draft' && !ctx.asOwner && (ctx.actor.kind === 'user' || ctx.actor.kind === 'link')

/** What is still to be paid on an invoice, in minor units. */
export const amountDue = (row: Invoice): number => dueOf(row)

/** An invoice to be issued, and whose it is. `subscriptionId` is what its lines are for that do not say. */
export type Bill = {
  customer: Customer
  brand: Brand
  draft: InvoiceDraft
  subscriptionId: string | null
  id?: string
}

/** A transaction in the scope of an owner; a customer's is one too. */
export type OwnerTx = Pick<TxCtx<OwnerCtx>, 'tx' | 'owner' | 'actor' | 'now'>

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
  const { customer, brand } = t
  const [row] = await issueInvoices(t, [{ customer, brand, draft, subscriptionId, id }])
  invariant(row, 'an issued invoice is returned')
  return row
}

/** The same for many customers of one owner: as many statements for a thousand invoices as for one. */
export async function issueInvoices(t: OwnerTx, bills: Bill[]): Promise<Invoice[]> {
  if (bills.length === 0) return []
  const numbers = await drawFor(t, bills)
  const rows = bills.map((bill, i) => invoiceRow(t, bill, numbers[i] ?? 0))
  await inOrder([
    () => insertRows(t.tx, invoice, rows),
    () =>
      insertRows(
        t.tx,
        invoiceLine,
        bills.flatMap((bill, i) => lineRows(bill, rows[i]?.id ?? '')),
      ),
    () => insertRows(t.tx, creditEntry, rows.flatMap(creditTaken)),
    () => endDiscounts(t, bills),
    () =>
      postRows(
        t,
        bills.flatMap(({ draft }, i) => issuedTransfers(t, draft, rows[i])),
      ),
    () =>
      insertRows(
        t.tx,
        event,
        rows.flatMap((row) => issuedEvents(t, row)),
      ),
  ])
  await spendVouchers(t, bills, rows)
  await markReached(t, bills)
  return rows
}

/** The next numbers of each brand's series, in the order of the bills; brands in one order, so that runs cannot lock crosswise. */
async function drawFor(t: OwnerTx, bills: Bill[]): Promise<number[]> {
  const next = new Map<string, number>()
  for (const brandId of [...new Set(bills.map(({ brand }) => brand.id))].sort()) {
    const count = bills.filter(({ brand }) => brand.id === brandId).length
    next.set(brandId, await drawNumbers(t.tx, { ownerId: t.owner.id, brandId, series: 'invoice' }, count))
  }
  return bills.map(({ brand }) => {
    const sequence = next.get(brand.id) ?? 0
    next.set(brand.id, sequence + 1)
    return sequence
  })
}

function invoiceRow(t: Pick<OwnerTx, 'owner'>, bill: Bill, sequence: number): Invoice {
  const { customer, brand, draft, subscriptionId, id = newId() } = bill
  const { issuedAt } = draft
  const free = draft.amountDue.amount === 0
  return {
    ownerId: t.owner.id,
    id,
    brandId: brand.id,
    customerId: customer.id,
    subscriptionId: onlySubscription(draft, subscriptionId),
    number: invoiceNumber(brand, { id, sequence, issuedAt }),
    reason: draft.reason,
    status: free ? 'paid' : 'open',
    currency: draft.currency,
    subtotal: draft.subtotal.amount,
    discount: draft.discount.amount,
    net: draft.net.amount,
    tax: draft.tax.amount,
    total: draft.total.amount,
    creditApplied: draft.creditApplied.amount,
    amountPaid: 0,
    amountCredited: 0,
    seller: sellerOf(brand),
    buyer: buyerOf(customer),
    taxCountry: draft.taxCountry,
    taxState: draft.taxState,
    notes: draft.notes,
    locale: customer.locale,
    issuedAt,
    dueAt: invoiceDueAt({ owner: t.owner, customer }, draft),
    paidAt: free ? issuedAt : null,
    voidedAt: null,
    draftItems: null,
    overdueNotices: 0,
    createdAt: wallNow(),
  }
}

/** The subscription an invoice is for, when it is for one. */
function onlySubscription(draft: InvoiceDraft, subscriptionId: string | null): string | null {
  const of = new Set(draft.lines.map((line) => line.subscriptionId ?? subscriptionId))
  const [first] = of
  return of.size === 1 ? (first ?? null) : null
}

function lineRows(
  { customer, draft, subscriptionId }: Omit<Bill, 'brand'>,
  invoiceId: string,
): Omit<InvoiceLineRow, 'voidedAt'>[] {
  const parts = new Map<string, number>()
  return draft.lines.map((line, position) => {
    const of = line.subscriptionId ?? subscriptionId
    const key = `${line.kind} ${of} ${line.periodStartAt.getTime()}`
    const part = parts.get(key) ?? 0
    parts.set(key, part + 1)
    return {
      ...{
        ownerId: customer.ownerId,
        id: newId(),
        invoiceId,
        position,
        part,
        subscriptionId: of,
        kind: line.kind,
      },
      priceId: line.priceId,
      metricId: line.metricId ?? null,
      usageFrom: line.usageFrom ?? null,
      taxTypeId: line.product.taxTypeId,
      description: line.description,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      flatAmount: line.flatAmount ?? 0,
      amount: line.amount.amount,
      discount: line.discount.amount,
      net: line.net.amount,
      taxRatePpm: line.ratePpm,
      tax: line.tax.amount,
      total: line.total.amount,
      periodStartAt: line.periodStartAt,
      periodEndAt: line.periodEndAt,
    }
  })
}

/** Credit that an invoice used goes from the balance; a debit that it collected comes back to it. */
function creditTaken(row: Invoice): (typeof creditEntry.$inferInsert)[] {
  if (row.creditApplied === 0) return []
  const { ownerId, customerId, currency, issuedAt: at } = row
  const of = { ownerId, customerId, currency, at, id: newId(), invoiceId: row.id }
  return [{ ...of, amount: -row.creditApplied, reason: 'invoice.issued' }]
}

function issuedTransfers(t: OwnerTx, draft: InvoiceDraft, row: Invoice | undefined) {
  if (!row) return []
  const of = { ownerId: row.ownerId, customerId: row.customerId, invoiceId: row.id }
  return transferRows(t, issueTransfers(draft), { ...of, reason: 'invoice.issued', at: row.issuedAt })
}

function issuedEvents(t: OwnerTx, row: Invoice) {
  const of = { ownerId: row.ownerId, customerId: row.customerId, subjectId: row.id, at: row.issuedAt }
  const issued = eventRow(t, 'invoice.issued', of)
  return row.status === 'paid' ? [issued, eventRow(t, 'invoice.paid', of)] : [issued]
}

async function endDiscounts(t: OwnerTx, bills: Bill[]): Promise<void> {
  const ended = bills.flatMap(({ draft }) =>
    draft.discountsUsed.map((id) => ({ id, endedAt: draft.issuedAt })),
  )
  await updateRows(t.tx, discount, t.owner.id, ended)
}

async function spendVouchers(t: OwnerTx, bills: Bill[], rows: Invoice[]): Promise<void> {
  for (const [i, { draft }] of bills.entries()) {
    const invoiceId = rows[i]?.id
    if (draft.voucherUsed === null || !invoiceId) continue
    await spendVoucher(t, { redemptionId: draft.voucherUsed, invoiceId, at: draft.issuedAt })
  }
}

async function markReached(t: OwnerTx, bills: Bill[]): Promise<void> {
  const reached = bills.flatMap(({ draft }) => draft.thresholdsReached)
  if (reached.length > 0) await markThresholdsReached(t, reached)
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
  await recordRevenue(t, await giveBackUsage(t.tx, row))
  await giveBackVoucher(t, row.id)
  if (row.creditApplied !== 0)
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

/** What metrics counted may be billed again, from where it was billed before. Answers of which subscriptions. */
async function giveBackUsage(tx: Tx, row: Invoice): Promise<{ id: string }[]> {
  return tx.execute<{ id: string }>(sql`
    update usage_counter c set billed = nullif(l.usage_from, 0)
    from (select subscription_id, metric_id, period_start_at, min(usage_from) as usage_from from invoice_line
          where owner_id = ${row.ownerId} and invoice_id = ${row.id} and usage_from is not null
          group by 1, 2, 3) l
    where c.owner_id = ${row.ownerId} and c.subscription_id = l.subscription_id and c.metric_id = l.metric_id
      and c.period_start_at = l.period_start_at
    returning c.subscription_id as id`)
}

/** The id of an invoice that is not there yet. */
export const UPCOMING = 'upcoming'

/**
 * A planned invoice as it would be written now, by what writes it, but with no number and never kept: its id is
 * `upcoming`, those of its lines tell their places.
 */
export function unwrittenInvoice(of: CustomerCtx, draft: InvoiceDraft): InvoiceWithLines {
  const { customer, brand } = of
  const bill = { customer, brand, draft, subscriptionId: null, id: UPCOMING }
  const lines = lineRows(bill, UPCOMING).map((line, place) => ({
    ...line,
    id: `${UPCOMING}_${place + 1}`,
    voidedAt: null,
  }))
  return { ...invoiceRow(of, bill, 0), number: '', status: 'draft', paidAt: null, lines }
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
export function insertLines(
  t: TxCtx<CustomerCtx>,
  invoiceId: string,
  draft: InvoiceDraft,
  subscriptionId: string | null,
): Promise<void> {
  return insertRows(t.tx, invoiceLine, lineRows({ customer: t.customer, draft, subscriptionId }, invoiceId))
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
