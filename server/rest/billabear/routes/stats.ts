import { createRoute, z } from '@hono/zod-openapi'
import { readStats, type Stats as StatsView } from '../../../usecases/stats'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension } from '../document'
import { Amount } from '../present/money'

const count = (description?: string) =>
  z
    .number()
    .int()
    .openapi(description ? { description } : {})

const Stats = z
  .object({
    mrr: Amount,
    arr: Amount,
    by_currency: z
      .array(z.object({ currency: z.string(), mrr: Amount, arr: Amount, subscriptions: count() }))
      .openapi({ description: 'each currency by itself, the default one first; nothing is converted' }),
    active: count(),
    trialing: count(),
    past_due: count(),
    paused: count(),
    unpaid: count(),
    canceled: count(),
    pending_cancel: count('running and going to end; counted among the running ones as well'),
    customers: count(),
    customers_subscribed: count('customers with a running subscription'),
  })
  .openapi('Stats')

const read = createRoute({
  ...extension,
  method: 'get',
  path: '/api/v1/stats',
  operationId: 'showStats',
  tags: ['Stats'],
  summary: 'Recurring revenue and subscriptions as they stand now',
  description:
    '`mrr` and `arr` are of the default currency. They are of subscriptions that go on: not on trial, paused or going to end. Weeks count 52, days 365 a year; usage counts at what its running counter comes to.',
  security: apiKey,
  responses: answers(200, Stats),
})

export function statsRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...read, middleware: guards.owner() }, async (c) =>
    c.json(presentStats(await readStats(c.get('owner'))), 200),
  )
}

const presentStats = (of: StatsView): z.infer<typeof Stats> => ({
  mrr: of.mrr,
  arr: of.arr,
  by_currency: of.byCurrency.map((revenue) => ({ currency: revenue.mrr.currency, ...revenue })),
  active: of.active,
  trialing: of.trialing,
  past_due: of.pastDue,
  paused: of.paused,
  unpaid: of.unpaid,
  canceled: of.canceled,
  pending_cancel: of.pendingCancel,
  customers: of.customers,
  customers_subscribed: of.customersSubscribed,
})
