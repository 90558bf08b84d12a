import type Stripe from 'stripe'
import { newId } from './id'
import type { Instrument } from './instrument'
import { type ListBody, listObjects } from './list'
import { currency, pageShape, range, text } from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

const DAY_SECONDS = 24 * 60 * 60
/** Funds of a European account become available three days after the payment (docs.stripe.com/payouts). */
const AVAILABLE_AFTER_DAYS = 3

type Rate = { ppm: number; fixed: { [currency: string]: number } }
const FIXED = {
  eur: 25,
  gbp: 20,
  usd: 30,
  chf: 30,
  sek: 180,
  nok: 200,
  dkk: 180,
  pln: 100,
  czk: 650,
  huf: 8500,
  jpy: 40,
}
/** Stripe's published prices for European accounts: EEA cards, UK cards, all other cards; SEPA is a flat 35 cents. */
const EEA_RATE: Rate = { ppm: 15_000, fixed: FIXED }
const UK_RATE: Rate = { ppm: 25_000, fixed: FIXED }
const INTERNATIONAL_RATE: Rate = { ppm: 32_500, fixed: FIXED }
const SEPA_FEE = 35
const EEA = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
)
/** Sold as domestic whatever its country, docs.stripe.com/testing "domestic pricing". */
const DOMESTIC_CARD = '4000000000000093'

export const balanceTransactionRoutes: Route[] = [
  route(
    'GET',
    '/v1/balance_transactions',
    { ...pageShape, created: range(), currency: currency(), source: text(), type: text(), payout: text() },
    async ({ unit, params }) => {
      const filter = {
        kinds: ['balance_transaction'] as const,
        created: params.created,
        parent: params.source,
        equal: { type: params.type, currency: params.currency },
      }
      const page: ListBody<Stripe.BalanceTransaction> = await listObjects(
        unit,
        '/v1/balance_transactions',
        filter,
        params,
      )
      return { ...page, data: page.data.map((one) => presentBalanceTransaction(one, unit.now)) }
    },
  ),
  route('GET', '/v1/balance_transactions/:id', {}, async ({ unit, path }) =>
    presentBalanceTransaction((await unit.require('balance_transaction', path('id'))).data, unit.now),
  ),
]

/** Pending until its day has come by the account's clock; nothing has to be written for that. */
export function presentBalanceTransaction(
  one: Stripe.BalanceTransaction,
  now: number,
): Stripe.BalanceTransaction {
  return { ...one, status: one.available_on <= now ? 'available' : 'pending' }
}

export type Movement = {
  type: Stripe.BalanceTransaction.Type
  category: string
  amount: number
  fee: number
  currency: string
  source: string
  description: string | null
  isAvailableAtOnce?: boolean
}

/** Writes one movement on the balance, and when its funds become available. Amounts are minor units. */
export function insertMovement(unit: Unit, given: Movement): Stripe.BalanceTransaction {
  const availableOn = given.isAvailableAtOnce ? unit.now : availableAt(unit.now)
  const movement = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: given.amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: unit.now,
    currency: given.currency,
    description: given.description,
    exchange_rate: null,
    fee: given.fee,
    fee_details:
      given.fee === 0
        ? []
        : [
            {
              amount: given.fee,
              application: null,
              currency: given.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: given.amount - given.fee,
    reporting_category: given.category,
    source: given.source,
    status: given.isAvailableAtOnce ? 'available' : 'pending',
    type: given.type,
  } satisfies Stripe.BalanceTransaction
  unit.insert('balance_transaction', movement)
  if (!given.isAvailableAtOnce) unit.schedule(availableOn, 'balance_available', String(availableOn))
  return movement
}

/** Stripe's fee for a payment, rounded half up to the minor unit. */
export function feeFor(instrument: Instrument, amount: number, paymentCurrency: string): number {
  if (instrument.type === 'sepa_debit') return SEPA_FEE
  const { country, number } = instrument.card
  const rate =
    EEA.has(country) || number === DOMESTIC_CARD ? EEA_RATE : country === 'GB' ? UK_RATE : INTERNATIONAL_RATE
  const share = (BigInt(amount) * BigInt(rate.ppm) + 500_000n) / 1_000_000n
  return Number(share) + (rate.fixed[paymentCurrency] ?? 25)
}

function availableAt(now: number): number {
  return (Math.floor(now / DAY_SECONDS) + AVAILABLE_AFTER_DAYS) * DAY_SECONDS
}
