import { createRoute, z } from '@hono/zod-openapi'
import {
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  listWebhooks,
  replaceWebhook,
  requireWebhook,
  rotateWebhookSecret,
} from '../../../usecases/webhook'
import {
  listDeliveries,
  requireDelivery,
  resendDelivery,
  testWebhook,
} from '../../../usecases/webhook-delivery'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, Empty, extension, jsonBody, path, text } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import {
  presentDelivery,
  presentWebhook,
  presentWithSecret,
  STATUSES,
  Webhook,
  WebhookEvent,
  WebhookInput,
  WebhookWithSecret,
  webhookFields,
} from '../present/webhook'

const shared = { ...extension, tags: ['Webhooks'], security: apiKey }
const ONE = '/api/v1/webhook/{webhookId}'
const ONE_EVENT = '/api/v1/webhook/event/{webhookEventId}'

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/webhook',
  operationId: 'listWebhooks',
  summary: 'List all webhooks, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(Webhook), [400, 413]),
})

const create = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/webhook',
  operationId: 'createWebhook',
  summary: 'Create a webhook; `secret` is shown this once',
  description:
    'What happens from now on is sent to `url`, signed as Standard Webhooks has it. A `url` that leads into a private network is refused.',
  request: jsonBody(WebhookInput),
  responses: answers(201, WebhookWithSecret, [400, 409]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: ONE,
  operationId: 'showWebhookById',
  summary: 'A webhook by id, without its secret',
  parameters: path('webhookId'),
  responses: answers(200, Webhook, [404]),
})

const replace = createRoute({
  ...shared,
  method: 'put',
  path: ONE,
  operationId: 'updateWebhook',
  summary: 'Replace a webhook; its secret stays',
  parameters: path('webhookId'),
  request: jsonBody(WebhookInput),
  responses: answers(202, Webhook, [400, 404]),
})

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: ONE,
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook with all that was sent to it',
  parameters: path('webhookId'),
  responses: answers(202, Empty, [404]),
})

const enable = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/enable`,
  operationId: 'enableWebhook',
  summary: 'Enable a webhook; what is still to be sent goes on',
  parameters: path('webhookId'),
  responses: answers(202, Webhook, [404]),
})

const disable = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/disable`,
  operationId: 'disableWebhook',
  summary: 'Disable a webhook: nothing is sent, and what happens meanwhile is not kept for it',
  parameters: path('webhookId'),
  responses: answers(202, Webhook, [404]),
})

const rotate = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/rotate-secret`,
  operationId: 'rotateWebhookSecret',
  summary: 'Make a new secret, shown this once; the one before signs too for 24 hours',
  parameters: path('webhookId'),
  responses: answers(202, WebhookWithSecret, [404]),
})

const test = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/test`,
  operationId: 'testWebhook',
  summary: 'Send an event `test` at once and answer what came of it; a disabled webhook too',
  parameters: path('webhookId'),
  responses: answers(202, WebhookEvent, [404]),
})

const listEvents = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/webhook/event',
  operationId: 'listWebhookEvents',
  summary: 'List what was sent and is to be, with each attempt, oldest first',
  request: {
    query: PageQuery.extend({
      customer: z.string().optional().openapi({ format: 'uuid', description: "a customer's id" }),
      webhook: z.string().optional().openapi({ format: 'uuid', description: "a webhook's id" }),
      type: text(100).optional().openapi({ description: 'exactly this type' }),
      status: z
        .string()
        .optional()
        .openapi({ enum: [...STATUSES] }),
    }),
  },
  responses: answers(200, listOf(WebhookEvent), [400, 413]),
})

const fetchEvent = createRoute({
  ...shared,
  method: 'get',
  path: ONE_EVENT,
  operationId: 'showWebhookEventById',
  summary: 'What was sent to one webhook of one event',
  parameters: path('webhookEventId'),
  responses: answers(200, WebhookEvent, [404]),
})

const resend = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE_EVENT}/resend`,
  operationId: 'resendWebhookEvent',
  summary: 'Send the same once more, under the same webhook-id; 409 while the webhook is disabled',
  parameters: path('webhookEventId'),
  responses: answers(202, WebhookEvent, [404, 409]),
})

export function webhookRoutes(app: BillabearApp, { deps, guards }: RouteParts): void {
  const scope = (c: BillabearContext) => ({ ...c.get('owner'), webhooks: deps.webhooks() })
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const page = await listWebhooks(c.get('owner'), pageFrom(c.req.valid('query')))
    return c.json(presentPage(mapPage(page, presentWebhook)), 200)
  })
  app.openapi({ ...create, middleware: guards.owner({ secret: 'secret' }) }, async (c) => {
    const made = await createWebhook(scope(c), webhookFields(c.req.valid('json')))
    return c.json(presentWithSecret(made), 201)
  })
  // Before those of one webhook: `event` is not a webhook's id.
  app.openapi({ ...listEvents, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = pageFrom(query)
    const status = STATUSES.find((known) => known === query.status)
    // A status that is none is nothing's.
    if (query.status && status === undefined) return c.json(presentPage({ rows: [], hasMore: false }), 200)
    const found = { customerId: query.customer, endpointId: query.webhook, type: query.type, status }
    const deliveries = await listDeliveries(c.get('owner'), found, page)
    return c.json(presentPage(mapPage(deliveries, presentDelivery)), 200)
  })
  app.openapi({ ...fetchEvent, middleware: guards.owner() }, async (c) =>
    c.json(presentDelivery(await requireDelivery(c.get('owner'), c.req.param('webhookEventId'))), 200),
  )
  app.openapi({ ...resend, middleware: guards.owner() }, async (c) =>
    c.json(presentDelivery(await resendDelivery(c.get('owner'), c.req.param('webhookEventId'))), 202),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentWebhook(await requireWebhook(c.get('owner'), c.req.param('webhookId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = webhookFields(c.req.valid('json'))
    return c.json(presentWebhook(await replaceWebhook(scope(c), c.req.param('webhookId'), fields)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    await deleteWebhook(c.get('owner'), c.req.param('webhookId'))
    return c.json({}, 202)
  })
  app.openapi({ ...enable, middleware: guards.owner() }, async (c) =>
    c.json(presentWebhook(await enableWebhook(c.get('owner'), c.req.param('webhookId'))), 202),
  )
  app.openapi({ ...disable, middleware: guards.owner() }, async (c) =>
    c.json(presentWebhook(await disableWebhook(c.get('owner'), c.req.param('webhookId'))), 202),
  )
  app.openapi({ ...rotate, middleware: guards.owner({ secret: 'secret' }) }, async (c) =>
    c.json(presentWithSecret(await rotateWebhookSecret(scope(c), c.req.param('webhookId'))), 202),
  )
  app.openapi({ ...test, middleware: guards.owner() }, async (c) =>
    c.json(presentDelivery(await testWebhook(scope(c), c.req.param('webhookId'))), 202),
  )
}
