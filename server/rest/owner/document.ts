import { z } from '@hono/zod-openapi'
import { OWNER_HEADER } from './auth'
import { Refusal } from './error'

// The recurring parts of a route's declaration, so that a route reads as what is its own.

/** The answer at 200, and the statuses at which the body is `{"Error": "…"}`. */
export function answers<T extends z.ZodType>(schema: T, refusals: readonly (400 | 404 | 409)[] = []) {
  const refused = Object.fromEntries(
    [401, 403, ...refusals, 500].map((status) => [
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
  400: 'a value is missing or wrong: the message names it',
  401: 'no valid access token or API key',
  403: 'not allowed with this role, or this key',
  404: 'there is none',
  409: 'it is taken, or another request has this Idempotency-Key',
  500: 'something broke on our side, or Stripe did not answer',
}

/** An access token of a member, or a key of the owner. */
export const security: Record<string, string[]>[] = [{ bearer: [] }, { apiKey: [] }]

/** Which owner, for members of several. */
export const ownerHeader = {
  name: OWNER_HEADER,
  in: 'header' as const,
  required: false,
  description: 'for a member of several owners, the one that is meant; else the one joined first',
  schema: { type: 'string' as const, format: 'uuid' },
}

export const invoiceId = {
  name: 'invoiceId',
  in: 'path' as const,
  required: true,
  description: "an invoice's id, or `upcoming` for the one that comes next",
  schema: { type: 'string' as const },
}

/** A text of bounded length. NUL is refused, because no database column can keep it. */
export const text = (charsMax: number) =>
  z
    .string('is a text')
    .max(charsMax, `has at most ${charsMax} characters`)
    .refine((value) => !value.includes('\0'), 'may not contain NUL')
