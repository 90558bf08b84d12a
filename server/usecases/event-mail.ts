import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import { event } from '@/db/schema'
import type { Ctx, CustomerCtx, OwnerCtx } from '../ctx'
import { enterCustomer } from './customer'
import { creditNoteMail, invoiceMail, overdueMail } from './invoice-mail'
import type { EventMail, EventRow, MailContent } from './mail-content'
import { OWNER_MAILED, ownerMailOf } from './owner-mail'
import { actionRequired, debitNotice, failed, receiptOf, received } from './payment-mail'
import { refundFailed } from './refund-mail'
import { canceled, cardExpiring, trialEnding, welcome } from './subscription-mail'
import { reachedLimit } from './usage-limit'

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
      return refundFailed(ctx, row)
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
