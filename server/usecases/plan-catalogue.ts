import { and, eq, isNull, ne } from 'drizzle-orm'
import { newId } from '@/db/id'
import {
  countPlanSubscriptions,
  findPlanViews,
  listUsedPrices,
  type PlanFilter,
  type PlanView,
  pagePlans,
} from '@/db/queries/plan'
import { findPrices, findProduct } from '@/db/queries/product'
import { listOffers } from '@/db/queries/subscription'
import { plan, planFeature, planPrice } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { findFeatures } from './feature'
import { transactOnce } from './once'

export type { PlanFilter, PlanView }

/** A plan as a program describes it. Features are named by id or code. */
export type PlanFields = {
  name: string
  code: string
  productId: string
  /** In the order they are shown; the first is the plan's own. */
  priceIds: string[]
  features: string[]
  limits: { feature: string; limit: number }[]
  perSeat: boolean
  free: boolean
  public: boolean
  userCount: number
  trialDays: number
  standaloneTrial: boolean
  oneTrialPerCustomer: boolean
  /** What customers read of it, and its place among the others. Undefined: it stays, or is as of one that says nothing. */
  description?: string | undefined
  highlights?: string[] | undefined
  /** Plans of one family share one trial per customer; a new one is its own, under its code. */
  family?: string | undefined
  position?: number | undefined
}

/** The owner's plans, newest first, without those deleted unless asked for. */
export const listPlans = (ctx: OwnerCtx, page: PageInput, filter: PlanFilter = {}): Promise<Page<PlanView>> =>
  pagePlans(ctx.db, ctx.owner.id, page, filter)

/** How many subscriptions run on each of these plans. */
export const planSubscriptions = (ctx: OwnerCtx, ids: string[]): Promise<Map<string, number>> =>
  countPlanSubscriptions(ctx.db, ctx.owner.id, ids)

/** A plan at each of its prices, as customers are offered it. */
export async function offersOfPlan(ctx: OwnerCtx, id: string) {
  const { plan: found } = await requirePlanEver(ctx, id)
  return (await listOffers(ctx.db, ctx.owner.id)).filter((offer) => offer.planId === found.id)
}

/** One plan; `not_found` outside the owner and once deleted. */
export async function requirePlan(ctx: OwnerCtx, id: string): Promise<PlanView> {
  const [found] = await findPlanViews(ctx.db, ctx.owner.id, [id])
  if (!found || found.plan.archivedAt !== null)
    throw new DomainError('not_found', { message: 'No such plan' })
  return found
}

/** One plan, also once deleted: a subscription names its plan as long as it is there. */
export async function requirePlanEver(ctx: OwnerCtx, id: string): Promise<PlanView> {
  const [found] = await findPlanViews(ctx.db, ctx.owner.id, [id])
  if (!found) throw new DomainError('not_found', { message: 'No such plan' })
  return found
}

/** Creates a plan of prices that are there already. Throws `invalid_input` for a code in use and for parts that are not. */
export async function createPlanOf(ctx: OwnerCtx, fields: PlanFields): Promise<PlanView> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    await requireFreeCode(t, fields.code, null)
    const { columns, parts } = await resolve(t, fields)
    const [row] = await t.tx
      .insert(plan)
      .values({ ...columns, ownerId: ctx.owner.id, id: newId(), family: columns.family ?? fields.code })
      .onConflictDoNothing()
      .returning()
    if (!row) throw codeTaken(fields.code)
    await writeParts(t, row.id, parts)
    await record(t, 'plan.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return reread(t, row.id)
  })
}

/** Replaces a plan. A price that it was subscribed to at stays with it: leaving it out is `invalid_input`. */
export async function replacePlan(ctx: OwnerCtx, id: string, fields: PlanFields): Promise<PlanView> {
  requireWrite(ctx)
  const { plan: found } = await requirePlan(ctx, id)
  return transact(ctx, async (t) => {
    const key = and(eq(plan.ownerId, ctx.owner.id), eq(plan.id, found.id))
    await t.tx.select({ id: plan.id }).from(plan).where(key).for('update')
    await requireFreeCode(t, fields.code, found.id)
    const { columns, parts } = await resolve(t, fields)
    for (const used of await listUsedPrices(t.tx, ctx.owner.id, found.id))
      if (!fields.priceIds.includes(used))
        throw invalidInput({ prices: `The price ${used} has subscriptions and stays with its plan` })
    await t.tx.update(plan).set(columns).where(key)
    const ofPlan = { ownerId: ctx.owner.id, planId: found.id }
    await t.tx
      .delete(planPrice)
      .where(and(eq(planPrice.ownerId, ofPlan.ownerId), eq(planPrice.planId, ofPlan.planId)))
    await t.tx
      .delete(planFeature)
      .where(and(eq(planFeature.ownerId, ofPlan.ownerId), eq(planFeature.planId, ofPlan.planId)))
    await writeParts(t, found.id, parts)
    await record(t, 'plan.updated', { ownerId: ctx.owner.id, subjectId: found.id })
    return reread(t, found.id)
  })
}

