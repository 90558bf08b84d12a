import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from '@hono/zod-openapi'
import { afterEach, describe, expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import type { ApiDeps } from '../api'
import { type Answer, bucketTestkit } from './bucket-testkit'
import { CASES, OPERATIONS, type Operation } from './contract-cases.testkit'
import { Refusal } from './error'
import { BankAccount } from './present/bank'
import { Card } from './present/card'
import { Coupon } from './present/coupon'
import { Invoice } from './present/invoice'
import { Plan } from './present/plan'
import { Receipt } from './present/receipt'
import { Subscription } from './present/subscription'
import { bucketApi } from './routes'

const kit = testkit()
const api = bucketTestkit(kit)

const DOCUMENT = path.resolve(import.meta.dirname, '../../../../shared/contracts/bucket-routes.json')
type Documented = { name: string; method: string; path: string; status_codes: Record<string, string> }

afterEach(async () => {
  api.database = 'working'
  api.errors.length = 0
  await api.stripeFault()
})

// The document lies outside of the checkout; where it is, the committed list is held to it.
if (existsSync(DOCUMENT)) {
  test('the committed list of operations is the document', () => {
    const { routes } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { routes: Documented[] }
    const documented = routes.map((r) => [
      r.name,
      { on: `${r.method} ${r.path}`, statuses: Object.keys(r.status_codes).map(Number) },
    ])
    expect(OPERATIONS).toEqual(Object.fromEntries(documented))
  })
}

const routes = bucketApi({} as ApiDeps)
const declared = routes.openAPIRegistry.definitions.flatMap((d) => (d.type === 'route' ? [d.route] : []))

test.each(Object.entries(OPERATIONS))('%s has its route, declared with its name', (name, { on }) => {
  const [method, pattern] = on.split(' ')
  expect(routes.routes.map((r) => `${r.method} ${r.path}`)).toContain(on)
  const route = declared.find((r) => r.operationId === name)
  expect([route?.method, route?.path]).toEqual([method?.toLowerCase(), pattern?.replace(/:(\w+)/g, '{$1}')])
})

/** What Stripe's own description requires of each object, less what Folio does not keep. */
const STRIPE = path.join(path.dirname(DOCUMENT), 'stripe-openapi-2023-08-16.json')
if (existsSync(STRIPE)) {
  const { components } = JSON.parse(readFileSync(STRIPE, 'utf8')) as {
    components: { schemas: Record<string, { required: string[] }> }
  }
  test.each([
    ['card', Card, []],
    ['source', BankAccount, []],
    ['subscription', Subscription, []],
    ['plan', Plan, ['created']],
    ['invoice', Invoice, []],
    ['charge', Receipt, []],
    ['coupon', Coupon, ['created']],
  ])("has what Stripe's %s always has", (name, schema, without) => {
    const required = components.schemas[name]?.required ?? []
    expect(required.length).toBeGreaterThan(0)
    const missing = required.filter((field) => !(field in schema.shape))
    expect(missing).toEqual(without)
  })
}

const calls = (Object.keys(CASES) as Operation[]).flatMap((name) =>
  Object.entries(CASES[name]).map(([status, of]) => ({ name, status: Number(status), of })),
)

describe('each documented status', () => {
  for (const { name, status, of } of calls) {
    if ('unreachable' in of) continue
    test(`${name} ${status}`, async () => {
      const bucket = await api.bucket()
      const arranged = (await of.arrange?.(bucket, api)) ?? ''
      const before = await api.snapshot()
      if (of.away === 'stripe') await api.stripeFault({ endpoint: '*', kind: '500' })
      if (of.away === 'database') api.database = 'away'
      const answer = await of.act(bucket, arranged)
      expect([answer.status, answer.body]).toEqual([status, expect.anything()])
      expectShape(name, answer)
      if (status !== 200) expect(await api.snapshot()).toEqual(before)
    })
  }
})

test('what is said to be unreachable is said of a status that the document shares with no parameter', () => {
  const unreachable = calls.filter(({ of }) => 'unreachable' in of)
  expect(unreachable.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'getInvoices 400',
    'getReceipts 400',
    'fetchMetadata 400',
  ])
})

test('the OpenAPI document is made from the routes', async () => {
  const { status, body } = await api.call('GET', '/api/openapi/bucket.json')
  expect(status).toBe(200)
  expect(body.openapi).toBe('3.1.0')
  expect(Object.keys(body.paths)).toContain('/api/bucket/{id}/payment/subscribe/{paymentIntent}')
  expect(body.paths['/api/bucket/{id}/payment/card'].put.operationId).toBe('updateCreditCard')
})

/** A body at 200 is exactly what its declared schema says, at any other status exactly a refusal. */
function expectShape(name: Operation, answer: Answer): void {
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  expect(answer.headers.get('date')).not.toBeNull()
  const schema = answer.status === 200 ? schemaOf(name) : Refusal
  // What the schema does not name it leaves out, so a body with anything more is not equal to it.
  expect(schema.parse(answer.body)).toEqual(answer.body)
}

function schemaOf(name: Operation): z.ZodType {
  const answers = declared.find((route) => route.operationId === name)?.responses as
    | Record<number, { content: { 'application/json': { schema: z.ZodType } } }>
    | undefined
  const schema = answers?.[200]?.content['application/json'].schema
  if (!schema) throw new Error(`${name} declares no answer at 200`)
  return schema
}
