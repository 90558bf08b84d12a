import type Stripe from 'stripe'
import { type CardData, namedCard, readCard } from './card-data'
import { invalidRequest, parameterMissing, resourceMissing } from './error'
import { newId, stableText } from './id'
import { anything, clearable, hash, integer, mergeMetadata, metadata, required, text } from './param'
import { type Route, route } from './route'
import { findCard } from './test-cards'
import type { Unit } from './unit'

/** The address and the name that travel with a legacy card. */
export const cardExtrasShape = {
  name: clearable(text()),
  address_city: clearable(text()),
  address_country: clearable(text()),
  address_line1: clearable(text()),
  address_line2: clearable(text()),
  address_state: clearable(text()),
  address_zip: clearable(text()),
  currency: text(),
  metadata: metadata(),
}
export type CardExtras = {
  [K in keyof typeof cardExtrasShape]?: ReturnType<(typeof cardExtrasShape)[K]['parse']>
}

export const tokenRoutes: Route[] = [
  route(
    'POST',
    '/v1/tokens',
    {
      card: hash({
        number: required(text()),
        exp_month: required(integer()),
        exp_year: required(integer()),
        cvc: text(),
        networks: anything(),
        ...cardExtrasShape,
      }),
      bank_account: hash({
        country: required(text()),
        currency: required(text()),
        account_number: required(text()),
        routing_number: text(),
        account_holder_name: text(),
        account_holder_type: text(),
        account_type: text(),
      }),
      customer: text(),
      cvc_update: anything(),
      pii: anything(),
    },
    ({ unit, params }) => {
      if (params.bank_account !== undefined) return bankToken(unit, params.bank_account)
      if (params.card === undefined) throw parameterMissing('card')
      const data = readCard(params.card, unit.now)
      const token = {
        ...blankToken(unit.now),
        type: 'card',
        card: newCard(unit, data, params.card, null),
      } satisfies Stripe.Token
      return unit.insert('token', token, { number: data.card.number }).data
    },
    { isPublic: true },
  ),
  route('GET', '/v1/tokens/:token', {}, async ({ unit, path }) => {
    const named = namedCard(path('token'), unit.now)
    if (named !== undefined) {
      return {
        ...blankToken(unit.now),
        id: path('token'),
        type: 'card',
        card: newCard(unit, named, {}, null),
      }
    }
    return (await unit.require('token', path('token'), { param: 'token', status: 404 })).data
  }),
]

/** Uses a stored token up: a second use is refused, as Stripe does. */
export async function spendToken(unit: Unit, id: string, param: string): Promise<CardData> {
  const row = await unit.find('token', id)
  const card = row?.data.card
  const known = findCard(row?.hidden.number ?? '')
  if (row === undefined || card === undefined || known === undefined)
    throw resourceMissing('token', id, { param, status: 400 })
  if (row.data.used) {
    throw invalidRequest(`You cannot use a Stripe token more than once: ${id}.`, {
      code: 'token_already_used',
      param,
    })
  }
  unit.update(row, { used: true })
  return { card: known, expMonth: card.exp_month, expYear: card.exp_year, hasCvc: card.cvc_check !== null }
}

/** A legacy card object, of a token or of a customer. */
export function newCard(unit: Unit, data: CardData, given: CardExtras, customer: string | null): Stripe.Card {
  const { card } = data
  const { checks } = card.behaviour
  return {
    id: newId('card'),
    object: 'card',
    address_city: given.address_city ?? null,
    address_country: given.address_country ?? null,
    address_line1: given.address_line1 ?? null,
    address_line1_check: given.address_line1 == null ? null : (checks?.line1 ?? 'pass'),
    address_line2: given.address_line2 ?? null,
    address_state: given.address_state ?? null,
    address_zip: given.address_zip ?? null,
    address_zip_check: given.address_zip == null ? null : (checks?.postalCode ?? 'pass'),
    allow_redisplay: 'unspecified',
    brand: BRAND_NAMES[card.brand],
    country: card.country,
    customer,
    cvc_check: data.hasCvc ? (checks?.cvc ?? 'pass') : null,
    dynamic_last4: null,
    exp_month: data.expMonth,
    exp_year: data.expYear,
    fingerprint: stableText(`card ${unit.account} ${card.number}`, 16),
    funding: card.funding,
    last4: card.number.slice(-4),
    metadata: mergeMetadata({}, given.metadata),
    name: given.name ?? null,
    networks: { preferred: null },
    regulated_status: 'unregulated',
    tokenization_method: null,
  } satisfies Stripe.Card
}

const BRAND_NAMES = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'MasterCard',
  unionpay: 'UnionPay',
  visa: 'Visa',
} as const

function blankToken(now: number) {
  return {
    id: newId('tok'),
    object: 'token' as const,
    client_ip: '127.0.0.1',
    created: now,
    livemode: false,
    used: false,
  }
}

function bankToken(
  unit: Unit,
  given: {
    country: string
    currency: string
    account_number: string
    account_holder_name?: string
    account_holder_type?: string
    routing_number?: string
  },
): Stripe.Token {
  const bank = {
    id: newId('ba'),
    object: 'bank_account',
    account_holder_name: given.account_holder_name ?? null,
    account_holder_type: given.account_holder_type ?? null,
    account_type: null,
    bank_name: 'STRIPE TEST BANK',
    country: given.country,
    currency: given.currency,
    fingerprint: stableText(`bank ${unit.account} ${given.account_number}`, 16),
    last4: given.account_number.slice(-4),
    metadata: {},
    routing_number: given.routing_number ?? null,
    status: 'new',
  } satisfies Stripe.BankAccount
  const token = {
    ...blankToken(unit.now),
    id: newId('btok'),
    type: 'bank_account',
    bank_account: bank,
  } satisfies Stripe.Token
  return unit.insert('token', token).data
}
