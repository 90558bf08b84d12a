import { createRoute } from '@hono/zod-openapi'
import { apiKeyPage, createApiKey, requireApiKey, revokeApiKey } from '../../../usecases/api-key'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, filter, flag, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { ApiKey, ApiKeyInput, apiKeyFields, CreatedApiKey, presentApiKey } from '../present/api-key'

const shared = { ...extension, tags: ['API Keys'], security: apiKey }

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/api-key',
  operationId: 'listApiKeys',
  summary: 'List all API keys, oldest first, without their secrets',
  request: { query: PageQuery.extend({ name: filter(), disabled: flag() }) },
  responses: answers(200, listOf(ApiKey), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/api-key',
  operationId: 'createApiKey',
  summary: 'Create an API key; `key` is shown this once',
  description:
    'A key gives no more than it has, and for no longer: without `expires_at` the new key ends with the one that makes it.',
  request: jsonBody(ApiKeyInput),
  responses: answers(201, CreatedApiKey, [400]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/api-key/{apiKeyId}',
  operationId: 'showApiKeyById',
  summary: 'An API key by id, without its secret',
  parameters: path('apiKeyId'),
  responses: answers(200, ApiKey, [404]),
})

const disable = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/api-key/{apiKeyId}/disable',
  operationId: 'disableApiKey',
  summary: 'End an API key at once and for good; again does nothing',
  parameters: path('apiKeyId'),
  responses: answers(202, Empty, [404]),
})

export function apiKeyRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const found = { name: query.name, revoked: query.disabled }
    const page = await apiKeyPage(c.get('owner'), found, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentApiKey)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner({ secret: 'key' }) }, async (c) => {
    const owner = c.get('owner')
    const { id, key } = await createApiKey(owner, apiKeyFields(c.req.valid('json')))
    return c.json({ ...presentApiKey(await requireApiKey(owner, id)), key }, 201)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentApiKey(await requireApiKey(c.get('owner'), c.req.param('apiKeyId'))), 200),
  )
  app.openapi({ ...disable, middleware: guards.owner() }, async (c) => {
    await revokeApiKey(c.get('owner'), c.req.param('apiKeyId'))
    return c.json({}, 202)
  })
}
