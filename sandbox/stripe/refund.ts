import type Stripe from 'stripe'
import { insertMovement } from './balance-transaction'
import { requireRefundable } from './charge'
import { invalidRequest, parameterMissing } from './error'
import { previousAttributes } from './event'
import { newId, randomText } from './id'
import type { Instrument } from './instrument'
import { idOf, type Row } from './kind'
import { type ListBody, listObjects } from './list'
import { anything, bool, choice, integer, mergeMetadata, metadata, pageShape, range, text } from './param'
import { instrumentOfCharge } from './payment-intent'
import { type Route, route } from './route'
import type { Unit } from './unit'

/** How long the cards with asynchronous refunds take, by the account's clock. */
const PENDING_REFUND_SECONDS = 60 * 60

const refundShape = {
  amount: integer({ min: 1 }),
  metadata: metadata(),
  reason: choice('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: bool(),
  reverse_transfer: bool(),
  instructions_email: text(),
  origin: anything(),
}

export const refundRoutes: Route[] = [
  route(
    'POST',
    '/v1/refunds',
    { ...refundShape, charge: text(), payment_intent: text(), currency: text(), customer: text() },
    async ({ unit, params }) => {
      const charge = await chargeOf(unit, params)
      return createRefund(unit, charge, params)
    },
  ),
  route('POST', '/v1/charges/:charge/refunds', refundShape, async ({ unit, params, path }) =>
    createRefund(
      unit,
      await unit.require('charge', path('charge'), { param: 'charge', status: 404 }),
      params,
    ),
  ),
  route(
    'GET',
    '/v1/refunds',
    { ...pageShape, created: range(), charge: text(), payment_intent: text() },
    ({ unit, params }) => {
      const filter = {
        kinds: ['refund'] as const,
        created: params.created,
        parent: params.charge,
        equal: { payment_intent: params.payment_intent },
      }
      return listObjects(unit, '/v1/refunds', filter, params)
    },
  ),
  route('GET', '/v1/charges/:charge/refunds', pageShape, async ({ unit, params, path }) => {
    const { id } = await unit.require('charge', path('charge'), { param: 'charge', status: 404 })
    const body: ListBody<Stripe.Refund> = await listObjects(
      unit,
      `/v1/charges/${id}/refunds`,
      { kinds: ['refund'], parent: id },
      params,
    )
    return body
  }),
  route(
    'GET',
    '/v1/refunds/:id',
    {},
    async ({ unit, path }) => (await unit.require('refund', path('id'))).data,
  ),
  route('POST', '/v1/refunds/:id', { metadata: metadata() }, async ({ unit, params, path }) => {
    const row = await unit.require('refund', path('id'))
    const before = row.data
    const data = unit.update(row, { metadata: mergeMetadata(row.data.metadata, params.metadata) })
    unit.emit('refund.updated', data, previousAttributes(before, data))
    return data
  }),
  route('POST', '/v1/refunds/:id/cancel', {}, async ({ unit, path }) => {
    const row = await unit.require('refund', path('id'))
    if (row.data.status !== 'requires_action') {
      throw invalidRequest('You can only cancel refunds with a status of requires_action.', { param: 'id' })
    }
    return unit.update(row, { status: 'canceled' })
  }),
]

type RefundGiven = {
  amount?: number
  metadata?: { [key: string]: string } | ''
  reason?: 'duplicate' | 'fraudulent' | 'requested_by_customer'
}

/** Gives back part of a charge or what is left of it; never more. */
async function createRefund(unit: Unit, charge: Row<'charge'>, given: RefundGiven): Promise<Stripe.Refund> {
  requireRefundable(charge.data)
  const instrument = await instrumentOfCharge(unit, charge.data)
  if (!charge.data.captured) return releaseAuthorization(unit, charge, instrument, given)
  if (charge.data.disputed) {
    const disputes = await listObjects(unit, '', { kinds: ['dispute'], parent: charge.id }, { limit: 1 })
    if (disputes.data[0]?.is_charge_refundable === false) {
      throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
        code: 'charge_disputed',
      })
    }
  }
  const left = charge.data.amount_captured - refundedOf(charge.data)
  if (charge.data.refunded || left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  const amount = given.amount ?? left
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${amountText(amount, charge.data.currency)}) is greater than unrefunded amount on charge (${amountText(left, charge.data.currency)})`,
      { param: 'amount' },
    )
  }
  return bookRefund(unit, charge, instrument, { ...given, amount })
}

function bookRefund(
  unit: Unit,
  charge: Row<'charge'>,
  instrument: Instrument,
  given: RefundGiven & { amount: number },
): Stripe.Refund {
  const isPending = instrument.type === 'card' && instrument.card.behaviour.refund === 'pending'
  const refund = {
    ...blankRefund(unit, charge.data, instrument, given),
    status: isPending ? 'pending' : 'succeeded',
  }
  const movement = insertMovement(unit, {
    type: instrument.type === 'card' ? 'refund' : 'payment_refund',
    category: 'refund',
    amount: -given.amount,
    fee: 0,
    currency: charge.data.currency,
    source: refund.id,
    description:
      charge.data.description === null
        ? 'REFUND FOR CHARGE'
        : `REFUND FOR CHARGE (${charge.data.description})`,
  })
  const row = unit.insert('refund', { ...refund, balance_transaction: movement.id })
  const before = charge.data
  const refunded = charge.data.amount_refunded + given.amount
  unit.update(charge, {
    amount_refunded: refunded,
    refunded: refundedOf(before) + given.amount === before.amount_captured,
  })
  if (isPending) unit.schedule(unit.now + PENDING_REFUND_SECONDS, 'settle_refund', row.id)
  if (instrument.type === 'card' && instrument.card.behaviour.refund === 'fails') {
    unit.schedule(unit.now + PENDING_REFUND_SECONDS, 'fail_refund', row.id)
  }
  unit.emit('refund.created', row.data)
  unit.emit('charge.refunded', charge.data, previousAttributes(before, charge.data))
  return row.data
}

/** An authorization is not refunded but let go: nothing moves on the balance. */
async function releaseAuthorization(
  unit: Unit,
  charge: Row<'charge'>,
  instrument: Instrument,
  given: RefundGiven,
): Promise<Stripe.Refund> {
  if (charge.data.refunded) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    })
  }
  if (given.amount !== undefined && given.amount !== charge.data.amount) {
    throw invalidRequest('An uncaptured charge can only be refunded in full.', { param: 'amount' })
  }
  const row = unit.insert(
    'refund',
    blankRefund(unit, charge.data, instrument, { ...given, amount: charge.data.amount }),
  )
  unit.update(charge, { amount_refunded: charge.data.amount, refunded: true })
  const intent = await unit.find('payment_intent', idOf(charge.data.payment_intent) ?? '')
  if (intent !== undefined) {
    unit.update(intent, { status: 'canceled', canceled_at: unit.now, amount_capturable: 0 })
    unit.emit('payment_intent.canceled', intent.data)
  }
  unit.emit('refund.created', row.data)
  unit.emit('charge.refunded', charge.data)
  return row.data
}

/** The bank took the refund. */
export async function settleRefund(unit: Unit, id: string): Promise<void> {
  const row = await unit.find('refund', id)
  if (row === undefined || row.data.status !== 'pending') return
  const before = row.data
  unit.update(row, { status: 'succeeded' })
  unit.emit('refund.updated', row.data, previousAttributes(before, row.data))
  unit.emit('charge.refund.updated', row.data, previousAttributes(before, row.data))
}

/** The bank sent the refund back: the money returns to the balance and the charge counts it no more. */
export async function failRefund(unit: Unit, id: string): Promise<void> {
  const row = await unit.find('refund', id)
  const charge = row && (await unit.find('charge', idOf(row.data.charge) ?? ''))
  if (row === undefined || charge === undefined || row.data.status === 'failed') return
  const movement = insertMovement(unit, {
    type: 'refund_failure',
    category: 'refund_failure',
    amount: row.data.amount,
    fee: 0,
    currency: row.data.currency,
    source: row.id,
    description: `REFUND FAILURE (${charge.id})`,
  })
  const before = row.data
  unit.update(row, {
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: movement.id,
  })
  unit.update(charge, { amount_refunded: charge.data.amount_refunded - row.data.amount, refunded: false })
  unit.emit('refund.failed', row.data, previousAttributes(before, row.data))
  unit.emit('charge.refund.updated', row.data, previousAttributes(before, row.data))
}

async function chargeOf(
  unit: Unit,
  given: { charge?: string; payment_intent?: string },
): Promise<Row<'charge'>> {
  if (given.charge !== undefined)
    return unit.require('charge', given.charge, { param: 'charge', status: 404 })
  if (given.payment_intent === undefined) throw parameterMissing('payment_intent')
  const intent = await unit.require('payment_intent', given.payment_intent, {
    param: 'payment_intent',
    status: 404,
  })
  const id = idOf(intent.data.latest_charge)
  const charge = id === null ? undefined : await unit.find('charge', id)
  if (charge === undefined || charge.data.status !== 'succeeded') {
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    })
  }
  return charge
}

/** What of the captured money went back; a partial capture counts its released rest as refunded too. */
function refundedOf(charge: Stripe.Charge): number {
  return charge.amount_refunded - (charge.amount - charge.amount_captured)
}

function blankRefund(
  unit: Unit,
  charge: Stripe.Charge,
  instrument: Instrument,
  given: RefundGiven & { amount: number },
) {
  return {
    id: newId(instrument.type === 'card' ? 're' : 'pyr'),
    object: 'refund',
    amount: given.amount,
    balance_transaction: null,
    charge: charge.id,
    created: unit.now,
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    ...(instrument.type === 'card'
      ? {
          destination_details: {
            card: {
              reference: randomText(12),
              reference_status: 'available',
              reference_type: 'acquirer_reference_number',
              type: charge.captured ? ('refund' as const) : ('reversal' as const),
            },
            type: 'card',
          },
        }
      : {}),
    metadata: mergeMetadata({}, given.metadata),
    payment_intent: idOf(charge.payment_intent),
    payment_method: instrument.id,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  } satisfies Stripe.Refund
}

/** As Stripe writes amounts in its messages. */
function amountText(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(
    amount /
      10 **
        (new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions()
          .maximumFractionDigits ?? 2),
  )
}
