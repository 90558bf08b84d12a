import { createInterface } from 'node:readline'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import postgres, { type ReservedSql, type Sql } from 'postgres'

// A whole database as text, by Postgres' own COPY: for where there is no pg_dump.

/** What a copy begins with. */
type Head = { folio: 1; migration: string; at: string }
/** What the lines of a table are introduced by; they end with `\.`, which no line of COPY is. */
type TableHead = { table: [schema: string, name: string]; columns: string[] }
type SequenceHead = { sequence: [schema: string, name: string]; value: string }

const END = '\\.'

/** A copy that cannot be restored here; the message says why. */
export class CopyError extends Error {}

/** Every row of a database as of one instant, while it is being used: lines of text, for `restoreDatabase`. */
export async function* copyDatabase(url: string): AsyncGenerator<Buffer> {
  const pool = postgres(url, { max: 1, onnotice: () => undefined })
  const sql = await pool.reserve()
  try {
    await sql`begin isolation level repeatable read read only`
    const head: Head = { folio: 1, migration: await migrationOf(sql), at: new Date().toISOString() }
    yield line(head)
    for (const { schema, name, columns } of await tablesOf(sql)) {
      yield line({ table: [schema, name], columns } satisfies TableHead)
      const rows = await sql`copy ${sql(schema)}.${sql(name)} (${sql(columns)}) to stdout`.readable()
      for await (const chunk of rows) yield chunk as Buffer
      yield Buffer.from(`${END}\n`)
    }
    for (const { schema, name, value } of await sequencesOf(sql))
      if (value !== null) yield line({ sequence: [schema, name], value } satisfies SequenceHead)
    await sql`commit`
  } finally {
    sql.release()
    await pool.end({ timeout: 5 })
  }
}

/**
 * Puts a copy into a database that has Folio's tables and nothing in them, all of it or nothing. Needs a superuser:
 * rows come in the order of tables and not of who refers to whom, so no constraint between them may look meanwhile.
 *
 * @throws CopyError when the copy is of another schema, is cut short, or the database is not empty.
 */
export async function restoreDatabase(url: string, copy: Readable): Promise<{ tables: number }> {
  const lines = createInterface({ input: copy, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  const next = async (): Promise<string | null> => {
    const { value, done } = await lines.next()
    return done ? null : value
  }
  const head = JSON.parse((await next()) ?? '{}') as Partial<Head>
  if (head.folio !== 1) throw new CopyError('This file is no backup of Folio')
  const pool = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    let tables = 0
    await pool.begin(async (sql) => {
      if ((await migrationOf(sql)) !== head.migration)
        throw new CopyError(
          'The backup was made by another version of Folio: restore it with that one, then upgrade',
        )
      const [owner] = await sql`select 1 from owner limit 1`
      if (owner) throw new CopyError('The database is not empty: a backup is restored into a new one')
      await sql`set local session_replication_role = replica`
      const known = await tablesOf(sql)
      for (const { schema, name } of known) await sql`truncate ${sql(schema)}.${sql(name)} cascade`
      for (let text = await next(); text !== null; text = await next()) {
        const part = JSON.parse(text) as TableHead | SequenceHead
        if ('sequence' in part) {
          await sql`select setval(format('%I.%I', ${part.sequence[0]}::text, ${part.sequence[1]}::text), ${part.value})`
          continue
        }
        await fillTable(sql, part, next)
        tables++
      }
    })
    return { tables }
  } finally {
    await pool.end({ timeout: 5 })
  }
}

type Query = Sql | ReservedSql | postgres.TransactionSql

async function fillTable(sql: Query, part: TableHead, next: () => Promise<string | null>): Promise<void> {
  const [schema, name] = part.table
  const into = await sql`copy ${sql(schema)}.${sql(name)} (${sql(part.columns)}) from stdin`.writable()
  const rows = async function* () {
    for (let text = await next(); text !== END; text = await next()) {
      if (text === null) throw new CopyError('The backup is cut short')
      yield `${text}\n`
    }
  }
  await pipeline(Readable.from(rows()), into as Writable)
}

const line = (head: Head | TableHead | SequenceHead): Buffer => Buffer.from(`${JSON.stringify(head)}\n`)

/** The newest migration by its hash. */
async function migrationOf(sql: Query): Promise<string> {
  const [row] = await sql<{ hash: string }[]>`
    select hash from drizzle.__drizzle_migrations order by created_at desc limit 1`
  return row?.hash ?? ''
}

/** Every table but the record of migrations, with the columns that can be written. */
const tablesOf = (sql: Query) => sql<{ schema: string; name: string; columns: string[] }[]>`
  select c.table_schema as schema, c.table_name as name,
    array_agg(c.column_name::text order by c.ordinal_position) as columns
  from information_schema.columns c
  join information_schema.tables t using (table_schema, table_name)
  where t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
    and c.table_schema not in ('pg_catalog', 'information_schema', 'drizzle')
  group by 1, 2 order by 1, 2`

const sequencesOf = (sql: Query) => sql<{ schema: string; name: string; value: string | null }[]>`
  select schemaname as schema, sequencename as name, last_value::text as value from pg_sequences
  where schemaname not in ('pg_catalog', 'information_schema', 'drizzle')`
