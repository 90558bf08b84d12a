import postgres from 'postgres'
import type { Kind, Row } from './kind'
import { SCHEMA_SQL } from './schema'

export type Sql = postgres.Sql

const CONNECTIONS_MAX = 8
/** Any number; it only has to be the same for two sandboxes that start on one database at once. */
const SCHEMA_LOCK = 731_003_117

/** Opens the sandbox's own small pool and brings its schema up to date; safe to run again and at the same time. */
export async function openStore(databaseUrl: string): Promise<Sql> {
  const sql = postgres(databaseUrl, {
    max: CONNECTIONS_MAX,
    onnotice: () => undefined,
    // What Folio knows of an answer it commits itself, later in the same log: no answer is lost that it has acted on.
    connection: { application_name: 'stripe-sandbox', synchronous_commit: 'off' },
  })
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${SCHEMA_LOCK})`
    await tx.unsafe(SCHEMA_SQL).simple()
  })
  return sql
}

export type ObjectRow = { id: string; kind: Kind; data: unknown; hidden: unknown; version: number }

/** The rows of these ids, in no order; what is not there is left out. */
export async function loadRows(sql: Sql, account: string, ids: readonly string[]): Promise<Row[]> {
  if (ids.length === 0) return []
  const rows =
    ids.length === 1
      ? await sql<ObjectRow[]>`
          select id, kind, data, hidden, version from stripe_sandbox.object
          where account = ${account} and id = ${ids[0] ?? ''}`
      : await sql<ObjectRow[]>`
          select id, kind, data, hidden, version from stripe_sandbox.object
          where account = ${account} and id = any(${[...ids]})`
  return rows.map((row) => row as Row)
}
