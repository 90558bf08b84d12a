import { z } from 'zod'
import { listFeatures } from '../../usecases/feature'
import {
  createPlanOf,
  deletePlan,
  listPlans,
  offersOfPlan,
  type PlanFields,
  type PlanView,
  planSubscriptions,
  replacePlan,
  requirePlanEver,
} from '../../usecases/plan-catalogue'
import { listPrices } from '../../usecases/price'
import { requireProduct } from '../../usecases/product'
import { presentOffer } from '../portal/present'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'
import { presentPrice } from './price-present'

const id = z.uuid()
const COUNT_MAX = 1_000_000_000

const fields = z.object({
  name: z.string().trim().min(1).max(200),
  code: z.string().regex(/^[a-z0-9_]{1,64}$/, 'A code has lower-case letters, digits and underscores'),
  description: z.string().trim().max(2_000),
  highlights: z.array(z.string().trim().min(1).max(200)).max(50),
  productId: id,
  priceIds: z.array(id).min(1).max(50),
  /** What programs may ask about: features by id, with a limit or without. */
  features: z.array(z.object({ id, limit: z.number().int().min(0).max(COUNT_MAX).nullable() })).max(200),
  perSeat: z.boolean(),
  free: z.boolean(),
  public: z.boolean(),
  userCount: z.number().int().min(0).max(COUNT_MAX),
  trialDays: z.number().int().min(0).max(730),
  standaloneTrial: z.boolean(),
  oneTrialPerCustomer: z.boolean(),
  family: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{0,64}$/),
  position: z.number().int().min(0).max(10_000),
})

export const planRouter = router({
  /** A page of plans, newest first, each with how many subscriptions run on it. */
  list: ownerProcedure
    .input(
      pageInput.extend({
        q: z.string().max(100).optional(),
        productId: id.optional(),
        archived: z.boolean().optional(),
      }),
    )
    .query(async ({ ctx: { scope }, input }) => {
      const { productId, archived } = input
      const page = await listPlans(scope, pageOf(input), { text: input.q?.trim(), productId, archived })
      const running = await planSubscriptions(
        scope,
        page.rows.map((row) => row.plan.id),
      )
      return presentPage(page, input, {
        cursor: (row) => row.plan.id,
        row: (row) => ({ ...presentPlan(row), subscriptions: running.get(row.plan.id) ?? 0 }),
      })
    }),

  /** One plan, archived ones too, with the offers that customers see. */
  get: ownerProcedure.input(z.object({ id })).query(async ({ ctx: { scope }, input }) => {
    const view = await requirePlanEver(scope, input.id)
    const [offers, running] = await Promise.all([
      offersOfPlan(scope, view.plan.id),
      planSubscriptions(scope, [view.plan.id]),
    ])
    return {
      ...presentPlan(view),
      subscriptions: running.get(view.plan.id) ?? 0,
      offers: offers.map((offer) => ({
        ...presentOffer(offer),
        description: offer.description,
        features: offer.features,
        trialAvailable: offer.trialDays > 0,
      })),
    }
  }),

  /** What a plan of this product can be made of. */
  choices: ownerProcedure.input(z.object({ productId: id })).query(async ({ ctx: { scope }, input }) => {
    const [product, prices, features] = await Promise.all([
      requireProduct(scope, input.productId),
      listPrices(scope, input.productId, { limit: 50 }),
      listFeatures(scope, { limit: 200 }),
    ])
    return {
      product: { id: product.id, name: product.name },
      prices: prices.rows.map(presentPrice),
      features: features.rows.map(({ id, code, name }) => ({ id, code, name })),
    }
  }),

  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { plan } = await createPlanOf(ctx.scope, planFields(input))
    return { id: plan.id }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    await replacePlan(ctx.scope, input.id, planFields(input))
  }),

  /** Nobody can choose it any more; who has it keeps it. */
  archive: ownerProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => deletePlan(ctx.scope, input.id)),
})

function planFields(given: z.infer<typeof fields>): PlanFields {
  const { features, family, ...rest } = given
  return {
    ...rest,
    family: family || given.code,
    features: features.filter((each) => each.limit === null).map((each) => each.id),
    // A feature with a limit is listed too: a limit of something that is not there would say nothing.
    limits: features.flatMap(({ id: feature, limit }) => (limit === null ? [] : [{ feature, limit }])),
  }
}

function presentPlan({ plan, product, prices, features }: PlanView) {
  const { id, code, name, description, family, position, trialDays, perSeat, free, userCount } = plan
  return {
    id,
    code,
    name,
    description,
    highlights: plan.features,
    family,
    position,
    trialDays,
    perSeat,
    free,
    userCount,
    standaloneTrial: plan.standaloneTrial,
    oneTrialPerCustomer: plan.oneTrialPerCustomer,
    isPublic: plan.public,
    archivedAt: plan.archivedAt,
    product: { id: product.id, name: product.name },
    prices: prices.map(presentPrice),
    features: features.map(({ feature, of }) => ({
      id: feature.id,
      code: feature.code,
      name: feature.name,
      limit: of.limitCount,
    })),
  }
}
