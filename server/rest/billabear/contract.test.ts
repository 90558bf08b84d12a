import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import { subscribe } from '@/server/usecases/subscribe'
import { recordUsage } from '@/server/usecases/usage-event'
import { usageWorld } from '@/server/usecases/usage-testkit'
import { type Answer, billabearTestkit, type Tenant } from './billabear-testkit'
import { customerWithCard, openInvoice } from './billing-testkit'

/**
 * Walks the published document, operation by operation: each has its route, answers each status it documents, and
 * answers with each field it documents. What is not built yet stands in NOT_BUILT and nowhere else.
 */
const NOT_BUILT: readonly string[] = []

const kit = testkit()
const api = billabearTestkit(kit)

type World = {
  tenant: Tenant
  customer: string
  product: string
  price: string
  plan: string
  card: string
  payment: string
  refund: string
  receipt: string
  /** Open, of a customer whose card pays. */
  invoice: string
  /** Open, of a customer whose card is declined. */
  unpayable: string
  subscription: string
  /** A plan whose trial stands for itself. */
  trialPlan: string
  /** Customers whose card is declined, and without any. */
  declined: string
  cardless: string
  /** What is billed by the metric `calls`. */
  metered: { customer: string; subscription: string }
}

let world: World
beforeAll(async () => {
  world = await makeWorld()
})

type Case = (w: World, call: Tenant['call']) => Promise<Answer>
const get =
  (of: (w: World) => string): Case =>
  (w, call) =>
    call('GET', of(w))
const post =
  (of: (w: World) => string, body?: unknown): Case =>
  (w, call) =>
    call('POST', of(w), body)
const absent = () => newId()
const MONTHLY = { amount: 1000, currency: 'EUR', recurring: true, schedule: 'month' }

/** A subscription of its own, because what is asked of it changes it. */
const ofSubscription =
  (verb: string, body: (w: World) => unknown): Case =>
  async (w, call) => {
    const terms = { subscription_plan: 'team', price: w.price, seat_number: 2 }
    const { id } = (await call('POST', `/customer/${w.customer}/subscription/start`, terms)).body
    return call('POST', `/subscription/${id}/${verb}`, body(w))
  }

const extendedTrial: Case = async (w, call) => {
  const path = `/customer/${w.customer}/subscription/trial`
  const { id } = (await call('POST', path, { subscription_plan: w.trialPlan })).body
  return call('POST', `/subscription/${id}/extend`, { price: w.price })
}

const LIMIT = { amount: 2000, action: 'WARNING' }
const TEAM_MONTHLY = { subscription_plan: 'team', currency: 'EUR', schedule: 'month' }

