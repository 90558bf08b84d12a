import { z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { DomainError, type ErrorCode, invalidInput } from '../../errors'
import { type ApiDeps, logged } from '../api'
import type { BucketContext } from './auth'

/** The body of every refusal. `code` is Folio's word for it, `decline_code` Stripe's. */
export const Refusal = z
  .object({
    msg: z.string(),
    code: z.string().optional(),
    decline_code: z.string().optional(),
    request_id: z.string().optional(),
  })
  .openapi('Error')

export type Refusal = z.infer<typeof Refusal>

/** Answers whatever a route threw: refusals with the status its document has, anything else as 500 that says nothing. */
export function answerError(deps: Pick<ApiDeps, 'logError'>) {
  return (error: Error, c: BucketContext): Response => {
    if (error instanceof DomainError) return answerRefusal(c, error)
    // The router's own: a body that is not JSON, or not said to be.
    if (error instanceof HTTPException && error.status < 500) {
      return c.json(
        { msg: error.message || 'The request cannot be read', code: 'invalid_input' } satisfies Refusal,
        400,
      )
    }
    const requestId = logged(c, deps, error)
    return c.json(
      { msg: 'Something went wrong on our side', code: 'internal', request_id: requestId } satisfies Refusal,
      500,
    )
  }
}

function answerRefusal(c: BucketContext, error: DomainError): Response {
  const { message, declineCode } = error.details
  const body: Refusal = {
    msg: message ?? WORDS[error.code] ?? 'The request was refused',
    code: error.code,
    ...(declineCode ? { decline_code: declineCode } : {}),
  }
  const inside = c.get('customer') !== undefined
  return c.json(body, statusOf(error.code, { documented: c.get('documented') ?? [], inside }))
}

const WORDS: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'You need an access token',
  not_found: 'Not found',
  forbidden: 'You may not do this',
}

type Status = 400 | 401 | 403 | 404 | 409 | 429 | 500

/**
 * The status of a refusal: the one the document has for the route. Where it has none for such a case, a
 * missing part is 400 (the document's "missing or invalid parameters"); a bucket that is not there is always
 * 404, and nothing but Stripe's failure is 500. Total, so that a new code does not compile until it has its status.
 */
export function statusOf(code: ErrorCode, route: { documented: readonly number[]; inside: boolean }): Status {
  switch (code) {
    case 'invalid_input':
    case 'plan_unknown':
    case 'coupon_invalid':
    case 'iban_invalid':
    case 'trial_unavailable':
    case 'currency_mismatch':
    case 'card_declined':
    case 'authentication_required':
    case 'invoice_not_payable':
    case 'payment_pending':
    case 'estimate_impossible':
      return 400
    case 'unauthenticated':
      return 401
    case 'forbidden':
    case 'sandbox_only':
    case 'last_payment_method':
      return 403
    case 'plan_not_open':
    case 'payment_method_required':
      return route.documented.includes(403) ? 403 : 400
    case 'not_found':
      return !route.inside || route.documented.includes(404) ? 404 : 400
    case 'conflict':
    case 'idempotency_mismatch':
      return 409
    case 'rate_limited':
      return 429
    case 'stripe_unavailable':
      return 500
  }
}

type Checked = { success: true } | { success: false; error: z.ZodError }

/** Turns what the schema found wrong into one refusal that names each field. */
export function refuseInvalid(result: Checked): void {
  if (result.success) return
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) {
    const field = issue.path.join('.') || 'body'
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
    fields[field] ??= missing ? `${field} is missing` : `${field}: ${issue.message}`
  }
  throw invalidInput(fields)
}
