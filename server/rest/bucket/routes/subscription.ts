import { createRoute, z } from '@hono/zod-openapi'
import { offerName } from '../../../core/plan'
import { formatDays } from '../../../core/time'
import { DomainError } from '../../../errors'
import { confirmIntent } from '../../../usecases/pay'
import { startTrial, subscribe } from '../../../usecases/subscribe'
import { currentSubscription } from '../../../usecases/subscription'
import { readSubscription, subscribedView } from '../../../usecases/subscription-view'
import { bearerToken } from '../../api'
import type { BucketApp, RouteParts } from '../app'
import type { BucketContext } from '../auth'
import { answers, bearer, jsonBody, path, required, text } from '../document'
import { Bucket, bucketOf } from '../present/bucket'
import { presentState, presentSubscription, Subscription, SubscriptionState } from '../present/subscription'

const fetchOne = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/subscription',
  operationId: 'getSubcription',
  summary: 'Retrieve the subscription of the bucket',
  security: bearer,
  parameters: path('id'),
  responses: answers(Subscription, [404, 500]),
})

const fetchState = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/subscription/state',
  operationId: 'getSubcriptionState',
  summary: 'Retrieve the state of the subscription (current or past)',
  security: bearer,
  parameters: path('id'),
  responses: answers(SubscriptionState, [404, 500]),
})

const PlanName = required(100).openapi({ description: 'name of the plan' })

const Subscribe = z.object({
  plan: PlanName,
  stripe_token: required(255).optional().openapi({ description: 'a card token made by Stripe' }),
  coupon_id: text(255).optional().openapi({ description: 'the id of a Stripe coupon' }),
})

const subscribeTo = (operation: { path: string; operationId: string }) =>
  createRoute({
    method: 'post',
    ...operation,
    summary: 'Subscribe to a plan, or change to it',
    security: bearer,
    parameters: path('id'),
    request: jsonBody(Subscribe),
    responses: answers(z.object({ bucket: Bucket, subscription: Subscription }), [400, 403, 500]),
  })

const confirm = createRoute({
  method: 'post',
  path: '/api/bucket/{id}/payment/subscribe/{paymentIntent}',
  operationId: 'paymentIntentSucceed',
  summary: 'Call when the payment intent succeeded (after 3-D Secure)',
  security: bearer,
  parameters: path('id', 'paymentIntent'),
  request: jsonBody(z.object({ plan: PlanName })),
  responses: answers(z.object({ bucket: Bucket }), [400, 500]),
})

const Trial = z.object({
  duration: z.string().openapi({ example: '14 days' }),
  plan: z.string(),
})

const trial = createRoute({
  method: 'put',
  path: '/api/bucket/{id}/payment/trial',
  operationId: 'startTrial',
  summary: 'Launch a trial for the bucket',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(z.object({ plan: PlanName })),
  responses: answers(Trial, [400]),
})

const claimTrial = createRoute({
  method: 'put',
  path: '/api/bucket/{id}/start_trial',
  operationId: 'claimTrial',
  summary: 'Launch a trial for the bucket: of the plan named, else of the first that has one',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(z.object({ plan: PlanName.optional() })),
  responses: answers(Trial, [400]),
})

export function subscriptionRoutes(app: BucketApp, { deps, guards, viewOf }: RouteParts): void {
  // No guard: this read, the hottest, knows the caller, the bucket and the answer from one query.
  app.openapi(fetchOne, async (c) => {
    const of = { accessToken: bearerToken(c), customerKey: c.req.param('id') }
    const found = await readSubscription(deps.ctxFor({ kind: 'nobody' }), of)
    return c.json(presentSubscription(found, viewOf(c)), 200)
  })
  app.openapi({ ...fetchState, middleware: guards.bucket([404, 500]) }, async (c) => {
    const found = await currentSubscription(c.get('customer'), { past: true })
    if (!found) throw new DomainError('not_found', { message: 'There never was a subscription' })
    return c.json(presentState(found), 200)
  })
  const start = async (c: BucketContext, body: z.infer<typeof Subscribe>) => {
    const ctx = c.get('customer')
    const { plan, stripe_token: token, coupon_id: coupon } = body
    const subscribed = await subscribedView(ctx, await subscribe(ctx, { plan, token, coupon }))
    return { bucket: bucketOf(ctx, viewOf(c)), subscription: presentSubscription(subscribed, viewOf(c)) }
  }
  for (const operation of [
    { path: '/api/bucket/{id}/payment/subscribe', operationId: 'subscribe' },
    { path: '/api/bucket/{id}/upgrade', operationId: 'upgrade' },
  ]) {
    app.openapi({ ...subscribeTo(operation), middleware: guards.bucket([400, 403, 500]) }, async (c) =>
      c.json(await start(c, c.req.valid('json')), 200),
    )
  }
  app.openapi({ ...confirm, middleware: guards.bucket([400, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const intentId = requireIntentId(c.req.param('paymentIntent'))
    await confirmIntent(ctx, { intentId, plan: c.req.valid('json').plan })
    return c.json({ bucket: bucketOf(ctx, viewOf(c)) }, 200)
  })
  for (const route of [trial, claimTrial]) {
    app.openapi({ ...route, middleware: guards.bucket([400]) }, async (c) => {
      const { offer } = await startTrial(c.get('customer'), c.req.valid('json'))
      return c.json({ duration: formatDays(offer.trialDays), plan: offerName(offer) }, 200)
    })
  }
}

function requireIntentId(id: string): string {
  if (!/^pi_\w{1,250}$/.test(id)) throw new DomainError('not_found', { message: 'No such payment' })
  return id
}
