import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns'
import { owner } from './owner'

/**
 * How far the clock of an owner in sandbox mode is to go, or last went: it is moved on a slice at a time, by whoever
 * holds the claim, so that what is left is gone on with after anything whatever.
 */
export const clockRun = pgTable('clock_run', {
  ownerId: uuid('owner_id')
    .primaryKey()
    .references(() => owner.id),
  fromAt: instant('from_at').notNull(),
  targetAt: instant('target_at').notNull(),
  /** Where the owner's clock stood after the last step. */
  at: instant('at').notNull(),
  /** The instants at which something was due. */
  steps: integer('steps').notNull().default(0),
  /** Who asked for it, as the audit log names them. */
  actor: text('actor').notNull(),
  startedAt: instant('started_at').notNull(),
  finishedAt: instant('finished_at'),
  claimedUntil: instant('claimed_until'),
  error: text('error'),
})
