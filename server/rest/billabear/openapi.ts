import { exampleOf } from './example'

// The document that Folio serves, made whole: what is true of every operation because of how it is entered is said
// here once, from the guards' rules in auth.ts, error.ts and rest/api.ts, and not route by route.

/** A JSON schema, as far as documents of the routes use it. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  example?: unknown
  default?: unknown
  enum?: unknown[]
  const?: unknown
  minimum?: number
  maxItems?: number
  readOnly?: boolean
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  allOf?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
}
export type Media = { schema?: Schema; example?: unknown }
export type Response = {
  $ref?: string
  description?: string
  content?: Record<string, Media>
  headers?: Record<string, unknown>
}
export type Parameter = {
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
}
export type Operation = {
  operationId: string
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, Response>
  'x-folio-extension'?: true
}
export type OpenapiDocument = {
  openapi: string
  info: { title: string; version: string; description?: string }
  tags?: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses?: Record<string, Response>
    parameters?: Record<string, Parameter>
    headers?: Record<string, unknown>
    securitySchemes?: Record<string, { type: string; in?: string; name?: string }>
  }
}

/** What each tag is about; a tag that is not here fails the test of the document. */
export const TAGS: Readonly<Record<string, string>> = {
  Customers: 'Who is billed',
  Subscriptions: 'What customers are billed for, again and again: starting, changing, cancelling',
  Plans: 'What can be subscribed to',
  Products: 'What is sold',
  Prices: 'What it costs: fixed, per unit, in packages or tiers, by usage',
  Features: 'What plans give and limit',
  Usage: 'What was used, what it will cost, and where it stops',
  Metrics: 'How usage is counted',
  'Payment Details': 'Cards and bank accounts',
  Invoices: 'What is owed',
  'Credit notes': 'Corrections of invoices',
  Payments: 'Money that came in',
  Refunds: 'Money that went back',
  Receipts: 'What proves a payment',
  Vouchers: 'Percentages and amounts off',
  Credit: 'What a customer has in hand, or owes beside its invoices',
  Checkout: 'Pages where what is agreed is bought',
  Tax: 'Types of products, countries, states and their rates',
  Brands: 'The names an owner trades under',
  Settings: "The owner's choices",
  Stats: 'Figures of the whole',
  Webhooks: 'Telling your programs what happened',
  'API Keys': 'Who may call this API, and what for',
  Public: 'Needs no key: opened by a secret in the address',
  Test: 'In the sandbox only: the clock and the jobs',
}

const READ = 'get'
const error = (description: string, example: { code: number; message: string }): Response => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, example } },
})

/** What is refused before a route is reached, whatever the route. */
const GUARDED = {
  Unauthenticated: {
    description: 'no valid API key',
    content: { 'application/json': { schema: { type: 'array', items: {}, maxItems: 0 }, example: [] } },
  },
  OutsideScopes: error("outside the key's scopes", {
    code: 403,
    message: 'This API key may not write customers',
  }),
  Conflict: error('in conflict with what is there, or the Idempotency-Key was sent with another request', {
    code: 409,
    message: 'This Idempotency-Key was used for another request',
  }),
  TooLarge: error('a body above 1 MiB', {
    code: 413,
    message: 'The body is larger than 1048576 bytes',
  }),
  Unexpected: error('unexpected error: 500 for a mistake on our side, 502 when Stripe does not answer', {
    code: 500,
    message: 'Something went wrong on our side',
  }),
} satisfies Record<string, Response>

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes it safe to send a request again: within 24 hours the same key with the same request gets the first answer, and nothing is done twice. With another request it is 409.',
  schema: { type: 'string', example: '3f0f6a1e-5f2b-4d0a-9f43-0a7a3c1d2b11' },
}

const REPLAYED = {
  description: '`true` on an answer that was given before to the same Idempotency-Key',
  schema: { type: 'string', enum: ['true'] },
}

