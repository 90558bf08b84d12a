import { date, foreignKey, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { currency, instant, money, ownerId } from './columns'
import { brand } from './owner'

/** What came in and went back in one stretch of time, as two amounts of one brand in one currency. */
const sums = () => ({
  ownerId: ownerId(),
  brandId: uuid('brand_id').notNull(),
  currency: currency().notNull(),
  /** Below zero where more was taken back (a bank debit returned late) than arrived. */
  charged: money('charged').notNull(),
  refunded: money('refunded').notNull(),
})

/**
 * Sales by quarter-hour, a projection of the ledger written in the transaction that moves the money. Quarter-hours,
 * because each offset of a time zone is a multiple of one: from these the hours and days of any zone add up.
 */
export const salesQuarter = pgTable(
  'sales_quarter',
  { ...sums(), bucketAt: instant('bucket_at').notNull() },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.brandId, t.bucketAt, t.currency] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
  ],
)

/** The same by day of the owner's time zone: what charts of months are read from. */
export const salesDay = pgTable(
  'sales_day',
  { ...sums(), day: date('day', { mode: 'string' }).notNull() },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.brandId, t.day, t.currency] }),
    foreignKey({ columns: [t.ownerId, t.brandId], foreignColumns: [brand.ownerId, brand.id] }),
  ],
)
