import { newId } from '@/db/id'
import { event } from '@/db/schema'
import { actorName, type TxCtx } from '../ctx'

/** Everything that is recorded; mail (and webhooks) are made from these by `deliver-events`. */
export type EventType =
  | 'owner.created'
  | 'owner.updated'
  | 'stripe_account.connected'
  | 'stripe_account.disconnected'
  | 'stripe_account.updated'
  | 'api_key.created'
  | 'customer.created'
  | 'customer.updated'
  | 'customer.enabled'
  | 'customer.disabled'
  | 'customer.link_sent'
  | 'customer.link_opened'
  | 'product.created'
  | 'product.updated'
  | 'price.created'
  | 'plan.created'
  | 'plan.updated'
  | 'plan.deleted'
  | 'feature.created'
  | 'feature.updated'
  | 'feature.deleted'
  | 'payment_method.added'
  | 'payment_method.updated'
  | 'payment_method.removed'
  | 'payment_method.expiring'
  | 'payment_method.expired'
  | 'subscription.trial_started'
  | 'subscription.trial_ending'
  | 'subscription.trial_converted'
  | 'subscription.started'
  | 'subscription.activated'
  | 'subscription.renewed'
  | 'subscription.changed'
  | 'subscription.change_scheduled'
  | 'subscription.past_due'
  | 'subscription.unpaid'
  | 'subscription.paused'
  | 'subscription.cancel_scheduled'
  | 'subscription.resumed'
  | 'subscription.offer_taken'
  | 'subscription.canceled'
  | 'subscription.expired'
  | 'invoice.issued'
  | 'invoice.paid'
  | 'invoice.voided'
  | 'invoice.drafted'
  | 'invoice.draft_changed'
  | 'invoice.draft_deleted'
  | 'invoice.uncollectible'
  | 'invoice.sent'
  | 'invoice.overdue'
  | 'credit_note.issued'
  | 'credit_note.kept_as_credit'
  | 'payment.received'
  | 'payment.processing'
  | 'payment.failed'
  | 'payment.action_required'
  | 'payment.reversed'
  | 'payment.disputed'
  | 'payment.dispute_closed'
  | 'payment.dispute_answered'
  | 'payment.dispute_accepted'
  | 'payment.refunded'
  | 'payment.refund_failed'
  | 'credit.added'
  | 'credit.given'
  | 'voucher.created'
  | 'voucher.updated'
  | 'voucher.enabled'
  | 'voucher.disabled'
  | 'voucher.deleted'
  | 'voucher.redeemed'
  | 'voucher.used'
  | 'voucher.given_back'
  | 'settings.updated'
  | 'brand.created'
  | 'brand.updated'
  | 'api_key.revoked'
  | 'tax_type.created'
  | 'tax_type.updated'
  | 'tax_type.deleted'
  | 'tax_country.updated'
  | 'tax_rule.created'
  | 'tax_rule.deleted'
  | 'tax.country_threshold_reached'
  | 'tax.state_threshold_reached'
  | 'metric.created'
  | 'metric.updated'
  | 'metric.deleted'
  | 'usage.warning'
  | 'usage.warning_to_owner'
  | 'webhook.created'
  | 'webhook.updated'
  | 'webhook.enabled'
  | 'webhook.disabled'
  | 'webhook.deleted'
  | 'webhook.secret_rotated'
  | 'usage_limit.created'
  | 'usage_limit.deleted'
  | 'checkout.created'
  | 'checkout.disabled'
  | 'clock.advanced'
  | 'member.invited'
  | 'member.role_changed'
  | 'member.removed'
  | 'member.left'
  | 'import.started'
  | 'import.confirmed'
  | 'import.finished'
  | 'import.discarded'
  | 'subscription.imported'
  | 'payment.imported'

/** What happened to whom; `at` is the billing instant, the transaction's now unless told. */
export type EventInput = {
  ownerId: string
  customerId?: string
  subjectId?: string
  payload?: Record<string, unknown>
  at?: Date
}

/** Writes an event in the transaction in which it happens, so that neither is there without the other. */
export async function record(
  t: Pick<TxCtx, 'tx' | 'actor' | 'now'>,
  type: EventType,
  input: EventInput,
): Promise<void> {
  await t.tx.insert(event).values(eventRow(t, type, input))
}

/** The row of an event, for whoever writes those of many at once. */
export function eventRow(
  t: Pick<TxCtx, 'actor' | 'now'>,
  type: EventType,
  input: EventInput,
): typeof event.$inferInsert {
  return {
    ownerId: input.ownerId,
    id: newId(),
    type,
    customerId: input.customerId ?? null,
    subjectId: input.subjectId ?? null,
    actor: actorName(t.actor),
    payload: input.payload ?? {},
    at: input.at ?? t.now,
  }
}
