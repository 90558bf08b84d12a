import type Stripe from 'stripe'
import { billingDetailsField, EMPTY_BILLING_DETAILS, mergeBillingDetails } from './billing-details'
import { namedCard, readCard } from './card-data'
import { invalidRequest, parameterMissing, resourceMissing } from './error'
import { previousAttributes } from './event'
import {
  asPaymentMethod,
  type Instrument,
  insertCardMethod,
  insertSepaMethod,
  instrumentOf,
  refuseUnattachable,
  requireInstrument,
} from './instrument'
import type { Row } from './kind'
import { type ListBody, listRows, type Page } from './list'
import {
  anything,
  choice,
  hash,
  integer,
  mergeMetadata,
  metadata,
  type Params,
  pageShape,
  required,
  text,
} from './param'
import { type Route, route } from './route'
import { findIban } from './test-ibans'
import { spendToken } from './token'
import type { Unit } from './unit'

export const paymentMethodDataShape = {
  type: choice('card', 'sepa_debit'),
  card: hash({
    token: text(),
    number: text(),
    exp_month: integer(),
    exp_year: integer(),
    cvc: text(),
    networks: anything(),
  }),
  sepa_debit: hash({ iban: required(text()) }),
  billing_details: billingDetailsField,
  allow_redisplay: choice('always', 'limited', 'unspecified'),
  metadata: metadata(),
  radar_options: anything(),
}
export type PaymentMethodData = Params<typeof paymentMethodDataShape>

export const paymentMethodRoutes: Route[] = [
  route(
    'POST',
    '/v1/payment_methods',
    { ...paymentMethodDataShape, customer: text(), payment_method: text() },
    async ({ unit, params }) => {
      if (params.type === undefined) throw parameterMissing('type')
      return (await createPaymentMethod(unit, params)).data
    },
    { isPublic: true },
  ),
  route(
    'GET',
    '/v1/payment_methods',
    { ...pageShape, customer: text(), type: text(), allow_redisplay: text() },
    ({ unit, params }) => listMethods(unit, '/v1/payment_methods', params.customer, params.type, params),
  ),
  route('GET', '/v1/payment_methods/:id', {}, async ({ unit, path }) =>
    asPaymentMethod(await requireMethod(unit, path('id')), unit),
  ),
  route(
    'POST',
    '/v1/payment_methods/:id',
    {
      allow_redisplay: choice('always', 'limited', 'unspecified'),
      billing_details: billingDetailsField,
      card: hash({ exp_month: integer({ min: 1, max: 12 }), exp_year: integer(), networks: anything() }),
      metadata: metadata(),
    },
    async ({ unit, params, path }) => {
      const row = await unit.require('payment_method', path('id'))
      const before = row.data
      if (row.data.customer === null) {
        throw invalidRequest('You must save this PaymentMethod to a customer before you can update it.', {
          code: 'payment_method_unexpected_state',
        })
      }
      const { card } = row.data
      const data = unit.update(row, {
        billing_details: mergeBillingDetails(row.data.billing_details, params.billing_details),
        metadata: mergeMetadata(row.data.metadata, params.metadata),
        allow_redisplay: params.allow_redisplay ?? row.data.allow_redisplay,
        ...(card === undefined || params.card === undefined
          ? {}
          : {
              card: {
                ...card,
                exp_month: params.card.exp_month ?? card.exp_month,
                exp_year: params.card.exp_year ?? card.exp_year,
              },
            }),
      })
      unit.emit('payment_method.updated', data, previousAttributes(before, data))
      return data
    },
  ),
  route(
    'POST',
    '/v1/payment_methods/:id/attach',
    { customer: required(text()) },
    async ({ unit, params, path }) => attachPaymentMethod(unit, path('id'), params.customer),
  ),
  route('POST', '/v1/payment_methods/:id/detach', {}, async ({ unit, path }) => detach(unit, path('id'))),
  route(
    'GET',
    '/v1/customers/:customer/payment_methods',
    { ...pageShape, type: text(), allow_redisplay: text() },
    async ({ unit, params, path }) => {
      const { id } = await unit.require('customer', path('customer'), { param: 'customer', status: 404 })
      return listMethods(unit, `/v1/customers/${id}/payment_methods`, id, params.type, params)
    },
  ),
  route('GET', '/v1/customers/:customer/payment_methods/:id', {}, async ({ unit, path }) => {
    const found = await requireMethod(unit, path('id'))
    if (found.customer !== path('customer'))
      throw resourceMissing('PaymentMethod', path('id'), { param: 'payment_method' })
    return asPaymentMethod(found, unit)
  }),
]

/** Makes a PaymentMethod of what Stripe.js or a server sends: a token, a test card number, or an IBAN. */
export async function createPaymentMethod(
  unit: Unit,
  given: PaymentMethodData,
): Promise<Row<'payment_method'>> {
  const billing = mergeBillingDetails(EMPTY_BILLING_DETAILS, given.billing_details)
  const meta = mergeMetadata({}, given.metadata)
  const row =
    given.type === 'sepa_debit'
      ? createSepa(unit, given, billing, meta)
      : insertCardMethod(unit, await cardOf(unit, given), { billing, metadata: meta })
  if (given.allow_redisplay !== undefined) unit.update(row, { allow_redisplay: given.allow_redisplay })
  return row
}

