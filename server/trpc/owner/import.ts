import { z } from 'zod'
import { CSV_KINDS, IMPORT_KINDS } from '../../core/import'
import {
  CSV_LENGTH_MAX,
  confirmImport,
  discardImport,
  type ImportCounts,
  type ImportRowRow,
  type ImportRun,
  importAccounts,
  listImportRows,
  listImports,
  requireImport,
  startCsvImport,
  startStripeImport,
} from '../../usecases/import'
import { ownerProcedure, router } from '../trpc'
import { cursorInput, cursorsOf } from './cursor'

const one = z.object({ importId: z.uuid() })
const LIMIT = 25
const ROWS_LIMIT_MAX = 500

/** Bringing in what was kept elsewhere: a dry run, which writes nothing, and then in the background. */
export const ownerImportRouter = router({
  list: ownerProcedure
    .input(z.object(cursorInput))
    .query(async ({ ctx: { scope }, input: { after, before } }) => {
      const page = await listImports(scope, { limit: LIMIT, after, before })
      return { imports: page.rows.map(presentRun), ...cursorsOf(page, { after, before }) }
    }),

  get: ownerProcedure.input(one).query(async ({ ctx: { scope }, input }) => {
    const { run, counts } = await requireImport(scope, input.importId)
    return { ...presentRun(run), ...presentCounts(counts) }
  }),

  /** What is wrong, or what would be and was done, in the order of the rows. */
  rows: ownerProcedure
    .input(
      one.extend({
        of: z.enum(['problems', 'all']),
        kind: z.enum(IMPORT_KINDS).optional(),
        after: z.number().int().min(0).optional(),
        limit: z.number().int().min(1).max(ROWS_LIMIT_MAX).default(50),
      }),
    )
    .query(async ({ ctx: { scope }, input: { importId: id, of, kind, after, limit } }) => {
      const statuses = of === 'problems' ? (['problem'] as const) : ALL
      const { rows, hasMore } = await listImportRows(scope, {
        id,
        statuses: [...statuses],
        kind,
        after,
        limit,
      })
      return { rows: rows.map(presentRow), next: hasMore ? (rows.at(-1)?.seq ?? null) : null }
    }),

  /** The accounts at Stripe that can be read. */
  accounts: ownerProcedure.query(({ ctx: { scope } }) => importAccounts(scope)),

  startCsv: ownerProcedure
    .input(
      z.object({ kind: z.enum(CSV_KINDS), file: z.string().max(400), text: z.string().max(CSV_LENGTH_MAX) }),
    )
    .mutation(({ ctx: { scope }, input: { kind, file, text } }) =>
      startCsvImport(scope, { kind, file, text }),
    ),

  startStripe: ownerProcedure
    .input(
      z.object({
        accountId: z.uuid().nullable(),
        subscriptions: z.enum(['take_over', 'paused']),
        /** How far back payments are brought in; null: none are. */
        paymentsMonths: z.number().int().min(1).max(240).nullable(),
      }),
    )
    .mutation(({ ctx: { scope }, input: { accountId, subscriptions, paymentsMonths } }) =>
      startStripeImport(scope, { accountId, subscriptions, paymentsMonths }),
    ),

  confirm: ownerProcedure
    .input(one)
    .mutation(({ ctx: { scope }, input }) => confirmImport(scope, input.importId)),

  discard: ownerProcedure
    .input(one)
    .mutation(({ ctx: { scope }, input }) => discardImport(scope, input.importId)),
})

const ALL = ['new', 'create', 'update', 'skip', 'problem', 'created', 'updated'] as const

function presentRun({ id, source, status, rows, error, createdAt, endedAt }: ImportRun) {
  const from =
    source.from === 'csv'
      ? {
          from: source.from,
          kind: source.kind,
          file: source.file,
          ignored: source.mapping.ignored,
          columns: Object.keys(source.mapping.columns),
        }
      : {
          from: source.from,
          isOwnAccount: source.account === null,
          subscriptions: source.subscriptions,
          paymentsSince: source.paymentsSince === null ? null : new Date(source.paymentsSince),
        }
  return { id, source: from, status, rows, error, createdAt, endedAt }
}

/** Per kind how many rows there are of each; `left` is what is not done yet. */
function presentCounts(counts: ImportCounts) {
  const of = (kind: string, ...statuses: string[]) =>
    counts
      .filter((each) => each.kind === kind && statuses.includes(each.status))
      .reduce((sum, { count }) => sum + count, 0)
  const kinds = IMPORT_KINDS.filter((kind) => counts.some((each) => each.kind === kind)).map((kind) => ({
    kind,
    create: of(kind, 'create', 'created'),
    update: of(kind, 'update', 'updated'),
    skip: of(kind, 'skip'),
    problem: of(kind, 'problem'),
    unchecked: of(kind, 'new'),
    done: of(kind, 'created', 'updated'),
  }))
  const sum = (name: 'create' | 'update' | 'skip' | 'problem' | 'unchecked' | 'done') =>
    kinds.reduce((total, each) => total + each[name], 0)
  return {
    kinds,
    total: {
      create: sum('create'),
      update: sum('update'),
      skip: sum('skip'),
      problem: sum('problem'),
      unchecked: sum('unchecked'),
      done: sum('done'),
    },
  }
}

const presentRow = ({ seq, line, kind, externalId, status, problems, subjectId }: ImportRowRow) => ({
  seq,
  line,
  kind,
  externalId,
  status,
  problems,
  subjectId,
})