/** One call for each status that the document has for the operation. */
const CASES: Record<string, Record<string, Case>> = {
  'GET /customer': { 200: get(() => '/customer') },
  'POST /customer': {
    201: post(() => '/customer', { email: 'a@example.org' }),
    400: post(() => '/customer', {}),
  },
  'GET /customer/{customerId}': {
    200: get((w) => `/customer/${w.customer}`),
    404: get(() => `/customer/${absent()}`),
  },
  'PUT /customer/{customerId}': {
    202: (w, call) => call('PUT', `/customer/${w.customer}`, { email: 'b@example.org' }),
    400: (w, call) => call('PUT', `/customer/${w.customer}`, {}),
  },
  'POST /customer/{customerId}/disable': {
    202: post((w) => `/customer/${w.customer}/disable`),
    404: post(() => `/customer/${absent()}/disable`),
  },
  'POST /customer/{customerId}/enable': { 202: post((w) => `/customer/${w.customer}/enable`) },
  'GET /customer/{customerId}/limits': {
    200: get((w) => `/customer/${w.customer}/limits`),
    404: get(() => `/customer/${absent()}/limits`),
  },
  'GET /customer/{customerId}/manage-link': {
    200: get((w) => `/customer/${w.customer}/manage-link`),
    404: get(() => `/customer/${absent()}/manage-link`),
  },
  'GET /customer/{customerId}/costs': {
    200: get((w) => `/customer/${w.metered.customer}/costs`),
    404: get(() => `/customer/${absent()}/costs`),
    422: get((w) => `/customer/${w.cardless}/costs`),
  },
  'GET /customer/{customerId}/uasge-limit': {
    200: async (w, call) => {
      await call('POST', `/customer/${w.metered.customer}/uasge-limit`, LIMIT)
      return call('GET', `/customer/${w.metered.customer}/uasge-limit`)
    },
    404: get(() => `/customer/${absent()}/uasge-limit`),
  },
  'POST /customer/{customerId}/uasge-limit': {
    201: post((w) => `/customer/${w.metered.customer}/uasge-limit`, LIMIT),
  },
  'DELETE /customer/{customerId}/uasge-limit/{limitId}': {
    200: async (w, call) => {
      const at = `/customer/${w.metered.customer}/uasge-limit`
      return call('DELETE', `${at}/${(await call('POST', at, LIMIT)).body.id}`)
    },
  },
  'GET /customer/{customerId}/refund': { 200: get((w) => `/customer/${w.customer}/refund`) },
  'GET /customer/{customerId}/payment': { 200: get((w) => `/customer/${w.customer}/payment`) },
  'GET /customer/{customerId}/invoices': { 200: get((w) => `/customer/${w.customer}/invoices`) },
  'GET /customer/{customerId}/payment-methods/frontend-payment-token': {
    200: get((w) => `/customer/${w.customer}/payment-methods/frontend-payment-token`),
    404: get(() => `/customer/${absent()}/payment-methods/frontend-payment-token`),
  },
  'POST /customer/{customerId}/payment-methods/frontend-payment-token': {
    201: post((w) => `/customer/${w.customer}/payment-methods/frontend-payment-token`, { token: 'tok_visa' }),
    404: post(() => `/customer/${absent()}/payment-methods/frontend-payment-token`, { token: 'tok_visa' }),
  },
  'DELETE /customer/{customerId}/payment-methods/{paymentDetailsId}': {
    202: async (w, call) => call('DELETE', `/customer/${w.customer}/payment-methods/${await anotherCard(w)}`),
    404: (w, call) => call('DELETE', `/customer/${w.customer}/payment-methods/${absent()}`),
  },
  'DELETE /payment-methods/{paymentDetailsId}': {
    202: async (w, call) => call('DELETE', `/payment-methods/${await anotherCard(w)}`),
    404: (_, call) => call('DELETE', `/payment-methods/${absent()}`),
  },
  'GET /payment-methods/{paymentDetailsId}': {
    200: get((w) => `/payment-methods/${w.card}`),
    404: get(() => `/payment-methods/${absent()}`),
  },
  'GET /customer/{customerId}/payment-methods': {
    200: get((w) => `/customer/${w.customer}/payment-methods`),
    404: get(() => `/customer/${absent()}/payment-methods`),
  },
  'POST /customer/{customerId}/payment-methods/{paymentDetailsId}/default': {
    202: post((w) => `/customer/${w.customer}/payment-methods/${w.card}/default`),
    404: post((w) => `/customer/${w.customer}/payment-methods/${absent()}/default`),
  },
  'POST /payment-methods/{paymentDetailsId}/default': {
    202: post((w) => `/payment-methods/${w.card}/default`),
    404: post(() => `/payment-methods/${absent()}/default`),
  },
  'GET /customer/{customerId}/subscription': { 200: get((w) => `/customer/${w.customer}/subscription`) },
  'GET /customer/{customerId}/subscription/active': {
    200: get((w) => `/customer/${w.customer}/subscription/active`),
  },
  'POST /customer/{customerId}/subscription/start': {
    201: post((w) => `/customer/${w.customer}/subscription/start`, TEAM_MONTHLY),
    402: post((w) => `/customer/${w.declined}/subscription/start`, TEAM_MONTHLY),
    404: post(() => `/customer/${absent()}/subscription/start`, TEAM_MONTHLY),
    406: post((w) => `/customer/${w.cardless}/subscription/start`, TEAM_MONTHLY),
  },
  'POST /customer/{customerId}/subscription/trial': {
    201: post((w) => `/customer/${w.customer}/subscription/trial`, { subscription_plan: 'trial' }),
    404: post(() => `/customer/${absent()}/subscription/trial`, { subscription_plan: 'trial' }),
  },
  'POST /subscription/{subscriptionId}/seats/add': {
    200: ofSubscription('seats/add', () => ({ seats: 1 })),
  },
  'POST /subscription/{subscriptionId}/seats/remove': {
    200: ofSubscription('seats/remove', () => ({ seats: 1 })),
  },
  'POST /subscription/{subscriptionId}/cancel': {
    202: ofSubscription('cancel', () => ({ when: 'instantly', refund_type: 'prorate' })),
    404: post(() => `/subscription/${absent()}/cancel`, { when: 'instantly', refund_type: 'none' }),
  },
  'POST /subscription/{subscriptionId}/extend': { 200: extendedTrial },
  'POST /subscription/{subscriptionId}/plan': {
    202: ofSubscription('plan', (w) => ({ plan: w.trialPlan, price: w.price, when: 'instantly' })),
  },
  'POST /subscription/{subscriptionId}/price': {
    200: ofSubscription('price', (w) => ({ price: w.price, when: 'next_cycle' })),
  },
  'POST /customer/{customerId}/voucher': {
    202: post((w) => `/customer/${w.customer}/voucher`, { code: 'welcome' }),
  },
  'POST /checkout': {
    201: (w, call) =>
      call('POST', '/checkout', {
        brand: 'default',
        customer: w.customer,
        items: [{ description: 'Glue', amount: 300, currency: 'EUR' }],
        subscriptions: [{ plan: 'team', price: w.price, seat_number: 2 }],
      }),
  },
  'GET /payment': { 200: get(() => '/payment') },
  'POST /payment/{paymentId}/refund': {
    202: post((w) => `/payment/${w.payment}/refund`, { amount: 1 }),
    404: post(() => `/payment/${absent()}/refund`, { amount: 1 }),
    406: post((w) => `/payment/${w.payment}/refund`, { amount: 1_000_000 }),
  },
  'GET /refund': { 200: get(() => '/refund') },
  'GET /refund/{refundId}': {
    200: get((w) => `/refund/${w.refund}`),
    404: get(() => `/refund/${absent()}`),
  },
  'GET /product': { 200: get(() => '/product') },
  'POST /product': { 201: post(() => '/product', { name: 'Glitter' }) },
  'GET /product/{productId}': { 200: get((w) => `/product/${w.product}`) },
  'PUT /product/{productId}': { 202: (w, call) => call('PUT', `/product/${w.product}`, { name: 'Glue' }) },
  'GET /product/{productId}/price': { 200: get((w) => `/product/${w.product}/price`) },
  'POST /product/{productId}/price': { 201: post((w) => `/product/${w.product}/price`, MONTHLY) },
  'GET /subscription': { 200: get(() => '/subscription') },
  'GET /subscription/plans': { 200: get(() => '/subscription/plans') },
  'GET /subscription/{subscriptionId}': {
    200: get((w) => `/subscription/${w.subscription}`),
    404: get(() => `/subscription/${absent()}`),
  },
  'POST /invoice/{invoiceId}/charge': {
    200: post((w) => `/invoice/${w.invoice}/charge`),
    402: post((w) => `/invoice/${w.unpayable}/charge`),
    404: post(() => `/invoice/${absent()}/charge`),
  },
  'GET /invoice/{invoiceId}/download': { 200: get((w) => `/invoice/${w.invoice}/download`) },
  'POST /events': {
    201: (w, call) =>
      call('POST', '/events', {
        event_id: newId(),
        subscription: w.metered.subscription,
        code: 'calls',
        value: 1,
        properties: {},
      }),
  },
  'GET /receipt/{receiptId}/download': { 200: get((w) => `/receipt/${w.receipt}/download`) },
}