/** Deletes a plan softly: nobody can choose it any more, who has it keeps it, and its code stays taken. */
export async function deletePlan(ctx: OwnerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  const { plan: found } = await requirePlan(ctx, id)
  await transact(ctx, async (t) => {
    const [row] = await t.tx
      .update(plan)
      .set({ archivedAt: t.now })
      .where(and(eq(plan.ownerId, ctx.owner.id), eq(plan.id, found.id), isNull(plan.archivedAt)))
      .returning()
    if (row) await record(t, 'plan.deleted', { ownerId: ctx.owner.id, subjectId: found.id })
  })
}

async function requireFreeCode(t: TxCtx<OwnerCtx>, code: string, exceptId: string | null): Promise<void> {
  const [taken] = await t.tx
    .select({ id: plan.id })
    .from(plan)
    .where(
      and(eq(plan.ownerId, t.owner.id), eq(plan.code, code), exceptId ? ne(plan.id, exceptId) : undefined),
    )
    .for('share')
  if (taken) throw codeTaken(code)
}

type Parts = {
  priceIds: string[]
  features: { featureId: string; limitCount: number | null; listed: boolean }[]
}

/** Everything a plan names has to be the owner's, and its prices its product's. */
async function resolve(t: TxCtx<OwnerCtx>, fields: PlanFields) {
  const { code, name, perSeat, free, userCount, trialDays, standaloneTrial, oneTrialPerCustomer } = fields
  const product = await findProduct(t.tx, t.owner.id, fields.productId)
  if (!product) throw invalidInput({ product: 'There is no such product' })
  const prices = await findPrices(t.tx, t.owner.id, fields.priceIds)
  const wrong = fields.priceIds.findIndex(
    (id) => !prices.some((price) => price.id === id && price.productId === product.id),
  )
  if (wrong >= 0) throw invalidInput({ [`prices[${wrong}]`]: 'This product has no such price' })
  const parts: Parts = { priceIds: [...new Set(fields.priceIds)], features: await resolveFeatures(t, fields) }
  return {
    columns: {
      code,
      name,
      productId: product.id,
      public: fields.public,
      perSeat,
      free,
      userCount,
      trialDays,
      standaloneTrial,
      oneTrialPerCustomer,
      description: fields.description,
      features: fields.highlights,
      family: fields.family,
      position: fields.position,
    },
    parts,
  }
}

async function resolveFeatures(t: TxCtx<OwnerCtx>, fields: PlanFields): Promise<Parts['features']> {
  const named = await findFeatures(t, [...fields.features, ...fields.limits.map((l) => l.feature)])
  const found = (name: string, field: string) => {
    const feature = named.get(name)
    if (!feature) throw invalidInput({ [field]: 'There is no such feature' })
    return feature.id
  }
  const byId = new Map<string, Parts['features'][number]>()
  fields.features.forEach((name, i) => {
    const featureId = found(name, `features[${i}]`)
    byId.set(featureId, { featureId, limitCount: null, listed: true })
  })
  fields.limits.forEach(({ feature, limit }, i) => {
    const featureId = found(feature, `limits[${i}].feature`)
    byId.set(featureId, { featureId, limitCount: limit, listed: byId.has(featureId) })
  })
  return [...byId.values()]
}

async function writeParts(t: TxCtx<OwnerCtx>, planId: string, parts: Parts): Promise<void> {
  const of = { ownerId: t.owner.id, planId }
  await t.tx
    .insert(planPrice)
    .values(parts.priceIds.map((priceId, position) => ({ ...of, priceId, position })))
  if (parts.features.length > 0)
    await t.tx.insert(planFeature).values(parts.features.map((feature) => ({ ...of, ...feature })))
}

async function reread(t: TxCtx<OwnerCtx>, planId: string): Promise<PlanView> {
  const [view] = await findPlanViews(t.tx, t.owner.id, [planId])
  invariant(view, 'a written plan is there')
  return view
}

const codeTaken = (code: string) => invalidInput({ code_name: `There is a plan ${code} already` })
