import type Stripe from 'stripe'
import { type ChargeFacts, insertFailedCharge, insertPaidCharge, insertPendingCharge } from './charge'
import { docUrl, invalidRequest, StripeError } from './error'
import { asPaymentMethod, type Instrument } from './instrument'
import { idOf, type Row } from './kind'
import { insertMandate, type MandateData } from './mandate'
import { refuseConsumed, saveTo } from './payment-method'
import { DECLINES, type Decline } from './test-cards'
import { settleSeconds } from './test-ibans'
import type { Unit } from './unit'

export type Confirmation = {
  isOffSession: boolean
  returnUrl: string | undefined
  /** Stripe.js handles the next action itself instead of being redirected. */
  usesStripeSdk: boolean
  failsOnAction: boolean
  mandateData: MandateData | undefined
}

/**
 * One attempt to pay an intent with an instrument. It ends succeeded, requires_capture, processing or requires_action, or throws the
 * bank's 402 with the intent in the error, after writing down the failed charge.
 */
export function attemptPayment(
  unit: Unit,
  row: Row<'payment_intent'>,
  instrument: Instrument,
  confirmation: Confirmation,
): Stripe.PaymentIntent {
  requireUsable(row.data, instrument)
  unit.update(
    row,
    { payment_method: instrument.id, last_payment_error: null },
    { offSession: confirmation.isOffSession },
  )
  if (instrument.type === 'sepa_debit') return startDebit(unit, row, instrument, confirmation)
  const need = authenticationNeed(row.data, instrument, confirmation)
  if (need === 'broken') return decline(unit, row, instrument, DECLINES.processingError)
  if (need === 'none') return payByCard(unit, row, instrument, { wasAuthenticated: false })
  if (confirmation.isOffSession || confirmation.failsOnAction)
    return decline(unit, row, instrument, AUTHENTICATION_REQUIRED)
  return requireAction(unit, row, confirmation)
}

/** What the customer answered to the 3-D Secure challenge. */
export function finishAuthentication(
  unit: Unit,
  row: Row<'payment_intent'>,
  instrument: Instrument,
  outcome: 'pass' | 'fail',
): Stripe.PaymentIntent {
  unit.update(row, { next_action: null })
  if (outcome === 'pass') return payByCard(unit, row, instrument, { wasAuthenticated: true })
  const error = {
    code: 'payment_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    type: 'invalid_request_error',
  } as const
  return failIntent(unit, row, instrument, error)
}

/** Puts a failed attempt on the intent: it waits for another payment method. */
export function failIntent(
  unit: Unit,
  row: Row<'payment_intent'>,
  instrument: Instrument,
  error: Omit<Stripe.PaymentIntent.LastPaymentError, 'payment_method'>,
): Stripe.PaymentIntent {
  const data = unit.update(row, {
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    processing: null,
    last_payment_error: {
      ...error,
      ...(error.code === undefined ? {} : { doc_url: docUrl(error.code) }),
      payment_method: asPaymentMethod(instrument, unit),
    },
  })
  unit.emit('payment_intent.payment_failed', data)
  return data
}

/** A paid intent saves its instrument if it was asked to, or spends it. */
export function keepInstrument(
  unit: Unit,
  intent: Stripe.PaymentIntent,
  instrument: Instrument,
  wasAuthenticated: boolean,
): void {
  if (instrument.row.kind !== 'payment_method') return
  const row = instrument.row as Row<'payment_method'>
  const customer = idOf(intent.customer)
  const isSaved = intent.setup_future_usage !== null && customer !== null
  if (row.data.customer === null && isSaved) saveTo(unit, row, customer)
  else if (row.data.customer === null) unit.update(row, {}, { consumed: true })
  const isSetUp = intent.setup_future_usage === 'off_session' && wasAuthenticated
  if (isSetUp && !row.hidden.setUp) unit.update(row, {}, { setUp: true })
}

export const AUTHENTICATION_REQUIRED: Decline & { code: 'card_declined' } = {
  code: 'card_declined',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

function requireUsable(intent: Stripe.PaymentIntent, instrument: Instrument): void {
  const customer = idOf(intent.customer)
  if (!intent.payment_method_types.includes(instrument.type)) {
    throw invalidRequest(
      `The PaymentMethod provided (${instrument.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(', ')}.`,
      { code: 'payment_intent_invalid_parameter', param: 'payment_method' },
    )
  }
  if (instrument.type === 'sepa_debit' && intent.currency !== 'eur') {
    throw invalidRequest('The payment method `sepa_debit` only supports the currency `eur`.', {
      code: 'payment_intent_invalid_parameter',
      param: 'currency',
    })
  }
  if (instrument.customer !== null && instrument.customer !== customer) {
    throw invalidRequest(
      customer === null
        ? `The PaymentMethod ${instrument.id} belongs to the Customer ${instrument.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`
        : `The customer does not have a payment method with the ID ${instrument.id}. The payment method must be attached to the customer.`,
      { ...(customer === null ? {} : { code: 'resource_missing' }), param: 'payment_method' },
    )
  }
  refuseConsumed(instrument)
}

function authenticationNeed(
  intent: Stripe.PaymentIntent,
  instrument: Instrument & { type: 'card' },
  { isOffSession }: Confirmation,
): 'none' | 'needed' | 'broken' {
  const isSetUp = instrument.row.hidden.setUp === true
  const requested = intent.payment_method_options?.card?.request_three_d_secure
  switch (instrument.card.behaviour.authentication) {
    case undefined:
      return 'none'
    case 'broken':
      return 'broken'
    case 'always':
      return 'needed'
    case 'unless_set_up':
      return isOffSession && isSetUp ? 'none' : 'needed'
    case 'on_session':
      return isOffSession ? 'none' : 'needed'
    case 'if_requested':
      return !isOffSession && (requested === 'any' || requested === 'challenge') ? 'needed' : 'none'
  }
}

function requireAction(
  unit: Unit,
  row: Row<'payment_intent'>,
  confirmation: Confirmation,
): Stripe.PaymentIntent {
  const url = `${unit.engine.baseUrl()}/_sandbox/challenge/${row.id}?client_secret=${row.data.client_secret}`
  const data = unit.update(row, {
    status: 'requires_action',
    next_action: nextAction(url, confirmation),
  })
  unit.emit('payment_intent.requires_action', data)
  return data
}

/** Where the customer is sent to prove who they are. */
export function nextAction(
  url: string,
  { returnUrl, usesStripeSdk }: { returnUrl?: string; usesStripeSdk: boolean },
) {
  if (returnUrl !== undefined && !usesStripeSdk) {
    return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } }
  }
  return {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url, source: '' },
  }
}