/** Attaches to a customer; the cards that Stripe refuses on attaching answer 402. */
export async function attachPaymentMethod(
  unit: Unit,
  id: string,
  customer: string,
): Promise<Stripe.PaymentMethod> {
  await unit.load([id, customer])
  const found = await requireInstrument(unit, id)
  await unit.require('customer', customer, { param: 'customer', status: 400 })
  if (found.customer === customer) return asPaymentMethod(found, unit)
  if (found.customer !== null) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    })
  }
  if (found.row.kind !== 'payment_method')
    throw resourceMissing('PaymentMethod', id, { param: 'payment_method' })
  refuseConsumed(found)
  refuseUnattachable(found)
  return saveTo(unit, found.row as Row<'payment_method'>, customer)
}

/** Puts a PaymentMethod on a customer without asking the bank again: its payment or set-up just succeeded. */
export function saveTo(unit: Unit, row: Row<'payment_method'>, customer: string): Stripe.PaymentMethod {
  const data = unit.update(row, { customer })
  unit.emit('payment_method.attached', data)
  return data
}

/** One that was used once without a customer, or was detached, is spent. */
export function refuseConsumed(found: Instrument): void {
  if (!found.row.hidden.consumed) return
  throw invalidRequest(
    'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
    { code: 'payment_method_unexpected_state', param: 'payment_method' },
  )
}

async function detach(unit: Unit, id: string): Promise<Stripe.PaymentMethod> {
  const row = await unit.require('payment_method', id)
  const before = row.data
  const customer = typeof before.customer === 'string' ? before.customer : null
  if (customer === null) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      {
        code: 'payment_method_unexpected_state',
      },
    )
  }
  const data = unit.update(row, { customer: null }, { consumed: true })
  unit.emit('payment_method.detached', data, { customer })
  const owner = await unit.find('customer', customer)
  if (owner !== undefined && owner.data.invoice_settings.default_payment_method === id) {
    const old = owner.data
    unit.update(owner, { invoice_settings: { ...old.invoice_settings, default_payment_method: null } })
    unit.emitChange('customer.updated', old, owner.data)
  }
  return data
}

async function cardOf(unit: Unit, given: PaymentMethodData) {
  const { card } = given
  if (card === undefined) throw parameterMissing('card')
  if (card.token !== undefined) {
    return namedCard(card.token, unit.now) ?? (await spendToken(unit, card.token, 'card[token]'))
  }
  const { number, exp_month, exp_year, cvc } = card
  if (number === undefined) throw parameterMissing('card[number]')
  if (exp_month === undefined) throw parameterMissing('card[exp_month]')
  if (exp_year === undefined) throw parameterMissing('card[exp_year]')
  return readCard({ number, exp_month, exp_year, cvc }, unit.now, '')
}

function createSepa(
  unit: Unit,
  given: PaymentMethodData,
  billing: Stripe.PaymentMethod.BillingDetails,
  meta: { [key: string]: string },
): Row<'payment_method'> {
  if (given.sepa_debit === undefined) throw parameterMissing('sepa_debit')
  const iban = findIban(given.sepa_debit.iban)
  if (iban === undefined) {
    throw invalidRequest('The IBAN you provided is invalid.', {
      code: 'invalid_bank_account_iban',
      param: 'sepa_debit[iban]',
    })
  }
  if (billing.name == null) throw parameterMissing('billing_details[name]')
  if (billing.email == null) throw parameterMissing('billing_details[email]')
  return insertSepaMethod(unit, iban, { billing, metadata: meta })
}

async function requireMethod(unit: Unit, id: string): Promise<Instrument> {
  const row = await unit.findAny(id)
  const isOne = row?.kind === 'payment_method' || row?.kind === 'card' || row?.kind === 'source'
  if (row === undefined || row.hidden.deleted || !isOne) {
    throw resourceMissing('PaymentMethod', id, { param: 'payment_method' })
  }
  return instrumentOf(row as Instrument['row'])
}

/** The newer and the legacy instruments of a customer in one list; without a customer Stripe lists none. */
async function listMethods(
  unit: Unit,
  url: string,
  customer: string | undefined,
  type: string | undefined,
  page: Page,
): Promise<ListBody<Stripe.PaymentMethod>> {
  if (customer === undefined) return { object: 'list', data: [], has_more: false, url }
  const { sql } = unit.engine
  const where =
    type === 'card'
      ? sql`and hidden ? 'number'`
      : type === 'sepa_debit'
        ? sql`and hidden ? 'iban'`
        : type === undefined
          ? sql``
          : sql`and false`
  const { rows, hasMore } = await listRows(
    unit,
    { kinds: ['payment_method', 'card', 'source'], customer, where },
    page,
  )
  const data = rows.map((row) => asPaymentMethod(instrumentOf(row as Instrument['row']), unit))
  return { object: 'list', data, has_more: hasMore, url }
}
