import { sql } from 'drizzle-orm'
import { foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { createdAt, instant, ownerId } from './columns'
import { customer } from './customer'
import { owner } from './owner'

/** A person who signs in. Raising `token_version` revokes every session of theirs at once. */
export const user = pgTable(
  'app_user',
  {
    id: uuid('id').primaryKey(),
    email: text('email').notNull(),
    name: text('name'),
    locale: text('locale').notNull().default('en'),
    tokenVersion: integer('token_version').notNull().default(1),
    emailVerifiedAt: instant('email_verified_at'),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex('app_user_email').on(sql`lower(${t.email})`)],
)

export type OwnerRole = 'admin' | 'finance' | 'viewer'

export const ownerMember = pgTable(
  'owner_member',
  {
    ownerId: ownerId().references(() => owner.id),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id),
    role: text('role').$type<OwnerRole>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.userId] }), index('owner_member_user').on(t.userId)],
)

export type CustomerRole = 'billing_admin' | 'viewer'

export const customerMember = pgTable(
  'customer_member',
  {
    ownerId: ownerId(),
    customerId: uuid('customer_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id),
    role: text('role').$type<CustomerRole>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.ownerId, t.customerId, t.userId] }),
    foreignKey({ columns: [t.ownerId, t.customerId], foreignColumns: [customer.ownerId, customer.id] }),
    index('customer_member_user').on(t.userId),
  ],
)

/** A bearer token of the bucket API; only its hash is kept. An access token names the refresh token it came from. */
export const token = pgTable(
  'token',
  {
    hash: text('hash').primaryKey(),
    id: uuid('id').notNull().unique(),
    kind: text('kind').$type<'access' | 'refresh'>().notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => user.id),
    refreshId: uuid('refresh_id'),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
    createdAt: createdAt(),
  },
  (t) => [index('token_refresh').on(t.refreshId), index('token_user').on(t.userId)],
)

/** One use, short life: the secret in an e-mailed sign-in link, hashed. */
export const signInToken = pgTable('sign_in_token', {
  hash: text('hash').primaryKey(),
  email: text('email').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

/** Counts of a fixed window, for sign-in and token calls. */
export const rateLimit = pgTable(
  'rate_limit',
  {
    key: text('key').notNull(),
    windowAt: instant('window_at').notNull(),
    count: integer('count').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.key, t.windowAt] })],
)
