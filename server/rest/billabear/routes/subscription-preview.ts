import { createRoute, z } from '@hono/zod-openapi'
import { enterSubscription } from '../../../usecases/subscription-list'
import {
  previewCancel,
  previewOfferChange,
  previewSeats,
  previewStart,
} from '../../../usecases/subscription-preview'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, extension, jsonBody, path } from '../document'
import { Preview, presentPreview } from '../present/preview'
import {
  CancelInput,
  endOf,
  instant,
  PLAN_CHANGE,
  PlanChangeInput,
  priceOf,
  SeatsInput,
  StartInput,
  seatsWhen,
} from './subscription-change'

const shared = { ...extension, method: 'post' as const, tags: ['Subscriptions'], security: apiKey }
const ONE = '/api/v1/subscription/{subscriptionId}'
const ofOne = { parameters: path('subscriptionId'), responses: answers(200, Preview, [400, 404]) }

const start = createRoute({
  ...shared,
  path: '/api/v1/customer/{customerId}/subscription/preview',
  operationId: 'previewSubscription',
  summary: 'What starting a subscription would invoice; writes nothing',
  parameters: path('customerId'),
  request: jsonBody(StartInput),
  responses: answers(200, Preview, [400, 404]),
})

const plan = createRoute({
  ...shared,
  ...ofOne,
  path: `${ONE}/plan/preview`,
  operationId: 'previewPlanChange',
  summary: 'What a change of plan would invoice or credit; writes nothing',
  request: jsonBody(PlanChangeInput, PLAN_CHANGE),
})

const seats = createRoute({
  ...shared,
  ...ofOne,
  path: `${ONE}/seats/preview`,
  operationId: 'previewSeats',
  summary: 'What more seats (or fewer, below zero) would invoice or credit; writes nothing',
  request: jsonBody(SeatsInput.extend({ seats: z.number().int().min(-1_000_000).max(1_000_000) }), {
    seats: 2,
  }),
})

const cancel = createRoute({
  ...shared,
  ...ofOne,
  path: `${ONE}/cancel/preview`,
  operationId: 'previewCancel',
  summary: 'When a cancellation would take effect and what it would give back; writes nothing',
  request: jsonBody(CancelInput),
})

export function subscriptionPreviewRoutes(app: BillabearApp, { guards }: RouteParts): void {
  const scopeOf = (c: BillabearContext, id: string) => enterSubscription(c.get('owner'), id)
  app.openapi({ ...start, middleware: guards.customer() }, async (c) => {
    const given = c.req.valid('json')
    const preview = await previewStart(c.get('customer'), {
      plan: given.subscription_plan,
      price: priceOf(given),
      seats: given.seat_number ?? given.seat_numbrers ?? 1,
      ...(given.deny_trial ? { denyTrial: true as const } : {}),
    })
    return c.json(presentPreview(preview), 200)
  })
  app.openapi({ ...plan, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const { plan: to, price: priceId, when } = c.req.valid('json')
    const change = { subscriptionId, plan: to, priceId, when: instant(when) }
    return c.json(presentPreview(await previewOfferChange(await scopeOf(c, subscriptionId), change)), 200)
  })
  app.openapi({ ...seats, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const given = c.req.valid('json')
    const change = { subscriptionId, by: given.seats, ...seatsWhen(given) }
    return c.json(presentPreview(await previewSeats(await scopeOf(c, subscriptionId), change)), 200)
  })
  app.openapi({ ...cancel, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const { when, refund_type: refund, date } = c.req.valid('json')
    const input = { subscriptionId, when: endOf(when, date), refund }
    return c.json(presentPreview(await previewCancel(await scopeOf(c, subscriptionId), input)), 200)
  })
}
