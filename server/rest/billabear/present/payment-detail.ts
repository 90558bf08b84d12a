import { z } from '@hono/zod-openapi'
import type { PaymentMethodView } from '../../../usecases/payment-detail'

/** What a browser needs to add a means of payment, and what comes back from it. */
export const FrontendToken = z
  .object({
    token: z.string().openapi({ description: "the client secret of Stripe's SetupIntent" }),
    publishable_key: z.string().optional(),
    stripe_account: z.string().optional(),
  })
  .openapi('FrontendToken')

export const PaymentDetails = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    default: z.boolean(),
    type: z.enum(['card', 'sepa_debit']),
    brand: z.string().nullable(),
    last_four: z.string().nullable(),
    expiry_month: z.string().nullable(),
    expiry_year: z.string().nullable(),
    created_at: z.string(),
  })
  .openapi('PaymentDetails', {
    example: {
      id: '0197a2f0-0000-7000-8000-000000000001',
      name: 'Ada Lovelace',
      default: true,
      type: 'card',
      brand: 'visa',
      last_four: '0484',
      expiry_month: '1',
      expiry_year: '2030',
      created_at: '2026-01-01T00:00:00.000Z',
    },
  })

export const presentPaymentDetails = (view: PaymentMethodView): z.infer<typeof PaymentDetails> => {
  const { method, isDefault } = view
  return {
    id: method.id,
    name: method.holderName,
    default: isDefault,
    type: method.type,
    brand: method.type === 'sepa_debit' ? 'sepa_debit' : method.brand,
    last_four: method.last4,
    expiry_month: textOrNull(method.expMonth),
    expiry_year: textOrNull(method.expYear),
    created_at: method.createdAt.toISOString(),
  }
}

const textOrNull = (given: number | null): string | null => (given === null ? null : String(given))
