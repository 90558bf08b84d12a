import { and, eq } from 'drizzle-orm'
import { claimImport, type ImportRowRow, type ImportRun, nextRows } from '@/db/queries/import'
import { importRow, importRun } from '@/db/schema'
import { wallNow } from '../clock'
import { type Actor, type Ctx, type OwnerCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { record } from './event'
import { applyRow } from './import-apply'
import { checkRow } from './import-check'
import { readPage } from './import-stripe'
import { ownerScope } from './owner'

/** Work that nobody has heard of for this long is taken for dead, and gone on with. */
const CLAIM_MS = 60_000
/** Rows looked at, or brought in, before the others get their turn. */
const BATCH = 100

type Options = { ownerId?: string; batch?: number; onError?: (error: unknown, about: string) => void }

/**
 * Goes on with the import that waits longest: a page read from Stripe, a batch of rows looked at, or brought in. What
 * dies in the middle is gone on with from the rows that are left. Answers how much was done; for the schedule.
 */
export async function continueImports(ctx: Ctx, options: Options = {}): Promise<number> {
  const run = await claimImport(ctx.db, { ownerId: options.ownerId, forMs: CLAIM_MS })
  if (!run) return 0
  try {
    const scope = await ownerScope({ ...ctx, actor: { kind: 'system' } }, run.ownerId)
    const done = await workOn({ ...scope, actor: actorOf(run.actor) }, run, options)
    await ctx.db.update(importRun).set({ claimedUntil: null, error: null }).where(keyOf(run))
    return done
  } catch (error) {
    // The claim runs out by itself: what broke is tried again after a while, and not at once for ever.
    const message = error instanceof Error ? error.message : String(error)
    await ctx.db
      .update(importRun)
      .set({ error: message.slice(0, 500) })
      .where(keyOf(run))
    options.onError?.(error, run.id)
    return 0
  }
}

async function workOn(ctx: OwnerCtx, run: ImportRun, options: Options): Promise<number> {
  switch (run.status) {
    case 'reading':
      invariant(run.source.from === 'stripe', 'only an account at Stripe is read')
      await readPage(ctx, run, run.source)
      return 1
    case 'checking':
      return checkBatch(ctx, run, options.batch ?? BATCH)
    case 'running':
      return applyBatch(ctx, run, options)
    default:
      return 0
  }
}

async function checkBatch(ctx: OwnerCtx, run: ImportRun, batch: number): Promise<number> {
  const rows = await nextRows(ctx.db, run, ['new'], batch)
  if (rows.length === 0) {
    await move(ctx, run, 'ready')
    return 1
  }
  for (const row of rows) {
    const verdict = await checkRow(ctx, run, row)
    await ctx.db
      .update(importRow)
      .set(
        verdict.status === 'problem'
          ? { status: 'problem', problems: verdict.problems }
          : { status: verdict.status, subjectId: verdict.subjectId },
      )
      .where(and(rowKey(run, row), eq(importRow.status, 'new')))
  }
  return rows.length
}

async function applyBatch(
  ctx: OwnerCtx,
  run: ImportRun,
  { batch = BATCH, onError }: Options,
): Promise<number> {
  const rows = await nextRows(ctx.db, run, ['create', 'update'], batch)
  if (rows.length === 0) {
    await move(ctx, run, 'done')
    return 1
  }
  for (const row of rows) await apply(ctx, run, row, onError)
  return rows.length
}

/** A row that is refused is told of and stops no other; one that Stripe did not answer for is tried again. */
async function apply(
  ctx: OwnerCtx,
  run: ImportRun,
  row: ImportRowRow,
  onError: Options['onError'],
): Promise<void> {
  try {
    await applyRow(ctx, run, row)
  } catch (error) {
    const refusal = error instanceof DomainError ? error : null
    if (refusal?.code === 'stripe_unavailable') throw error
    if (!refusal) onError?.(error, `${run.id} row ${row.seq}`)
    const isStripe = refusal?.code === 'card_declined' || refusal?.code === 'payment_method_required'
    await ctx.db
      .update(importRow)
      .set({
        status: 'problem',
        problems: [
          {
            code: isStripe ? 'stripe_refused' : 'refused',
            value: (refusal?.message ?? 'Internal error').slice(0, 200),
          },
        ],
      })
      .where(and(rowKey(run, row), eq(importRow.status, row.status)))
  }
}

/** To `ready`, or to its end. */
async function move(ctx: OwnerCtx, run: ImportRun, status: 'ready' | 'done'): Promise<void> {
  await transact(ctx, async (t) => {
    const ended = status === 'done' ? { endedAt: wallNow() } : {}
    const [moved] = await t.tx
      .update(importRun)
      .set({ status, ...ended })
      .where(and(keyOf(run), eq(importRun.status, run.status)))
      .returning({ id: importRun.id })
    if (!moved || status !== 'done') return
    await record(t, 'import.finished', { ownerId: run.ownerId, subjectId: run.id })
  })
}

/** Whoever asked for an import did what it does: the audit log names them. */
function actorOf(name: string): Actor {
  const [kind, id = ''] = name.split(':')
  if (kind === 'user') return { kind, userId: id, email: '' }
  return kind === 'operator' ? { kind } : { kind: 'system' }
}

const keyOf = (run: ImportRun) => and(eq(importRun.ownerId, run.ownerId), eq(importRun.id, run.id))
const rowKey = (run: ImportRun, row: ImportRowRow) =>
  and(eq(importRow.ownerId, run.ownerId), eq(importRow.importId, run.id), eq(importRow.seq, row.seq))
