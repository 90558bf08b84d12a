import { z } from '@hono/zod-openapi'
import { declineReason } from '../../../core/decline'

/** Why a charge failed, in the document's eight words. */
export const FailureReason = z.enum([
  'expired_card',
  'invalid_details',
  'fraud',
  'authentication_required',
  'invalid_card',
  'general_decline',
  'contact_provider',
  'lack_of_funds',
])

export type FailureReason = z.infer<typeof FailureReason>

/** Stripe says why in some fifty words. Theft is told here, because the owner asks, not the one who holds the card. */
export function declineWord(code: string | null): FailureReason {
  if (code !== null && FRAUD.has(code)) return 'fraud'
  if (code !== null && CONTACT.has(code)) return 'contact_provider'
  switch (declineReason(code)) {
    case 'insufficient_funds':
      return 'lack_of_funds'
    case 'expired':
      return 'expired_card'
    case 'wrong_details':
      return 'invalid_details'
    case 'not_supported':
    case 'account_closed':
      return 'invalid_card'
    case 'authentication':
      return 'authentication_required'
    case 'limit':
    case 'debit_refused':
      return 'contact_provider'
    case 'try_again':
    case 'generic':
      return 'general_decline'
  }
}

const FRAUD = new Set([
  'fraudulent',
  'lost_card',
  'stolen_card',
  'pickup_card',
  'merchant_blacklist',
  'restricted_card',
  'highest_risk_level',
])

/** "The customer needs to contact their card issuer" in Stripe's table of decline codes. */
const CONTACT = new Set([
  'call_issuer',
  'do_not_honor',
  'no_action_taken',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'security_violation',
  'stop_payment_order',
])
