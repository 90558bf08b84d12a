import { createRoute, z } from '@hono/zod-openapi'
import { listFailures } from '../../../usecases/payment-failure'
import {
  LIFECYCLE,
  listCancellations,
  listLifecycle,
  listSeatChanges,
} from '../../../usecases/subscription-history'
import { enterSubscription } from '../../../usecases/subscription-list'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import {
  CancellationRequest,
  PaymentFailureProcess,
  presentCancellation,
  presentFailure,
  presentSeatChange,
  presentSubscriptionEvent,
  SeatLogEntry,
  SubscriptionEvent,
} from '../present/history'

const shared = { ...extension, method: 'get' as const, security: apiKey }
const ofSubscription = { ...shared, tags: ['Subscriptions'], parameters: path('subscriptionId') }

const seatLog = createRoute({
  ...ofSubscription,
  path: '/api/v1/subscription/{subscriptionId}/seat-log',
  operationId: 'listSeatLog',
  summary: 'Each change of the number of seats of a subscription, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(SeatLogEntry), [400, 404, 413]),
})

const cancellations = createRoute({
  ...ofSubscription,
  path: '/api/v1/subscription/{subscriptionId}/cancellation-request',
  operationId: 'listCancellationRequests',
  summary: 'Each time the end of a subscription was asked for, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(CancellationRequest), [400, 404, 413]),
})

const events = createRoute({
  ...shared,
  tags: ['Customers', 'Subscriptions'],
  path: '/api/v1/customer/{customerId}/subscription-event',
  operationId: 'listSubscriptionEvents',
  summary: 'What became of the subscriptions of a customer, oldest first',
  parameters: path('customerId'),
  request: {
    query: PageQuery.extend({
      subscription: z.string().optional().openapi({ format: 'uuid', description: "a subscription's id" }),
      type: z
        .string()
        .optional()
        .openapi({ enum: [...LIFECYCLE] }),
    }),
  },
  responses: answers(200, listOf(SubscriptionEvent), [400, 404, 413]),
})

const failures = createRoute({
  ...shared,
  tags: ['Customers', 'Payments'],
  path: '/api/v1/customer/{customerId}/payment-failure',
  operationId: 'listPaymentFailures',
  summary: 'The charges of a customer that failed, and where trying again stands, oldest first',
  parameters: path('customerId'),
  request: { query: PageQuery },
  responses: answers(200, listOf(PaymentFailureProcess), [400, 404, 413]),
})

export function historyRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...seatLog, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('subscriptionId')
    const scope = await enterSubscription(c.get('owner'), id)
    const page = await listSeatChanges(scope, id, pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentSeatChange)), 200)
  })
  app.openapi({ ...cancellations, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('subscriptionId')
    const scope = await enterSubscription(c.get('owner'), id)
    const page = await listCancellations(scope, id, pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentCancellation)), 200)
  })
  app.openapi({ ...events, middleware: guards.customer() }, async (c) => {
    const query = c.req.valid('query')
    const page = pageFrom(query)
    const type = LIFECYCLE.find((known) => known === query.type)
    // A type that is none is nothing's.
    if (query.type && type === undefined) return c.json(presentPage({ rows: [], hasMore: false }), 200)
    const found = await listLifecycle(c.get('customer'), { subscriptionId: query.subscription, type }, page)
    return c.json(presentPage(mapPage(found, presentSubscriptionEvent)), 200)
  })
  app.openapi({ ...failures, middleware: guards.customer() }, async (c) => {
    const page = await listFailures(c.get('customer'), pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentFailure)), 200)
  })
}
