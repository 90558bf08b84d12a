import { createRoute, z } from '@hono/zod-openapi'
import { listSubscriptions, requireSubscription } from '../../../usecases/subscription-list'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, path } from '../document'
import {
  listOf,
  mapPage,
  PageQuery,
  pageFrom,
  presentTwoWay,
  presentWhole,
  TwoWayQuery,
  twoWayListOf,
  wholeListFrom,
} from '../page'
import { presentSubscription, STANDINGS, Subscription } from '../present/subscription'

const shared = { tags: ['Subscriptions'], security: apiKey }

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/subscription',
  operationId: 'listSubscriptions',
  summary: 'List all subscriptions, oldest first',
  request: {
    query: TwoWayQuery.extend({
      status: z
        .string()
        .optional()
        .openapi({ enum: [...STANDINGS, 'past_due'] }),
      customer: z.string().optional().openapi({ format: 'uuid', description: "a customer's id" }),
    }),
  },
  responses: answers(200, twoWayListOf(Subscription), [400, 413]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/subscription/{subscriptionId}',
  operationId: 'showSubscriptionById',
  summary: 'A subscription by id',
  parameters: path('subscriptionId'),
  responses: answers(200, Subscription, [404]),
})

const ofCustomer = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/customer/{customerId}/subscription',
  operationId: 'getForCustomer',
  summary: 'List the subscriptions of a customer, oldest first',
  parameters: path('customerId'),
  request: { query: PageQuery },
  responses: answers(200, listOf(Subscription), [400, 404, 413]),
})

const activeOfCustomer = createRoute({
  ...ofCustomer,
  path: '/api/v1/customer/{customerId}/subscription/active',
  operationId: 'getActiveForCustomer',
  summary: 'List the subscriptions of a customer that run: trials and scheduled ends too',
})

export function subscriptionRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = pageFrom(query)
    const standing = query.status === undefined ? undefined : Standing.safeParse(query.status).data
    if (query.status && standing === undefined)
      return c.json(presentTwoWay({ rows: [], hasMore: false }), 200)
    const found = await listSubscriptions(c.get('owner'), { standing, customerId: query.customer }, page)
    return c.json(presentTwoWay(mapPage(found, presentSubscription)), 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner({ notFound: 'object' }) }, async (c) =>
    c.json(
      presentSubscription(await requireSubscription(c.get('owner'), c.req.param('subscriptionId'))),
      200,
    ),
  )
  app.openapi({ ...activeOfCustomer, middleware: guards.customer() }, async (c) => {
    const page = wholeListFrom(c.req.valid('query'))
    const found = await listSubscriptions(c.get('customer'), { active: true }, page)
    return c.json(presentWhole(mapPage(found, presentSubscription)), 200)
  })
  app.openapi({ ...ofCustomer, middleware: guards.customer() }, async (c) => {
    const found = await listSubscriptions(c.get('customer'), {}, wholeListFrom(c.req.valid('query')))
    return c.json(presentWhole(mapPage(found, presentSubscription)), 200)
  })
}

/** A status that is none is nobody's. */
const Standing = z.enum([...STANDINGS, 'past_due'])
