import type Stripe from 'stripe'
import { bookCapture, openDispute } from './charge'
import { invalidRequest, StripeError } from './error'
import { previousAttributes } from './event'
import { type Instrument, instrumentOf, requireInstrument } from './instrument'
import {
  automaticShape,
  instrumentFor,
  isOffSession,
  methodTypes,
  methodTypesShape,
  refuseOldTypes,
  requireClientSecret,
  requireReturnUrl,
} from './intent'
import { idOf, type Row } from './kind'
import { listObjects } from './list'
import {
  anything,
  bool,
  choice,
  clearable,
  integer,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  required,
  text,
} from './param'
import { attemptPayment } from './payment-attempt'
import {
  blankIntent,
  type Common,
  type ConfirmGiven,
  commonShape,
  confirmShape,
  fieldsOf,
  refuseConfirmOnly,
  requireAmount,
} from './payment-intent-data'
import { type Route, route } from './route'
import { searchObjects, searchShape } from './search'
import type { Unit } from './unit'

export const paymentIntentRoutes: Route[] = [
  route(
    'POST',
    '/v1/payment_intents',
    {
      ...commonShape,
      ...confirmShape,
      amount: required(commonShape.amount),
      currency: required(commonShape.currency),
      confirm: bool(),
      confirmation_method: choice('automatic', 'manual'),
      ...automaticShape,
      source: text(),
    },
    async ({ unit, params, version }) => {
      requireAmount(params.amount, params.currency)
      await unit.load([params.customer, params.payment_method])
      const methods = methodTypes(params, params.currency, version)
      if (params.confirm)
        requireReturnUrl(methods.automatic_payment_methods, params.return_url, params.use_stripe_sdk ?? false)
      if (!params.confirm) refuseConfirmOnly(params)
      const customer =
        params.customer == null
          ? null
          : await unit.require('customer', params.customer, { param: 'customer' })
      const given =
        params.confirm && customer !== null
          ? { ...params, source: params.source ?? defaultSource(customer.data) }
          : params
      const instrument = await instrumentFor(unit, given, null)
      const row = unit.insert('payment_intent', {
        ...blankIntent(unit.now),
        ...methods,
        amount: params.amount,
        currency: params.currency,
      })
      unit.update(row, {
        ...fieldsOf(row.data, params),
        confirmation_method: params.confirmation_method ?? 'automatic',
        payment_method: instrument?.id ?? null,
        status: instrument === undefined ? 'requires_payment_method' : 'requires_confirmation',
      })
      unit.emit('payment_intent.created', row.data)
      if (!params.confirm) return row.data
      return confirm(unit, row, instrument, params)
    },
  ),
  route(
    'GET',
    '/v1/payment_intents',
    { ...pageShape, created: range(), customer: text(), customer_account: text() },
    ({ unit, params }) =>
      listObjects(
        unit,
        '/v1/payment_intents',
        { kinds: ['payment_intent'], created: params.created, customer: params.customer },
        params,
      ),
  ),
  route('GET', '/v1/payment_intents/search', searchShape, ({ unit, params }) =>
    searchObjects(unit, '/v1/payment_intents/search', 'payment_intent', params),
  ),
  route(
    'GET',
    '/v1/payment_intents/:intent',
    { client_secret: text() },
    async ({ unit, params, path, key }) => {
      const row = await requireIntent(unit, path('intent'))
      requireClientSecret(key, row.data, params.client_secret)
      return row.data
    },
    { isPublic: true },
  ),
  route('POST', '/v1/payment_intents/:intent', commonShape, async ({ unit, params, path, version }) => {
    refuseOldTypes(params, version)
    const row = await requireIntent(unit, path('intent'))
    return updateIntent(unit, row, params)
  }),
  route(
    'POST',
    '/v1/payment_intents/:intent/confirm',
    {
      ...confirmShape,
      client_secret: text(),
      payment_method: text(),
      payment_method_data: commonShape.payment_method_data,
      payment_method_options: commonShape.payment_method_options,
      ...methodTypesShape,
      amount_details: anything(),
      amount_to_confirm: integer({ min: 1 }),
      hooks: anything(),
      payment_details: anything(),
      receipt_email: clearable(text()),
      setup_future_usage: commonShape.setup_future_usage,
      shipping: commonShape.shipping,
      capture_method: commonShape.capture_method,
    },
    async ({ unit, params, path, key, version }) => {
      refuseOldTypes(params, version)
      await unit.load([path('intent'), params.payment_method])
      const row = await requireIntent(unit, path('intent'))
      requireClientSecret(key, row.data, params.client_secret)
      requireStatus(row.data, 'confirm', CONFIRMABLE)
      requireReturnUrl(
        row.data.automatic_payment_methods as null,
        params.return_url,
        params.use_stripe_sdk ?? key === 'publishable',
      )
      const instrument = await instrumentFor(unit, params, idOf(row.data.payment_method))
      unit.update(row, fieldsOf(row.data, params))
      return confirm(unit, row, instrument, {
        ...params,
        use_stripe_sdk: params.use_stripe_sdk ?? key === 'publishable',
      })
    },
    { isPublic: true },
  ),
  route(
    'POST',
    '/v1/payment_intents/:intent/capture',
    {
      amount_to_capture: integer({ min: 1 }),
      application_fee_amount: integer({ min: 0 }),
      final_capture: bool(),
      metadata: metadata(),
      statement_descriptor: text({ max: 22 }),
      statement_descriptor_suffix: text({ max: 22 }),
      transfer_data: anything(),
    },
    async ({ unit, params, path }) => {
      const row = await requireIntent(unit, path('intent'))
      requireStatus(row.data, 'capture', ['requires_capture'])
      return capture(unit, row, params.amount_to_capture ?? row.data.amount_capturable, params.metadata)
    },
  ),
  route(
    'POST',
    '/v1/payment_intents/:intent/cancel',
    { cancellation_reason: choice('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer') },
    async ({ unit, params, path }) => {
      const row = await requireIntent(unit, path('intent'))
      requireStatus(row.data, 'cancel', CANCELABLE)
      return cancel(unit, row, params.cancellation_reason ?? null)
    },
  ),
]

