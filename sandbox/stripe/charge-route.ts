import type Stripe from 'stripe'
import { bookCapture, insertFailedCharge, insertPaidCharge, insertPendingCharge, openDispute } from './charge'
import { fromTokenOrSource } from './customer-source'
import { invalidRequest, parameterMissing, StripeError } from './error'
import { previousAttributes } from './event'
import { type Instrument, instrumentOf } from './instrument'
import { idOf, type Row } from './kind'
import { listObjects } from './list'
import {
  anything,
  bool,
  clearable,
  currency,
  integer,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  required,
  text,
} from './param'
import { AUTHENTICATION_REQUIRED } from './payment-attempt'
import { capture as captureIntent, instrumentOfCharge } from './payment-intent'
import { requireAmount } from './payment-intent-data'
import { type Route, route } from './route'
import { searchObjects, searchShape } from './search'
import { settleSeconds } from './test-ibans'
import type { Unit } from './unit'

/** Charges: read, found and, as in the days before intents, made. */
export const chargeRoutes: Route[] = [
  route(
    'POST',
    '/v1/charges',
    {
      amount: required(integer({ min: 1 })),
      currency: required(currency()),
      capture: bool(),
      customer: text(),
      description: text(),
      metadata: metadata(),
      receipt_email: text(),
      source: anything(),
      shipping: anything(),
      statement_descriptor: text({ max: 22 }),
      statement_descriptor_suffix: text({ max: 22 }),
      transfer_group: text(),
      on_behalf_of: text(),
      radar_options: anything(),
    },
    async ({ unit, params }) => {
      requireAmount(params.amount, params.currency)
      const customer =
        params.customer === undefined
          ? undefined
          : await unit.require('customer', params.customer, { param: 'customer' })
      const instrument = await sourceOf(unit, customer, params.source)
      const facts = {
        amount: params.amount,
        currency: params.currency,
        customer: customer?.id ?? null,
        description: params.description ?? null,
        metadata: mergeMetadata({}, params.metadata),
        paymentIntent: null,
        receiptEmail: params.receipt_email ?? null,
        statementDescriptor: params.statement_descriptor ?? null,
        statementDescriptorSuffix: params.statement_descriptor_suffix ?? null,
        shipping: null,
        transferGroup: params.transfer_group ?? null,
        isCaptured: params.capture ?? true,
        mandate: instrument.row.hidden.mandate ?? null,
        wasAuthenticated: false,
      }
      return charge(unit, instrument, facts)
    },
  ),
  route(
    'GET',
    '/v1/charges',
    { ...pageShape, created: range(), customer: text(), payment_intent: text(), transfer_group: text() },
    ({ unit, params }) =>
      listObjects(
        unit,
        '/v1/charges',
        {
          kinds: ['charge'],
          created: params.created,
          customer: params.customer,
          parent: params.payment_intent,
          equal: { transfer_group: params.transfer_group },
        },
        params,
      ),
  ),
  route('GET', '/v1/charges/search', searchShape, ({ unit, params }) =>
    searchObjects(unit, '/v1/charges/search', 'charge', params),
  ),
  route(
    'GET',
    '/v1/charges/:charge',
    {},
    async ({ unit, path }) => (await requireCharge(unit, path('charge'))).data,
  ),
  route(
    'POST',
    '/v1/charges/:charge',
    {
      customer: text(),
      description: clearable(text()),
      fraud_details: anything(),
      metadata: metadata(),
      receipt_email: clearable(text()),
      shipping: anything(),
      transfer_group: text(),
    },
    async ({ unit, params, path }) => {
      const row = await requireCharge(unit, path('charge'))
      const before = row.data
      const data = unit.update(row, {
        description: params.description === undefined ? row.data.description : params.description,
        metadata: mergeMetadata(row.data.metadata, params.metadata),
        receipt_email: params.receipt_email === undefined ? row.data.receipt_email : params.receipt_email,
        transfer_group: params.transfer_group ?? row.data.transfer_group,
        customer: params.customer ?? row.data.customer,
      })
      unit.emit('charge.updated', data, previousAttributes(before, data))
      return data
    },
  ),
  route(
    'POST',
    '/v1/charges/:charge/capture',
    {
      amount: integer({ min: 1 }),
      receipt_email: text(),
      statement_descriptor: text(),
      statement_descriptor_suffix: text(),
    },
    async ({ unit, params, path }) => {
      const row = await requireCharge(unit, path('charge'))
      if (row.data.captured || row.data.status !== 'succeeded' || row.data.refunded) {
        throw invalidRequest(`Charge ${row.id} has already been captured or cannot be captured.`, {
          code: 'charge_already_captured',
        })
      }
      const amount = params.amount ?? row.data.amount
      if (amount > row.data.amount) {
        throw invalidRequest('You cannot capture a charge for an amount greater than it already has.', {
          code: 'amount_too_large',
          param: 'amount',
        })
      }
      const intent = await unit.find('payment_intent', idOf(row.data.payment_intent) ?? '')
      if (intent !== undefined) {
        await captureIntent(unit, intent, amount, undefined)
        return row.data
      }
      const instrument = await instrumentOfCharge(unit, row.data)
      bookCapture(unit, row, instrument, amount)
      if (amount < row.data.amount) unit.update(row, { amount_refunded: row.data.amount - amount })
      unit.emit('charge.captured', row.data)
      openDispute(unit, row, instrument)
      return row.data
    },
  ),
]