type Schema = {
  $ref?: string
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  allOf?: Schema[]
}
type Response = { $ref?: string; content?: Record<string, { schema?: Schema }> }
type Operation = { responses: Record<string, Response> }
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema>; responses: Record<string, Response> }
}

const FILE = path.resolve(__dirname, '../../../../shared/contracts/billabear-openapi.json')
/** The published document is not Folio's to ship: it stands beside the checkout, or there is nothing to walk. */
const published: Document | null = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : null
const documented = published === null ? [] : operationsOf(published)

describe.each(documented)('$name', ({ name, statuses, operation }) => {
  const built = CASES[name]
  test('is served exactly when it is said to be', async () => {
    const served = (await servedOperations()).has(name)
    expect({ name, served }).toEqual({ name, served: !NOT_BUILT.includes(name) })
    expect(Object.keys(built ?? {})).toEqual(served ? statuses : [])
  })

  for (const status of built ? statuses : []) {
    test(`answers ${status} with what the document has for it`, async () => {
      const answer = await built?.[status]?.(world, world.tenant.call)
      expect([answer?.status, api.errors]).toEqual([Number(status), []])
      const response = operation.responses[status]
      const content = response && resolved(response).content
      const schema = content?.['application/json']?.schema
      if (schema) expect(missing(schema, answer?.body)).toEqual([])
      if (content?.['application/pdf']) expect(answer?.headers.get('content-type')).toBe('application/pdf')
    })
  }
})

test('every case is of a documented operation', () => {
  const names = published === null ? Object.keys(CASES) : documented.map((operation) => operation.name)
  expect(Object.keys(CASES).filter((name) => !names.includes(name))).toEqual([])
  expect(NOT_BUILT.filter((name) => published !== null && !names.includes(name))).toEqual([])
})

