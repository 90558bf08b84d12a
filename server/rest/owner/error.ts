import { z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { DomainError, type ErrorCode, type ErrorDetails, invalidInput } from '../../errors'
import { type ApiDeps, logged } from '../api'
import type { OwnerContext } from './auth'

/** The body of every refusal. */
export const Refusal = z
  .object({ Error: z.string() })
  .openapi('Error', { example: { Error: 'Timezone: This timezone is not known' } })

export type Refusal = z.infer<typeof Refusal>

/** Answers whatever a route threw; what is not a refusal is 500, says nothing but where the log has it. */
export function answerError(deps: Pick<ApiDeps, 'logError'>) {
  return (error: Error, c: OwnerContext): Response => {
    if (error instanceof DomainError) {
      const body: Refusal = { Error: sentenceOf(error.code, error.details) }
      const status = statusOf(error.code)
      if (status === 401) c.header('WWW-Authenticate', 'Bearer')
      return c.json(body, status)
    }
    // The router's own: a body that is not JSON.
    if (error instanceof HTTPException && error.status < 500) {
      return c.json({ Error: 'The body is not valid JSON' } satisfies Refusal, 400)
    }
    const requestId = logged(c, deps, error)
    return c.json({ Error: `Something went wrong on our side (${requestId})` } satisfies Refusal, 500)
  }
}

/** One sentence that names each field that is wrong. */
function sentenceOf(code: ErrorCode, { fields, message }: ErrorDetails): string {
  if (code !== 'invalid_input' || !fields) return message ?? WORDS[code] ?? 'The request was refused'
  const named = Object.entries(fields).map(([name, problem]) =>
    problem.startsWith(name) ? problem : `${name}: ${problem}`,
  )
  return named.join('; ')
}

const WORDS: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Send Authorization: Bearer <access token>, or X-API-Key',
  not_found: 'Not found',
  forbidden: 'You may not do this',
}

/** The status of a refusal. Total, so that a new code does not compile until it has one. */
export function statusOf(code: ErrorCode): 400 | 401 | 403 | 404 | 409 | 429 | 500 {
  switch (code) {
    case 'invalid_input':
    case 'plan_unknown':
    case 'coupon_invalid':
    case 'iban_invalid':
    case 'trial_unavailable':
    case 'currency_mismatch':
    case 'card_declined':
    case 'authentication_required':
    case 'payment_method_required':
    case 'last_payment_method':
    case 'estimate_impossible':
      return 400
    case 'unauthenticated':
      return 401
    case 'forbidden':
    case 'sandbox_only':
    case 'plan_not_open':
      return 403
    case 'not_found':
      return 404
    case 'conflict':
    case 'idempotency_mismatch':
    case 'invoice_not_payable':
    case 'payment_pending':
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
  for (const issue of result.error.issues) fields[issue.path.join('.') || 'body'] ??= issue.message
  throw invalidInput(fields)
}
