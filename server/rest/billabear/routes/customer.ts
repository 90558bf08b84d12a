import { createRoute } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { customerLimits, listCustomers } from '../../../usecases/customer-list'
import {
  createCustomerRecord,
  disableCustomer,
  enableCustomer,
  readCustomerByKey,
  replaceCustomerRecord,
  viewOf,
} from '../../../usecases/customer-record'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearEnv } from '../auth'
import { answers, apiKey, Empty, filter, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { Customer, CustomerInput, customerFields, presentCustomer } from '../present/customer'
import { Limits, presentLimits } from '../present/feature'

const list = createRoute({
  method: 'get',
  path: '/api/v1/customer',
  operationId: 'getAllCustomers',
  tags: ['Customers'],
  summary: 'List all customers, oldest first',
  security: apiKey,
  request: {
    query: PageQuery.extend({
      email: filter(),
      country: filter('the exact country code'),
      reference: filter(),
      external_reference: filter(),
      company_name: filter(),
    }),
  },
  responses: answers(200, listOf(Customer), [400, 413]),
})

const create = createRoute({
  method: 'post',
  path: '/api/v1/customer',
  operationId: 'createCustomer',
  tags: ['Customers'],
  summary: 'Create a customer',
  description:
    'The same e-mail twice is two customers. Without `external_reference` the customer is registered with Stripe; 424 when that is refused.',
  security: apiKey,
  request: jsonBody(CustomerInput),
  responses: answers(201, Customer, [400, 424]),
})

const fetchOne = createRoute({
  method: 'get',
  path: '/api/v1/customer/{customerId}',
  operationId: 'getCustomerById',
  tags: ['Customers'],
  summary: 'A customer by id',
  security: apiKey,
  parameters: path('customerId'),
  responses: answers(200, Customer, [404]),
})

const replace = createRoute({
  method: 'put',
  path: '/api/v1/customer/{customerId}',
  operationId: 'updateCustomer',
  tags: ['Customers'],
  summary: 'Replace a customer',
  description: 'What is left out is cleared or its default, but for `external_reference`, which is kept.',
  security: apiKey,
  parameters: path('customerId'),
  request: jsonBody(CustomerInput),
  responses: answers(202, Customer, [400, 404]),
})

const disable = createRoute({
  method: 'post',
  path: '/api/v1/customer/{customerId}/disable',
  operationId: 'disableCustomer',
  tags: ['Customers'],
  summary: 'Disable a customer',
  description: 'It is granted nothing from then on; its subscriptions run and are billed on.',
  security: apiKey,
  parameters: path('customerId'),
  responses: answers(202, Empty, [404]),
})

const enable = createRoute({
  method: 'post',
  path: '/api/v1/customer/{customerId}/enable',
  operationId: 'enableCustomer',
  tags: ['Customers'],
  summary: 'Enable a customer; its status is active from then on',
  security: apiKey,
  parameters: path('customerId'),
  responses: answers(202, Empty, [404]),
})

const limits = createRoute({
  method: 'get',
  path: '/api/v1/customer/{customerId}/limits',
  operationId: 'getCustomerLimitsById',
  tags: ['Customers'],
  summary: 'What a customer may use: limits and users of its running subscriptions added up',
  security: apiKey,
  parameters: path('customerId'),
  responses: answers(200, Limits, [404]),
})

/** Answers the good case in one step; whatever is otherwise goes the ordinary way, guard by guard. */
const straight =
  (deps: RouteParts['deps']): MiddlewareHandler<BillabearEnv> =>
  async (c, next) => {
    const ctx = deps.ctxFor({ kind: 'nobody' })
    const key = c.req.header('x-api-key')
    const customerId = c.req.param('customerId')
    const found = key && customerId ? await readCustomerByKey(ctx, { key, customerId }) : null
    if (!found) return next()
    return c.json(presentCustomer(found), 200)
  }

export function customerRoutes(app: BillabearApp, { guards, deps }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const {
      email,
      country,
      reference,
      external_reference: externalReference,
      company_name: companyName,
    } = query
    const found = { email, country, reference, externalReference, companyName }
    const page = await listCustomers(c.get('owner'), found, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentCustomer)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner({ provider: 424 }) }, async (c) => {
    const created = await createCustomerRecord(c.get('owner'), customerFields(c.req.valid('json')))
    return c.json(presentCustomer(created), 201)
  })
  app.openapi({ ...fetchOne, middleware: [straight(deps), ...guards.customer()] }, (c) =>
    c.json(presentCustomer(viewOf(c.get('customer'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.customer() }, async (c) => {
    const changed = await replaceCustomerRecord(c.get('customer'), customerFields(c.req.valid('json')))
    return c.json(presentCustomer(changed), 202)
  })
  app.openapi({ ...disable, middleware: guards.customer({ notFound: 'success' }) }, async (c) => {
    await disableCustomer(c.get('customer'))
    return c.json({}, 202)
  })
  app.openapi({ ...enable, middleware: guards.customer({ notFound: 'success' }) }, async (c) => {
    await enableCustomer(c.get('customer'))
    return c.json({}, 202)
  })
  app.openapi({ ...limits, middleware: guards.customer() }, async (c) =>
    c.json(presentLimits(await customerLimits(c.get('customer'))), 200),
  )
}
