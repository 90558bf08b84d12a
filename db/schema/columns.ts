import { bigint, char, customType, timestamp, uuid } from 'drizzle-orm/pg-core'
import type { Quantity } from '@/server/core/pricing'

/** A UUIDv7 made by `newId()`; it is also the list cursor (design §6). */
export const id = () => uuid('id').notNull()

/** The tenant: first column of every tenant table's primary key. */
export const ownerId = () => uuid('owner_id').notNull()

/** An amount in minor units. */
export const money = (name: string) => bigint(name, { mode: 'number' })

/**
 * An exact decimal: a whole number as a number, a fraction as decimal text, so that nothing ever passes
 * through a float.
 */
export const decimal = customType<{ data: Quantity; driverData: string }>({
  dataType: () => 'numeric',
  toDriver: (value) => String(value),
  fromDriver: (text) => {
    const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text
    const whole = plain.includes('.') ? Number.NaN : Number(plain)
    return Number.isSafeInteger(whole) ? whole : plain
  },
})

/** ISO 4217 in upper case. */
export const currency = (name = 'currency') => char(name, { length: 3 })

/** A UTC instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

/** Wall-clock time of the row itself, for people who debug; billing never reads it. */
export const createdAt = () => instant('created_at').notNull().defaultNow()
