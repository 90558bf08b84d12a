import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import { findInvoice, type Invoice } from '@/db/queries/invoice'
import { listOffers } from '@/db/queries/subscription'
import { event, payment, paymentAttempt, paymentMethod, receipt, subscription } from '@/db/schema'
import { declineReason } from '../core/decline'
import { MANUAL_PAYMENT } from '../core/document'
import { dunningEnd } from '../core/dunning'
import type { Locale } from '../core/format'
import { dueOf } from '../core/invoice-state'
import { methodName } from '../core/payment-method'
import { settingsOf } from '../core/settings'
import type { Ctx, CustomerCtx, OwnerCtx } from '../ctx'
import { invariant } from '../errors'
import { offerOf } from './billing-facts'
import { enterCustomer } from './customer'
import { creditNoteMail, invoiceMail, overdueMail } from './invoice-mail'
import { OWNER_MAILED, ownerMailOf } from './owner-mail'
import type { PortalPage } from './portal-invite'
import { refundFailed } from './refund-mail'
import { previewNextInvoice } from './subscription'
import { reachedLimit } from './usage-limit'

/** A mail as facts: which template, with what in it. Paths are below the installation's own address. */
export type EventMail = {
  /** The event's id: the mail's Message-ID, so that one sent twice after a crash is one. */
  id: string
  to: string
  locale: Locale
  sender: { name: string; accent: string; replyTo: string }
  customer: { id: string; name: string | null; timeZone: string }
  /** Printed and attached. */
  attachment: { kind: 'invoice' | 'receipt' | 'credit_note'; id: string } | null
  content: MailContent
}

type Priced = { amount: number; currency: string }
/** The invoice that the mail's link pays, without signing in. */
type PaidByLink = { ownerId: string; id: string }

export type MailContent =
  | { template: 'welcome'; path: string; plan: string | null }
  | { template: 'portalLink'; path: string; purpose: PortalPage }
  | ({
      template: 'trialEnding'
      path: string
      plan: string
      endsAt: Date
      interval: 'day' | 'week' | 'month' | 'year'
      method: string | null
    } & Priced)
  | ({
      template: 'receipt'
      path: string
      paidAt: Date
      method: string
      invoiceNumber: string
      receiptNumber: string
    } & Priced)
  | ({
      template: 'paymentFailed'
      path: string
      pays: PaidByLink
      method: string
      invoiceNumber: string
      declineCode: string | null
      nextAttemptAt: Date | null
      endsAt: Date | null
    } & Priced)
  | ({
      template: 'actionRequired'
      path: string
      pays: PaidByLink
      method: string
      invoiceNumber: string
      endsAt: Date | null
    } & Priced)
  | {
      template: 'cardExpiring'
      path: string
      card: string
      expiresMonth: number
      expiresYear: number
      nextCharge: (Priced & { at: Date }) | null
    }
  | {
      template: 'subscriptionCanceled'
      path: string
      plan: string
      endsAt: Date
      effective: 'now' | 'period_end'
    }
  | ({ template: 'invoice'; path: string; invoiceNumber: string; dueAt: Date; isPaid: boolean } & Priced)
  | ({ template: 'invoiceOverdue'; path: string; invoiceNumber: string; dueAt: Date } & Priced)
  | ({
      template: 'creditNote'
      path: string
      creditNoteNumber: string
      invoiceNumber: string
      reducesDue: number
      givenBack: number
      keptAsCredit: number
    } & Priced)
  | ({
      template: 'bankDebitNotice'
      path: string
      debitAt: Date
      account: string
      mandate: string
      creditorId: null
      invoiceNumber: string
    } & Priced)
  | ({ template: 'usageWarning'; path: string; limit: number; action: 'WARNING' | 'DISABLE' } & Priced)
  | ({
      template: 'usageLimitReached'
      path: string
      owner: string
      customerEmail: string
      limit: number
      action: 'WARNING' | 'DISABLE'
    } & Priced)
  | {
      template: 'invitation'
      path: string
      owner: string
      role: 'admin' | 'finance' | 'viewer'
      by: string | null
    }
  | { template: 'taxThreshold'; path: string; owner: string; place: string; reachedAt: Date }
  | {
      template: 'webhookDisabled'
      path: string
      owner: string
      webhook: string
      target: string
      reason: 'failing' | 'gone'
      failingSince: Date
    }
  | ({
      /** To the owner: only a person can find another way to give this money back. */
      template: 'refundFailed'
      path: string
      customerEmail: string
      invoiceNumber: string
      reason: string | null
      wasGiven: boolean
    } & Priced)

export type EventRow = typeof event.$inferSelect

/** Deliveries tried before one is left for a person to look at. */
const ATTEMPTS_MAX = 8
const BATCH = 50

