import type Stripe from 'stripe'
import { docUrl, invalidRequest, StripeError } from './error'
import { newId } from './id'
import { asPaymentMethod, type Instrument } from './instrument'
import {
  automaticShape,
  instrumentFor,
  methodTypes,
  methodTypesShape,
  newIntentId,
  refuseOldTypes,
  requireClientSecret,
  requireReturnUrl,
} from './intent'
import { idOf, type Row } from './kind'
import { listObjects } from './list'
import { mandateDataField } from './mandate'
import {
  anything,
  bool,
  choice,
  clearable,
  hash,
  list,
  mergeMetadata,
  metadata,
  type Params,
  pageShape,
  range,
  text,
} from './param'
import { mandateFor, nextAction } from './payment-attempt'
import { paymentMethodDataShape, refuseConsumed, saveTo } from './payment-method'
import { type Route, route } from './route'
import { DECLINES, type Decline } from './test-cards'
import type { Unit } from './unit'

const confirmShape = {
  mandate_data: clearable(mandateDataField),
  payment_method: text(),
  payment_method_data: hash(paymentMethodDataShape),
  payment_method_options: anything(),
  return_url: text(),
  use_stripe_sdk: bool(),
  confirmation_token: text(),
}

const commonShape = {
  customer: text(),
  customer_account: text(),
  description: clearable(text()),
  metadata: metadata(),
  ...methodTypesShape,
  payment_method_configuration: text(),
  attach_to_self: bool(),
  flow_directions: anything(),
  on_behalf_of: text(),
}

export const setupIntentRoutes: Route[] = [
  route(
    'POST',
    '/v1/setup_intents',
    {
      ...confirmShape,
      ...commonShape,
      ...automaticShape,
      confirm: bool(),
      single_use: anything(),
      usage: choice('off_session', 'on_session'),
    },
    async ({ unit, params, version }) => {
      await unit.load([params.customer, params.payment_method])
      const methods = methodTypes(params, undefined, version)
      if (params.confirm)
        requireReturnUrl(methods.automatic_payment_methods, params.return_url, params.use_stripe_sdk ?? false)
      if (params.customer !== undefined)
        await unit.require('customer', params.customer, { param: 'customer' })
      const instrument = await instrumentFor(unit, params, null)
      const row = unit.insert('setup_intent', {
        ...blankIntent(unit.now),
        ...methods,
        customer: params.customer ?? null,
        description: params.description ?? null,
        metadata: mergeMetadata({}, params.metadata),
        on_behalf_of: params.on_behalf_of ?? null,
        payment_method: instrument?.id ?? null,
        status: instrument === undefined ? 'requires_payment_method' : 'requires_confirmation',
        usage: params.usage ?? 'off_session',
      })
      unit.emit('setup_intent.created', row.data)
      return params.confirm
        ? confirm(unit, row, instrument, params, params.use_stripe_sdk ?? false)
        : row.data
    },
  ),
  route(
    'GET',
    '/v1/setup_intents',
    {
      ...pageShape,
      created: range(),
      customer: text(),
      payment_method: text(),
      attach_to_self: bool(),
      customer_account: text(),
    },
    ({ unit, params }) =>
      listObjects(
        unit,
        '/v1/setup_intents',
        {
          kinds: ['setup_intent'],
          created: params.created,
          customer: params.customer,
          equal: { payment_method: params.payment_method },
        },
        params,
      ),
  ),
  route(
    'GET',
    '/v1/setup_intents/:intent',
    { client_secret: text() },
    async ({ unit, params, path, key }) => {
      const row = await requireSetupIntent(unit, path('intent'))
      requireClientSecret(key, row.data, params.client_secret)
      return row.data
    },
    { isPublic: true },
  ),
  route(
    'POST',
    '/v1/setup_intents/:intent',
    {
      ...commonShape,
      payment_method: clearable(text()),
      payment_method_data: hash(paymentMethodDataShape),
      payment_method_options: anything(),
    },
    async ({ unit, params, path, version }) => {
      refuseOldTypes(params, version)
      const row = await requireSetupIntent(unit, path('intent'))
      requireOpen(row.data, 'updated')
      if (params.customer !== undefined)
        await unit.require('customer', params.customer, { param: 'customer' })
      const instrument = await instrumentFor(unit, params, null)
      return unit.update(row, {
        customer: params.customer ?? row.data.customer,
        description: params.description === undefined ? row.data.description : params.description,
        metadata: mergeMetadata(row.data.metadata, params.metadata),
        payment_method_types:
          params.allowed_payment_method_types ?? params.payment_method_types ?? row.data.payment_method_types,
        ...(instrument === undefined
          ? {}
          : { payment_method: instrument.id, status: 'requires_confirmation' as const }),
      })
    },
  ),
  route(
    'POST',
    '/v1/setup_intents/:intent/confirm',
    { ...confirmShape, client_secret: text(), allowed_payment_method_types: list(text()) },
    async ({ unit, params, path, key }) => {
      await unit.load([path('intent'), params.payment_method])
      const row = await requireSetupIntent(unit, path('intent'))
      requireClientSecret(key, row.data, params.client_secret)
      requireOpen(row.data, 'confirmed')
      const usesStripeSdk = params.use_stripe_sdk ?? key === 'publishable'
      requireReturnUrl(row.data.automatic_payment_methods as null, params.return_url, usesStripeSdk)
      const instrument = await instrumentFor(unit, params, idOf(row.data.payment_method))
      return confirm(unit, row, instrument, params, usesStripeSdk)
    },
    { isPublic: true },
  ),
  route(
    'POST',
    '/v1/setup_intents/:intent/cancel',
    { cancellation_reason: choice('abandoned', 'duplicate', 'requested_by_customer') },
    async ({ unit, params, path }) => {
      const row = await requireSetupIntent(unit, path('intent'))
      requireOpen(row.data, 'canceled')
      const data = unit.update(row, {
        status: 'canceled',
        cancellation_reason: params.cancellation_reason ?? null,
        next_action: null,
      })
      unit.emit('setup_intent.canceled', data)
      return data
    },
  ),
]

