import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import {
  findMetric,
  listMetricPrices,
  listRecentEvents,
  type MetricRow,
  metricUse,
  pageMetrics,
  type RecentEvent,
} from '@/db/queries/metric'
import { metric } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import type { MeterKind } from '../core/pricing'
import { type Aggregation, type MetricFilter, metricProblem } from '../core/usage'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { record } from './event'
import { transactOnce } from './once'

export type { MetricRow, RecentEvent }

export type MetricFields = {
  name: string
  /** How events name it. */
  code: string
  aggregation: Aggregation
  property: string | null
  filters: MetricFilter[]
  kind: MeterKind
}

export const listMetrics = (
  ctx: OwnerCtx,
  filter: { code?: string | undefined },
  page: PageInput,
): Promise<Page<MetricRow>> => pageMetrics(ctx.db, ctx.owner.id, filter, page)

/** One metric by id or code; `not_found` outside the owner and once deleted. */
export async function requireMetric(ctx: OwnerCtx, name: string): Promise<MetricRow> {
  const found = await findMetric(ctx.db, ctx.owner.id, name)
  if (!found || found.archivedAt !== null) throw new DomainError('not_found', { message: 'No such metric' })
  return found
}

/** The prices that bill by a metric, the latest first, and whether it is in use: then only its name can change. */
export async function metricPrices(ctx: OwnerCtx, id: string) {
  const { id: metricId } = await requireMetric(ctx, id)
  const [prices, use] = await Promise.all([
    listMetricPrices(ctx.db, ctx.owner.id, metricId, PRICES_SHOWN),
    metricUse(ctx.db, ctx.owner.id, metricId),
  ])
  return { prices, inUse: use.priced || use.counted }
}

const PRICES_SHOWN = 50

/** The latest events that were taken for a metric. */
export async function recentEvents(ctx: OwnerCtx, id: string, limit: number): Promise<RecentEvent[]> {
  const { id: metricId } = await requireMetric(ctx, id)
  return listRecentEvents(ctx.db, ctx.owner.id, metricId, limit)
}

/** Creates a metric. Throws `invalid_input` for a code in use and a property that is missing. */
export async function createMetric(ctx: OwnerCtx, fields: MetricFields): Promise<MetricRow> {
  requireWrite(ctx)
  requireProperty(fields)
  return transactOnce(ctx, async (t) => {
    const [row] = await t.tx
      .insert(metric)
      .values({ ...fields, ownerId: ctx.owner.id, id: newId() })
      .onConflictDoNothing()
      .returning()
    if (!row) throw codeTaken(fields.code)
    await record(t, 'metric.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/**
 * Replaces a metric. Once a price names it or something was counted by it, only its name can change: what was
 * counted one way cannot become what another way would have counted. Throws `invalid_input` naming the field.
 */
export async function replaceMetric(ctx: OwnerCtx, id: string, fields: MetricFields): Promise<MetricRow> {
  requireWrite(ctx)
  requireProperty(fields)
  const { id: metricId } = await requireMetric(ctx, id)
  return transact(ctx, async (t) => {
    const before = await lock(t, metricId)
    const use = await metricUse(t.tx, ctx.owner.id, metricId)
    if (use.priced || use.counted) requireSame(before, fields)
    const sameCode = await findMetric(t.tx, ctx.owner.id, fields.code)
    if (sameCode && sameCode.id !== metricId) throw codeTaken(fields.code)
    const [row] = await t.tx.update(metric).set(fields).where(keyOf(t, metricId)).returning()
    invariant(row, 'the metric in scope exists')
    await record(t, 'metric.updated', { ownerId: ctx.owner.id, subjectId: row.id })
    return row
  })
}

/**
 * Deletes a metric. One that is in use goes on counting for the prices that have it, but no new price can be made
 * of it, and its code stays taken.
 */
export async function deleteMetric(ctx: OwnerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  const { id: metricId } = await requireMetric(ctx, id)
  await transact(ctx, async (t) => {
    if ((await lock(t, metricId)).archivedAt !== null) return
    const use = await metricUse(t.tx, ctx.owner.id, metricId)
    if (use.priced || use.counted)
      await t.tx.update(metric).set({ archivedAt: t.now }).where(keyOf(t, metricId))
    else await t.tx.delete(metric).where(keyOf(t, metricId))
    await record(t, 'metric.deleted', { ownerId: ctx.owner.id, subjectId: metricId })
  })
}

/** The metric a new price counts, locked so that it is not deleted meanwhile. Throws `invalid_input`. */
export async function requireMeter(
  t: TxCtx<OwnerCtx>,
  input: { metric: string; kind: MeterKind | null },
): Promise<MetricRow> {
  const found = await findMetric(t.tx, t.owner.id, input.metric, { lock: true })
  if (!found || found.archivedAt !== null) throw invalidInput({ metric: 'There is no such metric' })
  if (input.kind !== null && input.kind !== found.kind)
    throw invalidInput({ metric_type: `The metric ${found.code} is ${found.kind}, not ${input.kind}` })
  return found
}

async function lock(t: TxCtx<OwnerCtx>, metricId: string): Promise<MetricRow> {
  const row = await findMetric(t.tx, t.owner.id, metricId, { lock: true })
  if (!row) throw new DomainError('not_found', { message: 'No such metric' })
  return row
}

const keyOf = (t: TxCtx<OwnerCtx>, metricId: string) =>
  and(eq(metric.ownerId, t.owner.id), eq(metric.id, metricId))

function requireProperty(fields: MetricFields): void {
  const problem = metricProblem(fields)
  if (problem) throw invalidInput({ aggregation_property: problem.property })
}

function requireSame(before: MetricRow, after: MetricFields): void {
  const inUse = 'The metric is in use: make a new one to count otherwise'
  const changed = {
    ...(before.code === after.code ? {} : { code: inUse }),
    ...(before.aggregation === after.aggregation ? {} : { aggregation_method: inUse }),
    ...(before.property === after.property ? {} : { aggregation_property: inUse }),
    ...(sameFilters(before.filters, after.filters) ? {} : { filters: inUse }),
    ...(before.kind === after.kind ? {} : { type: inUse }),
  }
  if (Object.keys(changed).length > 0) throw invalidInput(changed)
}

const sameFilters = (a: readonly MetricFilter[], b: readonly MetricFilter[]): boolean =>
  a.length === b.length &&
  a.every((filter, i) => {
    const other = b[i]
    return filter.name === other?.name && filter.value === other.value && filter.type === other.type
  })

const codeTaken = (code: string) => invalidInput({ code: `There is a metric ${code} already` })