/**
 * Makes mail from events that have none yet and gives it to `send`; an event is done when its mail was
 * taken. One that fails is tried again later, with growing pauses, and stops none of the others.
 */
export async function deliverEvents(
  ctx: Ctx,
  options: { send: (mail: EventMail) => Promise<void>; onError?: (error: unknown, id: string) => void },
): Promise<number> {
  const taken = await ctx.db.execute<{ ownerId: string; id: string }>(sql`
    update event set delivery_attempts = delivery_attempts + 1,
      delivery_due_at = now() + make_interval(secs => 20 * power(3, least(delivery_attempts, 7))::int)
    where (owner_id, id) in (select owner_id, id from event where delivered_at is null
      and delivery_due_at <= now() and delivery_attempts < ${ATTEMPTS_MAX}
      order by delivery_due_at, id limit ${BATCH} for update skip locked)
    returning owner_id as "ownerId", id`)
  for (const { ownerId, id } of taken) {
    const key = and(eq(event.ownerId, ownerId), eq(event.id, id))
    try {
      const [row] = await ctx.db.select().from(event).where(key)
      const mail = row ? await mailOf(ctx, row) : null
      if (mail) await options.send(mail)
      await ctx.db.update(event).set({ deliveredAt: sql`now()`, deliveryError: null }).where(key)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      await ctx.db.update(event).set({ deliveryError: message }).where(key)
      options.onError?.(error, id)
    }
  }
  return taken.length
}

/** History that was brought in is not mailed: marks an owner's events before an instant as done. */
export async function skipMail(ctx: OwnerCtx, input: { before: Date }): Promise<void> {
  await ctx.db
    .update(event)
    .set({ deliveredAt: sql`now()` })
    .where(and(eq(event.ownerId, ctx.owner.id), isNull(event.deliveredAt), lt(event.at, input.before)))
}

/** The mail an event calls for; null for most. */
export async function mailOf(ctx: Ctx, row: EventRow): Promise<EventMail | null> {
  if (OWNER_MAILED.has(row.type)) return ownerMailOf(ctx, row)
  if (!row.customerId || !MAILED.has(row.type)) return null
  const of = await enterCustomer(ctx, row.customerId)
  const content = await contentOf(of, row)
  if (!content) return null
  const toOwner = content.template === 'refundFailed'
  return {
    id: row.id,
    to: toOwner ? of.brand.email : addresseeOf(of, row),
    locale: of.customer.locale === 'de' || of.customer.locale === 'fr' ? of.customer.locale : 'en',
    sender: { name: of.brand.name, accent: of.brand.accent, replyTo: of.brand.email },
    customer: {
      id: of.customer.id,
      name: toOwner ? of.brand.name : (of.customer.name ?? of.customer.companyName),
      timeZone: of.owner.timezone,
    },
    attachment: await attachmentOf(of, row, content),
    content,
  }
}

/** The customer, unless the event says another address: an invoice that the owner sends to one. */
function addresseeOf(ctx: CustomerCtx, row: EventRow): string {
  const to = row.type === 'invoice.sent' ? row.payload.to : null
  return typeof to === 'string' ? to : (ctx.customer.receiptEmail ?? ctx.customer.email)
}

async function attachmentOf(
  ctx: CustomerCtx,
  row: EventRow,
  { template }: MailContent,
): Promise<EventMail['attachment']> {
  if (template === 'receipt') return { kind: 'receipt', id: await receiptOf(ctx, row) }
  const id = row.subjectId ?? row.id
  if (template === 'invoice' || template === 'invoiceOverdue') return { kind: 'invoice', id }
  return template === 'creditNote' ? { kind: 'credit_note', id } : null
}

const MAILED: ReadonlySet<string> = new Set([
  'usage.warning',
  'customer.link_sent',
  'subscription.trial_started',
  'subscription.started',
  'subscription.activated',
  'subscription.trial_ending',
  'subscription.cancel_scheduled',
  'subscription.canceled',
  'payment.received',
  'payment.failed',
  'payment.action_required',
  'payment.processing',
  'payment.reversed',
  'payment.refund_failed',
  'payment_method.expiring',
  'invoice.issued',
  'invoice.sent',
  'invoice.overdue',
  'credit_note.issued',
])

