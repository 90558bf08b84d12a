import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import { apiKey, brand, customer } from '@/db/schema'
import { batched } from '../batch'
import { isUuid } from '../id'

export type KeyQuestion = {
  /** Of the API key. */
  hash: string
  customerId: string
  now: Date
}

/**
 * The hottest read of the BillaBear API: from the hash of a program's key and a customer's id to that customer.
 * What is asked at the same time is answered by one prepared query (see subscription-by-token.ts). It answers only
 * the good case; the ordinary reads say what was wrong otherwise.
 */
export function findCustomerByKey(db: Db, of: KeyQuestion): Promise<CustomerByKey | undefined> {
  if (!isUuid(of.customerId)) return Promise.resolve(undefined)
  const read = readOf.get(db) ?? openRead(db)
  return read(of)
}

export type CustomerByKey = Awaited<ReturnType<typeof select>>[number]

/** The limit takes nothing away: as a parameter it makes the planner keep one plan by indexes. */
const asked = sql`(
  select * from unnest(${sql.placeholder('hashes')}::text[], ${sql.placeholder('ids')}::uuid[],
    ${sql.placeholder('nows')}::text[]) with ordinality
  limit ${sql.placeholder('count')}::int) as asked (hash, id, at, n)`

const select = (db: Db) =>
  db
    .select({
      n: sql<string>`asked.n`,
      scopes: apiKey.scopes,
      lastUsedAt: apiKey.lastUsedAt,
      brandCode: brand.code,
      id: customer.id,
      name: customer.name,
      email: customer.email,
      reference: customer.reference,
      externalReference: customer.externalReference,
      stripeCustomerId: customer.stripeCustomerId,
      address: customer.address,
      companyName: customer.companyName,
      status: customer.status,
      locale: customer.locale,
      billingType: customer.billingType,
      type: customer.type,
      vatNumber: customer.vatNumber,
      standardTaxRatePpm: customer.standardTaxRatePpm,
      digitalTaxRatePpm: customer.digitalTaxRatePpm,
      invoiceFormat: customer.invoiceFormat,
      marketingOptIn: customer.marketingOptIn,
      metadata: customer.metadata,
    })
    .from(asked)
    .innerJoin(
      apiKey,
      and(
        sql`${apiKey.hash} = asked.hash`,
        isNull(apiKey.revokedAt),
        sql`(${apiKey.expiresAt} is null or ${apiKey.expiresAt} > asked.at::timestamptz)`,
      ),
    )
    .innerJoin(customer, and(eq(customer.ownerId, apiKey.ownerId), sql`${customer.id} = asked.id`))
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))

/** As in subscription-by-token.ts. */
const LIMITS = { sizeMax: 16, runningMax: 4 }

const readOf = new WeakMap<Db, (of: KeyQuestion) => Promise<CustomerByKey | undefined>>()

function openRead(db: Db) {
  const query = select(db).prepare('customer_by_key')
  const read = batched(async (questions: KeyQuestion[]) => {
    const rows = await query.execute({
      hashes: questions.map(({ hash }) => hash),
      ids: questions.map(({ customerId }) => customerId),
      count: questions.length,
      nows: questions.map(({ now }) => now.toISOString()),
    })
    const answers = new Array<CustomerByKey | undefined>(questions.length)
    for (const row of rows) answers[Number(row.n) - 1] = row
    return answers
  }, LIMITS)
  readOf.set(db, read)
  return read
}
