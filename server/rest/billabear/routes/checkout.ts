import { createRoute } from '@hono/zod-openapi'
import { createCheckout, disableCheckout, listCheckouts, requireCheckout } from '../../../usecases/checkout'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, extension, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { Checkout, CheckoutInput, checkoutFields, presentCheckout } from '../present/checkout'

const shared = { tags: ['Checkout'], security: apiKey }
const ONE = '/api/v1/checkout/{checkoutId}'

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/checkout',
  operationId: 'createCheckout',
  summary: 'Create a page where items and plans are bought',
  description: 'Everything on it is of one currency, and its plans of one schedule.',
  request: jsonBody(CheckoutInput),
  responses: answers(201, Checkout, [400]),
})

const list = createRoute({
  ...shared,
  ...extension,
  method: 'get',
  path: '/api/v1/checkout',
  operationId: 'listCheckouts',
  summary: 'List all checkouts, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(Checkout), [400, 413]),
})

const fetchOne = createRoute({
  ...shared,
  ...extension,
  method: 'get',
  path: ONE,
  operationId: 'showCheckoutById',
  summary: 'A checkout by id',
  parameters: path('checkoutId'),
  responses: answers(200, Checkout, [404]),
})

const disable = createRoute({
  ...shared,
  ...extension,
  method: 'post',
  path: `${ONE}/disable`,
  operationId: 'disableCheckout',
  summary: 'End a checkout now: it expires, and its address leads nowhere',
  parameters: path('checkoutId'),
  responses: answers(202, Checkout, [404]),
})

export function checkoutRoutes(app: BillabearApp, { guards, originOf }: RouteParts): void {
  const about = (c: BillabearContext) => ({ origin: originOf(c), now: c.get('owner').now })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) => {
    const made = await createCheckout(c.get('owner'), checkoutFields(c.req.valid('json')))
    return c.json(presentCheckout(made, about(c)), 201)
  })
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const page = await listCheckouts(c.get('owner'), pageFrom(c.req.valid('query')))
    const rows = mapPage(page, (view) => presentCheckout(view, about(c)))
    return c.json(presentPage(rows), 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) => {
    const found = await requireCheckout(c.get('owner'), c.req.param('checkoutId'))
    return c.json(presentCheckout(found, about(c)), 200)
  })
  app.openapi({ ...disable, middleware: guards.owner() }, async (c) => {
    const ended = await disableCheckout(c.get('owner'), c.req.param('checkoutId'))
    return c.json(presentCheckout(ended, about(c)), 202)
  })
}
