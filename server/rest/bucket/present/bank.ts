import { z } from '@hono/zod-openapi'
import type { Customer } from '../../../ctx'
import type { PaymentMethod } from '../../../usecases/payment-method'
import { Metadata, presentAddress, StripeAddress, unix, type View } from './parts'

/** Stripe's source object for SEPA Direct Debit (Stripe API, "Sources"), made from a payment method. */
export const BankAccount = z
  .object({
    id: z.string(),
    object: z.literal('source'),
    allow_redisplay: z.null(),
    amount: z.null(),
    client_secret: z.literal(''),
    created: z.number().int(),
    currency: z.literal('eur'),
    customer: z.string().nullable(),
    flow: z.literal('none'),
    livemode: z.boolean(),
    metadata: Metadata,
    owner: z.object({
      address: StripeAddress,
      email: z.string().nullable(),
      name: z.string().nullable(),
      phone: z.null(),
      verified_address: z.null(),
      verified_email: z.null(),
      verified_name: z.null(),
      verified_phone: z.null(),
    }),
    sepa_debit: z.object({
      bank_code: z.string().nullable(),
      branch_code: z.null(),
      country: z.string().nullable(),
      fingerprint: z.string().nullable(),
      last4: z.string().nullable(),
      mandate_reference: z.string().nullable(),
      mandate_url: z.string().nullable(),
    }),
    statement_descriptor: z.null(),
    status: z.enum(['chargeable', 'pending', 'canceled']),
    type: z.literal('sepa_debit'),
    usage: z.literal('reusable'),
  })
  .openapi('BankAccount')

export function presentBank(
  method: PaymentMethod,
  of: Pick<Customer, 'email' | 'stripeCustomerId'>,
  view: View,
): z.infer<typeof BankAccount> {
  return {
    id: method.stripePaymentMethodId ?? method.id,
    object: 'source',
    allow_redisplay: null,
    amount: null,
    // A real one would let whoever reads it confirm the source; nothing here is confirmed with it.
    client_secret: '',
    created: unix(method.createdAt),
    currency: 'eur',
    customer: of.stripeCustomerId,
    flow: 'none',
    livemode: view.livemode,
    metadata: {},
    owner: {
      address: presentAddress(method.address),
      email: of.email,
      name: method.holderName,
      phone: null,
      verified_address: null,
      verified_email: null,
      verified_name: null,
      verified_phone: null,
    },
    sepa_debit: {
      bank_code: method.brand,
      branch_code: null,
      country: method.country,
      fingerprint: method.fingerprint,
      last4: method.last4,
      mandate_reference: method.mandateReference,
      mandate_url: method.mandateUrl,
    },
    statement_descriptor: null,
    status: STATUS[method.status],
    type: 'sepa_debit',
    usage: 'reusable',
  }
}

/** An account without its mandate cannot be charged yet. */
const STATUS = { active: 'chargeable', incomplete: 'pending', removed: 'canceled' } as const
