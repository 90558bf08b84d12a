import type { StripeConfig } from '@/components/stripe/load'
import type { ChargeAnswer } from '../portal/types'
import type { PortalClient } from '../trpc/client'
import { declined } from '../trpc/problem'

/** What a person agrees to be charged for, as the page showed it. */
export type ChargeInput =
  | {
      kind: 'subscribe'
      plan: string
      coupon: string | undefined
      previewedAt: Date
      amountDue: number
      /** Which of several is changed; unset: the only one, or the newest. */
      subscriptionId: string | undefined
    }
  | { kind: 'invoice'; id: string }

export type ChargeContext = {
  customerId: string
  /** The means of payment chosen on the page; the server's default when undefined. */
  methodId: string | undefined
  stripe: StripeConfig
  /** The bank's window is about to open. */
  onAuthenticate: () => void
}

/**
 * Charges, and lets the person confirm with the bank when it asks (3-D Secure). Whatever the browser says
 * about that, the server asks Stripe. A decline is thrown.
 */
export async function carryOut(
  portal: PortalClient,
  input: ChargeInput,
  context: ChargeContext,
): Promise<ChargeAnswer> {
  const answer = await ask(portal, input, context).catch((error: unknown) => settledMeanwhile(input, error))
  const { intentId, clientSecret } = answer
  if (answer.outcome === 'failed') throw declined(answer.declineCode)
  if (answer.outcome !== 'requires_action' || intentId === null || clientSecret === null) return answer
  context.onAuthenticate()
  const { authenticatePayment } = await import('@/components/stripe/confirm')
  await authenticatePayment({ config: context.stripe, clientSecret })
  return portal.invoice.confirm.mutate({ customerId: context.customerId, intentId })
}

/** The engine may have charged the same invoice a moment ago: then it is paid, or on its way, and not refused. */
function settledMeanwhile(input: ChargeInput, error: unknown): ChargeAnswer {
  const code = (error as { data?: { domain?: { code?: string } | null } }).data?.domain?.code
  if (input.kind !== 'invoice' || (code !== 'invoice_not_payable' && code !== 'payment_pending')) throw error
  const outcome = code === 'payment_pending' ? 'processing' : 'paid'
  return { outcome, invoiceId: input.id, intentId: null, clientSecret: null, declineCode: null }
}

function ask(
  portal: PortalClient,
  input: ChargeInput,
  { customerId, methodId }: ChargeContext,
): Promise<ChargeAnswer> {
  if (input.kind === 'invoice')
    return portal.invoice.pay.mutate({ customerId, id: input.id, paymentMethodId: methodId })
  const { kind: _, ...choice } = input
  return portal.subscription.subscribe.mutate({ customerId, ...choice })
}
