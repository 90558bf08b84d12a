import { and, asc, eq } from 'drizzle-orm'
import { findCreditNote } from '@/db/queries/credit-note'
import {
  findInvoice,
  type Invoice,
  type InvoiceLineRow,
  listInvoiceLines,
  type Payment,
  type Receipt,
} from '@/db/queries/invoice'
import { payment, paymentMethod, receipt, refund } from '@/db/schema'
import type { Address } from '../core/address'
import {
  type CreditNoteDocument,
  type DocumentBase,
  type DocumentLine,
  type DocumentPayment,
  type InvoiceDocument,
  MANUAL_PAYMENT,
  type ReceiptDocument,
} from '../core/document'
import { formatCountry, type Locale } from '../core/format'
import type { Party } from '../core/invoice'
import { dueOf } from '../core/invoice-state'
import { mulDiv, PPM } from '../core/money'
import { methodName } from '../core/payment-method'
import type { CustomerCtx } from '../ctx'
import { DomainError, invariant } from '../errors'

/**
 * What an invoice says, as plain data for printing: what was written when it was issued, and what was
 * paid since. Throws `not_found` outside the customer. Sentences are message keys of the area `pdf`.
 */
export async function invoiceDocument(ctx: CustomerCtx, id: string): Promise<InvoiceDocument> {
  const row = await findInvoice(ctx.db, ctx.owner.id, id)
  if (!row || row.customerId !== ctx.customer.id || row.status === 'draft')
    throw new DomainError('not_found', { message: 'No such invoice' })
  const status = row.status === 'paid' || row.status === 'void' ? row.status : 'open'
  return {
    ...(await documentBase(ctx, row)),
    kind: 'invoice',
    number: row.number,
    issuedAt: row.issuedAt,
    status,
    dueAt: row.dueAt,
    ...(row.paidAt ? { paidAt: row.paidAt } : {}),
    ...(row.voidedAt ? { voidedAt: row.voidedAt } : {}),
  }
}

/** What a receipt says: the invoice it settled and the payment that did. Throws `not_found` outside the customer. */
export async function receiptDocument(ctx: CustomerCtx, id: string): Promise<ReceiptDocument> {
  const [found] = await ctx.db
    .select({ receipt, payment })
    .from(receipt)
    .innerJoin(payment, and(eq(payment.ownerId, receipt.ownerId), eq(payment.id, receipt.paymentId)))
    .where(and(eq(receipt.ownerId, ctx.owner.id), eq(receipt.id, id)))
  if (!found || found.receipt.customerId !== ctx.customer.id)
    throw new DomainError('not_found', { message: 'No such receipt' })
  return documentOfReceipt(ctx, found)
}

/** What a credit note says: the part of its invoice that it takes back. Throws `not_found` outside the customer. */
export async function creditNoteDocument(ctx: CustomerCtx, id: string): Promise<CreditNoteDocument> {
  const note = await findCreditNote(ctx.db, ctx.owner.id, id)
  if (!note || note.customerId !== ctx.customer.id)
    throw new DomainError('not_found', { message: 'No such credit note' })
  const bill = await findInvoice(ctx.db, ctx.owner.id, note.invoiceId)
  invariant(bill, 'a credit note has its invoice')
  const locale = localeOf(bill.locale)
  return {
    kind: 'credit_note',
    number: note.number,
    issuedAt: note.issuedAt,
    invoiceNumber: bill.number,
    invoiceIssuedAt: bill.issuedAt,
    ...(note.reason ? { reason: note.reason } : {}),
    locale,
    currency: note.currency,
    timeZone: ctx.owner.timezone,
    seller: sellerOf(bill.seller, locale),
    buyer: buyerOf(bill.buyer, locale),
    lines: note.lines.map(({ description, net, tax, total, taxRatePpm }) => ({
      description,
      quantity: 1,
      unitAmount: net,
      discount: 0,
      net,
      tax,
      total,
      taxRatePpm,
    })),
    subtotal: note.net,
    discounts: [],
    taxes: taxesOf(note.lines),
    total: note.total,
    creditApplied: 0,
    amountPaid: 0,
    amountDue: 0,
    payments: [],
    legalNotes: bill.notes,
    reducesDue: note.reducesDue,
    givenBack: note.refunded,
    keptAsCredit: note.credited,
  }
}

async function documentOfReceipt(
  ctx: CustomerCtx,
  of: { receipt: Receipt; payment: Payment },
): Promise<ReceiptDocument> {
  const row = await findInvoice(ctx.db, ctx.owner.id, of.receipt.invoiceId)
  invariant(row, 'a receipt has its invoice')
  return {
    ...(await documentBase(ctx, row)),
    kind: 'receipt',
    number: of.receipt.number,
    issuedAt: of.receipt.issuedAt,
    invoiceNumber: row.number,
    paidAt: of.payment.paidAt,
  }
}