function requireCharge(unit: Unit, id: string): Promise<Row<'charge'>> {
  return unit.require('charge', id, { param: 'charge', status: 404 })
}

function charge(
  unit: Unit,
  instrument: Instrument,
  facts: Parameters<typeof insertPaidCharge>[2],
): Stripe.Charge {
  if (instrument.type === 'sepa_debit') {
    const row = insertPendingCharge(unit, instrument, facts)
    unit.schedule(unit.now + settleSeconds(instrument.iban.behaviour), 'settle_charge', row.id)
    return row.data
  }
  const { authentication, decline } = instrument.card.behaviour
  // A charge without an intent cannot ask the customer anything, so a card that insists on that is declined.
  const needsCustomer = authentication === 'always' || authentication === 'unless_set_up'
  const refused = needsCustomer ? AUTHENTICATION_REQUIRED : decline
  if (refused === undefined) return insertPaidCharge(unit, instrument, facts).data
  const failed = insertFailedCharge(unit, instrument, facts, refused)
  throw new StripeError(
    402,
    {
      type: 'card_error',
      code: needsCustomer ? 'authentication_required' : refused.code,
      decline_code: refused.declineCode,
      message: refused.message,
      charge: failed.id,
      ...(refused.code === 'incorrect_cvc' ? { param: 'cvc' } : {}),
    },
    { keep: true },
  )
}

async function sourceOf(
  unit: Unit,
  customer: Row<'customer'> | undefined,
  given: unknown,
): Promise<Instrument> {
  if (customer !== undefined) {
    const id = given === undefined ? idOf(customer.data.default_source) : given
    if (id === null) {
      throw new StripeError(402, {
        type: 'card_error',
        code: 'missing',
        message: 'Cannot charge a customer that has no active card',
      })
    }
    const row = typeof id === 'string' ? await unit.findAny(id) : undefined
    if (
      row !== undefined &&
      (row.kind === 'card' || row.kind === 'source') &&
      idOf((row as Row<'card'>).data.customer) === customer.id
    ) {
      return instrumentOf(row as Row<'card'>)
    }
    throw invalidRequest(`Customer ${customer.id} does not have a linked source with ID ${String(id)}.`, {
      code: 'missing',
      param: 'source',
    })
  }
  if (typeof given !== 'string') throw parameterMissing('source')
  return instrumentOf(await fromTokenOrSource(unit, null, given))
}
