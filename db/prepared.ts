import type { Db, Tx } from './index'

/**
 * A query with placeholders, built once per pool: building the text of one takes longer than Postgres takes to
 * answer it. In a transaction it is built for that transaction. Placeholders are sent as they are, so give
 * instants as ISO text.
 */
export function prepared<Q>(build: (db: Db) => Q): (db: Db | Tx) => Q {
  const made = new WeakMap<Db | Tx, Q>()
  return (db) => {
    const known = made.get(db)
    if (known) return known
    // A transaction has all of the pool's query builders.
    const query = build(db as Db)
    made.set(db, query)
    return query
  }
}
