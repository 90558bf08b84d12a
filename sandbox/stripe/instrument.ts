import type Stripe from 'stripe'
import { EMPTY_BILLING_DETAILS } from './billing-details'
import { type CardData, namedCard } from './card-data'
import { invalidRequest, resourceMissing, StripeError } from './error'
import { newId, stableText } from './id'
import { type Hidden, idOf, type Row } from './kind'
import { findCard, type TestCard } from './test-cards'
import { findIban, ibanNamed, type TestIban } from './test-ibans'
import type { Unit } from './unit'

/**
 * What money is taken from, whichever of Stripe's three generations it comes in: a PaymentMethod, a legacy card of
 * a customer, or a legacy source.
 */
export type Instrument = {
  row: Row<'payment_method'> | Row<'card'> | Row<'source'>
  id: string
  customer: string | null
  billing: Stripe.PaymentMethod.BillingDetails
} & ({ type: 'card'; card: TestCard } | { type: 'sepa_debit'; iban: TestIban })

/** The instrument of an id; `pm_card_visa`, `pm_success_de` and their like make a new PaymentMethod each time. */
export async function requireInstrument(
  unit: Unit,
  id: string,
  param = 'payment_method',
): Promise<Instrument> {
  const named = namedCard(id, unit.now)
  if (id.startsWith('pm_card_') && named !== undefined) return instrumentOf(insertCardMethod(unit, named))
  const iban = ibanNamed(id)
  if (iban !== undefined) return instrumentOf(insertSepaMethod(unit, iban))
  const row = await unit.findAny(id)
  const isOne = row?.kind === 'payment_method' || row?.kind === 'card' || row?.kind === 'source'
  if (row === undefined || row.hidden.deleted || !isOne) {
    throw resourceMissing('PaymentMethod', id, { param, status: 400 })
  }
  return instrumentOf(row as Instrument['row'])
}

/** An instrument that belongs to this customer, or Stripe's refusal. */
export async function requireOwned(
  unit: Unit,
  customer: string,
  id: string,
  param: string,
): Promise<Instrument> {
  const found = await requireInstrument(unit, id, param)
  if (found.customer === customer) return found
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    { code: 'resource_missing', param },
  )
}

/** The bank's answer when a card is saved: the cards that decline every charge are refused here already, but for …0341. */
export function refuseUnattachable(found: Instrument): void {
  if (found.type !== 'card') return
  const { decline, attaches } = found.card.behaviour
  if (decline === undefined || attaches) return
  throw new StripeError(402, {
    type: 'card_error',
    code: decline.code,
    ...(decline.code === 'card_declined' ? { decline_code: decline.declineCode } : {}),
    message: decline.message,
    ...(decline.code === 'incorrect_cvc' ? { param: 'cvc' } : {}),
    ...(decline.code === 'expired_card' ? { param: 'exp_month' } : {}),
  })
}

export function insertCardMethod(
  unit: Unit,
  data: CardData,
  { billing = EMPTY_BILLING_DETAILS, metadata = {}, hidden = {} }: MethodExtras = {},
): Row<'payment_method'> {
  const { card } = data
  const method = {
    ...blankMethod(unit.now, billing, metadata),
    type: 'card',
    card: {
      brand: card.brand,
      checks: {
        address_line1_check: billing.address?.line1 == null ? null : (card.behaviour.checks?.line1 ?? 'pass'),
        address_postal_code_check:
          billing.address?.postal_code == null ? null : (card.behaviour.checks?.postalCode ?? 'pass'),
        cvc_check: data.hasCvc ? (card.behaviour.checks?.cvc ?? 'pass') : null,
      },
      country: card.country,
      display_brand: card.brand === 'amex' ? 'american_express' : card.brand,
      exp_month: data.expMonth,
      exp_year: data.expYear,
      fingerprint: stableText(`card ${unit.account} ${card.number}`, 16),
      funding: card.funding,
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: card.brand !== 'amex' },
      wallet: null,
    },
  } satisfies Stripe.PaymentMethod
  return unit.insert('payment_method', method, { number: card.number, ...hidden })
}

