import { z } from '@hono/zod-openapi'
import { PaymentFailure, UnexpectedError, ValidationErrors } from './error'

// The recurring parts of a route's declaration, so that a route reads as what is its own.

/** A JSON body, read as JSON whatever its content type says. */
export const jsonBody = <T extends z.ZodType>(schema: T, example?: z.input<T>) => ({
  body: {
    content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
    required: true as const,
  },
})

type Json<T> = { description: string; content: { 'application/json': { schema: T } } }

/** The success of an operation and the statuses it refuses with; 401, 403 and the unexpected go without saying. */
export function answers<S extends number, T extends z.ZodType>(
  status: S,
  schema: T,
  refusals: readonly number[] = [],
): { [K in S]: Json<T> } {
  const refused = Object.fromEntries(
    [401, 403, ...refusals].map((code) => [
      code,
      {
        description: REFUSED[code]?.text ?? 'refused',
        content: { 'application/json': { schema: REFUSED[code]?.schema ?? UnexpectedError } },
      },
    ]),
  )
  return {
    ...refused,
    default: {
      description: 'unexpected error',
      content: { 'application/json': { schema: UnexpectedError } },
    },
    [status]: { description: 'done', content: { 'application/json': { schema } } },
  } as unknown as { [K in S]: Json<T> }
}

/** As `answers`, for an operation that needs no key. */
export function publicAnswers<S extends number, T extends z.ZodType>(
  status: S,
  schema: T,
  refusals: readonly number[] = [],
): { [K in S]: Json<T> } {
  const { 401: _key, 403: _scope, ...rest } = answers(status, schema, refusals) as Record<number, unknown>
  return rest as { [K in S]: Json<T> }
}

const Nothing = z.union([z.array(z.unknown()).max(0), z.object({ success: z.literal(false).optional() })])
const Reason = z
  .object({ reason: z.string(), success: z.literal(false).optional() })
  .openapi('Reason', { example: { reason: 'limit is above 100' } })
const Message = z.object({ error: z.string().optional(), message: z.string() }).openapi('Refusal')

const REFUSED: Record<number, { text: string; schema: z.ZodType }> = {
  400: { text: 'validation error, one message per field', schema: z.union([ValidationErrors, Reason]) },
  401: { text: 'no valid API key', schema: z.array(z.unknown()).max(0) },
  402: { text: 'payment failed', schema: PaymentFailure },
  403: { text: "outside the key's scopes", schema: UnexpectedError },
  404: { text: 'there is none', schema: Nothing },
  406: { text: 'not acceptable', schema: Message },
  409: { text: 'in conflict with what is there', schema: UnexpectedError },
  413: { text: 'a page above 100', schema: Reason },
  429: { text: 'too many requests', schema: UnexpectedError },
  422: { text: 'there is no such estimate', schema: z.array(z.unknown()).max(0) },
  424: { text: 'the payment provider refused', schema: z.array(z.unknown()).max(0) },
}

/** The answer of operations that have nothing to say. */
export const Empty = z.object({}).openapi('Empty')

/** An answer that is a file to keep. */
export const pdfAnswer = (description: string) => ({
  200: {
    description,
    content: { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) } },
  },
  404: { description: 'there is none', content: { 'application/json': { schema: Nothing } } },
})

/** An answer that is a file in the format asked for, or in the customer's own. */
export const documentAnswer = (description: string) => {
  const file = { schema: z.string().openapi({ format: 'binary' }) }
  const refused = { 'application/json': { schema: ValidationErrors } }
  return {
    ...pdfAnswer(description),
    200: { description, content: { 'application/pdf': file, 'application/xml': file } },
    400: { description: 'the format wants what is not known', content: refused },
  }
}

/** Which format a document is downloaded in. */
export const FormatQuery = z.object({
  format: z.enum(['pdf', 'zugferd', 'zugferd_v1', 'xrechnung']).optional().openapi({
    description: "`zugferd` is a PDF with its XML inside, `xrechnung` is XML; the customer's own unless told",
  }),
})

/** Path parameters as the document names them; each is looked up, so that a malformed one is simply not there. */
export const path = (...names: (keyof typeof IDS)[]) =>
  names.map((name) => ({
    name,
    in: 'path' as const,
    required: true,
    description: IDS[name],
    schema: { type: 'string' as const, ...(name === 'metric' ? {} : { format: 'uuid' }) },
  }))

const IDS = {
  apiKeyId: 'id of an API key',
  brandId: 'id of a brand',
  checkoutId: 'id of a checkout',
  creditNoteId: 'id of a credit note',
  customerId: 'id of a customer',
  featureId: 'id of a feature',
  invoiceId: 'id of an invoice',
  limitId: 'id of a usage limit of the customer',
  metric: 'id or code of a metric',
  metricId: 'id of a metric',
  paymentDetailsId: 'id of a card or bank account',
  paymentId: 'id of a payment',
  planId: 'id of a plan',
  productId: 'id of a product',
  receiptId: 'id of a receipt',
  refundId: 'id of a refund',
  ruleId: 'id of a rule',
  subscriptionId: 'id of a subscription',
  taxTypeId: 'id of a tax type',
  voucherId: 'id of a voucher',
  webhookEventId: 'id of a delivery',
  webhookId: 'id of a webhook',
}

/** As `path`, for secrets and names in addresses, which are no ids. */
export const namedPath = (...names: (keyof typeof SECRETS)[]) =>
  names.map((name) => ({
    name,
    in: 'path' as const,
    required: true,
    description: SECRETS[name],
    schema: { type: 'string' as const },
  }))

const SECRETS = {
  hash: "the end of an invoice's pay link",
  slug: "the end of a checkout's address",
  token: 'the token of a manage link',
}

/** What the published document does not have. */
export const extension = { 'x-folio-extension': true } as const

/** Needs no key: who has the address may. */
export const open = { ...extension, security: [] as Record<string, string[]>[], tags: ['Public'] }

/** Needs an API key. */
export const apiKey = [{ ApiKeyAuth: [] }]

/** A text of bounded length. NUL is refused, because no database column can keep it. */
export const text = (charsMax: number) =>
  z
    .string()
    .max(charsMax, `This value is too long. It should have ${charsMax} characters or less.`)
    .refine((value) => !value.includes('\0'), 'This value may not contain NUL')

/** A text with something in it. */
export const required = (charsMax: number) =>
  text(charsMax).refine((value) => value.trim() !== '', 'This value should not be blank.')

/** A filter of a list that is found anywhere in a text, with its case. */
export const filter = (description = 'found anywhere in it, with its case') =>
  text(500).optional().openapi({ description })

/** A filter that is yes or no; left out it is both. */
export const flag = (description?: string) =>
  z
    .enum(['true', 'false'], 'This value should be true or false.')
    .optional()
    .transform((given) => (given === undefined ? undefined : given === 'true'))
    .openapi({ type: 'boolean', ...(description ? { description } : {}) })

/** An instant as RFC 3339 has it, with its offset. */
export const instant = () =>
  z.iso
    .datetime({ offset: true, error: 'This value is not a valid instant, such as 2026-12-31T23:59:59Z.' })
    .transform((given) => new Date(given))
    .refine((at) => at.getUTCFullYear() >= 1970, 'This value is before 1970.')
    .openapi({ type: 'string', format: 'date-time', example: '2026-12-31T23:59:59Z' })

/** An instant that an answer has. */
export const timestamp = () =>
  z.string().openapi({ format: 'date-time', example: '2026-12-31T23:59:59.000Z' })
