import type Stripe from 'stripe'
import { money } from '../core/money'
import type { DisputeStage } from '../core/payment'
import type { DisputeState, MovementKind, RefundState, StripeMovement } from './client'
import { idOf } from './outcome'

type Options = { stripeAccount?: string }

/** A refund as Stripe has it, in our words; one that was cancelled moved nothing, like one that failed. */
export function refundState(refund: Stripe.Refund): RefundState {
  const { status } = refund
  return {
    id: refund.id,
    status:
      status === 'succeeded'
        ? 'succeeded'
        : status === 'failed' || status === 'canceled'
          ? 'failed'
          : 'pending',
    intentId: idOf(refund.payment_intent),
    amount: money(refund.amount, refund.currency.toUpperCase()),
    refundId: refund.metadata?.folio_refund ?? null,
    message: refund.failure_reason ?? (status === 'canceled' ? 'canceled' : null),
  }
}

/** The refund of an intent that carries our id; null when Stripe never heard of it. */
export async function findRefund(
  stripe: Stripe,
  at: Options,
  { refundId, intentId }: { refundId: string; intentId: string },
): Promise<RefundState | null> {
  const list = stripe.refunds.list({ payment_intent: intentId, limit: 100 }, at)
  for await (const refund of list) if (refund.metadata?.folio_refund === refundId) return refundState(refund)
  return null
}

const STAGES: readonly DisputeStage[] = ['needs_response', 'under_review']

/** Inquiries, and disputes that were settled before they began, hold no money: they are none. */
export function disputeState(dispute: Stripe.Dispute): DisputeState {
  const fees = dispute.balance_transactions
  const { status } = dispute
  const dueBy = dispute.evidence_details.due_by
  return {
    id: dispute.id,
    intentId: idOf(dispute.payment_intent),
    amount: money(dispute.amount, dispute.currency.toUpperCase()),
    reason: dispute.reason,
    status: status === 'won' ? 'won' : status === 'lost' ? 'lost' : 'open',
    isInquiry: status.startsWith('warning_') || status === 'prevented',
    fee: fees[0]
      ? money(
          fees.reduce((sum, { fee }) => sum + fee, 0),
          fees[0].currency.toUpperCase(),
        )
      : null,
    stage: STAGES.find((stage) => stage === status) ?? null,
    evidenceDueAt: status === 'needs_response' && dueBy ? new Date(dueBy * 1000) : null,
    openedAt: new Date(dispute.created * 1000),
  }
}

const KINDS: { [category: string]: MovementKind } = {
  charge: 'payment',
  charge_failure: 'payment_failure',
  refund: 'refund',
  refund_failure: 'refund_failure',
  dispute: 'dispute',
  dispute_reversal: 'dispute',
}

/** A page of what moved money, newest first. */
export async function listMovements(
  stripe: Stripe,
  at: Options,
  { after }: { after: string | null },
): Promise<{ movements: StripeMovement[]; next: string | null }> {
  const page = await stripe.balanceTransactions.list(
    { limit: 100, expand: ['data.source'], ...(after === null ? {} : { starting_after: after }) },
    at,
  )
  return { movements: page.data.map(movement), next: page.has_more ? (page.data.at(-1)?.id ?? null) : null }
}

function movement(of: Stripe.BalanceTransaction): StripeMovement {
  const currency = of.currency.toUpperCase()
  return {
    id: of.id,
    kind: KINDS[of.reporting_category] ?? 'other',
    sourceId: idOf(of.source),
    attemptId: attemptOf(of.source),
    amount: money(of.amount, currency),
    fee: money(of.fee, currency),
  }
}

function attemptOf(source: Stripe.BalanceTransaction['source']): string | null {
  if (source === null || typeof source === 'string' || source.object !== 'charge') return null
  return source.metadata.folio_attempt ?? null
}