export const CONFIRMABLE: readonly Stripe.PaymentIntent.Status[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]
const CANCELABLE: readonly Stripe.PaymentIntent.Status[] = [...CONFIRMABLE, 'requires_capture']

export function requireIntent(unit: Unit, id: string): Promise<Row<'payment_intent'>> {
  return unit.require('payment_intent', id, { param: 'intent', status: 404 })
}

function confirm(
  unit: Unit,
  row: Row<'payment_intent'>,
  instrument: Instrument | undefined,
  given: ConfirmGiven,
): Stripe.PaymentIntent {
  if (instrument === undefined) {
    throw invalidRequest(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      { code: 'payment_intent_unexpected_state' },
    )
  }
  return attemptPayment(unit, row, instrument, {
    isOffSession: isOffSession(given.off_session),
    returnUrl: given.return_url,
    usesStripeSdk: given.use_stripe_sdk ?? false,
    failsOnAction: given.error_on_requires_action ?? false,
    mandateData: given.mandate_data ?? undefined,
  })
}

async function updateIntent(
  unit: Unit,
  row: Row<'payment_intent'>,
  given: Common,
): Promise<Stripe.PaymentIntent> {
  const isOpen = CONFIRMABLE.includes(row.data.status)
  const locked = (
    [
      'amount',
      'currency',
      'customer',
      'payment_method',
      'allowed_payment_method_types',
      'setup_future_usage',
    ] as const
  ).filter((name) => given[name] !== undefined)
  if (!isOpen && locked.length > 0) {
    throw stateError(
      row.data,
      `This PaymentIntent's ${locked[0]} could not be updated because it has a status of ${row.data.status}. You may only update the ${locked[0]} of a PaymentIntent with one of the following statuses: ${CONFIRMABLE.join(', ')}.`,
    )
  }
  if (given.customer != null) await unit.require('customer', given.customer, { param: 'customer' })
  const before = row.data
  unit.update(row, fieldsOf(row.data, given))
  if (given.amount !== undefined) {
    requireAmount(given.amount, given.currency ?? row.data.currency)
    unit.update(row, { amount: given.amount })
  }
  if (given.currency !== undefined) unit.update(row, { currency: given.currency })
  const instrument = given.payment_method === null ? undefined : await instrumentFor(unit, given, null)
  if (instrument !== undefined)
    unit.update(row, { payment_method: instrument.id, status: 'requires_confirmation' })
  if (given.payment_method === null)
    unit.update(row, { payment_method: null, status: 'requires_payment_method' })
  if (
    Object.keys(previousAttributes(before, row.data)).length > 0 &&
    before.amount !== row.data.amount &&
    before.status === 'requires_capture'
  ) {
    unit.emit('payment_intent.amount_capturable_updated', row.data)
  }
  return row.data
}

