import { createRoute, z } from '@hono/zod-openapi'
import {
  createFeature,
  deleteFeature,
  listFeatures,
  replaceFeature,
  requireFeature,
} from '../../../usecases/feature'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, jsonBody, path, required, text } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { Feature, presentFeature } from '../present/feature'

const FeatureInput = z
  .object({
    name: required(200),
    code: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'A code has letters, digits, underscores and hyphens.'),
    description: text(2_000).nullish(),
  })
  .openapi('FeatureInput', { example: { name: 'Glitter Bombs', code: 'glitter_bombs' } })

const shared = { ...extension, tags: ['Features'], security: apiKey }

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/feature',
  operationId: 'listFeatures',
  summary: 'List all features, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(Feature), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/feature',
  operationId: 'createFeature',
  summary: 'Create a feature',
  request: jsonBody(FeatureInput),
  responses: answers(201, Feature, [400]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/feature/{featureId}',
  operationId: 'showFeatureById',
  summary: 'A feature by id',
  parameters: path('featureId'),
  responses: answers(200, Feature, [404]),
})

const replace = createRoute({
  ...shared,
  method: 'put',
  path: '/api/v1/feature/{featureId}',
  operationId: 'updateFeature',
  summary: 'Replace a feature',
  parameters: path('featureId'),
  request: jsonBody(FeatureInput),
  responses: answers(202, Feature, [400, 404]),
})

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/api/v1/feature/{featureId}',
  operationId: 'deleteFeature',
  summary: 'Delete a feature that no plan gives',
  parameters: path('featureId'),
  responses: answers(202, Empty, [404, 409]),
})

const fieldsOf = ({ name, code, description }: z.output<typeof FeatureInput>) => ({
  name: name.trim(),
  code,
  description: description ?? '',
})

export function featureRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const page = await listFeatures(c.get('owner'), pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentFeature)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) =>
    c.json(presentFeature(await createFeature(c.get('owner'), fieldsOf(c.req.valid('json')))), 201),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentFeature(await requireFeature(c.get('owner'), c.req.param('featureId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = fieldsOf(c.req.valid('json'))
    return c.json(presentFeature(await replaceFeature(c.get('owner'), c.req.param('featureId'), fields)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    await deleteFeature(c.get('owner'), c.req.param('featureId'))
    return c.json({}, 202)
  })
}
