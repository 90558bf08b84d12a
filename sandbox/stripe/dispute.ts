import type Stripe from 'stripe'
import { insertMovement } from './balance-transaction'
import { invalidRequest } from './error'
import { previousAttributes } from './event'
import { newId } from './id'
import { idOf, type Row } from './kind'
import { listObjects } from './list'
import {
  anything,
  bool,
  clearable,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  readParams,
  text,
} from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

const DAY_SECONDS = 24 * 60 * 60
const EVIDENCE_DAYS = 14
/** The bank's answer to submitted evidence comes a day later, by the clock. */
const DECISION_SECONDS = DAY_SECONDS
const DISPUTE_FEE = 2000

export const disputeRoutes: Route[] = [
  route(
    'GET',
    '/v1/disputes',
    { ...pageShape, created: range(), charge: text(), payment_intent: text() },
    ({ unit, params }) =>
      listObjects(
        unit,
        '/v1/disputes',
        {
          kinds: ['dispute'],
          created: params.created,
          parent: params.charge,
          equal: { payment_intent: params.payment_intent },
        },
        params,
      ),
  ),
  route(
    'GET',
    '/v1/disputes/:id',
    {},
    async ({ unit, path }) => (await unit.require('dispute', path('id'))).data,
  ),
  route(
    'POST',
    '/v1/disputes/:id',
    { evidence: anything(), metadata: metadata(), submit: bool(), intended_submission_method: anything() },
    async ({ unit, params, path }) => {
      const row = await unit.require('dispute', path('id'))
      const before = row.data
      if (params.evidence !== undefined && !isOpen(row.data)) {
        throw invalidRequest('This dispute is already closed', { code: 'dispute_closed' })
      }
      unit.update(row, { metadata: mergeMetadata(row.data.metadata, params.metadata) })
      if (
        params.evidence !== undefined &&
        typeof params.evidence !== 'string' &&
        !Array.isArray(params.evidence)
      ) {
        const given = readParams(EVIDENCE_SHAPE, params.evidence, 'evidence')
        const evidence = {
          ...row.data.evidence,
          ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        }
        unit.update(row, { evidence, evidence_details: { ...row.data.evidence_details, has_evidence: true } })
        // Evidence that is not explicitly staged counts as submitted.
        if (params.submit !== false) submitEvidence(unit, row)
      }
      unit.emit('charge.dispute.updated', row.data, previousAttributes(before, row.data))
      return row.data
    },
  ),
  route('POST', '/v1/disputes/:id/close', {}, async ({ unit, path }) => {
    const row = await unit.require('dispute', path('id'))
    if (!isOpen(row.data)) throw invalidRequest('This dispute is already closed', { code: 'dispute_closed' })
    return closeDispute(unit, row, {
      status: row.data.status === 'warning_needs_response' ? 'warning_closed' : 'lost',
    })
  }),
]

/** `amount` is all of the charge unless the bank disputes a part. */
export type DisputeGiven = { reason: string; status: Stripe.Dispute.Status; amount?: number }

/** A dispute as the bank opens it: unless it is only an inquiry, the money and a fee leave the balance at once. */
export function insertDispute(
  unit: Unit,
  charge: Row<'charge'>,
  { reason, status, amount = charge.data.amount_captured }: DisputeGiven,
): Row<'dispute'> {
  const isInquiry = status === 'warning_needs_response'
  const id = newId('du')
  const movement = isInquiry ? undefined : withdraw(unit, charge.data, { dispute: id, amount })
  const isCard = charge.data.payment_method_details?.type === 'card'
  const dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: movement === undefined ? [] : [movement],
    charge: charge.id,
    created: unit.now,
    currency: charge.data.currency,
    enhanced_eligibility_types: [],
    evidence: EMPTY_EVIDENCE,
    evidence_details: {
      due_by:
        status === 'lost' ? null : (Math.floor(unit.now / DAY_SECONDS) + EVIDENCE_DAYS) * DAY_SECONDS - 1,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: isInquiry,
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.data.payment_intent),
    ...(isCard
      ? {
          payment_method_details: {
            card: {
              brand: 'visa',
              case_type: isInquiry ? ('inquiry' as const) : ('chargeback' as const),
              network: 'visa',
              network_reason_code: '10.4',
            },
            type: 'card' as const,
          },
        }
      : {}),
    reason,
    status,
  } satisfies Stripe.Dispute
  const row = unit.insert('dispute', dispute)
  unit.update(charge, { disputed: true })
  unit.emit('charge.dispute.created', dispute)
  if (movement !== undefined) unit.emit('charge.dispute.funds_withdrawn', dispute)
  if (status === 'lost') unit.emit('charge.dispute.closed', dispute)
  return row
}

/** Closes a dispute; a won one brings the money and the fee back. */
export async function closeDispute(
  unit: Unit,
  row: Row<'dispute'>,
  { status }: { status: 'lost' | 'won' | 'warning_closed' },
): Promise<Stripe.Dispute> {
  const before = row.data
  unit.update(row, { status, evidence_details: { ...row.data.evidence_details, past_due: false } })
  if (status === 'won') {
    const movement = insertMovement(unit, {
      type: 'adjustment',
      category: 'dispute_reversal',
      amount: row.data.amount,
      fee: -DISPUTE_FEE,
      currency: row.data.currency,
      source: row.id,
      description: `Chargeback reversal for ${idOf(row.data.charge)}`,
    })
    unit.update(row, { balance_transactions: [...row.data.balance_transactions, movement] })
    unit.emit('charge.dispute.funds_reinstated', row.data)
  }
  unit.emit('charge.dispute.closed', row.data, previousAttributes(before, row.data))
  return row.data
}

/** What the bank decides: `winning_evidence` and `losing_evidence` as Stripe's test mode reads them. */
export async function decideDispute(unit: Unit, id: string): Promise<void> {
  const row = await unit.find('dispute', id)
  if (row === undefined || (row.data.status !== 'under_review' && row.data.status !== 'warning_under_review'))
    return
  const isInquiry = row.data.status === 'warning_under_review'
  const isWon = row.data.evidence.uncategorized_text === 'winning_evidence'
  await closeDispute(unit, row, { status: isInquiry ? 'warning_closed' : isWon ? 'won' : 'lost' })
}

function submitEvidence(unit: Unit, row: Row<'dispute'>): void {
  const { evidence_details: details, status } = row.data
  unit.update(row, {
    status: status === 'warning_needs_response' ? 'warning_under_review' : 'under_review',
    evidence_details: { ...details, submission_count: details.submission_count + 1 },
  })
  unit.schedule(unit.now + DECISION_SECONDS, 'close_dispute', row.id)
}

function isOpen(dispute: Stripe.Dispute): boolean {
  return dispute.status !== 'lost' && dispute.status !== 'won' && dispute.status !== 'warning_closed'
}

function withdraw(
  unit: Unit,
  charge: Stripe.Charge,
  { dispute, amount }: { dispute: string; amount: number },
): Stripe.BalanceTransaction {
  return insertMovement(unit, {
    type: 'adjustment',
    category: 'dispute',
    amount: -amount,
    fee: DISPUTE_FEE,
    currency: charge.currency,
    source: dispute,
    description: `Chargeback withdrawal for ${charge.id}`,
  })
}

const EMPTY_EVIDENCE = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
} satisfies Stripe.Dispute.Evidence

const EVIDENCE_SHAPE = Object.fromEntries(
  Object.keys(EMPTY_EVIDENCE)
    .filter((name) => name !== 'enhanced_evidence')
    .map((name) => [name, clearable(text({ max: 20_000 }))]),
)
