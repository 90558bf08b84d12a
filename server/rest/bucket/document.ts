import { z } from '@hono/zod-openapi'
import { Refusal } from './error'

// The recurring parts of a route's declaration, so that a route reads as what is its own.

/** A JSON body. Not `required` for the router: without one the schema says what is missing. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  body: { content: { 'application/json': { schema } }, required: true as const },
})

/** The answer at 200, and the statuses at which the document has `{msg}`. */
export function answers<T extends z.ZodType>(schema: T, refusals: readonly number[]) {
  const refused = Object.fromEntries(
    [401, ...refusals].map((status) => [
      status,
      { description: REFUSED[status] ?? 'refused', content: { 'application/json': { schema: Refusal } } },
    ]),
  )
  return {
    ...refused,
    200: { description: 'done', content: { 'application/json': { schema } } },
  }
}

const REFUSED: Record<number, string> = {
  400: 'missing or invalid parameters',
  401: 'no valid access token',
  403: 'not allowed',
  404: 'there is none',
  500: 'Stripe or the database failed',
}

/** Path parameters as the document shows them; routes read them unparsed, because each is looked up, not trusted. */
export const path = (...names: ('id' | 'card_id' | 'paymentIntent')[]) =>
  names.map((name) => ({
    name,
    in: 'path' as const,
    required: true,
    description: NAMES[name],
    schema: { type: 'string' as const },
  }))

const NAMES = {
  id: "bucket id (24 hex digits) or the customer's UUID",
  card_id: 'the Stripe id of the card',
  paymentIntent: 'the Stripe id of the payment intent',
}

/** Needs an access token. */
export const bearer = [{ bearer: [] }]

/** A text of bounded length. NUL is refused, because no database column can keep it. */
export const text = (charsMax: number) =>
  z
    .string()
    .max(charsMax, `at most ${charsMax} characters`)
    .refine((value) => !value.includes('\0'), 'may not contain NUL')

/** A text with something in it. */
export const required = (charsMax: number) =>
  text(charsMax).refine((value) => value.trim() !== '', 'is empty')
