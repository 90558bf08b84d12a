import { and, eq } from 'drizzle-orm'
import { findInvoice, type Invoice } from '@/db/queries/invoice'
import { payment, paymentAttempt, paymentMethod, receipt } from '@/db/schema'
import { declineReason } from '../core/decline'
import { MANUAL_PAYMENT } from '../core/document'
import { dunningEnd } from '../core/dunning'
import { dueOf } from '../core/invoice-state'
import { methodName } from '../core/payment-method'
import { settingsOf } from '../core/settings'
import type { CustomerCtx } from '../ctx'
import { invariant } from '../errors'
import type { EventRow, MailContent } from './mail-content'
import { defaultMethod } from './subscription-mail'

// What customers are written about their money: that it came, did not come, is to be confirmed or will be debited.

export async function received(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const [found] = await ctx.db
    .select({ payment, receipt, method: paymentMethod })
    .from(payment)
    .innerJoin(receipt, and(eq(receipt.ownerId, payment.ownerId), eq(receipt.paymentId, payment.id)))
    .leftJoin(
      paymentMethod,
      and(eq(paymentMethod.ownerId, payment.ownerId), eq(paymentMethod.id, payment.paymentMethodId)),
    )
    .where(and(eq(payment.ownerId, ctx.owner.id), eq(payment.id, row.subjectId ?? row.id)))
  if (!found) return null
  const bill = await findInvoice(ctx.db, ctx.owner.id, found.payment.invoiceId)
  return {
    template: 'receipt',
    path: `${home}/invoices/${found.payment.invoiceId}`,
    paidAt: found.payment.paidAt,
    method: found.method ? methodName(found.method) : MANUAL_PAYMENT,
    invoiceNumber: bill?.number ?? '',
    receiptNumber: found.receipt.number,
    amount: found.payment.amount,
    currency: found.payment.currency,
  }
}

/** Only what a person cannot see for themselves: a renewal that failed, not a card refused under their eyes. */
export async function failed(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const { invoiceId, attemptId, code, declineCode, retryAt, dunned } = row.payload as FailedPayload
  if (!dunned) return null
  const bill = await findInvoice(ctx.db, ctx.owner.id, invoiceId)
  if (bill?.status !== 'open') return null
  const attempt = await attemptOf(ctx, attemptId ?? row.subjectId)
  const method = attempt?.method ?? (await defaultMethod(ctx))
  const about = {
    path: `${home}/invoices/${bill.id}`,
    pays: { ownerId: bill.ownerId, id: bill.id },
    method: method ? methodName(method) : '',
    invoiceNumber: bill.number,
    endsAt: endOf(ctx, bill),
    amount: dueOf(bill),
    currency: bill.currency,
  }
  // The bank did not refuse: it wants to hear from the person, who can pay with this very card.
  if (declineReason(declineCode ?? code) === 'authentication') return { template: 'actionRequired', ...about }
  const nextAttemptAt = retryAt ? new Date(retryAt) : null
  return { template: 'paymentFailed', ...about, declineCode: declineCode ?? code, nextAttemptAt }
}

/** When the owner gives up what stays unpaid; null where nothing ends by it. */
function endOf(ctx: CustomerCtx, bill: Invoice): Date | null {
  const settings = settingsOf(ctx.owner)
  if (settings.dunningEnd === 'open' || bill.reason === 'manual') return null
  return dunningEnd(bill.issuedAt, settings.dunningDays)
}

export async function actionRequired(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const found = await attemptOf(ctx, row.subjectId)
  if (found?.attempt.status !== 'requires_action' || !found.attempt.offSession) return null
  const bill = await findInvoice(ctx.db, ctx.owner.id, found.attempt.invoiceId)
  return {
    template: 'actionRequired',
    path: `${home}/invoices/${found.attempt.invoiceId}`,
    pays: { ownerId: found.attempt.ownerId, id: found.attempt.invoiceId },
    method: methodName(found.method),
    invoiceNumber: bill?.number ?? '',
    endsAt: null,
    amount: found.attempt.amount,
    currency: found.attempt.currency,
  }
}

/** SEPA wants the debit announced: amount, day and mandate. */
export async function debitNotice(
  ctx: CustomerCtx,
  row: EventRow,
  home: string,
): Promise<MailContent | null> {
  const found = await attemptOf(ctx, row.subjectId)
  if (found?.method.type !== 'sepa_debit') return null
  const bill = await findInvoice(ctx.db, ctx.owner.id, found.attempt.invoiceId)
  return {
    template: 'bankDebitNotice',
    path: `${home}/invoices/${found.attempt.invoiceId}`,
    debitAt: row.at,
    account: methodName(found.method),
    mandate: found.method.mandateReference ?? found.method.mandateId ?? '',
    creditorId: null,
    invoiceNumber: bill?.number ?? '',
    amount: found.attempt.amount,
    currency: found.attempt.currency,
  }
}

export async function receiptOf(ctx: CustomerCtx, row: EventRow): Promise<string> {
  const [found] = await ctx.db
    .select({ id: receipt.id })
    .from(receipt)
    .where(and(eq(receipt.ownerId, ctx.owner.id), eq(receipt.paymentId, row.subjectId ?? row.id)))
  invariant(found, 'a payment that is mailed has its receipt')
  return found.id
}

type FailedPayload = {
  invoiceId: string
  /** Of a payment that came back; a failure is about its attempt itself. */
  attemptId?: string
  code: string
  declineCode: string | null
  retryAt: string | null
  dunned: boolean
}

async function attemptOf(ctx: CustomerCtx, id: string | null) {
  if (!id) return undefined
  const [found] = await ctx.db
    .select({ attempt: paymentAttempt, method: paymentMethod })
    .from(paymentAttempt)
    .innerJoin(
      paymentMethod,
      and(
        eq(paymentMethod.ownerId, paymentAttempt.ownerId),
        eq(paymentMethod.id, paymentAttempt.paymentMethodId),
      ),
    )
    .where(and(eq(paymentAttempt.ownerId, ctx.owner.id), eq(paymentAttempt.id, id)))
  return found
}
