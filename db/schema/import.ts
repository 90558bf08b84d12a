import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { ImportData, ImportKind, ImportProblem, Mapping } from '@/server/core/import'
import { createdAt, id, instant, ownerId } from './columns'
import { owner } from './owner'

/** What becomes of the subscriptions over there: Stripe stops and Folio goes on, or all waits until it is told. */
export type SubscriptionsGo = 'take_over' | 'paused'

export type ImportSource =
  | { from: 'csv'; kind: ImportKind; file: string; mapping: Mapping }
  | {
      from: 'stripe'
      /** The connected account; null: the installation's own. */
      account: string | null
      subscriptions: SubscriptionsGo
      /** Payments since then are brought in as history; null: none. */
      paymentsSince: string | null
    }

/** `reading` from Stripe, `checking` each row, `ready` to be looked at, `running`, and then one of the ends. */
export type ImportStatus = 'reading' | 'checking' | 'ready' | 'running' | 'done' | 'discarded'

/** Where reading from Stripe is: in which list, and after which of its things. */
export type ImportCursor = {
  list: 'product' | 'price' | 'customer' | 'subscription' | 'payment'
  after: string | null
}

/** One go at bringing things in. It is worked on a batch at a time, by whoever holds the claim. */
export const importRun = pgTable(
  'import_run',
  {
    ownerId: ownerId().references(() => owner.id),
    id: id(),
    source: jsonb('source').$type<ImportSource>().notNull(),
    status: text('status').$type<ImportStatus>().notNull(),
    cursor: jsonb('cursor').$type<ImportCursor>(),
    /** How many rows it has so far; the next one is this. */
    rows: integer('rows').notNull().default(0),
    /** Who asked for it, as the audit log names them. */
    actor: text('actor').notNull(),
    claimedUntil: instant('claimed_until'),
    /** What broke last time; it is tried again. */
    error: text('error'),
    confirmedAt: instant('confirmed_at'),
    endedAt: instant('ended_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.id] }),
    index('import_run_open').on(t.createdAt).where(sql`status in ('reading', 'checking', 'running')`),
  ],
)

/** `new` is not looked at yet; `create`, `update` and `skip` are what would be done, and then what was. */
export type ImportRowStatus = 'new' | 'create' | 'update' | 'skip' | 'problem' | 'created' | 'updated'

export const importRow = pgTable(
  'import_row',
  {
    ownerId: ownerId(),
    importId: uuid('import_id').notNull(),
    /** In the order in which one row needs the other. */
    seq: integer('seq').notNull(),
    /** The line of the file; null from Stripe. */
    line: integer('line'),
    kind: text('kind').$type<ImportKind>().notNull(),
    externalId: text('external_id').notNull(),
    status: text('status').$type<ImportRowStatus>().notNull(),
    /** Null when it could not be read. */
    data: jsonb('data').$type<ImportData>(),
    problems: jsonb('problems').$type<ImportProblem[]>().notNull().default([]),
    subjectId: uuid('subject_id'),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.importId, t.seq] }),
    foreignKey({ columns: [t.ownerId, t.importId], foreignColumns: [importRun.ownerId, importRun.id] }),
    index('import_row_external').on(t.ownerId, t.importId, t.kind, t.externalId),
    index('import_row_status').on(t.ownerId, t.importId, t.status, t.seq),
  ],
)

/** What a thing over there is here. Its key is what keeps anything from being brought in twice. */
export const importRef = pgTable(
  'import_ref',
  {
    ownerId: ownerId().references(() => owner.id),
    /** `csv`, or `stripe` with the account. */
    source: text('source').notNull(),
    kind: text('kind').$type<ImportKind>().notNull(),
    externalId: text('external_id').notNull(),
    subjectId: uuid('subject_id').notNull(),
    importId: uuid('import_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.source, t.kind, t.externalId] }),
    index('import_ref_subject').on(t.ownerId, t.subjectId),
  ],
)