/** Takes authorized money, all or part of it; the rest is let go. */
export async function capture(
  unit: Unit,
  row: Row<'payment_intent'>,
  amount: number,
  given: { [key: string]: string } | '' | undefined,
): Promise<Stripe.PaymentIntent> {
  if (amount > row.data.amount_capturable) {
    throw invalidRequest(
      `The amount_to_capture (${amount}) is greater than the capturable amount (${row.data.amount_capturable}).`,
      { code: 'amount_too_large', param: 'amount_to_capture' },
    )
  }
  const charge = await unit.require('charge', idOf(row.data.latest_charge) ?? '')
  const instrument = await instrumentOfCharge(unit, charge.data)
  bookCapture(unit, charge, instrument, amount)
  const rest = charge.data.amount - amount
  if (rest > 0) unit.update(charge, { amount_refunded: rest })
  unit.emit('charge.captured', charge.data)
  const data = unit.update(row, {
    status: 'succeeded',
    amount_received: amount,
    amount_capturable: 0,
    metadata: mergeMetadata(row.data.metadata, given),
  })
  unit.emit('payment_intent.succeeded', data)
  openDispute(unit, charge, instrument)
  return data
}

/** The instrument a charge was paid with, also when it was detached since. */
export async function instrumentOfCharge(unit: Unit, charge: Stripe.Charge): Promise<Instrument> {
  const row = await unit.findAny(charge.payment_method ?? '')
  if (row === undefined) return requireInstrument(unit, charge.payment_method ?? '')
  return instrumentOf(row as Instrument['row'])
}

async function cancel(
  unit: Unit,
  row: Row<'payment_intent'>,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Promise<Stripe.PaymentIntent> {
  if (row.data.status === 'requires_capture') {
    const charge = await unit.require('charge', idOf(row.data.latest_charge) ?? '')
    unit.update(charge, { amount_refunded: charge.data.amount, refunded: true })
    unit.emit('charge.refunded', charge.data)
  }
  const data = unit.update(row, {
    status: 'canceled',
    canceled_at: unit.now,
    cancellation_reason: reason,
    amount_capturable: 0,
    next_action: null,
  })
  unit.emit('payment_intent.canceled', data)
  return data
}

function requireStatus(
  intent: Stripe.PaymentIntent,
  verb: string,
  allowed: readonly Stripe.PaymentIntent.Status[],
): void {
  if (allowed.includes(intent.status)) return
  const why =
    verb === 'confirm' && intent.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `This PaymentIntent could not be ${verb === 'capture' ? 'captured' : verb === 'cancel' ? 'canceled' : 'confirmed'} because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb === 'cancel' ? 'canceled' : `${verb}ed`}: ${allowed.join(', ')}.`
  throw stateError(intent, why)
}

function stateError(intent: Stripe.PaymentIntent, message: string): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: intent,
  })
}

/** Kept from the days of the Charges API: a customer's default source pays when nothing else is named. */
function defaultSource(customer: Stripe.Customer): string | undefined {
  return idOf(customer.default_source) ?? undefined
}