async function contentOf(ctx: CustomerCtx, row: EventRow): Promise<MailContent | null> {
  const home = `/portal/${ctx.customer.bucketId}`
  switch (row.type) {
    case 'customer.link_sent':
      return portalLink(row, home)
    case 'subscription.trial_started':
    case 'subscription.activated':
    case 'subscription.started':
      return welcome(ctx, row, home)
    case 'subscription.trial_ending':
      return trialEnding(ctx, row, home)
    case 'subscription.cancel_scheduled':
    case 'subscription.canceled':
      return canceled(ctx, row, home)
    case 'payment.received':
      return received(ctx, row, home)
    case 'payment.failed':
    case 'payment.reversed':
      return failed(ctx, row, home)
    case 'payment.refund_failed':
      return refundFailed(ctx, row, home)
    case 'payment.action_required':
      return actionRequired(ctx, row, home)
    case 'payment.processing':
      return debitNotice(ctx, row, home)
    case 'payment_method.expiring':
      return cardExpiring(ctx, row, home)
    case 'usage.warning':
      return { template: 'usageWarning', path: home, ...reachedLimit(row) }
    case 'invoice.issued':
    case 'invoice.sent':
      return invoiceMail(ctx, row, home)
    case 'invoice.overdue':
      return overdueMail(ctx, row, home)
    case 'credit_note.issued':
      return creditNoteMail(ctx, row, home)
    default:
      return null
  }
}

function portalLink({ payload }: EventRow, home: string): MailContent {
  const purpose = payload.page === 'add_payment_method' ? 'add_payment_method' : 'overview'
  const path = purpose === 'overview' ? home : `${home}/payment-methods/add`
  return { template: 'portalLink', purpose, path }
}

/** Sent once a subscription really runs: at its start when that was paid at once, else when it is activated. */
async function welcome(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const of = await subscriptionOf(ctx, row.subjectId)
  if (!of) return null
  const recovered = row.type === 'subscription.activated' && row.payload.from !== 'incomplete'
  const unpaid = row.type === 'subscription.started' && row.payload.status !== 'active'
  return recovered || unpaid ? null : { template: 'welcome', path: home, plan: of.offer.name }
}

async function trialEnding(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const of = await subscriptionOf(ctx, row.subjectId)
  if (of?.subscription.status !== 'trialing') return null
  const draft = await previewNextInvoice(ctx)
  const method = await defaultMethod(ctx)
  return {
    template: 'trialEnding',
    path: method ? home : `${home}/payment-methods`,
    plan: of.offer.name,
    endsAt: of.subscription.periodEndAt,
    interval: of.offer.interval.unit,
    method: method ? methodName(method) : null,
    ...(draft?.amountDue ?? of.offer.unitAmount),
  }
}

async function canceled(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const of = await subscriptionOf(ctx, row.subjectId)
  if (!of) return null
  const { cancelAt, endedAt } = of.subscription
  // A cancellation announced before has had its mail.
  if (row.type === 'subscription.canceled' && cancelAt) return null
  const endsAt = row.type === 'subscription.canceled' ? endedAt : cancelAt
  if (!endsAt) return null
  const effective = row.type === 'subscription.canceled' ? 'now' : 'period_end'
  return { template: 'subscriptionCanceled', path: `${home}/plans`, plan: of.offer.name, endsAt, effective }
}

async function received(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
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
async function failed(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
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

async function actionRequired(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
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
async function debitNotice(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
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

async function cardExpiring(ctx: CustomerCtx, row: EventRow, home: string): Promise<MailContent | null> {
  const [card] = await ctx.db
    .select()
    .from(paymentMethod)
    .where(and(eq(paymentMethod.ownerId, ctx.owner.id), eq(paymentMethod.id, row.subjectId ?? row.id)))
  if (!card?.expMonth || !card.expYear || card.status !== 'active') return null
  const draft = await previewNextInvoice(ctx)
  return {
    template: 'cardExpiring',
    path: `${home}/payment-methods`,
    card: methodName(card),
    expiresMonth: card.expMonth,
    expiresYear: card.expYear,
    nextCharge: draft ? { ...draft.amountDue, at: draft.issuedAt } : null,
  }
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

async function subscriptionOf(ctx: CustomerCtx, id: string | null) {
  if (!id) return null
  const [row] = await ctx.db
    .select()
    .from(subscription)
    .where(and(eq(subscription.ownerId, ctx.owner.id), eq(subscription.id, id)))
  if (!row) return null
  return { subscription: row, offer: offerOf(await listOffers(ctx.db, ctx.owner.id), row) }
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

async function receiptOf(ctx: CustomerCtx, row: EventRow): Promise<string> {
  const [found] = await ctx.db
    .select({ id: receipt.id })
    .from(receipt)
    .where(and(eq(receipt.ownerId, ctx.owner.id), eq(receipt.paymentId, row.subjectId ?? row.id)))
  invariant(found, 'a payment that is mailed has its receipt')
  return found.id
}

async function defaultMethod(ctx: CustomerCtx) {
  const { defaultPaymentMethodId } = ctx.customer
  if (!defaultPaymentMethodId) return undefined
  const [row] = await ctx.db
    .select()
    .from(paymentMethod)
    .where(and(eq(paymentMethod.ownerId, ctx.owner.id), eq(paymentMethod.id, defaultPaymentMethodId)))
  return row?.status === 'active' ? row : undefined
}
