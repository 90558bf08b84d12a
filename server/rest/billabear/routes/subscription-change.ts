import { createRoute, z } from '@hono/zod-openapi'
import { cancelById } from '../../../usecases/subscription-cancel'
import {
  changeOffer,
  changePaymentMethod,
  changeSeats,
  extendTrial,
} from '../../../usecases/subscription-change'
import { enterSubscription, requireSubscription } from '../../../usecases/subscription-list'
import { startStandaloneTrial, startSubscription } from '../../../usecases/subscription-start'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, Empty, extension, jsonBody, path, required, text } from '../document'
import { MetadataInput } from '../present/customer'
import { presentSubscription, Subscription } from '../present/subscription'

const shared = { tags: ['Subscriptions'], security: apiKey }
const ONE = '/api/v1/subscription/{subscriptionId}'
const Success = z.object({ success: z.literal(true) }).openapi('SuccessResponse')

const seats = z.number().int().positive('This value should be positive.').max(1_000_000)

export const SeatsInput = z.object({
  seats,
  when: z.enum(['instantly', 'next-cycle', 'next_cycle']).nullish().openapi({
    description: 'prorated and charged at once, or priced by the next renewal; as the owner chose',
  }),
})

const Shared = z.object({
  subscription_plan: required(64).openapi({ description: "the plan's id or code name" }),
  card_token: required(255).nullish().openapi({ description: 'a card token made by Stripe.js' }),
  seat_number: seats.nullish(),
  seat_numbrers: seats.nullish().openapi({ description: 'the same as seat_number, as documented' }),
  metadata: MetadataInput.nullish(),
})

export const StartInput = Shared.extend({
  payment_details: z.string().nullish().openapi({ format: 'uuid', description: 'the default unless told' }),
  price: z.string().nullish().openapi({ format: 'uuid' }),
  schedule: text(32).nullish().openapi({ description: 'with currency, in place of price' }),
  currency: text(3).nullish().openapi({ description: 'with schedule, in place of price' }),
  deny_trial: z.boolean().nullish(),
}).openapi('StartSubscription', {
  example: { subscription_plan: 'team', currency: 'EUR', schedule: 'month', seat_number: 3 },
})

const start = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/customer/{customerId}/subscription/start',
  operationId: 'createSubscription',
  summary: 'Start a subscription of a customer, beside those it has',
  description: 'A start that is declined leaves no subscription: 402. Without any means of payment: 406.',
  parameters: path('customerId'),
  request: jsonBody(StartInput),
  responses: answers(201, Subscription, [400, 402, 404, 406]),
})

const trial = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/customer/{customerId}/subscription/trial',
  operationId: 'startTrial',
  summary: 'Start a trial that stands for itself; no card is needed',
  parameters: path('customerId'),
  request: jsonBody(
    Shared.extend({ trial_length_days: z.number().int().positive().max(730).nullish() }).openapi(
      'StartTrial',
      { example: { subscription_plan: 'team', seat_number: 3, trial_length_days: 14 } },
    ),
  ),
  responses: answers(201, Subscription, [400, 404, 406]),
})

const changeOfSeats = (of: {
  path: `${typeof ONE}/seats/${'add' | 'remove'}`
  operationId: string
  summary: string
}) =>
  createRoute({
    ...shared,
    ...of,
    method: 'post',
    parameters: path('subscriptionId'),
    request: jsonBody(SeatsInput, { seats: 2 }),
    responses: answers(200, Success, [400, 402, 404]),
  })

const addSeats = changeOfSeats({
  path: `${ONE}/seats/add`,
  operationId: 'addSeatsSubscriptions',
  summary: 'Add seats; the next renewal prices them',
})

const removeSeats = changeOfSeats({
  path: `${ONE}/seats/remove`,
  operationId: 'removeSeatsSubscriptions',
  summary: 'Remove seats, at least one stays; the next renewal prices them',
})

export const CancelInput = z
  .object({
    when: z.enum(['end-of-run', 'instantly', 'specific-date']).default('end-of-run'),
    refund_type: z.enum(['none', 'full', 'prorate']).default('none'),
    date: z.iso.date('This value is not a valid date.').nullish(),
    comment: text(2_000).nullish(),
  })
  .refine((given) => given.when !== 'specific-date' || given.date != null, {
    path: ['date'],
    message: 'This value should not be blank.',
  })
  .openapi('CancelSubscription', { example: { when: 'instantly', refund_type: 'prorate' } })

const cancel = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/cancel`,
  operationId: 'cancelSubscription',
  summary: 'Cancel a subscription: now, when it runs out, or on a day',
  parameters: path('subscriptionId'),
  request: jsonBody(CancelInput),
  responses: answers(202, Empty, [400, 404]),
})

const extend = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/extend`,
  operationId: 'extendTrial',
  summary: "Make a trial a paid subscription; it is charged first at the trial's end",
  parameters: path('subscriptionId'),
  request: jsonBody(
    z.object({ price: required(64) }).openapi({ example: { price: '0197a2f0-0000-7000-8000-000000000002' } }),
  ),
  responses: answers(200, Subscription, [400, 404]),
})

export const PlanChangeInput = z.object({
  plan: required(64).openapi({ description: 'id or code name' }),
  price: required(64),
  when: z.enum(['instantly', 'next-cycle', 'next_cycle', 'specific-date']),
})

export const PLAN_CHANGE = {
  plan: 'enterprise',
  price: '0197a2f0-0000-7000-8000-000000000002',
  when: 'next-cycle' as const,
}