const ref = (kind: 'responses' | 'headers' | 'parameters', name: string) => ({
  $ref: `#/components/${kind}/${name}`,
})

/** The document of the routes with what their guards do, tags described, and an example of every answer. */
export function completed(document: OpenapiDocument): OpenapiDocument {
  const { components, ...rest } = withNullableRefs(document) as OpenapiDocument
  const paths = Object.fromEntries(
    Object.entries(rest.paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [
          method,
          shown({ components }, guarded(method, operation)),
        ]),
      ),
    ]),
  )
  const used = new Set(
    Object.values(paths).flatMap((methods) => Object.values(methods).flatMap((o) => o.tags ?? [])),
  )
  return {
    ...rest,
    tags: Object.entries(TAGS).flatMap(([name, description]) =>
      used.has(name) ? [{ name, description }] : [],
    ),
    paths,
    components: {
      ...components,
      responses: GUARDED,
      headers: { IdempotentReplayed: REPLAYED },
      parameters: { ...components.parameters, IdempotencyKey: IDEMPOTENCY_KEY },
    },
  }
}

/** An operation with what its guard answers and reads: a key on all but the public ones, once-only on every write. */
function guarded(method: string, operation: Operation): Operation {
  const keyed = (operation.security ?? []).length > 0
  const [writes, once] = [method !== READ, keyed && method !== READ]
  const responses = {
    ...(writes ? { 400: REFUSED_BODY, 413: ref('responses', 'TooLarge') } : {}),
    ...operation.responses,
    ...(keyed ? { 401: ref('responses', 'Unauthenticated'), 403: ref('responses', 'OutsideScopes') } : {}),
    ...(once ? { 409: ref('responses', 'Conflict') } : {}),
    default: ref('responses', 'Unexpected'),
  }
  if (!once) return { ...operation, responses }
  const parameters = [...(operation.parameters ?? []), ref('parameters', 'IdempotencyKey')]
  return { ...operation, parameters, responses: mapValues(responses, withReplay) }
}

const REFUSED_BODY: Response = {
  description: 'the body is not JSON',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/ValidationErrors' } } },
}

/** With an example of every JSON answer, and words for every parameter: a filter without any says what all do. */
function shown(document: Pick<OpenapiDocument, 'components'>, operation: Operation): Operation {
  const responses = mapValues(operation.responses, (response) =>
    response.content === undefined
      ? response
      : { ...response, content: mapValues(response.content, (media) => withExample(document, media)) },
  )
  if (operation.parameters === undefined) return { ...operation, responses }
  const parameters = operation.parameters.map((parameter) =>
    '$ref' in parameter
      ? parameter
      : {
          ...parameter,
          description:
            parameter.description ??
            parameter.schema?.description ??
            `only those with this \`${parameter.name}\``,
        },
  )
  return { ...operation, parameters, responses }
}

function withExample(document: Pick<OpenapiDocument, 'components'>, media: Media): Media {
  const given = media.example !== undefined || media.schema === undefined || media.schema.format === 'binary'
  return given ? media : { ...media, example: exampleOf(document, media.schema ?? {}) }
}

/** The guard's own answers are about the request at hand; a route's may be one given before. */
const withReplay = (response: Response): Response =>
  response.$ref === undefined
    ? {
        ...response,
        headers: { ...response.headers, 'Idempotent-Replayed': ref('headers', 'IdempotentReplayed') },
      }
    : response

/** The generator writes "this or null" as "this and (an object or null)", which null is not. */
function withNullableRefs(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withNullableRefs)
  if (part === null || typeof part !== 'object') return part
  const { allOf, ...own } = part as Schema
  const [named, orNull, more] = allOf ?? []
  if (named && more === undefined && JSON.stringify(orNull) === '{"type":["object","null"]}')
    return { ...own, anyOf: [named, { type: 'null' }] }
  return mapValues(part as Record<string, unknown>, withNullableRefs)
}

const mapValues = <A, B>(of: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]))
