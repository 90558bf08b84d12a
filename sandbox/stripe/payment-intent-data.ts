import type Stripe from 'stripe'
import { mergeAddress } from './billing-details'
import { invalidRequest } from './error'
import { methodTypesShape, newIntentId } from './intent'
import { mandateDataField } from './mandate'
import {
  addressField,
  anything,
  bool,
  choice,
  clearable,
  currency,
  hash,
  integer,
  mergeMetadata,
  metadata,
  type Params,
  text,
} from './param'
import { paymentMethodDataShape } from './payment-method'

/** Stripe's minimum charge amounts (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const AMOUNT_MIN: { [currency: string]: number } = {
  eur: 50,
  usd: 50,
  gbp: 30,
  chf: 50,
  jpy: 50,
  sek: 300,
  nok: 300,
  dkk: 250,
  pln: 200,
  czk: 1500,
}
const AMOUNT_MAX = 99_999_999

export const commonShape = {
  amount: integer({ min: 1 }),
  currency: currency(),
  customer: clearable(text()),
  customer_account: text(),
  description: clearable(text()),
  metadata: metadata(),
  receipt_email: clearable(text()),
  setup_future_usage: clearable(choice('off_session', 'on_session')),
  shipping: clearable(
    hash({ address: addressField, name: text(), phone: text(), carrier: text(), tracking_number: text() }),
  ),
  statement_descriptor: text({ max: 22 }),
  statement_descriptor_suffix: text({ max: 22 }),
  transfer_group: text(),
  transfer_data: anything(),
  on_behalf_of: text(),
  application_fee_amount: integer({ min: 0 }),
  capture_method: choice('automatic', 'automatic_async', 'manual'),
  payment_method: clearable(text()),
  payment_method_configuration: text(),
  payment_method_data: hash(paymentMethodDataShape),
  payment_method_options: hash({
    card: hash({
      request_three_d_secure: choice('any', 'automatic', 'challenge'),
      setup_future_usage: anything(),
      mandate_options: anything(),
      statement_descriptor_suffix_kana: anything(),
      network: anything(),
      moto: anything(),
      cvc_token: anything(),
      installments: anything(),
      capture_method: anything(),
    }),
    sepa_debit: anything(),
  }),
  ...methodTypesShape,
  hooks: anything(),
  amount_details: anything(),
  payment_details: anything(),
}

export const confirmShape = {
  off_session: anything(),
  return_url: text(),
  use_stripe_sdk: bool(),
  error_on_requires_action: bool(),
  mandate: text(),
  mandate_data: clearable(mandateDataField),
  confirmation_token: text(),
  radar_options: anything(),
}

export type Common = Params<typeof commonShape>
export type ConfirmGiven = Partial<Common> & Params<typeof confirmShape>

/** Refuses what Stripe would refuse as too little or too much; minor units. */
export function requireAmount(amount: number, given: string): void {
  const min = AMOUNT_MIN[given] ?? 50
  if (amount < min) {
    throw invalidRequest(
      `Amount must convert to at least 50 cents. Amount must be at least ${min} in the smallest unit of ${given}.`,
      {
        code: 'amount_too_small',
        param: 'amount',
      },
    )
  }
  if (amount > AMOUNT_MAX) {
    throw invalidRequest(`Amount must be no more than ${AMOUNT_MAX} in the smallest unit of ${given}.`, {
      code: 'amount_too_large',
      param: 'amount',
    })
  }
}

export function refuseConfirmOnly(given: Params<typeof confirmShape>): void {
  for (const name of ['off_session', 'return_url', 'mandate_data', 'error_on_requires_action'] as const) {
    if (given[name] !== undefined) {
      throw invalidRequest(
        `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
        { param: name },
      )
    }
  }
}

/** What of the given parameters lands on the intent as it is. */
export function fieldsOf(
  present: Stripe.PaymentIntent,
  given: Partial<Common>,
): Partial<Stripe.PaymentIntent> {
  const fields: Partial<Stripe.PaymentIntent> = {}
  if (given.customer !== undefined) fields.customer = given.customer
  if (given.description !== undefined) fields.description = given.description
  if (given.metadata !== undefined) fields.metadata = mergeMetadata(present.metadata, given.metadata)
  if (given.receipt_email !== undefined) fields.receipt_email = given.receipt_email
  if (given.setup_future_usage !== undefined) fields.setup_future_usage = given.setup_future_usage
  if (given.statement_descriptor !== undefined) fields.statement_descriptor = given.statement_descriptor
  if (given.statement_descriptor_suffix !== undefined)
    fields.statement_descriptor_suffix = given.statement_descriptor_suffix
  if (given.transfer_group !== undefined) fields.transfer_group = given.transfer_group
  if (given.on_behalf_of !== undefined) fields.on_behalf_of = given.on_behalf_of
  if (given.application_fee_amount !== undefined) fields.application_fee_amount = given.application_fee_amount
  if (given.capture_method !== undefined) fields.capture_method = given.capture_method
  const types = given.allowed_payment_method_types ?? given.payment_method_types
  if (types !== undefined) {
    const currency = given.currency ?? present.currency
    fields.payment_method_types = types.filter((type) => type !== 'sepa_debit' || currency === 'eur')
  }
  if (given.shipping !== undefined) {
    fields.shipping =
      given.shipping === null
        ? null
        : { ...given.shipping, address: mergeAddress(null, given.shipping.address) }
  }
  const request = given.payment_method_options?.card?.request_three_d_secure
  if (request !== undefined) fields.payment_method_options = optionsOf(request)
  return fields
}

function optionsOf(request: 'any' | 'automatic' | 'challenge'): Stripe.PaymentIntent.PaymentMethodOptions {
  return {
    card: { installments: null, mandate_options: null, network: null, request_three_d_secure: request },
  }
}

export function blankIntent(now: number) {
  return {
    ...newIntentId('pi'),
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: 0,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    confirmation_method: 'automatic',
    created: now,
    currency: 'eur',
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: optionsOf('automatic'),
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  } satisfies Stripe.PaymentIntent
}
