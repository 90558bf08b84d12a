import { createRoute, z } from '@hono/zod-openapi'
import { enterSubscription, requireSubscription } from '../../../usecases/subscription-list'
import { pauseSubscription, unpauseSubscription } from '../../../usecases/subscription-pause'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, jsonBody, path } from '../document'
import { presentSubscription, Subscription } from '../present/subscription'

const shared = {
  ...extension,
  method: 'post' as const,
  tags: ['Subscriptions'],
  security: apiKey,
  parameters: path('subscriptionId'),
  responses: answers(202, Subscription, [400, 404]),
}
const ONE = '/api/v1/subscription/{subscriptionId}'

const pause = createRoute({
  ...shared,
  path: `${ONE}/pause`,
  operationId: 'pauseSubscription',
  summary: 'Pause a subscription: it is neither renewed nor charged; what is paid for is kept',
  request: jsonBody(
    z.object({
      resume_at: z.iso
        .datetime({ offset: true })
        .nullish()
        .openapi({ description: 'it goes on by itself then; unset: when it is resumed' }),
    }),
    { resume_at: '2027-01-01T00:00:00Z' },
  ),
})

const resume = createRoute({
  ...shared,
  path: `${ONE}/resume`,
  operationId: 'resumeSubscription',
  summary: 'Let a paused subscription go on; every end moves by the time it was paused',
})

export function subscriptionPauseRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...pause, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const scope = await enterSubscription(c.get('owner'), subscriptionId)
    const { resume_at: until } = c.req.valid('json')
    await pauseSubscription(scope, { subscriptionId, resumeAt: until ? new Date(until) : null })
    return c.json(presentSubscription(await requireSubscription(scope, subscriptionId)), 202)
  })
  app.openapi({ ...resume, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const scope = await enterSubscription(c.get('owner'), subscriptionId)
    await unpauseSubscription(scope, { subscriptionId })
    return c.json(presentSubscription(await requireSubscription(scope, subscriptionId)), 202)
  })
}
