import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { insertRows } from '@/db/bulk'
import { newId } from '@/db/id'
import {
  countRows,
  findImport,
  type ImportRowRow,
  type ImportRun,
  pageImports,
  pageRows,
} from '@/db/queries/import'
import { importRow, importRun, stripeAccount } from '@/db/schema'
import type { ImportRowStatus, ImportSource, ImportStatus } from '@/db/schema/import'
import { wallNow } from '../clock'
import { readCsv } from '../core/csv-read'
import { CSV_KINDS, type CsvKind, type ImportKind, mapColumns, readImportRow } from '../core/import'
import type { Page, PageInput } from '../core/page'
import { addMonths } from '../core/time'
import { actorName, type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { parse } from './customer'
import { type EventType, record } from './event'

export type { ImportRowRow, ImportRun }

/** Rows and characters of one file: what is larger is brought in in parts. */
export const CSV_ROWS_MAX = 20_000
export const CSV_LENGTH_MAX = 5_000_000

const csvInput = z.object({
  kind: z.enum(CSV_KINDS),
  file: z.string().trim().max(200),
  text: z.string().max(CSV_LENGTH_MAX),
})

/**
 * Reads a file and has it looked at: nothing is brought in before `confirmImport`. A file that cannot be read, lacks a
 * column or is too long is `invalid_input`; what is wrong with single rows is told by the dry run.
 */
export async function startCsvImport(
  ctx: OwnerCtx,
  input: z.input<typeof csvInput>,
): Promise<{ id: string }> {
  requireWrite(ctx)
  const { kind, file, text } = parse(csvInput, input)
  const { mapping, rows } = readFile(kind, text)
  const id = newId()
  await transact(ctx, async (t) => {
    await insertRun(t, {
      id,
      status: 'checking',
      rows: rows.length,
      source: { from: 'csv', kind, file, mapping },
    })
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      await insertRows(
        t.tx,
        importRow,
        rows.slice(at, at + ROWS_AT_ONCE).map(({ line, cells }, i) => {
          const { externalId, data, problems } = readImportRow(kind, mapping, cells)
          return {
            ownerId: t.owner.id,
            importId: id,
            seq: at + i,
            line,
            kind,
            externalId,
            status: 'new' as const,
            data,
            problems,
          }
        }),
      )
  })
  return { id }
}

const stripeInput = z.object({
  /** The id of a connected account; null: the installation's own, which only who runs it may read. */
  accountId: z.uuid().nullable(),
  subscriptions: z.enum(['take_over', 'paused']),
  /** How far back payments are brought in as history; null: none are. */
  paymentsMonths: z.number().int().min(1).max(240).nullable(),
})

/**
 * Begins to read an account at Stripe, for a dry run. Nothing is changed there but, once it is confirmed and where
 * `take_over` says so, that its subscriptions end with the period that is paid for.
 */
export async function startStripeImport(
  ctx: OwnerCtx,
  input: z.input<typeof stripeInput>,
): Promise<{ id: string }> {
  requireWrite(ctx)
  const { accountId, subscriptions, paymentsMonths } = parse(stripeInput, input)
  const paymentsSince = paymentsMonths === null ? null : addMonths(ctx.now, -paymentsMonths).toISOString()
  const account = await accountOf(ctx, accountId)
  const id = newId()
  await transact(ctx, (t) =>
    insertRun(t, {
      id,
      status: 'reading',
      rows: 0,
      source: { from: 'stripe', account, subscriptions, paymentsSince },
    }),
  )
  return { id }
}

/** The accounts that this owner may read from; the installation's own holds everybody's customers. */
export async function importAccounts(ctx: OwnerCtx): Promise<{ id: string | null; name: string | null }[]> {
  const connected = await ctx.db
    .select({ id: stripeAccount.id, name: stripeAccount.name })
    .from(stripeAccount)
    .where(eq(stripeAccount.ownerId, ctx.owner.id))
  return [...(ctx.owner.isHouse ? [{ id: null, name: null }] : []), ...connected]
}

/** The owner's imports, newest first. */
export const listImports = (ctx: OwnerCtx, page: PageInput): Promise<Page<ImportRun>> =>
  pageImports(ctx.db, ctx.owner.id, page)

export type ImportCounts = { kind: ImportKind; status: ImportRowStatus; count: number }[]

/** One import and how its rows stand; `not_found` outside the owner. */
export async function requireImport(
  ctx: OwnerCtx,
  id: string,
): Promise<{ run: ImportRun; counts: ImportCounts }> {
  const run = await findImport(ctx.db, ctx.owner.id, id)
  if (!run) throw noSuchImport()
  return { run, counts: await countRows(ctx.db, run) }
}

/** Rows of an import in some states, in their order. */
export async function listImportRows(
  ctx: OwnerCtx,
  input: {
    id: string
    statuses: ImportRowStatus[]
    kind?: ImportKind | undefined
    after?: number | undefined
    limit: number
  },
): Promise<{ rows: ImportRowRow[]; hasMore: boolean }> {
  const run = await findImport(ctx.db, ctx.owner.id, input.id)
  if (!run) throw noSuchImport()
  return pageRows(ctx.db, run, input)
}

/** Has what the dry run showed done, in the background. Twice is once; what is not ready is `conflict`. */
export const confirmImport = (ctx: OwnerCtx, id: string): Promise<void> =>
  changeRun(ctx, id, { from: ['ready'], to: 'running', type: 'import.confirmed' })

/** Ends an import: what is in stays in, what is not stays out. */
export const discardImport = (ctx: OwnerCtx, id: string): Promise<void> =>
  changeRun(ctx, id, {
    from: ['reading', 'checking', 'ready', 'running'],
    to: 'discarded',
    type: 'import.discarded',
  })

const ROWS_AT_ONCE = 1_000

function readFile(kind: CsvKind, text: string) {
  const lines = readCsv(text, { rowsMax: CSV_ROWS_MAX + 1 })
  if (!lines) throw invalidInput({ file: 'unclosed_quote' })
  const [header, ...rows] = lines
  if (!header || rows.length === 0) throw invalidInput({ file: 'empty' })
  if (rows.length > CSV_ROWS_MAX) throw invalidInput({ file: 'too_long' })
  const mapping = mapColumns(kind, header.cells)
  if (mapping.missing.length > 0)
    throw invalidInput({ file: 'missing_columns', missing: mapping.missing.join(', ') })
  return { mapping, rows }
}

async function accountOf(ctx: OwnerCtx, id: string | null): Promise<string | null> {
  if (id === null) {
    if (ctx.owner.isHouse) return null
    throw invalidInput({ accountId: 'Connect a Stripe account first' })
  }
  const [found] = await ctx.db
    .select({ stripeId: stripeAccount.stripeId })
    .from(stripeAccount)
    .where(and(eq(stripeAccount.ownerId, ctx.owner.id), eq(stripeAccount.id, id)))
  if (!found) throw invalidInput({ accountId: 'There is no such Stripe account' })
  return found.stripeId
}

async function insertRun(
  t: TxCtx<OwnerCtx>,
  of: { id: string; status: ImportStatus; rows: number; source: ImportSource },
): Promise<void> {
  await t.tx.insert(importRun).values({ ...of, ownerId: t.owner.id, actor: actorName(t.actor) })
  await record(t, 'import.started', {
    ownerId: t.owner.id,
    subjectId: of.id,
    payload: { from: of.source.from },
  })
}

async function changeRun(
  ctx: OwnerCtx,
  id: string,
  move: { from: ImportStatus[]; to: 'running' | 'discarded'; type: EventType },
): Promise<void> {
  requireWrite(ctx)
  await transact(ctx, async (t) => {
    const run = await findImport(t.tx, t.owner.id, id, { lock: true })
    if (!run) throw noSuchImport()
    if (run.status === move.to) return
    if (!move.from.includes(run.status))
      throw new DomainError('conflict', { message: `This import is ${run.status}` })
    const at = move.to === 'running' ? { confirmedAt: wallNow() } : { endedAt: wallNow() }
    await t.tx
      .update(importRun)
      .set({ ...at, status: move.to, actor: actorName(t.actor), claimedUntil: null })
      .where(and(eq(importRun.ownerId, t.owner.id), eq(importRun.id, id)))
    await record(t, move.type, { ownerId: t.owner.id, subjectId: id })
  })
}

const noSuchImport = () => new DomainError('not_found', { message: 'No such import' })
