import { and, eq, inArray, or } from 'drizzle-orm'
import { isUuid, newId } from '@/db/id'
import { type FeatureRow, pageFeatures } from '@/db/queries/feature'
import { feature, planFeature } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { transactOnce } from './once'

export type { FeatureRow }
export type FeatureFields = { name: string; code: string; description: string }

export const listFeatures = (ctx: OwnerCtx, page: PageInput): Promise<Page<FeatureRow>> =>
  pageFeatures(ctx.db, ctx.owner.id, page)

/** One feature; `not_found` outside the owner. */
export async function requireFeature(ctx: OwnerCtx, id: string): Promise<FeatureRow> {
  const [found] = isUuid(id)
    ? await ctx.db
        .select()
        .from(feature)
        .where(and(eq(feature.ownerId, ctx.owner.id), eq(feature.id, id)))
    : []
  if (!found) throw new DomainError('not_found', { message: 'No such feature' })
  return found
}

/** Creates a feature; a code that the owner uses already is `invalid_input`. */
export async function createFeature(ctx: OwnerCtx, fields: FeatureFields): Promise<FeatureRow> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    const [row] = await t.tx
      .insert(feature)
      .values({ ...fields, ownerId: ctx.owner.id, id: newId() })
      .onConflictDoNothing()
      .returning()
    if (!row) throw codeTaken(fields.code)
    await record(t, 'feature.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

export async function replaceFeature(ctx: OwnerCtx, id: string, fields: FeatureFields): Promise<FeatureRow> {
  requireWrite(ctx)
  const found = await requireFeature(ctx, id)
  return transact(ctx, async (t) => {
    const sameCode = and(eq(feature.ownerId, ctx.owner.id), eq(feature.code, fields.code))
    const [taken] = await t.tx.select({ id: feature.id }).from(feature).where(sameCode)
    if (taken && taken.id !== found.id) throw codeTaken(fields.code)
    const [row] = await t.tx
      .update(feature)
      .set(fields)
      .where(and(eq(feature.ownerId, ctx.owner.id), eq(feature.id, found.id)))
      .returning()
    invariant(row, 'the feature in scope exists')
    await record(t, 'feature.updated', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/** Deletes a feature that no plan gives; otherwise `conflict`. */
export async function deleteFeature(ctx: OwnerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  const found = await requireFeature(ctx, id)
  await transact(ctx, async (t) => {
    // The lock keeps a plan from taking it up meanwhile.
    await t.tx
      .select({ id: feature.id })
      .from(feature)
      .where(and(eq(feature.ownerId, ctx.owner.id), eq(feature.id, found.id)))
      .for('update')
    const [used] = await t.tx
      .select({ planId: planFeature.planId })
      .from(planFeature)
      .where(and(eq(planFeature.ownerId, ctx.owner.id), eq(planFeature.featureId, found.id)))
      .limit(1)
    if (used) throw new DomainError('conflict', { message: 'A plan gives this feature' })
    await t.tx.delete(feature).where(and(eq(feature.ownerId, ctx.owner.id), eq(feature.id, found.id)))
    await record(t, 'feature.deleted', { ownerId: ctx.owner.id, subjectId: found.id })
  })
}

/** The features that these ids or codes stand for, each under what it was called. */
export async function findFeatures(t: TxCtx<OwnerCtx>, names: string[]): Promise<Map<string, FeatureRow>> {
  if (names.length === 0) return new Map()
  const rows = await t.tx
    .select()
    .from(feature)
    .where(
      and(
        eq(feature.ownerId, t.owner.id),
        or(inArray(feature.code, names), inArray(feature.id, names.filter(isUuid))),
      ),
    )
  return new Map(rows.flatMap((row) => [[row.code, row] as const, [row.id, row] as const]))
}

const codeTaken = (code: string) => invalidInput({ code: `There is a feature ${code} already` })