export function requireSetupIntent(unit: Unit, id: string): Promise<Row<'setup_intent'>> {
  return unit.require('setup_intent', id, { param: 'intent', status: 404 })
}

/** What the customer answered to the 3-D Secure challenge while saving a card. */
export function finishSetupAuthentication(
  unit: Unit,
  row: Row<'setup_intent'>,
  instrument: Instrument,
  outcome: 'pass' | 'fail',
): Stripe.SetupIntent {
  unit.update(row, { next_action: null })
  if (outcome === 'pass') return succeed(unit, row, instrument, { wasAuthenticated: true })
  return fail(unit, row, instrument, {
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    type: 'invalid_request_error',
  })
}

function confirm(
  unit: Unit,
  row: Row<'setup_intent'>,
  instrument: Instrument | undefined,
  given: Params<typeof confirmShape>,
  usesStripeSdk: boolean,
): Stripe.SetupIntent {
  if (instrument === undefined) {
    throw invalidRequest(
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
      { code: 'setup_intent_unexpected_state' },
    )
  }
  requireUsable(row.data, instrument)
  unit.update(row, { payment_method: instrument.id, last_setup_error: null })
  if (instrument.type === 'sepa_debit') {
    const mandate = mandateFor(unit, instrument, given.mandate_data ?? undefined, false)
    unit.update(row, { mandate })
    return succeed(unit, row, instrument, { wasAuthenticated: true })
  }
  const { authentication, decline, attaches } = instrument.card.behaviour
  if (authentication === 'broken') return refuse(unit, row, instrument, DECLINES.processingError)
  if (decline !== undefined && !attaches) return refuse(unit, row, instrument, decline)
  if (authentication === 'always' || authentication === 'unless_set_up') {
    const url = `${unit.engine.baseUrl()}/_sandbox/challenge/${row.id}?client_secret=${row.data.client_secret}`
    const data = unit.update(row, {
      status: 'requires_action',
      next_action: nextAction(url, { returnUrl: given.return_url, usesStripeSdk }),
    })
    unit.emit('setup_intent.requires_action', data)
    return data
  }
  return succeed(unit, row, instrument, { wasAuthenticated: false })
}

