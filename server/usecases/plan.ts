import { z } from 'zod'
import { newId } from '@/db/id'
import { plan, planPrice, price, product } from '@/db/schema'
import { type OwnerCtx, requireWrite, type TxCtx } from '../ctx'
import { DomainError } from '../errors'
import { parse } from './customer'
import { transactOnce } from './once'

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

const planInput = z.object({
  code: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/, 'A code has lower-case letters, digits and underscores')
    // The bucket API names an offer `code-interval`, so a code must not look like one.
    .refine((code) => !/-(day|week|month|year)$/.test(code), 'A code may not end like an interval'),
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(2_000).default(''),
  family: z.string().max(64).optional(),
  features: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
  trialDays: z.number().int().min(0).max(730).default(0),
  public: z.boolean().default(true),
  position: z.number().int().min(0).max(10_000).default(0),
  prices: z
    .array(
      z.object({
        /** Minor units. */
        amount: z.number().int().min(0).max(99_999_999),
        currency: z
          .string()
          .toUpperCase()
          .refine((code) => currencies.has(code), 'This currency is not known'),
        interval: z.object({
          unit: z.enum(['day', 'week', 'month', 'year']),
          count: z.number().int().min(1).max(100),
        }),
        taxIncluded: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(20),
})

/**
 * Creates a product, its prices and the plan that offers them; the first price is the plan's own. A code
 * that the owner uses already is `conflict`.
 */
export async function createPlan(ctx: OwnerCtx, input: z.input<typeof planInput>): Promise<{ id: string }> {
  requireWrite(ctx)
  const fields = parse(planInput, input)
  return transactOnce(ctx, (t) => insertPlan(t, fields))
}

async function insertPlan(t: TxCtx<OwnerCtx>, fields: z.output<typeof planInput>): Promise<{ id: string }> {
  const { prices, ...given } = fields
  const ownerId = t.owner.id
  const productId = newId()
  await t.tx.insert(product).values({ ownerId, id: productId, name: given.name })
  const [created] = await t.tx
    .insert(plan)
    .values({ ...given, ownerId, id: newId(), productId, family: given.family ?? given.code })
    .onConflictDoNothing()
    .returning({ id: plan.id })
  if (!created) throw new DomainError('conflict', { message: `There is a plan ${given.code} already` })
  const rows = prices.map(({ interval, ...of }) => ({
    ...of,
    ownerId,
    id: newId(),
    productId,
    intervalUnit: interval.unit,
    intervalCount: interval.count,
  }))
  await t.tx.insert(price).values(rows)
  await t.tx
    .insert(planPrice)
    .values(rows.map(({ id }, position) => ({ ownerId, planId: created.id, priceId: id, position })))
  return created
}
