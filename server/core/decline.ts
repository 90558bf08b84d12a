/** Why a payment failed, as far as a customer should be told: each has its sentence in `messages/*.json`. */
export type DeclineReason =
  | 'insufficient_funds'
  | 'expired'
  | 'wrong_details'
  | 'limit'
  | 'not_supported'
  | 'try_again'
  | 'authentication'
  | 'account_closed'
  | 'debit_refused'
  | 'generic'

/**
 * The reason behind Stripe's decline code, or failure code of a bank debit ("Decline codes" and "SEPA Direct
 * Debit: failures" in Stripe's documentation). Lost, stolen and fraudulent cards are `generic`: Stripe asks not to
 * tell the one who holds the card. A code that is not known is `generic` too.
 */
export function declineReason(code: string | null): DeclineReason {
  return code === null ? 'generic' : (REASONS.get(code) ?? 'generic')
}

const CODES: Record<Exclude<DeclineReason, 'generic'>, string[]> = {
  insufficient_funds: ['insufficient_funds'],
  expired: ['expired_card'],
  wrong_details: [
    'incorrect_number',
    'invalid_number',
    'incorrect_cvc',
    'invalid_cvc',
    'incorrect_zip',
    'incorrect_address',
    'incorrect_pin',
    'invalid_pin',
    'invalid_expiry_month',
    'invalid_expiry_year',
  ],
  limit: [
    'card_velocity_exceeded',
    'withdrawal_count_limit_exceeded',
    'pin_try_exceeded',
    'amount_too_large',
  ],
  not_supported: [
    'card_not_supported',
    'currency_not_supported',
    'transaction_not_allowed',
    'service_not_allowed',
    'not_permitted',
    'invalid_amount',
  ],
  try_again: [
    'processing_error',
    'issuer_not_available',
    'try_again_later',
    'reenter_transaction',
    'approve_with_id',
  ],
  authentication: [
    'authentication_required',
    'authentication_not_handled',
    'payment_intent_authentication_failure',
    'setup_intent_authentication_failure',
  ],
  account_closed: ['account_closed', 'no_account', 'bank_account_restricted', 'invalid_account'],
  debit_refused: [
    'debit_not_authorized',
    'debit_disputed',
    'refer_to_customer',
    'charge_exceeds_source_limit',
  ],
}

const REASONS = new Map(
  Object.entries(CODES).flatMap(([reason, codes]) =>
    codes.map((code) => [code, reason as DeclineReason] as const),
  ),
)
