import { sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { newId } from '@/db/id'
import { customerMember, ownerMember } from '@/db/schema'
import type { CustomerRole, OwnerRole } from '@/db/schema/user'
import type { Actor } from './ctx'
import { START, type Testkit } from './testkit'
import { ensureUser } from './usecases/customer'
import { addCard } from './usecases/payment-method'
import { startSubscription } from './usecases/subscription-start'

export type Person = Extract<Actor, { kind: 'user' }>

export type Business = { ownerId: string; admin: Person }

/** What is attacked, and who tries. */
export type IsolationWorld = {
  ownerId: string
  /**
   * Every thing of the attacked owner has this one id: the customer, its invoice, the plan … So an input needs not be
   * told which of its fields is whose, and a field that is added tomorrow is attacked tomorrow.
   */
  id: string
  /** Somebody else's whole business, and its admin. */
  elsewhere: Business
  /** One more of those, with nothing in it: what was made in another by an earlier attack is not found in it. */
  another(): Promise<Business>
  /** Another customer of the same owner, and who pays for it. */
  beside: { customerId: string; person: Person }
  viewers: { owner: Person; customer: Person }
  /** All that the attacked owner has, table by table. */
  fingerprint(): Promise<Record<string, string>>
}

/** A word that stands in every text of what is attacked: an answer to anybody else must not have it. */
export const MARK = 'belongs-to-the-attacked'
/** The same in what is the attacked customer's own. */
export const CUSTOMER_MARK = 'is-the-attacked-customer'

export async function isolationWorld(kit: Testkit): Promise<IsolationWorld> {
  const { db } = kit.database
  const { id: ownerId } = await kit.owner()
  const sold = await kit.plan(ownerId, { code: MARK, prices: [{ amount: 3_000 }] })
  const customer = await kit.customer(ownerId, { email: `${CUSTOMER_MARK}@example.com` })
  await addCard(customer, { token: 'tok_visa' })
  const price = { id: sold.priceIds[0] ?? '' }
  await startSubscription(await kit.at(customer, START), {
    ...{ plan: sold.planId, price, payment: null, seats: 1, metadata: { MARK } },
  })
  const id = await collapse(db, ownerId)
  const another = async () => {
    const other = await kit.owner()
    return { ownerId: other.id, admin: await memberOf(db, other.id, 'admin') }
  }
  const beside = await kit.customer(ownerId)
  const scope = { ownerId, customerId: id }
  return {
    ownerId,
    id,
    elsewhere: await another(),
    another,
    beside: {
      customerId: beside.customer.id,
      person: await customerPerson(db, { ownerId, customerId: beside.customer.id }, 'billing_admin'),
    },
    viewers: {
      owner: await memberOf(db, ownerId, 'viewer'),
      customer: await customerPerson(db, scope, 'viewer'),
    },
    fingerprint: () => fingerprint(db, ownerId),
  }
}

type Column = { table: string; column: string; type: string; required: boolean }

/** Leaves the owner one row of each table, in which every id is the same; what has no row yet gets one. */
async function collapse(db: Db, ownerId: string): Promise<string> {
  const id = newId()
  await db.transaction(async (tx) => {
    // Neither foreign keys nor triggers see the rows on their way to their new ids; afterwards they fit again.
    await tx.execute(sql`set local session_replication_role = replica`)
    for (const [table, columns] of await tenantTables(tx)) {
      const name = sql.identifier(table)
      await tx.execute(sql`delete from ${name} where owner_id = ${ownerId} and ctid not in (
        select ctid from ${name} where owner_id = ${ownerId} order by ctid limit 1)`)
      const uuids = columns.filter(({ column, type }) => type === 'uuid' && column !== 'owner_id')
      const [row] = await tx.execute(sql`select 1 from ${name} where owner_id = ${ownerId}`)
      if (!row) await fill(tx, table, columns, { ownerId, id })
      else if (uuids.length > 0) {
        const changes = uuids.map(({ column }) => sql`${sql.identifier(column)} = ${id}`)
        await tx.execute(sql`update ${name} set ${sql.join(changes, sql`, `)} where owner_id = ${ownerId}`)
      }
    }
    await tx.execute(sql`update owner set primary_brand_id = ${id}, name = ${MARK} where id = ${ownerId}`)
    await tx.execute(
      sql`update customer set name = ${CUSTOMER_MARK}, company_name = ${CUSTOMER_MARK} where owner_id = ${ownerId}`,
    )
  })
  return id
}

async function tenantTables(tx: Tx): Promise<Map<string, Column[]>> {
  const columns = await tx.execute<Column>(sql`
    select c.table_name as table, c.column_name as column, c.udt_name as type,
      c.is_nullable = 'NO' and c.column_default is null and c.is_generated = 'NEVER' as required
    from information_schema.columns c
    where c.table_schema = 'public' and exists (select 1 from information_schema.columns o
      where o.table_schema = 'public' and o.table_name = c.table_name and o.column_name = 'owner_id')
    order by 1, 2`)
  const tables = new Map<string, Column[]>()
  for (const column of columns) tables.set(column.table, [...(tables.get(column.table) ?? []), column])
  return tables
}

/** A row of whatever its columns allow: it is never read by who owns it, only looked for by who does not. */
async function fill(
  tx: Tx,
  table: string,
  columns: Column[],
  of: { ownerId: string; id: string },
): Promise<void> {
  const given = columns.filter(
    ({ column, type, required }) => required || (type === 'uuid' && column !== 'owner_id'),
  )
  const names = given.map(({ column }) => sql.identifier(column))
  const values = given.map(({ column, type }) =>
    column === 'owner_id'
      ? sql`${of.ownerId}::uuid`
      : type === 'uuid'
        ? sql`${of.id}::uuid`
        : sql`${sql.raw(VALUES[type] ?? `'${MARK}'`)}`,
  )
  const checks = await tx.execute<{ name: string; definition: string }>(sql`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where contype = 'c' and conrelid = ${`public.${table}`}::regclass`)
  const target = sql.identifier(table)
  for (const { name } of checks)
    await tx.execute(sql`alter table ${target} drop constraint ${sql.identifier(name)}`)
  await tx.execute(
    sql`insert into ${target} (${sql.join(names, sql`, `)}) values (${sql.join(values, sql`, `)})`,
  )
  // As they were, but for the row that is there by now.
  for (const { name, definition } of checks)
    await tx.execute(
      sql`alter table ${target} add constraint ${sql.identifier(name)} ${sql.raw(definition)} not valid`,
    )
}

const VALUES: Record<string, string> = {
  int4: '1',
  int8: '1',
  numeric: '1',
  bool: 'false',
  jsonb: `'{}'`,
  timestamptz: `'2026-01-01'`,
  date: `'2026-01-01'`,
  bpchar: `'EU'`,
  _text: `'{}'`,
}

/** A digest of each table's rows of an owner, and of the owner, in one query. */
async function fingerprint(db: Db, ownerId: string): Promise<Record<string, string>> {
  const tables = [...(await db.transaction(tenantTables)).keys()]
  const digests = tables.map(
    (table) => sql`select ${table}::text as name, (select md5(coalesce(string_agg(
      (to_jsonb(t) - 'last_used_at')::text, ',' order by t::text), '')) from ${sql.identifier(table)} t
      where owner_id = ${ownerId}) as digest`,
  )
  const owner = sql`select 'owner', (select md5(to_jsonb(o)::text) from owner o where id = ${ownerId})`
  const rows = await db.execute<{ name: string; digest: string }>(
    sql.join([...digests, owner], sql` union all `),
  )
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}

async function memberOf(db: Db, ownerId: string, role: OwnerRole): Promise<Person> {
  const person = await newPerson(db)
  await db.insert(ownerMember).values({ ownerId, userId: person.userId, role })
  return person
}

async function customerPerson(
  db: Db,
  of: { ownerId: string; customerId: string },
  role: CustomerRole,
): Promise<Person> {
  const person = await newPerson(db)
  await db.insert(customerMember).values({ ...of, userId: person.userId, role })
  return person
}

async function newPerson(db: Db): Promise<Person> {
  const email = `${newId()}@example.com`
  return { kind: 'user', userId: await db.transaction((tx) => ensureUser({ tx }, email)), email }
}
