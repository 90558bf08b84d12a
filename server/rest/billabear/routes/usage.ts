import { createRoute } from '@hono/zod-openapi'
import { readMetric, usageCosts } from '../../../usecases/usage'
import {
  createUsageLimit,
  listUsageLimits,
  listUsageWarnings,
  removeUsageLimit,
} from '../../../usecases/usage-limit'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, Empty, extension, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage, presentWhole, wholeListFrom } from '../page'
import {
  Costs,
  MetricValue,
  presentCosts,
  presentMetricValue,
  presentUsageLimit,
  presentUsageWarning,
  UsageLimit,
  UsageLimitInput,
  UsageWarning,
} from '../present/usage'

const shared = { tags: ['Customers', 'Usage'], security: apiKey, parameters: path('customerId') }

const costs = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/customer/{customerId}/costs',
  operationId: 'getCustomerCosts',
  summary: 'What the usage of the running periods comes to, with tax',
  description: 'Per usage subscription. 422 when there is none, or when they are in several currencies.',
  responses: answers(200, Costs, [404, 422]),
})

const metricValue = createRoute({
  ...shared,
  ...extension,
  method: 'get',
  path: '/api/v1/customer/{customerId}/metric/{metric}',
  operationId: 'getCustomerMetric',
  summary: 'What a metric, by id or code, has counted in the running period',
  parameters: path('customerId', 'metric'),
  responses: answers(200, MetricValue, [404]),
})

const warnings = createRoute({
  ...shared,
  ...extension,
  method: 'get',
  path: '/api/v1/customer/{customerId}/usage-warning',
  operationId: 'listCustomerUsageWarnings',
  summary: 'The usage limits that were reached, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(UsageWarning), [400, 404, 413]),
})

/** The document's path has a slip of the pen; the product serves another. Both work. */
const limits = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/customer/{customerId}/uasge-limit',
  operationId: 'getCustomerUsageLimitsById',
  summary: "A customer's usage limits",
  request: { query: PageQuery },
  responses: answers(200, listOf(UsageLimit), [400, 404, 413]),
})

const addLimit = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/customer/{customerId}/uasge-limit',
  operationId: 'createCustomerUsageLimit',
  summary: 'Set a usage limit',
  description:
    'Reached when the usage of the running periods comes to more, with tax; once in each period. `WARNING` tells customer and owner, `DISABLE` disables the customer as well.',
  request: jsonBody(UsageLimitInput),
  responses: answers(201, UsageLimit, [400, 404]),
})

const removeLimit = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/customer/{customerId}/uasge-limit/{limitId}',
  operationId: 'deleteCustomerUsageLimit',
  summary: 'Remove a usage limit',
  parameters: path('customerId', 'limitId'),
  responses: answers(200, Empty, [404]),
})

const served = {
  limits: {
    ...limits,
    ...extension,
    path: '/api/v1/customer/{customerId}/usage-limits',
    operationId: 'listCustomerUsageLimits',
  },
  addLimit: {
    ...addLimit,
    ...extension,
    path: '/api/v1/customer/{customerId}/usage-limits',
    operationId: 'addCustomerUsageLimit',
  },
  removeLimit: {
    ...removeLimit,
    ...extension,
    path: '/api/v1/customer/{customerId}/usage-limit/{limitId}',
    operationId: 'removeCustomerUsageLimit',
  },
} as const

export function usageRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...costs, middleware: guards.customer() }, async (c) =>
    c.json(presentCosts(await usageCosts(c.get('customer'))), 200),
  )
  app.openapi({ ...metricValue, middleware: guards.customer() }, async (c) =>
    c.json(presentMetricValue(await readMetric(c.get('customer'), c.req.param('metric'))), 200),
  )
  app.openapi({ ...warnings, middleware: guards.customer() }, async (c) => {
    const page = await listUsageWarnings(c.get('customer'), pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentUsageWarning)), 200)
  })
  limitRoutes(app, guards)
}

function limitRoutes(app: BillabearApp, guards: RouteParts['guards']): void {
  const page = async (c: BillabearContext, query: Parameters<typeof wholeListFrom>[0]) =>
    presentWhole(mapPage(await listUsageLimits(c.get('customer'), wholeListFrom(query)), presentUsageLimit))
  for (const route of [limits, served.limits])
    app.openapi({ ...route, middleware: guards.customer() }, async (c) =>
      c.json(await page(c, c.req.valid('query')), 200),
    )
  for (const route of [addLimit, served.addLimit])
    app.openapi({ ...route, middleware: guards.customer() }, async (c) =>
      c.json(presentUsageLimit(await createUsageLimit(c.get('customer'), c.req.valid('json'))), 201),
    )
  for (const route of [removeLimit, served.removeLimit])
    app.openapi({ ...route, middleware: guards.customer({ notFound: 'success' }) }, async (c) => {
      await removeUsageLimit(c.get('customer'), c.req.param('limitId'))
      return c.json({}, 200)
    })
}
