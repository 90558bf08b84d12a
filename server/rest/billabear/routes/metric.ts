import { createRoute } from '@hono/zod-openapi'
import {
  createMetric,
  deleteMetric,
  listMetrics,
  replaceMetric,
  requireMetric,
} from '../../../usecases/metric'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, jsonBody, path, text } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { Metric, MetricInput, metricFields, presentMetric } from '../present/metric'

const shared = { ...extension, tags: ['Usage'], security: apiKey }

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/metric',
  operationId: 'listMetrics',
  summary: 'List all metrics, oldest first',
  request: { query: PageQuery.extend({ code: text(64).optional().openapi({ description: 'exact' }) }) },
  responses: answers(200, listOf(Metric), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/metric',
  operationId: 'createMetric',
  summary: 'Create a metric',
  request: jsonBody(MetricInput),
  responses: answers(201, Metric, [400]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/metric/{metricId}',
  operationId: 'showMetricById',
  summary: 'A metric by id or code',
  parameters: path('metricId'),
  responses: answers(200, Metric, [404]),
})

const replace = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/metric/{metricId}',
  operationId: 'updateMetric',
  summary: 'Replace a metric; of one in use only the name can change',
  parameters: path('metricId'),
  request: jsonBody(MetricInput),
  responses: answers(202, Metric, [400, 404]),
})

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/metric/{metricId}',
  operationId: 'deleteMetric',
  summary: 'Delete a metric: prices that have it count on, new ones cannot be made of it',
  parameters: path('metricId'),
  responses: answers(202, Empty, [404]),
})

export function metricRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listMetrics(c.get('owner'), { code: query.code }, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentMetric)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) =>
    c.json(presentMetric(await createMetric(c.get('owner'), metricFields(c.req.valid('json')))), 201),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentMetric(await requireMetric(c.get('owner'), c.req.param('metricId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = metricFields(c.req.valid('json'))
    return c.json(presentMetric(await replaceMetric(c.get('owner'), c.req.param('metricId'), fields)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    await deleteMetric(c.get('owner'), c.req.param('metricId'))
    return c.json({}, 202)
  })
}
