import { afterAll, beforeAll } from 'vitest'
import { type Database, openDatabase } from '@/db'
import { newId } from '@/db/id'
import { brand, numberSeries, owner, plan, planPrice, price, product } from '@/db/schema'
import { createTestDatabase, type TestDatabase } from '@/sandbox/postgres/test-database'
import { startStripeSandbox } from '@/sandbox/stripe/start'
import { createWebhookSender } from './adapters/webhook'
import type { Address } from './core/address'
import type { Interval } from './core/time'
import type { WebhookPort } from './core/webhook'
import type { Actor, Ctx, CustomerCtx, Owner } from './ctx'
import type { Live } from './live'
import { createSeal } from './seal'
import { connectStripe } from './stripe/connect'
import { enterCustomer, insertCustomer } from './usecases/customer'

/** What tests of verbs and faces stand on: a real Postgres, the Stripe sandbox, the clock passed in. */
export type Testkit = {
  database: Database
  databaseUrl: string
  stripeUrl: string
  /** A context at `now` (default: the kit's fixed start) for an actor (default: the system). */
  ctx(options?: { now?: Date; actor?: Actor }): Ctx
  owner(fields?: OwnerFields): Promise<Owner>
  plan(ownerId: string, fields: PlanFields): Promise<{ planId: string; priceIds: string[] }>
  /** A customer of an owner, entered at `now`. */
  customer(ownerId: string, options?: { email?: string; now?: Date }): Promise<CustomerCtx>
  /** The same customer as the database has it now, at another instant. */
  at(ctx: CustomerCtx, now: Date): Promise<CustomerCtx>
}

export type OwnerFields = {
  /** The brand's own rate, 0 unless told; null: the rules of countries decide. */
  taxRatePpm?: number | null
  address?: Address
  currency?: string
  clockAt?: Date
}
export type PlanFields = {
  code: string
  prices: { amount: number; currency?: string; interval?: Interval; taxIncluded?: boolean }[]
  family?: string
  trialDays?: number
  public?: boolean
}

/** The instant tests start at unless they say another: eye-friendly, the first of a 31-day month. */
export const START = new Date('2026-01-01T00:00:00Z')

/** Stands for AUTH_SECRET. */
export const TEST_SECRET = 'of tests '.repeat(4)

/** Webhooks as in sandbox mode: to this machine, and with a short patience. */
export const testWebhooks: WebhookPort = {
  ...createSeal(TEST_SECRET),
  ...createWebhookSender({ sandbox: true, timeoutMs: 500 }),
}

/** What an app of tests is given that are not about it. */
export const testOutside = {
  webhooks: () => testWebhooks,
  jobs: { names: [], run: async () => ({}) },
  actorOf: async (): Promise<Actor> => ({ kind: 'nobody' }),
  live: (): Live => ({ follow: () => () => {}, hasMovedSince: () => false, close: async () => {} }),
}

/** Starts the parts once for a test file and stops them at its end. Call it at the top of the file. */
export function testkit(): Testkit {
  let database: Database
  let testDatabase: TestDatabase
  let sandbox: Awaited<ReturnType<typeof startStripeSandbox>>
  let stripe: Ctx['stripe']
  beforeAll(async () => {
    testDatabase = await createTestDatabase({ migrated: true })
    database = openDatabase(testDatabase.url, { poolMax: 8 })
    sandbox = await startStripeSandbox({ databaseUrl: testDatabase.url })
    stripe = connectStripe({
      secretKey: 'sk_test_folio',
      webhookSecret: 'whsec_test',
      sandboxUrl: sandbox.url,
    })
  })
  afterAll(async () => {
    await database?.close()
    await sandbox?.stop()
    await testDatabase?.drop()
  })
  const ctx: Testkit['ctx'] = (options = {}) => ({
    db: database.db,
    stripe,
    now: options.now ?? START,
    actor: options.actor ?? { kind: 'system' },
  })
  return {
    get database() {
      return database
    },
    get databaseUrl() {
      return testDatabase.url
    },
    get stripeUrl() {
      return sandbox.url
    },
    ctx,
    owner: (fields = {}) => insertOwner(database, fields),
    plan: (ownerId, fields) => insertPlan(database, ownerId, fields),
    customer: async (ownerId, options = {}) => {
      const at = ctx(options.now ? { now: options.now } : {})
      const email = options.email ?? `customer-${newId()}@example.com`
      const row = await database.db.transaction((tx) => insertCustomer({ ...at, tx }, { ownerId, email }))
      return enterCustomer(at, row.id)
    },
    at: (of, now) => enterCustomer({ db: of.db, stripe: of.stripe, actor: of.actor, now }, of.customer.id),
  }
}

async function insertOwner({ db }: Database, fields: OwnerFields): Promise<Owner> {
  const ownerId = newId()
  const brandId = newId()
  const [row] = await db
    .insert(owner)
    .values({
      id: ownerId,
      email: `owner-${ownerId}@example.com`,
      name: 'Northwind',
      defaultCurrency: fields.currency ?? 'EUR',
      primaryBrandId: brandId,
      clockAt: fields.clockAt ?? null,
    })
    .returning()
  await db.insert(brand).values({
    ownerId,
    id: brandId,
    code: 'default',
    name: 'Northwind',
    email: 'billing@northwind.example',
    address: fields.address ?? { country: 'DE' },
    taxRatePpm: fields.taxRatePpm === undefined ? 0 : fields.taxRatePpm,
    invoicePrefix: 'NW',
  })
  await db.insert(numberSeries).values({ ownerId, brandId, series: 'invoice' })
  if (!row) throw new Error('an inserted owner is returned')
  return row
}

async function insertPlan({ db }: Database, ownerId: string, fields: PlanFields) {
  const productId = newId()
  const planId = newId()
  await db.insert(product).values({ ownerId, id: productId, name: fields.code })
  await db.insert(plan).values({
    ownerId,
    id: planId,
    productId,
    code: fields.code,
    name: fields.code,
    family: fields.family ?? fields.code,
    trialDays: fields.trialDays ?? 0,
    public: fields.public ?? true,
  })
  const priceIds: string[] = []
  for (const [position, of] of fields.prices.entries()) {
    const id = newId()
    priceIds.push(id)
    const interval = of.interval ?? { unit: 'month' as const, count: 1 }
    await db.insert(price).values({
      ownerId,
      id,
      productId,
      amount: of.amount,
      currency: of.currency ?? 'EUR',
      intervalUnit: interval.unit,
      intervalCount: interval.count,
      taxIncluded: of.taxIncluded ?? false,
    })
    await db.insert(planPrice).values({ ownerId, planId, priceId: id, position })
  }
  return { planId, priceIds }
}
