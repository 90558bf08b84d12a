import { type AnyColumn, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Tx } from './index'

/**
 * Writes many rows with one statement: one array a column, taken apart by `unnest`. Ten thousand rows are as few
 * parameters as one, and Postgres keeps one plan for all sizes. Every row must have the same columns; what no row
 * names gets its default.
 */
export async function insertRows<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: T['$inferInsert'][],
): Promise<void> {
  if (rows.length === 0) return
  const { names, arrays } = columnsOf(table, rows)
  await tx.execute(
    sql`insert into ${table} (${sql.join(names, sql`, `)}) select * from unnest(${sql.join(arrays, sql`, `)})`,
  )
}

/**
 * Updates many rows of an owner with one statement, found by their `id`. Every row must have the same columns.
 */
export async function updateRows<T extends PgTable>(
  tx: Tx,
  table: T,
  ownerId: string,
  rows: (Partial<T['$inferInsert']> & { id: string })[],
): Promise<void> {
  if (rows.length === 0) return
  const { keys, names, arrays } = columnsOf(table, rows as T['$inferInsert'][])
  const changes = names.flatMap((name, i) => (keys[i] === 'id' ? [] : [sql`${name} = given.${name}`]))
  await tx.execute(
    sql`update ${table} as kept set ${sql.join(changes, sql`, `)}
      from unnest(${sql.join(arrays, sql`, `)}) as given (${sql.join(names, sql`, `)})
      where kept.owner_id = ${ownerId} and kept.id = given.id`,
  )
}

/**
 * Writes that follow each other on one connection without waiting for each answer: while Postgres does one, the next
 * is put together. They are done in this order; the first that fails is thrown.
 */
export async function inOrder(writes: (() => Promise<unknown>)[]): Promise<void> {
  const sent: Promise<unknown>[] = []
  for (const write of writes) {
    const answer = write()
    // It is awaited below, after the others were sent.
    answer.catch(() => undefined)
    sent.push(answer)
    await sending()
  }
  await Promise.all(sent)
}

/** A turn of the event loop, in which what was asked for goes out. */
const sending = () => new Promise<void>((resolve) => setImmediate(resolve))

/** `column = any(array)`: one parameter however many there are, so that one plan serves all. */
export const inArrayOf = (column: AnyColumn, ids: string[]): SQL =>
  sql`${column} = any(${pgArray(ids)}::${sql.raw(column.getSQLType())}[])`

/** Values as a Postgres array literal. */
export function pgArray(values: readonly unknown[]): string {
  return `{${values.map(element).join(',')}}`
}

function columnsOf<T extends PgTable>(table: T, rows: T['$inferInsert'][]) {
  const columns = getTableColumns(table)
  const keys = Object.keys(rows[0] ?? {})
  const of = (key: string) => {
    const column = columns[key]
    if (!column) throw new Error(`${key} is not a column`)
    return column
  }
  const names = keys.map((key) => sql.identifier(of(key).name))
  const arrays = keys.map((key) => {
    const column = of(key)
    const values = rows.map((row) => {
      const value: unknown = (row as Record<string, unknown>)[key]
      return value === null || value === undefined ? null : column.mapToDriverValue(value)
    })
    return sql`${pgArray(values)}::${sql.raw(column.getSQLType())}[]`
  })
  return { keys, names, arrays }
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  const text = value instanceof Date ? value.toISOString() : String(value)
  return PLAIN.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`
}

/** Needs no quotes in an array literal: ids, instants, words; but for the word that means nothing. */
const PLAIN = /^(?!null$)[\w.:+-]+$/i