async function documentBase(
  ctx: CustomerCtx,
  row: Invoice,
): Promise<Omit<DocumentBase, 'number' | 'issuedAt'>> {
  const lines = await listInvoiceLines(ctx.db, row.ownerId, [row.id])
  const { payments, refunds } = await moneyOf(ctx, row)
  return {
    locale: localeOf(row.locale),
    currency: row.currency,
    timeZone: ctx.owner.timezone,
    seller: sellerOf(row.seller, localeOf(row.locale)),
    buyer: buyerOf(row.buyer, localeOf(row.locale)),
    lines: lines.map((line) => printedLine(line)),
    subtotal: lines.reduce((sum, line) => sum + line.net, 0),
    discounts: [],
    taxes: taxesOf(lines),
    total: row.total,
    creditApplied: row.creditApplied,
    amountPaid: row.amountPaid,
    amountCredited: row.amountCredited,
    amountDue: dueOf(row),
    payments,
    ...(refunds.length > 0 ? { refunds } : {}),
    legalNotes: row.notes,
  }
}

function printedLine(line: InvoiceLineRow): DocumentLine {
  // Shown net of tax, also where the price is agreed with tax in it, so that lines, taxes and total add up.
  const shown = (gross: number) =>
    line.amount - line.discount === line.net ? gross : mulDiv(gross, PPM, PPM + line.taxRatePpm, 'half_up')
  const kind = line.kind === 'restart' ? 'period' : line.kind
  const whole = kind === 'period' || kind === 'item' || kind === 'usage'
  return {
    description: line.description,
    kind,
    ...(kind === 'item' ? {} : { period: { start: line.periodStartAt, end: line.periodEndAt } }),
    quantity: line.quantity,
    ...(whole
      ? { unitAmount: typeof line.unitAmount === 'number' ? shown(line.unitAmount) : line.unitAmount }
      : {}),
    discount: shown(line.discount),
    net: line.net,
    taxRatePpm: line.taxRatePpm,
    tax: line.tax,
    total: line.total,
  }
}

function taxesOf(lines: Pick<InvoiceLineRow, 'taxRatePpm' | 'net' | 'tax'>[]): DocumentBase['taxes'] {
  const byRate = new Map<number, { ratePpm: number; net: number; tax: number }>()
  for (const { taxRatePpm: ratePpm, net, tax } of lines) {
    const sum = byRate.get(ratePpm) ?? { ratePpm, net: 0, tax: 0 }
    byRate.set(ratePpm, { ratePpm, net: sum.net + net, tax: sum.tax + tax })
  }
  return [...byRate.values()].sort((a, b) => b.ratePpm - a.ratePpm)
}

async function moneyOf(ctx: CustomerCtx, row: Invoice) {
  const rows = await ctx.db
    .select({ payment, method: paymentMethod })
    .from(payment)
    .leftJoin(
      paymentMethod,
      and(eq(paymentMethod.ownerId, payment.ownerId), eq(paymentMethod.id, payment.paymentMethodId)),
    )
    .where(and(eq(payment.ownerId, row.ownerId), eq(payment.invoiceId, row.id)))
    .orderBy(asc(payment.id))
  const given = await ctx.db
    .select({ at: refund.settledAt, amount: refund.amount })
    .from(refund)
    .innerJoin(payment, and(eq(payment.ownerId, refund.ownerId), eq(payment.id, refund.paymentId)))
    .where(
      and(eq(refund.ownerId, row.ownerId), eq(payment.invoiceId, row.id), eq(refund.status, 'succeeded')),
    )
    .orderBy(asc(refund.id))
  const payments: DocumentPayment[] = rows
    .filter((p) => p.payment.status !== 'reversed')
    .map((p) => ({
      method: p.method ? methodName(p.method) : MANUAL_PAYMENT,
      at: p.payment.paidAt,
      amount: p.payment.amount,
      ...(p.payment.reference === null ? {} : { reference: p.payment.reference }),
    }))
  const refunds = given.map(({ at, amount }) => ({ at: at ?? row.issuedAt, amount }))
  return { payments, refunds }
}

function sellerOf(party: Party, locale: Locale): DocumentBase['seller'] {
  return {
    name: party.name,
    accent: party.accent ?? '#1c1b18',
    address: [party.companyName ?? party.name, ...addressLines(party.address, locale)],
    email: party.email,
    ...(party.taxNumber ? { taxNumber: party.taxNumber } : {}),
  }
}

function buyerOf(party: Party, locale: Locale): DocumentBase['buyer'] {
  return {
    name: party.name,
    address: addressLines(party.address, locale),
    email: party.email,
    ...(party.companyName ? { companyName: party.companyName } : {}),
    ...(party.taxNumber ? { vatNumber: party.taxNumber } : {}),
  }
}

function addressLines(address: Address, locale: Locale): string[] {
  const { line1, line2, city, region, postcode, country } = address
  const town = [postcode, city].filter(Boolean).join(' ')
  return [line1, line2, town, region, country && formatCountry(country, locale)].filter(
    (line): line is string => Boolean(line),
  )
}

const localeOf = (text: string): Locale => (text === 'de' || text === 'fr' ? text : 'en')
