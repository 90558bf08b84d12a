import { createRoute } from '@hono/zod-openapi'
import {
  createPlanOf,
  deletePlan,
  listPlans,
  replacePlan,
  requirePlan,
} from '../../../usecases/plan-catalogue'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, Empty, extension, jsonBody, path } from '../document'
import { mapPage, pageFrom, presentTwoWay, TwoWayQuery, twoWayListOf } from '../page'
import { PlanInput, planFields, presentPlan, SubscriptionPlan } from '../present/plan'

const documented = createRoute({
  method: 'get',
  path: '/api/v1/subscription/plans',
  operationId: 'listSubscriptionPlans',
  tags: ['Subscriptions'],
  summary: 'List all plans, newest first',
  security: apiKey,
  request: { query: TwoWayQuery },
  responses: answers(200, twoWayListOf(SubscriptionPlan), [400, 413]),
})

const list = createRoute({
  ...documented,
  ...extension,
  path: '/api/v1/plan',
  operationId: 'listPlans',
  tags: ['Plans'],
})

const create = createRoute({
  ...extension,
  method: 'post',
  path: '/api/v1/plan',
  operationId: 'createPlan',
  tags: ['Plans'],
  summary: 'Create a plan',
  security: apiKey,
  request: jsonBody(PlanInput),
  responses: answers(201, SubscriptionPlan, [400]),
})

const fetchOne = createRoute({
  ...extension,
  method: 'get',
  path: '/api/v1/plan/{planId}',
  operationId: 'showPlanById',
  tags: ['Plans'],
  summary: 'A plan by id',
  security: apiKey,
  parameters: path('planId'),
  responses: answers(200, SubscriptionPlan, [404]),
})

const replace = createRoute({
  ...extension,
  method: 'put',
  path: '/api/v1/plan/{planId}',
  operationId: 'updatePlan',
  tags: ['Plans'],
  summary: 'Replace a plan; prices that have subscriptions stay',
  security: apiKey,
  parameters: path('planId'),
  request: jsonBody(PlanInput),
  responses: answers(202, SubscriptionPlan, [400, 404]),
})

const remove = createRoute({
  ...extension,
  method: 'delete',
  path: '/api/v1/plan/{planId}',
  operationId: 'deletePlan',
  tags: ['Plans'],
  summary: 'Delete a plan: nobody can choose it any more, who has it keeps it',
  security: apiKey,
  parameters: path('planId'),
  responses: answers(202, Empty, [404]),
})

export function planRoutes(app: BillabearApp, { guards }: RouteParts): void {
  const page = async (c: BillabearContext, query: Parameters<typeof pageFrom>[0]) =>
    presentTwoWay(mapPage(await listPlans(c.get('owner'), pageFrom(query)), presentPlan))
  app.openapi({ ...documented, middleware: guards.owner({ success: true }) }, async (c) =>
    c.json(await page(c, c.req.valid('query')), 200),
  )
  app.openapi({ ...list, middleware: guards.owner() }, async (c) =>
    c.json(await page(c, c.req.valid('query')), 200),
  )
  app.openapi({ ...create, middleware: guards.owner() }, async (c) =>
    c.json(presentPlan(await createPlanOf(c.get('owner'), planFields(c.req.valid('json')))), 201),
  )
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentPlan(await requirePlan(c.get('owner'), c.req.param('planId'))), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const fields = planFields(c.req.valid('json'))
    return c.json(presentPlan(await replacePlan(c.get('owner'), c.req.param('planId'), fields)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    await deletePlan(c.get('owner'), c.req.param('planId'))
    return c.json({}, 202)
  })
}