test('the document of Folio is 3.1, names each operation once, and marks what the published one lacks', async () => {
  const { body } = await api.call('GET', '/openapi.json')
  expect(body.openapi).toBe('3.1.0')
  const operations = Object.entries<Record<string, { operationId: string }>>(body.paths).flatMap(
    ([at, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: nameOf(method, at), ...operation })),
  )
  const ids = operations.map((operation) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const extensions = operations.filter((operation) => 'x-folio-extension' in operation).map((o) => o.name)
  const known = Object.keys(CASES)
  expect(operations.map((o) => o.name).filter((name) => !known.includes(name))).toEqual(extensions)
})

function operationsOf(document: Document) {
  return Object.entries(document.paths).flatMap(([at, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: nameOf(method, at),
      operation,
      statuses: Object.keys(operation.responses).filter((status) => status !== 'default'),
    })),
  )
}

function nameOf(method: string, at: string): string {
  return `${method.toUpperCase()} ${at.replace(/^\/api\/v1/, '')}`
}

async function servedOperations(): Promise<Set<string>> {
  const { body } = await api.call('GET', '/openapi.json')
  return new Set(operationsOf(body).map((operation) => operation.name))
}

const resolved = (response: Response): Response =>
  (response.$ref && published?.components.responses[response.$ref.split('/').at(-1) ?? '']) || response

/** The documented fields that an answer does not have, however deep; a list is judged by its first item. */
function missing(schema: Schema, value: unknown, at = '$'): string[] {
  if (schema.$ref) {
    const target = published?.components.schemas[schema.$ref.split('/').at(-1) ?? '']
    return target ? missing(target, value, at) : [`${at} has no schema`]
  }
  if (schema.allOf) return schema.allOf.flatMap((part) => missing(part, value, at))
  if (value === null) return []
  if (schema.items) {
    if (!Array.isArray(value)) return [`${at} is no list`]
    return value.length === 0 ? [] : missing(schema.items, value[0], `${at}[0]`)
  }
  return Object.entries(schema.properties ?? {}).flatMap(([field, part]) =>
    typeof value === 'object' && value !== null && field in value
      ? missing(part, value[field as keyof typeof value], `${at}.${field}`)
      : [`${at}.${field}`],
  )
}

async function anotherCard({ tenant, customer }: World): Promise<string> {
  const at = `/customer/${customer}/payment-methods/frontend-payment-token`
  return (await tenant.call('POST', at, { token: 'tok_mastercard' })).body.id
}

async function makeWorld(): Promise<World> {
  const tenant = await api.tenant({ taxRatePpm: 190_000 })
  const { call, owner } = tenant
  const product = (await call('POST', '/product', { name: 'Glitter' })).body.id
  const price = (await call('POST', `/product/${product}/price`, MONTHLY)).body.id
  await call('POST', '/feature', { name: 'Bombs', code: 'bombs' })
  const limits = [{ feature: 'bombs', limit: 3 }]
  const plan = { name: 'Team', code_name: 'team', product, prices: [price], features: ['bombs'], limits }
  const planId = (await call('POST', '/plan', plan)).body.id
  const trial = { has_trial: true, trial_length_days: 14, is_trial_standalone: true }
  const trialPlan = (await call('POST', '/plan', { ...plan, code_name: 'trial', ...trial })).body.id
  const voucher = {
    name: 'Welcome',
    type: 'percentage',
    entry_type: 'manual',
    code: 'welcome',
    percentage: 10,
  }
  await call('POST', '/voucher', voucher)
  const ctx = await customerWithCard(kit, owner.id)
  const { subscription } = await subscribe(ctx, { plan: 'team' })
  const customer = ctx.customer.id
  const [payment] = (await call('GET', '/payment')).body.data
  const refund = (await call('POST', `/payment/${payment.id}/refund`, { amount: 1 })).body.id
  const [card] = (await call('GET', `/customer/${customer}/payment-methods`)).body.data
  const usage = await usageWorld(kit, { ownerId: owner.id })
  const metered = await usage.subscribed()
  await recordUsage(usage.owner, usage.event(metered.subscriptionId))
  const declined = await customerWithCard(kit, owner.id, 'tok_chargeCustomerFail')
  return {
    tenant,
    customer,
    product,
    price,
    plan: planId,
    card: card.id,
    payment: payment.id,
    refund,
    receipt: payment.receipts[0].id,
    invoice: await openInvoice(ctx),
    unpayable: await openInvoice(declined),
    subscription: subscription.id,
    trialPlan,
    declined: declined.customer.id,
    cardless: (await call('POST', '/customer', { email: 'none@example.org' })).body.id,
    metered: { customer: metered.customer.customer.id, subscription: metered.subscriptionId },
  }
}
