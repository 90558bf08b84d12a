/**
 * Every refusal Folio can give, with the status each face starts from. A refusal is thrown as a
 * `DomainError`; a dialect answers with a total switch over the codes (design §7).
 */
export const ERRORS = {
  invalid_input: { http: 400, trpc: 'BAD_REQUEST' },
  unauthenticated: { http: 401, trpc: 'UNAUTHORIZED' },
  forbidden: { http: 403, trpc: 'FORBIDDEN' },
  not_found: { http: 404, trpc: 'NOT_FOUND' },
  conflict: { http: 409, trpc: 'CONFLICT' },
  estimate_impossible: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  rate_limited: { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  plan_unknown: { http: 400, trpc: 'BAD_REQUEST' },
  plan_not_open: { http: 403, trpc: 'FORBIDDEN' },
  payment_method_required: { http: 403, trpc: 'PRECONDITION_FAILED' },
  last_payment_method: { http: 403, trpc: 'PRECONDITION_FAILED' },
  card_declined: { http: 402, trpc: 'BAD_REQUEST' },
  authentication_required: { http: 402, trpc: 'BAD_REQUEST' },
  coupon_invalid: { http: 400, trpc: 'BAD_REQUEST' },
  iban_invalid: { http: 400, trpc: 'BAD_REQUEST' },
  trial_unavailable: { http: 400, trpc: 'BAD_REQUEST' },
  currency_mismatch: { http: 400, trpc: 'BAD_REQUEST' },
  invoice_not_payable: { http: 409, trpc: 'CONFLICT' },
  payment_pending: { http: 409, trpc: 'CONFLICT' },
  idempotency_mismatch: { http: 409, trpc: 'CONFLICT' },
  sandbox_only: { http: 403, trpc: 'FORBIDDEN' },
  stripe_unavailable: { http: 502, trpc: 'BAD_GATEWAY' },
} as const satisfies Record<string, { http: number; trpc: string }>

export type ErrorCode = keyof typeof ERRORS

/** What a caller may be told about a refusal; never a secret, never a stack. */
export type ErrorDetails = {
  /** Per field of the input, what is wrong with it. */
  fields?: Record<string, string>
  /** Stripe's own word for a decline, for example `insufficient_funds`. */
  declineCode?: string
  /** A plain sentence for a person. */
  message?: string
}

/** A refusal that a face turns into its own error shape. Throwing it rolls back the transaction. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
  ) {
    super(details.message ?? code)
    this.name = 'DomainError'
  }
}

/** Refuses an input, naming each wrong field. */
export function invalidInput(fields: Record<string, string>): DomainError {
  return new DomainError('invalid_input', { fields, message: Object.values(fields)[0] ?? 'Invalid input' })
}

/** A condition that only a bug can break: answers 500 and leaks nothing. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`)
}
