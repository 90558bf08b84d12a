import { createRoute, z } from '@hono/zod-openapi'
import { offerName } from '../../../core/plan'
import { TAX_NOTES } from '../../../core/tax'
import type { Ctx } from '../../../ctx'
import { companyOf, publicOffers, requireCoupon, taxIn } from '../../../usecases/lookup'
import { actorForToken } from '../../../usecases/token'
import { bearerToken } from '../../api'
import type { BucketApp, RouteParts } from '../app'
import type { BucketContext } from '../auth'
import { answers, bearer, jsonBody, required, text } from '../document'
import { Coupon, percent, presentCoupon } from '../present/coupon'
import { ListedPlan, presentListedPlan } from '../present/plan'

const plans = createRoute({
  method: 'get',
  path: '/api/misc/plans',
  operationId: 'retrievePlans',
  summary: 'The plans that are open to new customers, keyed by name',
  description:
    "With an access token: the plans of the user's bucket (`?bucket=` names one of several). Without: the plans of whoever runs this installation.",
  request: { query: z.object({ bucket: text(64).optional() }) },
  responses: answers(z.record(z.string(), ListedPlan), [400, 500]),
})

const bucket = text(64).optional().openapi({ description: 'bucket id, for users of several' })

const coupon = createRoute({
  method: 'post',
  path: '/api/misc/stripe/retrieveCoupon',
  operationId: 'retrieveCoupon',
  summary: 'Retrieve a Stripe coupon',
  security: bearer,
  request: jsonBody(z.object({ coupon: required(255), bucket })),
  responses: answers(z.object({ coupon: Coupon }), [400, 500]),
})

const company = createRoute({
  method: 'post',
  path: '/api/misc/stripe/retrieveCompany',
  operationId: 'retrieveCompany',
  summary: 'What a VAT number says about its company, checked by format; nobody outside is asked',
  security: bearer,
  request: jsonBody(z.object({ vat_id: required(64) })),
  responses: answers(
    z.object({ vat_number: z.string(), country: z.string().nullable(), valid: z.boolean() }),
    [400, 500],
  ),
})

const vat = createRoute({
  method: 'post',
  path: '/api/misc/stripe/retrieveVat',
  operationId: 'retrieveVAT',
  summary: 'The tax rate that the bucket is invoiced with, or would be in a country',
  security: bearer,
  request: jsonBody(
    z.object({
      country: z
        .string()
        .regex(/^[A-Za-z]{2}$/, 'is a two-letter code')
        .optional(),
      bucket,
    }),
  ),
  responses: answers(
    z.object({
      country: z.string().nullable(),
      percentage: z.number(),
      note: z.enum(TAX_NOTES).nullable(),
    }),
    [400, 500],
  ),
})

export function miscRoutes(app: BucketApp, { deps, guards, viewOf }: RouteParts): void {
  const callerIfAny = async (c: BucketContext): Promise<Ctx> => {
    const ctx = deps.ctxFor({ kind: 'nobody' })
    if (c.req.header('authorization') === undefined) return ctx
    return { ...ctx, actor: await actorForToken(ctx, bearerToken(c)) }
  }
  app.openapi({ ...plans, middleware: guards.open([400, 500]) }, async (c) => {
    const found = await publicOffers(await callerIfAny(c), { customer: c.req.valid('query').bucket })
    const view = viewOf(c)
    return c.json(
      Object.fromEntries(found.map((offer) => [offerName(offer), presentListedPlan(offer, view)])),
      200,
    )
  })
  app.openapi({ ...coupon, middleware: guards.user([400, 500]) }, async (c) => {
    const { coupon: code, bucket: customer } = c.req.valid('json')
    return c.json(
      { coupon: presentCoupon(await requireCoupon(c.get('ctx'), { code, customer }), viewOf(c)) },
      200,
    )
  })
  app.openapi({ ...company, middleware: guards.user([400, 500]) }, (c) => {
    const { vatNumber, country, valid } = companyOf(c.req.valid('json').vat_id)
    return c.json({ vat_number: vatNumber, country, valid }, 200)
  })
  app.openapi({ ...vat, middleware: guards.user([400, 500]) }, async (c) => {
    const { country, bucket: customer } = c.req.valid('json')
    const tax = await taxIn(c.get('ctx'), { country: country?.toUpperCase(), customer })
    return c.json({ country: tax.country, percentage: percent(tax.ratePpm), note: tax.note }, 200)
  })
}