const changePlan = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/plan`,
  operationId: 'customerChangeSubscriptionPlan',
  summary: 'Change the plan now, by proration, or when the running period ends',
  parameters: path('subscriptionId'),
  request: jsonBody(PlanChangeInput, PLAN_CHANGE),
  responses: answers(202, Subscription, [400, 402, 404, 406]),
})

const changePrice = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/price`,
  operationId: 'changeSubscriptionPrice',
  summary: 'Change to another price of the plan, now or when the running period ends',
  parameters: path('subscriptionId'),
  request: jsonBody(
    z
      .object({ price: required(64), when: z.enum(['instantly', 'next_cycle', 'next-cycle']) })
      .openapi({ example: { price: '0197a2f0-0000-7000-8000-000000000002', when: 'next_cycle' } }),
  ),
  responses: answers(200, Success, [400, 402, 404, 406]),
})

const changeMethod = createRoute({
  ...shared,
  ...extension,
  method: 'put',
  path: `${ONE}/payment-method`,
  operationId: 'changeSubscriptionPaymentMethod',
  summary: 'Charge a subscription to another means of payment of its customer',
  parameters: path('subscriptionId'),
  request: jsonBody(
    z
      .object({ payment_details: required(64) })
      .openapi({ example: { payment_details: '0197a2f0-0000-7000-8000-000000000002' } }),
  ),
  responses: answers(202, Empty, [400, 404]),
})

export function subscriptionChangeRoutes(app: BillabearApp, { guards }: RouteParts): void {
  const scopeOf = (c: BillabearContext, id: string) => enterSubscription(c.get('owner'), id)
  app.openapi({ ...start, middleware: guards.customer() }, async (c) => {
    const ctx = c.get('customer')
    const given = c.req.valid('json')
    const id = await startSubscription(ctx, {
      ...sharedFields(given),
      price: priceOf(given),
      payment: given.payment_details ? { id: given.payment_details } : tokenOf(given),
      ...(given.deny_trial ? { denyTrial: true as const } : {}),
    })
    return c.json(presentSubscription(await requireSubscription(ctx, id)), 201)
  })
  app.openapi({ ...trial, middleware: guards.customer() }, async (c) => {
    const ctx = c.get('customer')
    const given = c.req.valid('json')
    const trialDays = given.trial_length_days ?? null
    const id = await startStandaloneTrial(ctx, { ...sharedFields(given), payment: tokenOf(given), trialDays })
    return c.json(presentSubscription(await requireSubscription(ctx, id)), 201)
  })
  app.openapi({ ...addSeats, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const given = c.req.valid('json')
    const change = { subscriptionId, by: given.seats, ...seatsWhen(given) }
    await changeSeats(await scopeOf(c, subscriptionId), change)
    return c.json({ success: true as const }, 200)
  })
  app.openapi({ ...removeSeats, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const given = c.req.valid('json')
    const change = { subscriptionId, by: -given.seats, ...seatsWhen(given) }
    await changeSeats(await scopeOf(c, subscriptionId), change)
    return c.json({ success: true as const }, 200)
  })
  app.openapi({ ...cancel, middleware: guards.owner({ success: true }) }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const { when, refund_type: refund, date, comment = null } = c.req.valid('json')
    await cancelById(await scopeOf(c, subscriptionId), {
      subscriptionId,
      when: endOf(when, date),
      refund,
      comment,
    })
    return c.json({}, 202)
  })
  app.openapi({ ...extend, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const scope = await scopeOf(c, subscriptionId)
    await extendTrial(scope, { subscriptionId, priceId: c.req.valid('json').price })
    return c.json(presentSubscription(await requireSubscription(scope, subscriptionId)), 200)
  })
  app.openapi({ ...changePlan, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const scope = await scopeOf(c, subscriptionId)
    const { plan, price: priceId, when } = c.req.valid('json')
    await changeOffer(scope, { subscriptionId, plan, priceId, when: instant(when) })
    return c.json(presentSubscription(await requireSubscription(scope, subscriptionId)), 202)
  })
  app.openapi({ ...changePrice, middleware: guards.owner() }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const { price: priceId, when } = c.req.valid('json')
    const scope = await scopeOf(c, subscriptionId)
    await changeOffer(scope, { subscriptionId, plan: null, priceId, when: instant(when) })
    return c.json({ success: true as const }, 200)
  })
  app.openapi({ ...changeMethod, middleware: guards.owner({ success: true }) }, async (c) => {
    const subscriptionId = c.req.param('subscriptionId')
    const paymentDetailsId = c.req.valid('json').payment_details
    await changePaymentMethod(await scopeOf(c, subscriptionId), { subscriptionId, paymentDetailsId })
    return c.json({}, 202)
  })
}

export const seatsWhen = ({ when }: z.output<typeof SeatsInput>) =>
  when ? { when: when === 'instantly' ? ('now' as const) : ('renewal' as const) } : {}

export const endOf = (when: 'end-of-run' | 'instantly' | 'specific-date', date?: string | null) =>
  when === 'specific-date' ? { at: new Date(`${date}T00:00:00Z`) } : when

export const instant = (when: string) => (when === 'instantly' ? ('now' as const) : ('next_cycle' as const))

const sharedFields = (given: z.output<typeof Shared>) => ({
  plan: given.subscription_plan,
  seats: given.seat_number ?? given.seat_numbrers ?? 1,
  metadata: given.metadata ?? {},
})

const tokenOf = (given: z.output<typeof Shared>) => (given.card_token ? { token: given.card_token } : null)

export function priceOf({ price, currency, schedule }: z.output<typeof StartInput>) {
  if (price) return { id: price }
  return currency && schedule ? { currency, schedule } : null
}