function payByCard(
  unit: Unit,
  row: Row<'payment_intent'>,
  instrument: Instrument,
  { wasAuthenticated }: { wasAuthenticated: boolean },
): Stripe.PaymentIntent {
  const refused = instrument.type === 'card' ? instrument.card.behaviour.decline : undefined
  if (refused !== undefined) return decline(unit, row, instrument, refused)
  const intent = row.data
  const isCaptured = intent.capture_method !== 'manual'
  const charge = insertPaidCharge(unit, instrument, { ...factsOf(intent), isCaptured, wasAuthenticated })
  const data = unit.update(row, {
    status: isCaptured ? 'succeeded' : 'requires_capture',
    amount_received: isCaptured ? intent.amount : 0,
    amount_capturable: isCaptured ? 0 : intent.amount,
    latest_charge: charge.id,
    next_action: null,
  })
  keepInstrument(unit, data, instrument, wasAuthenticated)
  unit.emit(isCaptured ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', data)
  return data
}

function startDebit(
  unit: Unit,
  row: Row<'payment_intent'>,
  instrument: Instrument & { type: 'sepa_debit' },
  { mandateData, isOffSession }: Confirmation,
): Stripe.PaymentIntent {
  const mandate = mandateFor(unit, instrument, mandateData, isOffSession)
  const charge = insertPendingCharge(unit, instrument, { ...factsOf(row.data), mandate })
  unit.schedule(unit.now + settleSeconds(instrument.iban.behaviour), 'settle_charge', charge.id)
  const data = unit.update(row, { status: 'processing', latest_charge: charge.id, next_action: null })
  keepInstrument(unit, data, instrument, true)
  unit.emit('payment_intent.processing', data)
  return data
}

/** The mandate that already covers the account, or the one that the customer just accepted. */
export function mandateFor(
  unit: Unit,
  instrument: Instrument,
  given: MandateData | undefined,
  isOffSession: boolean,
): string {
  const present = instrument.row.hidden.mandate
  if (given === undefined && present !== undefined) return present
  if (given === undefined) {
    throw invalidRequest(
      'This PaymentIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer and try again, providing acceptance data in the mandate_data parameter.',
      { code: 'payment_intent_mandate_invalid', ...(isOffSession ? {} : { param: 'mandate_data' }) },
    )
  }
  const { online, accepted_at: acceptedAt } = given.customer_acceptance
  const { mandate } = insertMandate(unit, instrument.id, { online, acceptedAt })
  unit.update(instrument.row as Row<'payment_method'>, {}, { mandate: mandate.id })
  return mandate.id
}

function decline(unit: Unit, row: Row<'payment_intent'>, instrument: Instrument, refused: Decline): never {
  const isAuthentication = refused.declineCode === 'authentication_required'
  const code = isAuthentication ? 'authentication_required' : refused.code
  const charge = insertFailedCharge(
    unit,
    instrument,
    { ...factsOf(row.data), isCaptured: false },
    { ...refused, code: refused.code },
  )
  const facts = {
    type: 'card_error' as const,
    code: code as Stripe.PaymentIntent.LastPaymentError.Code,
    decline_code: refused.declineCode,
    message: refused.message,
    charge: charge.id,
    ...(refused.adviceCode === undefined ? {} : { advice_code: refused.adviceCode }),
    ...(refused.code === 'incorrect_cvc' ? { param: 'cvc' } : {}),
    ...(refused.code === 'expired_card' ? { param: 'exp_month' } : {}),
  }
  unit.update(row, { latest_charge: charge.id })
  const intent = failIntent(unit, row, instrument, facts)
  throw new StripeError(
    402,
    { ...facts, payment_intent: intent, payment_method: asPaymentMethod(instrument, unit) },
    { keep: true },
  )
}

function factsOf(intent: Stripe.PaymentIntent): ChargeFacts {
  return {
    amount: intent.amount,
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    metadata: intent.metadata,
    paymentIntent: intent.id,
    receiptEmail: intent.receipt_email,
    statementDescriptor: intent.statement_descriptor,
    statementDescriptorSuffix: intent.statement_descriptor_suffix,
    shipping: intent.shipping,
    transferGroup: intent.transfer_group,
    isCaptured: true,
    mandate: null,
    wasAuthenticated: false,
  }
}
