import { bigint, char, timestamp, uuid } from 'drizzle-orm/pg-core'

/** A UUIDv7 made by `newId()`; it is also the list cursor (design §6). */
export const id = () => uuid('id').notNull()

/** The tenant: first column of every tenant table's primary key. */
export const ownerId = () => uuid('owner_id').notNull()

/** An amount in minor units. */
export const money = (name: string) => bigint(name, { mode: 'number' })

/** ISO 4217 in upper case. */
export const currency = (name = 'currency') => char(name, { length: 3 })

/** A UTC instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Wall-clock time of the row itself, for people who debug; billing never reads it. */
export const createdAt = () => instant('created_at').notNull().defaultNow()
