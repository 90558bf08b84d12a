import type { EventType } from './event'
import { endsTrial } from './subscription-history'

/**
 * What programs outside are told of, by name: BillaBear's names (its `WebhookEventType`) first, then those of what
 * it tells nobody. BillaBear's `integration_…_failure` are taken where names are chosen and never sent: Folio has
 * no such integrations.
 */
export const WEBHOOK_NAMES = [
  'payment_received',
  'customer_created',
  'customer_enabled',
  'customer_disabled',
  'customer_updated',
  'subscription_created',
  'subscription_paused',
  'subscription_cancelled',
  'subscription_updated',
  'trial_started',
  'trial_extended',
  'trial_ended',
  'plan_created',
  'plan_deleted',
  'plan_updated',
  'payment_method_added',
  'payment_method_deleted',
  'payment_method_expired',
  'integration_accounting_failure',
  'integration_newsletter_failure',
  'integration_customer_support_failure',
  'integration_crm_failure',
  'usage_warning_triggered',
  'tax_country_threshold_reached',
  'tax_state_threshold_reached',
  'subscription_ended',
  'trial_ending',
  'payment_method_updated',
  'payment_method_expiring',
  'product_created',
  'product_updated',
  'price_created',
  'invoice_created',
  'invoice_paid',
  'invoice_voided',
  'invoice_uncollectible',
  'invoice_sent',
  'invoice_overdue',
  'credit_note_created',
  'payment_processing',
  'payment_failed',
  'payment_action_required',
  'payment_reversed',
  'payment_disputed',
  'payment_dispute_closed',
  'refund_created',
  'refund_failed',
  'credit_created',
  'voucher_applied',
] as const

export type WebhookName = (typeof WEBHOOK_NAMES)[number]

/** What an event tells decides its name; an event that tells nobody outside anything has none. */
type Naming =
  | WebhookName
  | null
  | { names: readonly WebhookName[]; of: (payload: Record<string, unknown>) => WebhookName | null }

/** Every event and what it is called outside. Each happening is told once (BillaBear tells some twice: a bug). */
export const WEBHOOK_NAMING = {
  'owner.created': null,
  'member.invited': null,
  'member.role_changed': null,
  'member.removed': null,
  'member.left': null,
  'api_key.created': null,
  'api_key.revoked': null,
  'settings.updated': null,
  'brand.created': null,
  'brand.updated': null,
  'checkout.created': null,
  'checkout.disabled': null,
  'clock.advanced': null,
  'customer.created': 'customer_created',
  'customer.updated': 'customer_updated',
  'customer.enabled': 'customer_enabled',
  'customer.disabled': 'customer_disabled',
  'customer.link_sent': null,
  'customer.link_opened': null,
  'product.created': 'product_created',
  'product.updated': 'product_updated',
  'price.created': 'price_created',
  'plan.created': 'plan_created',
  'plan.updated': 'plan_updated',
  'plan.deleted': 'plan_deleted',
  'feature.created': null,
  'feature.updated': null,
  'feature.deleted': null,
  'payment_method.added': 'payment_method_added',
  'payment_method.updated': 'payment_method_updated',
  'payment_method.removed': 'payment_method_deleted',
  'payment_method.expiring': 'payment_method_expiring',
  'subscription.trial_started': 'trial_started',
  'subscription.trial_ending': 'trial_ending',
  // BillaBear's word for making a trial a subscription that is paid for (behaviour page, section 5).
  'subscription.trial_converted': 'trial_extended',
  // A start that waits for its payment is none yet: it is told when it is paid, or never was.
  'subscription.started': {
    names: ['subscription_created'],
    of: (payload) => (payload.status === 'incomplete' ? null : 'subscription_created'),
  },
  'subscription.activated': {
    names: ['subscription_created', 'subscription_updated'],
    of: (payload) => (payload.from === 'incomplete' ? 'subscription_created' : 'subscription_updated'),
  },
  'subscription.renewed': 'subscription_updated',
  'subscription.changed': 'subscription_updated',
  'subscription.change_scheduled': 'subscription_updated',
  'subscription.past_due': 'subscription_updated',
  'subscription.unpaid': 'subscription_updated',
  'subscription.paused': 'subscription_paused',
  // Told when it is asked for, as BillaBear does; its end, when that comes, under a name of its own.
  'subscription.cancel_scheduled': 'subscription_cancelled',
  'subscription.canceled': {
    names: ['subscription_cancelled', 'subscription_ended', 'trial_ended'],
    of: (payload) => {
      if (endsTrial(payload.reason)) return 'trial_ended'
      return payload.scheduled === true ? 'subscription_ended' : 'subscription_cancelled'
    },
  },
  'subscription.resumed': 'subscription_updated',
  'subscription.expired': null,
  'invoice.issued': 'invoice_created',
  'invoice.paid': 'invoice_paid',
  'invoice.voided': 'invoice_voided',
  'invoice.drafted': null,
  'invoice.draft_changed': null,
  'invoice.draft_deleted': null,
  'invoice.uncollectible': 'invoice_uncollectible',
  'invoice.sent': 'invoice_sent',
  'invoice.overdue': 'invoice_overdue',
  'credit_note.issued': 'credit_note_created',
  'credit_note.kept_as_credit': 'credit_created',
  'payment.received': 'payment_received',
  'payment.processing': 'payment_processing',
  'payment.failed': 'payment_failed',
  'payment.action_required': 'payment_action_required',
  'payment.reversed': 'payment_reversed',
  'payment.disputed': 'payment_disputed',
  'payment.dispute_answered': null,
  'payment.dispute_accepted': null,
  'payment.dispute_closed': 'payment_dispute_closed',
  'payment.refunded': 'refund_created',
  'payment.refund_failed': 'refund_failed',
  'credit.added': 'credit_created',
  'credit.given': 'credit_created',
  'voucher.created': null,
  'voucher.updated': null,
  'voucher.enabled': null,
  'voucher.disabled': null,
  'voucher.deleted': null,
  'voucher.redeemed': 'voucher_applied',
  'voucher.used': null,
  'voucher.given_back': null,
  'tax_type.created': null,
  'tax_type.updated': null,
  'tax_type.deleted': null,
  'tax_country.updated': null,
  'tax_rule.created': null,
  'tax_rule.deleted': null,
  'tax.country_threshold_reached': 'tax_country_threshold_reached',
  'tax.state_threshold_reached': 'tax_state_threshold_reached',
  'metric.created': null,
  'metric.updated': null,
  'metric.deleted': null,
  'usage.warning': 'usage_warning_triggered',
  'usage.warning_to_owner': null,
  'usage_limit.created': null,
  'usage_limit.deleted': null,
  'webhook.created': null,
  'webhook.updated': null,
  'webhook.enabled': null,
  'webhook.disabled': null,
  'webhook.deleted': null,
  'webhook.secret_rotated': null,
} as const satisfies Record<EventType, Naming>

/** What an event is called outside; null for one that nobody outside is told of, or of a type no longer known. */
export function webhookName(row: { type: string; payload: Record<string, unknown> }): WebhookName | null {
  const naming: Naming | undefined = (WEBHOOK_NAMING as Record<string, Naming>)[row.type]
  if (naming === undefined || naming === null || typeof naming === 'string') return naming ?? null
  return naming.of(row.payload)
}