export function insertSepaMethod(
  unit: Unit,
  iban: TestIban,
  {
    billing = { ...EMPTY_BILLING_DETAILS, name: 'Jenny Rosen', email: 'jenny@example.com' },
    metadata = {},
  }: MethodExtras = {},
): Row<'payment_method'> {
  const method = {
    ...blankMethod(unit.now, billing, metadata),
    type: 'sepa_debit',
    sepa_debit: { ...sepaFacts(unit.account, iban), generated_from: { charge: null, setup_attempt: null } },
  } satisfies Stripe.PaymentMethod
  return unit.insert('payment_method', method, { iban: iban.iban })
}

export function sepaFacts(account: string, iban: TestIban) {
  return {
    bank_code: iban.bankCode,
    branch_code: iban.branchCode,
    country: iban.country,
    fingerprint: stableText(`iban ${account} ${iban.iban}`, 16),
    last4: iban.last4,
  }
}

/** A legacy card or source seen as a PaymentMethod, as Stripe shows it to the newer calls. */
export function asPaymentMethod(found: Instrument, unit: Unit): Stripe.PaymentMethod {
  const { row } = found
  if (row.kind === 'payment_method') return row.data as Stripe.PaymentMethod
  const shown = { ...blankMethod(unit.now, found.billing, {}), id: found.id, customer: found.customer }
  if (found.type === 'sepa_debit') {
    const facts = {
      ...sepaFacts(unit.account, found.iban),
      generated_from: { charge: null, setup_attempt: null },
    }
    return { ...shown, type: 'sepa_debit', sepa_debit: facts }
  }
  const legacy = row.data as Stripe.Card
  return {
    ...shown,
    metadata: legacy.metadata,
    type: 'card',
    card: {
      brand: found.card.brand,
      checks: {
        address_line1_check: legacy.address_line1_check,
        address_postal_code_check: legacy.address_zip_check,
        cvc_check: legacy.cvc_check,
      },
      country: found.card.country,
      display_brand: found.card.brand,
      exp_month: legacy.exp_month,
      exp_year: legacy.exp_year,
      fingerprint: legacy.fingerprint ?? null,
      funding: found.card.funding,
      generated_from: null,
      last4: legacy.last4,
      networks: { available: [found.card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
  }
}

export function instrumentOf(row: Instrument['row']): Instrument {
  const base = { row, id: row.id, customer: idOf(row.data.customer), billing: billingOf(row) }
  const iban = row.hidden.iban === undefined ? undefined : findIban(row.hidden.iban)
  if (iban !== undefined) return { ...base, type: 'sepa_debit', iban }
  const card = findCard(row.hidden.number ?? '')
  if (card === undefined) throw new Error(`${row.id} has neither a test card nor an IBAN behind it`)
  return { ...base, type: 'card', card }
}

type MethodExtras = {
  billing?: Stripe.PaymentMethod.BillingDetails
  metadata?: { [key: string]: string }
  hidden?: Hidden
}

function blankMethod(
  now: number,
  billing: Stripe.PaymentMethod.BillingDetails,
  metadata: { [key: string]: string },
) {
  return {
    id: newId('pm'),
    object: 'payment_method' as const,
    allow_redisplay: 'unspecified' as const,
    billing_details: billing,
    created: now,
    customer: null as string | null,
    customer_account: null,
    livemode: false,
    metadata,
  }
}

function billingOf(row: Instrument['row']): Stripe.PaymentMethod.BillingDetails {
  if (row.kind === 'payment_method') return (row.data as Stripe.PaymentMethod).billing_details
  if (row.kind === 'source') {
    const owner = (row.data as Stripe.Source).owner
    return {
      ...EMPTY_BILLING_DETAILS,
      address: owner?.address ?? EMPTY_BILLING_DETAILS.address,
      email: owner?.email ?? null,
      name: owner?.name ?? null,
      phone: owner?.phone ?? null,
    }
  }
  const card = row.data as Stripe.Card
  const address = {
    city: card.address_city,
    country: card.address_country,
    line1: card.address_line1,
    line2: card.address_line2,
    postal_code: card.address_zip,
    state: card.address_state,
  }
  return { ...EMPTY_BILLING_DETAILS, address, name: card.name }
}
