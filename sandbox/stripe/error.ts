import type Stripe from 'stripe'

/** The body of Stripe's error answers (docs.stripe.com/api/errors); `type` decides the class the SDK throws. */
export type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | 'rate_limit_error'
  message: string
  code?: string
  param?: string
  decline_code?: string
  advice_code?: string
  network_decline_code?: string
  charge?: string
  payment_intent?: Stripe.PaymentIntent
  setup_intent?: Stripe.SetupIntent
  payment_method?: Stripe.PaymentMethod
  doc_url?: string
  request_log_url?: string
}

/**
 * A refusal in Stripe's shape. `keep` is set where the refusal itself changed something (a declined charge is
 * written down), so that what was done until then is committed together with the answer.
 */
export class StripeError extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly keep: boolean

  constructor(status: number, body: ErrorBody, { keep = false }: { keep?: boolean } = {}) {
    super(body.message)
    this.status = status
    this.keep = keep
    this.body = body.code === undefined ? body : { ...body, doc_url: docUrl(body.code) }
  }
}

/** A 400 about one parameter or about the state of what was asked for. */
export function invalidRequest(
  message: string,
  { code, param }: { code?: string; param?: string } = {},
): StripeError {
  return new StripeError(400, {
    type: 'invalid_request_error',
    message,
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
  })
}

/** 404 when the id stands in the path, 400 when it came as a parameter, as Stripe does. */
export function resourceMissing(
  noun: string,
  id: string,
  { param, status = 404 }: { param: string; status?: number },
) {
  return new StripeError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  })
}

export function parameterMissing(param: string): StripeError {
  return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
}

export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`
}
