import type { InvoiceDraft } from '../../core/invoice'
import { type Offer, offerName } from '../../core/plan'
import { portalOf } from '../../core/settings'
import type { CustomerCtx } from '../../ctx'
import { amountDue, type Invoice, type InvoiceWithLines, type PaymentAttempt } from '../../usecases/invoice'
import { defaultPaymentMethod, type PaymentMethod } from '../../usecases/payment-method'
import type { PlanPreview } from '../../usecases/preview'
import type { ReceiptWithPayment } from '../../usecases/receipt'
import type { Subscription } from '../../usecases/subscription'

// What the customer's pages get to see: no tenant ids, no ids at Stripe, no secrets but the one that the
// person's own 3-D Secure needs.

export function presentCustomer(scope: CustomerCtx) {
  const { customer, brand, owner } = scope
  const { email, name, companyName, vatNumber, receiptEmail, address, locale, bucketId } = customer
  return {
    id: bucketId,
    email,
    name,
    companyName,
    vatNumber,
    receiptEmail,
    address,
    locale,
    canWrite: scope.role !== 'viewer',
    brand: { name: brand.name, email: brand.email, accent: brand.accent },
    /** What the brand leaves to its customers; the rest is not shown, and refused. */
    features: portalOf(brand),
    timeZone: owner.timezone,
    /** The owner's now: frozen in the sandbox when its clock is. */
    now: scope.now,
  }
}

export function presentMethod(scope: Pick<CustomerCtx, 'customer'>, methods: PaymentMethod[]) {
  const chosen = defaultPaymentMethod(scope, methods)
  return (method: PaymentMethod) => {
    const { id, type, status, brand, last4, expMonth, expYear, holderName, address, country } = method
    const mandate = method.mandateAcceptedAt && {
      reference: method.mandateReference,
      url: method.mandateUrl,
      acceptedAt: method.mandateAcceptedAt,
    }
    const isDefault = method.id === chosen?.id
    return {
      id,
      type,
      status,
      brand,
      last4,
      expMonth,
      expYear,
      holderName,
      address,
      country,
      mandate,
      isDefault,
    }
  }
}

export function presentOffer(offer: Offer) {
  const { code, name: title, unitAmount, interval, taxIncluded, trialDays, planId } = offer
  return {
    name: offerName(offer),
    code,
    title,
    planId,
    unitAmount,
    interval,
    taxIncluded,
    trialDays,
    isOpen: offer.public,
  }
}

export function presentSubscription(of: {
  subscription: Subscription
  offer: Offer
  nextOffer: Offer | null
}) {
  const { subscription: row } = of
  return {
    id: row.id,
    status: row.status,
    quantity: row.quantity,
    periodStartAt: row.periodStartAt,
    periodEndAt: row.periodEndAt,
    trialEndAt: row.trialEndAt,
    cancelAt: row.cancelAt,
    endedAt: row.endedAt,
    cancelReason: row.cancelReason,
    pausedAt: row.pausedAt,
    resumeAt: row.resumeAt,
    offer: presentOffer(of.offer),
    nextOffer: of.nextOffer && presentOffer(of.nextOffer),
    /** The invoice that a change of plan waits for. */
    pendingInvoiceId: row.pendingInvoiceId,
  }
}

export function presentDraft(draft: InvoiceDraft) {
  return {
    currency: draft.currency,
    issuedAt: draft.issuedAt,
    lines: draft.lines.map((line) => ({
      kind: line.kind,
      description: line.description,
      quantity: line.quantity,
      amount: line.amount.amount,
      taxIncluded: line.taxIncluded,
      taxRatePpm: line.ratePpm,
      periodStartAt: line.periodStartAt,
      periodEndAt: line.periodEndAt,
    })),
    discount: draft.discount.amount,
    net: draft.net.amount,
    tax: draft.tax.amount,
    total: draft.total.amount,
    creditApplied: draft.creditApplied.amount,
    amountDue: draft.amountDue.amount,
    notes: draft.notes,
  }
}

export function presentPreview(preview: PlanPreview, now: Date) {
  return {
    kind: preview.kind,
    offer: presentOffer(preview.offer),
    from: preview.from && presentOffer(preview.from),
    invoice: preview.invoice && presentDraft(preview.invoice),
    credit: preview.credit,
    next: preview.next && presentDraft(preview.next),
    effectiveAt: preview.effectiveAt,
    /** Give it back when choosing, and exactly this is written. */
    previewedAt: now,
  }
}

export function presentInvoice(row: InvoiceWithLines) {
  const first = row.lines.find((line) => line.amount > 0) ?? row.lines[0]
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    reason: row.reason,
    currency: row.currency,
    total: row.total,
    amountDue: amountDue(row),
    issuedAt: row.issuedAt,
    paidAt: row.paidAt,
    /** What it is mainly for, and when that is. */
    subject: first && {
      description: first.description,
      // The words are the same: a whole period, whether it followed or a change began it.
      kind: first.kind === 'restart' ? ('period' as const) : first.kind,
      periodStartAt: first.periodStartAt,
      periodEndAt: first.periodEndAt,
    },
  }
}

export function presentAttempt(attempt: PaymentAttempt) {
  const { id, status, amount, currency, paymentMethodId, dueAt, settledAt } = attempt
  const declineCode = attempt.declineCode ?? attempt.failureCode
  return { id, status, amount, currency, paymentMethodId, dueAt, settledAt, declineCode }
}

/** One that is still to be paid, with what became of each attempt to. */
export function presentOpenInvoice(row: InvoiceWithLines & { attempts: PaymentAttempt[] }) {
  return { ...presentInvoice(row), attempts: row.attempts.map(presentAttempt) }
}

export function presentReceipt({ receipt, payment }: ReceiptWithPayment) {
  const { id, number, invoiceId, issuedAt } = receipt
  const { amount, refunded, currency, status } = payment
  return { id, number, invoiceId, issuedAt, amount, refunded, currency, status }
}

/** What became of a charge. `unknown`: the bank has not answered; it is asked, never charged twice. */
export type ChargeAnswer = {
  outcome: 'none' | 'paid' | 'processing' | 'requires_action' | 'failed' | 'unknown'
  invoiceId: string | null
  intentId: string | null
  /** For 3-D Secure in the person's own browser. */
  clientSecret: string | null
  declineCode: string | null
}

export function presentCharge(
  invoice: Pick<Invoice, 'id'> | null,
  attempt: PaymentAttempt | null,
): ChargeAnswer {
  const invoiceId = invoice?.id ?? null
  if (!attempt) return { outcome: 'none', invoiceId, intentId: null, clientSecret: null, declineCode: null }
  const { stripePaymentIntentId: intentId, stripeClientSecret: clientSecret } = attempt
  const declineCode = attempt.declineCode ?? attempt.failureCode
  return { outcome: OUTCOME[attempt.status], invoiceId, intentId, clientSecret, declineCode }
}

const OUTCOME = {
  pending: 'unknown',
  requires_action: 'requires_action',
  processing: 'processing',
  paid: 'paid',
  failed: 'failed',
  canceled: 'failed',
} as const satisfies Record<PaymentAttempt['status'], ChargeAnswer['outcome']>