function succeed(
  unit: Unit,
  row: Row<'setup_intent'>,
  instrument: Instrument,
  { wasAuthenticated }: { wasAuthenticated: boolean },
): Stripe.SetupIntent {
  const customer = idOf(row.data.customer)
  if (instrument.row.kind === 'payment_method') {
    const method = instrument.row as Row<'payment_method'>
    if (row.data.usage === 'off_session' && wasAuthenticated) unit.update(method, {}, { setUp: true })
    if (customer !== null && method.data.customer === null) saveTo(unit, method, customer)
  }
  const data = unit.update(row, {
    status: 'succeeded',
    latest_attempt: recordAttempt(unit, row.data, instrument, null),
  })
  unit.emit('setup_intent.succeeded', data)
  return data
}

function refuse(unit: Unit, row: Row<'setup_intent'>, instrument: Instrument, decline: Decline): never {
  const facts = {
    type: 'card_error' as const,
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    ...(decline.code === 'incorrect_cvc' ? { param: 'cvc' } : {}),
    ...(decline.adviceCode === undefined ? {} : { advice_code: decline.adviceCode }),
  }
  const intent = fail(unit, row, instrument, facts)
  throw new StripeError(
    402,
    { ...facts, setup_intent: intent, payment_method: asPaymentMethod(instrument, unit) },
    { keep: true },
  )
}

function fail(
  unit: Unit,
  row: Row<'setup_intent'>,
  instrument: Instrument,
  error: Omit<Stripe.SetupIntent.LastSetupError, 'payment_method'>,
): Stripe.SetupIntent {
  const whole = {
    ...error,
    ...(error.code === undefined ? {} : { doc_url: docUrl(error.code) }),
    payment_method: asPaymentMethod(instrument, unit),
  }
  const data = unit.update(row, {
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    last_setup_error: whole,
    latest_attempt: recordAttempt(unit, row.data, instrument, whole),
  })
  unit.emit('setup_intent.setup_failed', data)
  return data
}

function recordAttempt(
  unit: Unit,
  intent: Stripe.SetupIntent,
  instrument: Instrument,
  error: Stripe.SetupIntent.LastSetupError | null,
): string {
  const attempt = {
    id: newId('setatt'),
    object: 'setup_attempt',
    application: null,
    created: unit.now,
    customer: intent.customer,
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: instrument.id,
    payment_method_details: {
      type: instrument.type,
      ...(instrument.type === 'sepa_debit' ? { sepa_debit: {} } : {}),
    },
    setup_error: error as Stripe.SetupAttempt.SetupError | null,
    setup_intent: intent.id,
    status: error === null ? 'succeeded' : 'failed',
    usage: intent.usage,
  } satisfies Stripe.SetupAttempt
  unit.insert('setup_attempt', attempt)
  return attempt.id
}

function requireUsable(intent: Stripe.SetupIntent, instrument: Instrument): void {
  if (!intent.payment_method_types.includes(instrument.type)) {
    throw invalidRequest(
      `The PaymentMethod provided (${instrument.type}) is not allowed for this SetupIntent. Please attach a PaymentMethod of one of the following types: ${intent.payment_method_types.join(', ')}.`,
      { code: 'setup_intent_invalid_parameter', param: 'payment_method' },
    )
  }
  const customer = idOf(intent.customer)
  if (instrument.customer !== null && instrument.customer !== customer) {
    throw invalidRequest(
      `The payment method ${instrument.id} belongs to another customer than this SetupIntent.`,
      { code: 'setup_intent_invalid_parameter', param: 'payment_method' },
    )
  }
  refuseConsumed(instrument)
}

function requireOpen(intent: Stripe.SetupIntent, participle: string): void {
  if (intent.status !== 'succeeded' && intent.status !== 'canceled' && intent.status !== 'processing') return
  throw new StripeError(400, {
    type: 'invalid_request_error',
    code: 'setup_intent_unexpected_state',
    message: `You cannot change this SetupIntent: it could not be ${participle} because it has a status of ${intent.status}.`,
    setup_intent: intent,
  })
}

function blankIntent(now: number) {
  return {
    ...newIntentId('seti'),
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    created: now,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: 'off_session',
  } satisfies Stripe.SetupIntent
}
