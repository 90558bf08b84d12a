import { amountDue, type Invoice } from '../../usecases/invoice'
import type { FoundInvoice, invoiceFile } from '../../usecases/invoice-search'
import type { PaymentMethod } from '../../usecases/payment-method'
import type { FoundAttempt, FoundPayment, paymentFile } from '../../usecases/payment-search'

// What the owner's pages get to see of documents and money: no ids at Stripe, no secrets, no tenant ids.

type File = Awaited<ReturnType<typeof invoiceFile>>
type Recorded = File['events'][number]

/** Whose a thing is, by the name that invoices bear. */
export function presentCustomerName(of: FoundInvoice['customer']) {
  const { id, name, companyName, email } = of
  return { id, name: companyName || name || email, email }
}

/** "Visa •• 4242" in parts; null for money that came outside Stripe. */
export function presentPaidBy(method: PaymentMethod | null) {
  if (!method) return null
  const { type, status, brand, last4 } = method
  return { type, status, brand, last4 }
}

export function presentInvoiceRow({ invoice, customer, brandName, isProcessing }: FoundInvoice, now: Date) {
  return {
    ...presentBill(invoice, now),
    isProcessing,
    customer: presentCustomerName(customer),
    brandName,
  }
}

export function presentBill(row: Invoice, now: Date) {
  const { id, number, status, reason, currency, net, tax, total, issuedAt, dueAt, paidAt, voidedAt } = row
  const isOverdue = status === 'open' && dueAt < now
  const due = amountDue(row)
  return {
    ...{ id, number, status, reason, currency, net, tax, total, issuedAt, dueAt, paidAt, voidedAt },
    amountPaid: row.amountPaid,
    amountCredited: row.amountCredited,
    amountDue: due,
    isOverdue,
  }
}

export function presentPaymentRow({ payment, customer, invoice, method }: FoundPayment) {
  return {
    kind: 'payment' as const,
    ...presentMoneyIn(payment),
    method: presentPaidBy(method),
    customer: presentCustomerName(customer),
    invoice,
  }
}

export function presentAttemptRow({ attempt, customer, invoice, method }: FoundAttempt) {
  return {
    kind: 'attempt' as const,
    ...presentTry({ attempt, method }),
    customer: presentCustomerName(customer),
    invoice,
  }
}

export function presentMoneyIn(payment: FoundPayment['payment']) {
  const { id, source, reference, amount, refunded, fee, feeCurrency, currency, status, paidAt } = payment
  return { id, source, reference, amount, refunded, fee, feeCurrency, currency, status, paidAt }
}

export function presentTry({ attempt, method }: File['attempts'][number]) {
  const { id, attemptNo, status, amount, currency, dueAt, settledAt, offSession } = attempt
  const declineCode = attempt.declineCode ?? attempt.failureCode
  /** Stripe was asked and has not answered: it is asked about, never charged again meanwhile. */
  const isUnknown = status === 'pending' && attempt.sentAt !== null
  return {
    ...{ id, attemptNo, status, amount, currency, dueAt, settledAt, offSession, declineCode, isUnknown },
    method: presentPaidBy(method),
  }
}

export function presentRefund(refund: File['refunds'][number]) {
  const { id, paymentId, amount, currency, reason, status, failureMessage, creditNoteId, settledAt } = refund
  /** Stripe was asked and has not answered: a job goes on asking. */
  const isUnknown = status === 'pending' && refund.stripeRefundId === null
  return {
    ...{ id, paymentId, amount, currency, reason, status, failureMessage, creditNoteId, settledAt },
    isUnknown,
    createdAt: refund.createdAt,
  }
}

export function presentDisputeOf(dispute: File['disputes'][number]) {
  const { id, paymentId, amount, currency, fee, feeCurrency, reason, status, openedAt, closedAt } = dispute
  const { evidenceDueAt, stage } = dispute
  return {
    ...{ id, paymentId, amount, currency, fee, feeCurrency, reason, status, openedAt, closedAt },
    evidenceDueAt,
    stage,
  }
}

export function presentReceiptOf(receipt: File['receipts'][number]) {
  const { id, number, paymentId, issuedAt } = receipt
  return { id, number, paymentId, issuedAt }
}

/** Something that was recorded: what, when, by whom, and what is worth saying of it. */
export function presentRecorded({ event, actorEmail }: Recorded) {
  const { id, type, at, actor, payload } = event
  const text = (name: string) => (typeof payload[name] === 'string' ? payload[name] : null)
  return {
    ...{ id, type, at },
    by: actorEmail ?? actor.split(':')[0] ?? actor,
    to: text('to'),
    reason: text('reason'),
    declineCode: text('declineCode') ?? text('code'),
    amount: typeof payload.amount === 'number' ? payload.amount : null,
  }
}

export function presentPaymentFile(file: Awaited<ReturnType<typeof paymentFile>>, now: Date) {
  return {
    ...presentPaymentRow(file),
    bill: presentBill(file.bill, now),
    refunds: file.refunds.map(presentRefund),
    disputes: file.disputes.map(presentDisputeOf),
    receipts: file.receipts.map(presentReceiptOf),
    room: file.room,
    events: file.events.map(presentRecorded),
  }
}
