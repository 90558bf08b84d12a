import type Stripe from 'stripe'
import { feeFor, insertMovement } from './balance-transaction'
import { insertDispute } from './dispute'
import { invalidRequest, parameterMissing } from './error'
import { newId, randomText } from './id'
import { asPaymentMethod, type Instrument, sepaFacts } from './instrument'
import type { Row } from './kind'
import type { Decline } from './test-cards'
import type { Unit } from './unit'

export type ChargeFacts = {
  amount: number
  currency: string
  customer: string | null
  description: string | null
  metadata: { [key: string]: string }
  paymentIntent: string | null
  receiptEmail: string | null
  statementDescriptor: string | null
  statementDescriptorSuffix: string | null
  shipping: Stripe.Charge.Shipping | null
  transferGroup: string | null
  isCaptured: boolean
  mandate: string | null
  wasAuthenticated: boolean
}

/** A card payment that went through; captured money lands on the balance at once, minus the fee. */
export function insertPaidCharge(unit: Unit, instrument: Instrument, facts: ChargeFacts): Row<'charge'> {
  const row = unit.insert('charge', blankCharge(unit, instrument, facts))
  unit.update(row, {
    paid: true,
    status: 'succeeded',
    outcome: outcomeOf(instrument, undefined),
    receipt_url: `${unit.engine.baseUrl()}/_sandbox/receipts/${row.id}`,
  })
  if (facts.isCaptured) bookCapture(unit, row, instrument, facts.amount)
  unit.emit('charge.succeeded', row.data)
  if (facts.isCaptured) openDispute(unit, row, instrument)
  return row
}

/** A payment that the bank declined; it is kept, as Stripe keeps it. */
export function insertFailedCharge(
  unit: Unit,
  instrument: Instrument,
  facts: ChargeFacts,
  decline: Decline,
): Row<'charge'> {
  const row = unit.insert('charge', blankCharge(unit, instrument, facts))
  unit.update(row, {
    status: 'failed',
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: outcomeOf(instrument, decline),
  })
  unit.emit('charge.failed', row.data)
  return row
}

/** A bank debit on its way: its outcome is known days later. */
export function insertPendingCharge(unit: Unit, instrument: Instrument, facts: ChargeFacts): Row<'charge'> {
  const row = unit.insert('charge', blankCharge(unit, instrument, { ...facts, isCaptured: true }))
  unit.update(row, {
    status: 'pending',
    captured: true,
    amount_captured: facts.amount,
    outcome: outcomeOf(instrument, undefined),
  })
  unit.emit('charge.pending', row.data)
  return row
}

/** Books captured money; for an authorized charge that is captured later, possibly for less. */
export function bookCapture(unit: Unit, row: Row<'charge'>, instrument: Instrument, amount: number): void {
  const isBank = instrument.type === 'sepa_debit'
  const movement = insertMovement(unit, {
    type: isBank ? 'payment' : 'charge',
    category: 'charge',
    amount,
    fee: feeFor(instrument, amount, row.data.currency),
    currency: row.data.currency,
    source: row.id,
    description: row.data.description,
    isAvailableAtOnce: instrument.type === 'card' && instrument.card.behaviour.bypassesPending === true,
  })
  unit.update(row, { captured: true, amount_captured: amount, balance_transaction: movement.id })
}

/** The cards and IBANs whose payments are disputed as soon as they went through. */
export function openDispute(unit: Unit, row: Row<'charge'>, instrument: Instrument): void {
  if (instrument.type === 'sepa_debit') {
    if (instrument.iban.behaviour.outcome === 'disputed') {
      insertDispute(unit, row, { reason: 'debit_not_authorized', status: 'lost' })
    }
    return
  }
  const { dispute } = instrument.card.behaviour
  if (dispute !== undefined) insertDispute(unit, row, dispute)
}

export function requireRefundable(charge: Stripe.Charge): void {
  if (charge.status === 'succeeded' && charge.paid) return
  throw invalidRequest(`Charge ${charge.id} is not refundable: its status is ${charge.status}.`, {
    code: 'charge_not_refundable',
  })
}

export function requireId(id: string | undefined, param: string): string {
  if (id === undefined) throw parameterMissing(param)
  return id
}

function blankCharge(unit: Unit, instrument: Instrument, facts: ChargeFacts) {
  const id = newId(instrument.type === 'card' ? 'ch' : 'py')
  return {
    id,
    object: 'charge',
    amount: facts.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: instrument.billing,
    calculated_statement_descriptor: facts.statementDescriptor ?? 'FOLIO SANDBOX',
    captured: false,
    created: unit.now,
    currency: facts.currency,
    customer: facts.customer,
    description: facts.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: facts.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: facts.paymentIntent,
    payment_method: instrument.id,
    payment_method_details: detailsOf(unit, instrument, facts),
    receipt_email: facts.receiptEmail,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: facts.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: facts.statementDescriptor,
    statement_descriptor_suffix: facts.statementDescriptorSuffix,
    status: 'pending',
    transfer_data: null,
    transfer_group: facts.transferGroup,
  } satisfies Stripe.Charge
}

function detailsOf(
  unit: Unit,
  instrument: Instrument,
  facts: ChargeFacts,
): Stripe.Charge.PaymentMethodDetails {
  if (instrument.type === 'sepa_debit') {
    return {
      type: 'sepa_debit',
      sepa_debit: { ...sepaFacts(unit.account, instrument.iban), mandate: facts.mandate },
    }
  }
  const shown = asPaymentMethod(instrument, unit).card
  if (shown === undefined) throw new Error(`${instrument.id} has no card to show`)
  return {
    type: 'card',
    card: {
      amount_authorized: facts.amount,
      authorization_code: randomText(6).toUpperCase(),
      brand: shown.brand,
      checks: shown.checks,
      country: shown.country,
      electronic_commerce_indicator: null,
      exp_month: shown.exp_month,
      exp_year: shown.exp_year,
      extended_authorization: { status: 'disabled' },
      fingerprint: shown.fingerprint ?? null,
      funding: shown.funding,
      incremental_authorization: { status: 'unavailable' },
      installments: null,
      last4: shown.last4,
      mandate: null,
      multicapture: { status: 'unavailable' },
      network: shown.brand,
      network_token: { used: false },
      network_transaction_id: randomText(15),
      overcapture: { maximum_amount_capturable: facts.amount, status: 'unavailable' },
      regulated_status: 'unregulated',
      three_d_secure: facts.wasAuthenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: randomText(36),
            version: '2.2.0',
          }
        : null,
      transaction_link_id: null,
      wallet: null,
    },
  }
}

function outcomeOf(instrument: Instrument, decline: Decline | undefined): Stripe.Charge.Outcome {
  const risk = instrument.type === 'card' ? (instrument.card.behaviour.risk ?? 'normal') : 'not_assessed'
  const isBlocked = decline?.declineCode === 'fraudulent'
  const blank = { advice_code: null, network_advice_code: null, network_decline_code: null, risk_level: risk }
  if (decline === undefined) {
    return {
      ...blank,
      network_status: 'approved_by_network',
      reason: null,
      seller_message: 'Payment complete.',
      type: 'authorized',
    }
  }
  return {
    ...blank,
    advice_code: decline.adviceCode ?? null,
    network_decline_code: isBlocked ? null : '05',
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : decline.declineCode,
    seller_message: isBlocked
      ? 'Stripe blocked this payment as too risky.'
      : `The bank returned the decline code \`${decline.declineCode}\`.`,
    type: isBlocked ? 'blocked' : 'issuer_declined',
  }
}
