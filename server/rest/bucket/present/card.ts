import { z } from '@hono/zod-openapi'
import type { Customer } from '../../../ctx'
import type { PaymentMethod } from '../../../usecases/payment-method'
import { Metadata } from './parts'

/** Stripe's card object (Stripe API, "Cards"), made from a payment method. */
export const Card = z
  .object({
    id: z.string(),
    object: z.literal('card'),
    address_city: z.string().nullable(),
    address_country: z.string().nullable(),
    address_line1: z.string().nullable(),
    address_line1_check: z.string().nullable(),
    address_line2: z.string().nullable(),
    address_state: z.string().nullable(),
    address_zip: z.string().nullable(),
    address_zip_check: z.string().nullable(),
    brand: z.string(),
    country: z.string().nullable(),
    customer: z.string().nullable(),
    cvc_check: z.string().nullable(),
    dynamic_last4: z.string().nullable(),
    exp_month: z.number().int(),
    exp_year: z.number().int(),
    fingerprint: z.string().nullable(),
    funding: z.string(),
    last4: z.string(),
    metadata: Metadata,
    name: z.string().nullable(),
    regulated_status: z.null(),
    tokenization_method: z.string().nullable(),
    deleted: z.literal(true).optional(),
  })
  .openapi('Card')

export function presentCard(
  method: PaymentMethod,
  of: Pick<Customer, 'stripeCustomerId'>,
): z.infer<typeof Card> {
  const { address } = method
  return {
    id: method.stripePaymentMethodId ?? method.id,
    object: 'card',
    address_city: address.city ?? null,
    address_country: address.country ?? null,
    address_line1: address.line1 ?? null,
    address_line1_check: null,
    address_line2: address.line2 ?? null,
    address_state: address.region ?? null,
    address_zip: address.postcode ?? null,
    address_zip_check: null,
    brand: BRANDS[method.brand ?? ''] ?? 'Unknown',
    country: method.country,
    customer: of.stripeCustomerId,
    cvc_check: null,
    dynamic_last4: null,
    exp_month: method.expMonth ?? 0,
    exp_year: method.expYear ?? 0,
    fingerprint: method.fingerprint,
    funding: method.funding ?? 'unknown',
    last4: method.last4 ?? '',
    metadata: {},
    name: method.holderName,
    regulated_status: null,
    tokenization_method: null,
  }
}

/** A payment method's brand in the words of Stripe's card object. */
const BRANDS: Record<string, string> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  discover: 'Discover',
  eftpos_au: 'Eftpos Australia',
  girocard: 'Girocard',
  jcb: 'JCB',
  mastercard: 'MasterCard',
  unionpay: 'UnionPay',
  visa: 'Visa',
}
