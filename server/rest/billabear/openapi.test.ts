import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, test } from 'vitest'
import type { BillabearDeps } from './app'
import type { OpenapiDocument, Parameter } from './openapi'
import { operationsOf, resolved, undocumented, validatorOf } from './openapi-testkit'
import { billabearApi } from './routes'

/** The document that Folio serves is whole: every operation says what it wants, what it answers, how it refuses. */

const app = billabearApi({} as BillabearDeps)
const document: OpenapiDocument = await (await app.request('/api/v1/openapi.json')).json()
const operations = operationsOf(document)
const validate = validatorOf(document)

describe.each(operations)('$name', ({ method, operation }) => {
  const keyed = (operation.security ?? []).length > 0
  const parameters = (operation.parameters ?? []).map(
    (parameter) => resolved<Parameter | { $ref: string }>(document, parameter) as Parameter,
  )

  test('says what it is, and who may', () => {
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/)
    expect(operation.summary).toMatch(/^\S.{4,}$/)
    const described = (document.tags ?? []).map((tag) => tag.name)
    expect((operation.tags ?? []).filter((tag) => !described.includes(tag))).toEqual([])
    expect(operation.tags).not.toEqual([])
    expect(operation.security).toEqual(keyed ? [{ ApiKeyAuth: [] }] : [])
    expect(keyed).toBe(!operation.tags?.includes('Public'))
  })

  test('describes each of its parameters', () => {
    for (const parameter of parameters) {
      expect(parameter.description, parameter.name).toMatch(/^.{3,}$/)
      expect(parameter.schema?.type, parameter.name).toBeDefined()
    }
    const once = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)
    expect(once).toEqual(keyed && method !== 'GET' ? ['Idempotency-Key'] : [])
  })

  test('refuses as its guard does', () => {
    const refusals = [
      ...(keyed ? [401, 403] : []),
      ...(method === 'GET' ? [] : [400, 413]),
      ...(keyed && method !== 'GET' ? [409] : []),
    ]
    const documented = Object.keys(operation.responses)
    expect([...refusals.map(String), 'default'].filter((status) => !documented.includes(status))).toEqual([])
    if (!keyed) expect(documented.filter((status) => status === '401' || status === '403')).toEqual([])
    if (parameters.some(({ in: place }) => place === 'path')) expect(documented).toContain('404')
  })

  test('has a schema and an example that is of it for every answer', () => {
    const successes = Object.keys(operation.responses).filter((status) => status.startsWith('2'))
    expect(successes).toHaveLength(1)
    for (const [status, answer] of Object.entries(operation.responses)) {
      const response = resolved(document, answer)
      expect(response.description, status).toMatch(/\S/)
      expect(Object.keys(response.content ?? {}), status).not.toEqual([])
      for (const [type, { schema, example }] of Object.entries(response.content ?? {})) {
        expect(schema, status).toBeDefined()
        if (type !== 'application/json' || schema === undefined) continue
        const problems = [...validate(schema, example), ...undocumented(document, schema, example)]
        expect({ status, example, problems }).toEqual({ status, example, problems: [] })
      }
      const replays = keyed && method !== 'GET' && status.startsWith('2')
      if (replays) expect(response.headers).toHaveProperty('Idempotent-Replayed')
    }
  })

  const body = operation.requestBody?.content['application/json']
  if (operation.requestBody) {
    test('shows a body that it would take', () => {
      const schema = body?.schema ?? {}
      const example = body?.example ?? resolved(document, schema).example
      const problems = [...validate(schema, example), ...undocumented(document, schema, example)]
      expect(example).toBeDefined()
      expect({ example, problems }).toEqual({ example, problems: [] })
    })
  }
})

test('every body that is shown is taken by the schema of its own route', () => {
  const shown = new Map(
    operations.map(({ operation }) => {
      const { schema = {}, example } = operation.requestBody?.content['application/json'] ?? {}
      return [operation.operationId, example ?? resolved(document, schema).example]
    }),
  )
  const refused = app.openAPIRegistry.definitions.flatMap((definition) => {
    if (definition.type !== 'route') return []
    const media = definition.route.request?.body?.content['application/json']
    const schema = media && 'schema' in media ? media.schema : undefined
    if (schema === undefined || !('safeParse' in schema)) return []
    const { operationId = '' } = definition.route
    const parsed = schema.safeParse(shown.get(operationId))
    return parsed.success ? [] : [{ operationId, issues: parsed.error.issues }]
  })
  expect(refused).toEqual([])
})

test('operations and tags are named once, the key is a header', () => {
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
  expect(new Set(document.tags?.map((tag) => tag.name)).size).toBe(document.tags?.length)
  expect(document.components.securitySchemes).toEqual({
    ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  })
  expect(operations.length).toBeGreaterThan(150)
})

/** What the linter warns of and is meant so, each with its reason; one that is not warned of any more fails. */
const MEANT: { rule: string; at: RegExp; why: string }[] = [
  {
    rule: 'no-ambiguous-paths',
    at: /~1webhook~1\{webhookId\}~1(enable|disable|rotate-secret|test)$/,
    why: 'an id is a UUID, `event` is none: `/webhook/event/{id}` and `/webhook/{id}/enable` are never the same',
  },
]

test('the linter finds nothing but what is meant so', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: 'openapi.json',
    config,
  })
  const problems = found.map(({ ruleId, severity, message, location }) => ({
    ruleId,
    severity,
    message,
    at: location[0]?.pointer ?? '',
  }))
  const excuses = (problem: (typeof problems)[number]) =>
    MEANT.filter(
      ({ rule, at }) => problem.severity === 'warn' && rule === problem.ruleId && at.test(problem.at),
    )
  expect(problems.filter((problem) => excuses(problem).length === 0)).toEqual([])
  const used = new Set(problems.flatMap(excuses))
  expect(MEANT.filter((meant) => !used.has(meant))).toEqual([])
})
