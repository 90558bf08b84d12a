import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema'

export type Db = PostgresJsDatabase<typeof schema>
/** A transaction: what a use-case gets inside `transact`. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

export type Database = { db: Db; close(): Promise<void> }

/** Opens a pool. One client for drizzle alone: drizzle changes its parsers (stack.md, trap 4). */
export function openDatabase(url: string, options: { poolMax?: number } = {}): Database {
  const client = postgres(url, { max: options.poolMax ?? 20, onnotice: () => {} })
  return { db: drizzle(client, { schema }), close: () => client.end({ timeout: 5 }) }
}
