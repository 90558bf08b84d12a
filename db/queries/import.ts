import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { importRef, importRow, importRun } from '@/db/schema'
import type { ImportRowStatus } from '@/db/schema/import'
import type { ImportKind } from '@/server/core/import'
import type { Page, PageInput } from '@/server/core/page'
import { isUuid } from '../id'
import { pageOf, pageParts } from './page'

export type ImportRun = typeof importRun.$inferSelect
export type ImportRowRow = typeof importRow.$inferSelect

export async function pageImports(db: Db, ownerId: string, page: PageInput): Promise<Page<ImportRun>> {
  const { where, orderBy, limit } = pageParts(importRun.id, page, 'desc')
  const rows = await db
    .select()
    .from(importRun)
    .where(and(eq(importRun.ownerId, ownerId), where))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

export async function findImport(
  db: Db | Tx,
  ownerId: string,
  id: string,
  options: { lock?: true } = {},
): Promise<ImportRun | undefined> {
  if (!isUuid(id)) return undefined
  const query = db
    .select()
    .from(importRun)
    .where(and(eq(importRun.ownerId, ownerId), eq(importRun.id, id)))
  const [row] = await (options.lock ? query.for('update') : query)
  return row
}

/** Takes an import that nobody works on, for a while: the one that waits longest. */
export async function claimImport(
  db: Db,
  of: { ownerId?: string | undefined; forMs: number },
): Promise<ImportRun | undefined> {
  const only = of.ownerId === undefined ? sql`` : sql`and owner_id = ${of.ownerId}`
  const [row] = await db
    .update(importRun)
    .set({ claimedUntil: sql`now() + make_interval(secs => ${of.forMs / 1_000})` })
    .where(
      sql`(owner_id, id) in (select owner_id, id from import_run
        where status in ('reading', 'checking', 'running')
          and (claimed_until is null or claimed_until <= now()) ${only}
        order by claimed_until nulls first, created_at limit 1 for update skip locked)`,
    )
    .returning()
  return row
}

/** The next rows in some of their states, in their order. */
export function nextRows(
  db: Db | Tx,
  run: Pick<ImportRun, 'ownerId' | 'id'>,
  statuses: ImportRowStatus[],
  limit: number,
): Promise<ImportRowRow[]> {
  return db
    .select()
    .from(importRow)
    .where(and(ofRun(run), inArray(importRow.status, statuses)))
    .orderBy(asc(importRow.seq))
    .limit(limit)
}

/** How many rows of each kind are in each state. */
export function countRows(db: Db, run: Pick<ImportRun, 'ownerId' | 'id'>) {
  return db
    .select({ kind: importRow.kind, status: importRow.status, count: sql<number>`count(*)::int` })
    .from(importRow)
    .where(ofRun(run))
    .groupBy(importRow.kind, importRow.status)
}

/** Rows in some states in their order, after the one of a place. */
export async function pageRows(
  db: Db,
  run: Pick<ImportRun, 'ownerId' | 'id'>,
  of: {
    statuses: ImportRowStatus[]
    kind?: ImportKind | undefined
    after?: number | undefined
    limit: number
  },
): Promise<{ rows: ImportRowRow[]; hasMore: boolean }> {
  const rows = await db
    .select()
    .from(importRow)
    .where(
      and(
        ofRun(run),
        inArray(importRow.status, of.statuses),
        of.kind && eq(importRow.kind, of.kind),
        of.after === undefined ? undefined : gt(importRow.seq, of.after),
      ),
    )
    .orderBy(asc(importRow.seq))
    .limit(of.limit + 1)
  return { rows: rows.slice(0, of.limit), hasMore: rows.length > of.limit }
}

/** What a thing over there is here, if it was brought in. */
export async function findRef(
  db: Db | Tx,
  ownerId: string,
  of: { source: string; kind: ImportKind; externalId: string },
): Promise<string | undefined> {
  const [row] = await db
    .select({ subjectId: importRef.subjectId })
    .from(importRef)
    .where(
      and(
        eq(importRef.ownerId, ownerId),
        eq(importRef.source, of.source),
        eq(importRef.kind, of.kind),
        eq(importRef.externalId, of.externalId),
      ),
    )
  return row?.subjectId
}

/** Rows of one thing in one import, the first of them first. */
export function rowsOf(
  db: Db | Tx,
  run: Pick<ImportRun, 'ownerId' | 'id'>,
  of: { kind: ImportKind; externalId: string },
): Promise<ImportRowRow[]> {
  return db
    .select()
    .from(importRow)
    .where(and(ofRun(run), eq(importRow.kind, of.kind), eq(importRow.externalId, of.externalId)))
    .orderBy(asc(importRow.seq))
    .limit(2)
}

const ofRun = (run: Pick<ImportRun, 'ownerId' | 'id'>) =>
  and(eq(importRow.ownerId, run.ownerId), eq(importRow.importId, run.id))
