import { z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError, type ErrorCode, type ErrorDetails, invalidInput } from '../../errors'
import { type ApiDeps, logged } from '../api'
import type { BillabearContext } from './auth'
import { declineWord } from './present/decline'

/** How one operation words its refusals where BillaBear's differ from each other. */
export type Wording = {
  /** The body of 404; an empty list unless told. */
  notFound?: 'object' | 'success'
  /** 400 also says `success: false`. */
  success?: true
  /** The payment provider's refusal or silence is 424 here. */
  provider?: 424
  /** The field of the answer that is shown once: it is not kept for a repeated request, which has null there. */
  secret?: string
  /** It only reads, but what it answers can be used to change things: a key that may only look is refused. */
  access?: 'write'
}

/** 400: one message per field. */
export const ValidationErrors = z
  .object({
    errors: z.record(z.string(), z.string()),
    success: z.literal(false).optional(),
    error: z.string().optional().openapi({ description: 'the message of a trial that cannot be, once more' }),
  })
  .openapi('ValidationErrors', { example: { errors: { email: 'Invalid email address' } } })

/** Everything the document has no shape for; `code` is the status. */
export const UnexpectedError = z
  .object({ code: z.number().int(), message: z.string(), request_id: z.string().optional() })
  .openapi('Error', { example: { code: 403, message: 'This API key may not write customers' } })

/** 402: the documented names and the served ones. */
export const PaymentFailure = z
  .object({ paid: z.literal(false), failure_reason: z.string().nullable(), reason: z.string().nullable() })
  .openapi('PaymentFailure', {
    example: { paid: false, failure_reason: 'lack_of_funds', reason: 'lack_of_funds' },
  })

/** A page that cannot be: below one row 400, above a hundred 413. */
export class PageRefusal extends Error {
  constructor(
    readonly status: 400 | 413,
    readonly reason: string,
  ) {
    super(reason)
  }
}

/** Answers whatever a route threw; what is not a refusal is 500, says nothing and is in the log. */
export function answerError(deps: Pick<ApiDeps, 'logError'>) {
  return (error: Error, c: BillabearContext): Response => {
    const wording = c.get('wording') ?? {}
    if (error instanceof PageRefusal) {
      return c.json({ ...successOf(wording), reason: error.reason }, error.status)
    }
    if (error instanceof DomainError) {
      const { status, body } = refusalOf(error.code, error.details, wording)
      return c.json(body as object, status as ContentfulStatusCode)
    }
    // The router's own: a body that is not JSON.
    if (error instanceof HTTPException && error.status < 500) {
      return c.json({ ...successOf(wording), errors: { body: 'The body is not valid JSON' } }, 400)
    }
    const requestId = logged(c, deps, error)
    return c.json({ code: 500, message: 'Something went wrong on our side', request_id: requestId }, 500)
  }
}

/** Status and body of a refusal. Total, so that a new code does not compile until it has both. */
export function refusalOf(
  code: ErrorCode,
  details: ErrorDetails,
  wording: Wording = {},
): { status: number; body: unknown } {
  const message = details.message ?? 'The request was refused'
  const invalid = (field: string) => ({
    status: 400,
    body: { ...successOf(wording), errors: details.fields ?? { [field]: message } },
  })
  const other = (status: number) => ({ status, body: { code: status, message } })
  switch (code) {
    case 'invalid_input':
      return invalid('body')
    case 'plan_unknown':
    case 'plan_not_open':
      return invalid('subscription_plan')
    case 'trial_unavailable':
      return { status: 400, body: { error: message, errors: { subscription_plan: message } } }
    case 'coupon_invalid':
      return invalid('code')
    case 'iban_invalid':
      return invalid('iban')
    case 'currency_mismatch':
      return invalid('currency')
    case 'invoice_not_payable':
      return invalid('invoice')
    case 'unauthenticated':
      return { status: 401, body: [] }
    case 'card_declined':
      return { status: 402, body: paymentFailure(details.declineCode ?? null) }
    case 'authentication_required':
      return { status: 402, body: paymentFailure('authentication_required') }
    case 'forbidden':
    case 'sandbox_only':
      return other(403)
    case 'not_found':
      return { status: 404, body: absence(wording) }
    case 'payment_method_required':
    case 'last_payment_method':
      return { status: 406, body: { error: message, message } }
    case 'conflict':
    case 'idempotency_mismatch':
    case 'payment_pending':
      return other(409)
    case 'estimate_impossible':
      return { status: 422, body: [] }
    case 'rate_limited':
      return other(429)
    case 'stripe_unavailable':
      return wording.provider === 424 ? { status: 424, body: [] } : other(502)
  }
}

/** The body of 402 under all of its names. */
export function paymentFailure(declineCode: string | null): z.infer<typeof PaymentFailure> {
  const reason = declineWord(declineCode)
  return { paid: false, failure_reason: reason, reason }
}

type Checked = { success: true } | { success: false; error: z.ZodError }

/** Turns what the schema found wrong into one refusal: one message per field, the last one wins. */
export function refuseInvalid(result: Checked): void {
  if (result.success) return
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) fields[fieldName(issue.path)] = issue.message
  throw invalidInput(fields)
}

/** As BillaBear writes property paths: `address.country`, `items[0].tax_type`. */
function fieldName(path: PropertyKey[]): string {
  const name = path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part),
    '',
  )
  return name || 'body'
}

const successOf = (wording: Wording) => (wording.success ? { success: false as const } : {})

const absence = ({ notFound }: Wording): unknown =>
  notFound === 'success' ? { success: false } : notFound === 'object' ? {} : []
