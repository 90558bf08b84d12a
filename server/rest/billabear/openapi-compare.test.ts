import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BillabearDeps } from './app'
import type { OpenapiDocument, Operation, Parameter, Schema } from './openapi'
import { operationsOf, partsOf, resolved } from './openapi-testkit'
import { billabearApi } from './routes'

/**
 * Folio's document beside the published one, operation by operation and field by field: what a program may rely on
 * there, it finds here. contract.test.ts calls the same operations; this reads what is said of them.
 */

/** What differs and is meant to, each with its reason; one that does not differ any more fails. */
const MEANT: { at: RegExp; why: string }[] = [
  {
    at: /^(POST|PUT) \/customer.* body\.id /,
    why: 'ids are given by Folio; the product ignores one that is sent',
  },
  { at: /^POST \/product body\.id /, why: 'the same' },
  {
    at: /^POST \/product body\.tax_type(\.\w+)? is/,
    why: 'the published schema shows what is answered; what is sent is the id, as the product reads it',
  },
  { at: /^POST \/product\/\{productId\}\/price body\.metric(\.\w+)? is/, why: 'the same: an id or a code' },
  {
    at: /\.billing_admin\.(id|display_name) is not there$/,
    why: 'Folio has no billing admins: what a key does has none, and the field is null',
  },
  {
    at: /^DELETE \/customer\/\{customerId\}\/uasge-limit\/\{limitId\}: path usageLimitId /,
    why: 'the published path names it limitId: its parameter is of no path',
  },
  {
    at: /^POST \/payment-methods\/\{paymentDetailsId\}\/default: path customerId /,
    why: 'the published path has no such name',
  },
  {
    at: /^GET \/receipt\/\{receiptId\}\/download: path receipt /,
    why: 'the published path names it receiptId',
  },
]

const FILE = path.resolve(__dirname, '../../../../shared/contracts/billabear-openapi.json')
/** The published document is not Folio's to ship: it stands beside the checkout, or there is nothing to compare. */
const published: OpenapiDocument | null = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : null
const folio: OpenapiDocument = await (
  await billabearApi({} as BillabearDeps).request('/api/v1/openapi.json')
).json()

const served = new Map(operationsOf(folio).map((operation) => [operation.name, operation.operation]))
const documented = published === null ? [] : operationsOf(published)
const differences = new Map(
  documented.map(({ name, operation }) => [
    name,
    differencesOf(name, { theirs: operation, ours: served.get(name) }),
  ]),
)

describe.runIf(published)('the published document', () => {
  test('has 52 operations', () => expect(documented).toHaveLength(52))

  test.each(documented)('$name is said here as it is there', ({ name }) => {
    const meant = (difference: string) => MEANT.some(({ at }) => at.test(difference))
    expect(differences.get(name)?.filter((difference) => !meant(difference))).toEqual([])
  })

  test('each difference that is meant is one', () => {
    const all = [...differences.values()].flat()
    expect(MEANT.filter(({ at }) => !all.some((difference) => at.test(difference)))).toEqual([])
  })
})

function differencesOf(name: string, of: { theirs: Operation; ours: Operation | undefined }): string[] {
  const { theirs, ours } = of
  if (published === null || ours === undefined) return [`${name} is not served`]
  const their = parametersOf(published, theirs)
  const our = parametersOf(folio, ours).map((parameter) => `${parameter.in} ${parameter.name}`)
  const parameters = their
    .map((parameter) => `${parameter.in} ${parameter.name}`)
    .filter((parameter) => !our.includes(parameter))
    .map((parameter) => `${name}: ${parameter} is not there`)
  const [theirBody, ourBody] = [bodyOf(theirs.requestBody), bodyOf(ours.requestBody)]
  const answers = Object.entries(theirs.responses).flatMap(([status, response]) => {
    const at = `${name} ${status}`
    const answered = ours.responses[status]
    if (answered === undefined) return [`${at} is not documented`]
    if (!status.startsWith('2')) return []
    const [their, our] = [bodyOf(resolved(published, response)), bodyOf(resolved(folio, answered))]
    return their ? compare('answer', { at, theirs: their, ours: our }) : []
  })
  const asked = theirBody ? compare('request', { at: `${name} body`, theirs: theirBody, ours: ourBody }) : []
  return [...parameters, ...asked, ...answers]
}

function parametersOf(document: OpenapiDocument, { parameters = [] }: Operation): Parameter[] {
  return parameters.map((parameter) => resolved(document, parameter) as Parameter)
}

function bodyOf(of: { content?: Operation['responses'][string]['content'] } | undefined): Schema | undefined {
  return of?.content?.['application/json']?.schema
}

type Pair = { at: string; theirs: Schema; ours: Schema | undefined }

/**
 * What a program written for the published schema misses. A request may take more types than documented, an answer
 * may have fewer; null may stand in an answer where the published document says nothing of it, as in its samples.
 */
function compare(kind: 'request' | 'answer', { at, theirs, ours }: Pair): string[] {
  if (published === null) return []
  if (ours === undefined) return [`${at} is not there`]
  const [their, our] = [partsOf(published, theirs), partsOf(folio, ours).flatMap(orNot)]
  const wanted = types(their)
  const given = types(our)
  const known = kind === 'answer' ? given.filter((type) => type !== 'null') : wanted
  const allowed = kind === 'answer' ? wanted : given
  const odd = known.filter(
    (type) =>
      allowed.length > 0 && !allowed.includes(type) && !(type === 'integer' && allowed.includes('number')),
  )
  const problems = odd.length > 0 ? [`${at} is ${given.join(' or ')}, there ${wanted.join(' or ')}`] : []
  const choices = our.flatMap((part) => part.enum ?? [])
  const refused = kind === 'request' && choices.length > 0 ? their.flatMap((part) => part.enum ?? []) : []
  problems.push(
    ...refused.filter((value) => !choices.includes(value)).map((value) => `${at} does not take ${value}`),
  )
  const items = their.find((part) => part.items)?.items
  if (items)
    problems.push(
      ...compare(kind, { at: `${at}[]`, theirs: items, ours: our.find((part) => part.items)?.items }),
    )
  for (const [field, schema] of their.flatMap((part) => Object.entries(part.properties ?? {}))) {
    // What they only ever send is nothing that is sent to them.
    if (kind === 'request' && partsOf(published, schema).some((part) => part.readOnly)) continue
    const named = our.map((part) => part.properties?.[field]).find((part) => part !== undefined)
    problems.push(...compare(kind, { at: `${at}.${field}`, theirs: schema, ours: named }))
  }
  return problems
}

/** A part with what else it may be: "this or null" is this. */
function orNot(part: Schema): Schema[] {
  return [part, ...(part.anyOf ?? []).flatMap((option) => partsOf(folio, option))]
}

function types(parts: Schema[]): string[] {
  return [...new Set(parts.flatMap((part) => [part.type ?? []].flat()))]
}
