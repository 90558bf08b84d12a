import { z } from '@hono/zod-openapi'
import type { CustomerCtx } from '../../../ctx'
import { DomainError } from '../../../errors'
import type { PayAnswer } from '../../../usecases/public-pay'
import type { BillabearDeps } from '../app'
import { declineWord, FailureReason } from './decline'

/** What a browser needs to speak to Stripe for this seller. */
export const StripeConfig = z
  .object({
    publishable_key: z.string().nullable(),
    account: z.string().nullable().openapi({ description: 'the connected account; null for none' }),
  })
  .openapi('StripeConfig', { example: { publishable_key: 'pk_live_51N…', account: null } })

export const presentStripe = (
  scope: Pick<CustomerCtx, 'account'>,
  deps: BillabearDeps,
): z.infer<typeof StripeConfig> => ({
  publishable_key: deps.publishableKey?.() ?? null,
  account: scope.account,
})

/** Stripe.js gets the client secret, and what it saved comes back as the token of a payment. */
export const SetupStarted = z
  .object({ setup_intent: z.string(), client_secret: z.string() })
  .openapi('SetupStarted', {
    example: { setup_intent: 'seti_1N', client_secret: 'seti_1N_secret_9' },
  })

export const PublicPayment = z
  .object({
    success: z.boolean().openapi({ description: 'paid, or on its way from a bank account' }),
    failure_reason: FailureReason.nullable(),
    processing: z.boolean().openapi({
      description: 'the bank has not answered: with success it has days, without it ask again in a moment',
    }),
    requires_action: z.object({ client_secret: z.string() }).nullable().openapi({
      description:
        '3-D Secure: let Stripe.js handle this client secret in the browser, then post again without a token',
    }),
  })
  .openapi('PublicPayment', {
    example: { success: true, failure_reason: null, processing: false, requires_action: null },
  })

export function presentPayment(answer: PayAnswer): z.infer<typeof PublicPayment> {
  const { kind } = answer
  return {
    success: kind === 'paid' || kind === 'processing',
    failure_reason: kind === 'declined' ? declineWord(answer.code) : null,
    processing: kind === 'processing' || kind === 'pending',
    requires_action: kind === 'requires_action' ? { client_secret: answer.clientSecret } : null,
  }
}

/** A card that cannot even be saved is declined like any other. */
export async function answered(payment: Promise<PayAnswer>): Promise<PayAnswer> {
  try {
    return await payment
  } catch (error) {
    if (error instanceof DomainError && error.code === 'card_declined')
      return { kind: 'declined', code: error.details.declineCode ?? 'generic_decline' }
    throw error
  }
}
