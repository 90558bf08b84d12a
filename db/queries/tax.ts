import { and, asc, eq, gt, inArray, isNull, like, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { taxCountry, taxRule, taxState, taxType } from '@/db/schema'
import type { Currency } from '@/server/core/money'
import type { Page, PageInput } from '@/server/core/page'
import { pgArray } from '../bulk'
import { isUuid } from '../id'
import { prepared } from '../prepared'
import { containing, pageOf, pageParts } from './page'

export type TaxTypeRow = typeof taxType.$inferSelect
export type TaxCountryRow = typeof taxCountry.$inferSelect
export type TaxStateRow = typeof taxState.$inferSelect
export type TaxRuleRow = typeof taxRule.$inferSelect

/** What an owner has set up of some countries, and all of its tax types. */
export type TaxSetup = {
  types: TaxTypeRow[]
  countries: TaxCountryRow[]
  states: TaxStateRow[]
  rules: TaxRuleRow[]
}

/** Tax types per owner, and states or rules of the countries asked for: more than anybody keeps. */
const ROWS_MAX = 10_000

/** Four queries, whatever the number of countries; they come together. */
export async function loadTaxSetup(db: Db | Tx, ownerId: string, codes: string[]): Promise<TaxSetup> {
  const of = { ownerId, codes: pgArray(codes) }
  const asked = codes.length > 0
  const [types, countries, states, rules] = await Promise.all([
    ownTypes(db).execute({ ownerId }),
    asked ? ownCountries(db).execute(of) : [],
    asked ? ownStates(db).execute(of) : [],
    asked ? ownRules(db).execute(of) : [],
  ])
  return { types, countries, states, rules }
}

export type TaxTypeFilter = { name?: string | undefined }

export async function pageTaxTypes(
  db: Db,
  ownerId: string,
  { name }: TaxTypeFilter,
  page: PageInput,
): Promise<Page<TaxTypeRow>> {
  const { where, orderBy, limit } = pageParts(taxType.id, page)
  const rows = await db
    .select()
    .from(taxType)
    .where(and(eq(taxType.ownerId, ownerId), where, name ? like(taxType.name, containing(name)) : undefined))
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(rows, page)
}

/** The tax types of these ids that the owner has. */
export function findTaxTypes(db: Db | Tx, ownerId: string, ids: string[]): Promise<TaxTypeRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .select()
    .from(taxType)
    .where(and(eq(taxType.ownerId, ownerId), inArray(taxType.id, ids)))
}

export type TaxCountryFilter = { collecting?: boolean | undefined; inEu?: boolean | undefined }

/** Countries by code, which is also the cursor. */
export async function pageTaxCountries(
  db: Db,
  ownerId: string,
  { collecting, inEu }: TaxCountryFilter,
  page: PageInput,
): Promise<Page<TaxCountryRow>> {
  const rows = await db
    .select()
    .from(taxCountry)
    .where(
      and(
        eq(taxCountry.ownerId, ownerId),
        collecting === undefined ? undefined : eq(taxCountry.collecting, collecting),
        inEu === undefined ? undefined : eq(taxCountry.inEu, inEu),
        page.after === undefined ? undefined : gt(taxCountry.code, page.after),
      ),
    )
    .orderBy(asc(taxCountry.code))
    .limit(page.limit + 1)
  return pageOf(rows, page)
}

/** The rules of a country (`state` null) or of a state, each with its tax type. */
export async function pageTaxRules(
  db: Db,
  ownerId: string,
  of: { country: string; state: string | null; taxType?: string | undefined },
  page: PageInput,
): Promise<Page<TaxRuleRow & { taxType: TaxTypeRow }>> {
  const { where, orderBy, limit } = pageParts(taxRule.id, page)
  if (of.taxType && !isUuid(of.taxType)) return { rows: [], hasMore: false }
  const rows = await db
    .select({ rule: taxRule, type: taxType })
    .from(taxRule)
    .innerJoin(taxType, and(eq(taxType.ownerId, taxRule.ownerId), eq(taxType.id, taxRule.taxTypeId)))
    .where(
      and(
        eq(taxRule.ownerId, ownerId),
        eq(taxRule.country, of.country),
        of.state === null ? isNull(taxRule.state) : eq(taxRule.state, of.state),
        of.taxType ? eq(taxRule.taxTypeId, of.taxType) : undefined,
        where,
      ),
    )
    .orderBy(orderBy)
    .limit(limit)
  return pageOf(
    rows.map(({ rule, type }) => ({ ...rule, taxType: type })),
    page,
  )
}

/** What was sold to buyers in a place, in one currency. `region` is as they wrote it, in lower case. */
export type Turnover = {
  country: string
  region: string
  currency: Currency
  net: number
  transactions: number
}

/**
 * Sales since an instant to buyers in these countries, wherever they were taxed: net of what credit notes took
 * back, without drafts and voided invoices. One query for any number of countries.
 */
export async function sumTurnover(
  db: Db | Tx,
  ownerId: string,
  of: { countries: string[]; since: Date; until: Date },
): Promise<Turnover[]> {
  const rows = await db.execute<
    Record<'country' | 'region' | 'currency' | 'net' | 'transactions', string>
  >(sql`
    select i.buyer->'address'->>'country' as country,
      lower(btrim(coalesce(i.buyer->'address'->>'region', ''))) as region,
      i.currency, sum(i.net - coalesce(c.net, 0)) as net, count(*) as transactions
    from invoice i
    left join lateral (
      select sum(n.net) as net from credit_note n where n.owner_id = i.owner_id and n.invoice_id = i.id
    ) c on true
    where i.owner_id = ${ownerId} and i.status in ('open', 'paid', 'uncollectible')
      and i.issued_at > ${of.since.toISOString()}::timestamptz
      and i.issued_at <= ${of.until.toISOString()}::timestamptz
      and (i.buyer->'address'->>'country') in ${of.countries}
    group by 1, 2, 3`)
  return rows.map(({ net, transactions, ...place }) => ({
    ...place,
    net: Number(net),
    transactions: Number(transactions),
  }))
}

const owner = sql.placeholder('ownerId')
const CODES = sql`any(${sql.placeholder('codes')}::text[])`

const ownTypes = prepared((db) =>
  db
    .select()
    .from(taxType)
    .where(eq(taxType.ownerId, owner))
    .orderBy(asc(taxType.id))
    .limit(ROWS_MAX)
    .prepare('own_tax_types'),
)

const ownCountries = prepared((db) =>
  db
    .select()
    .from(taxCountry)
    .where(and(eq(taxCountry.ownerId, owner), sql`${taxCountry.code} = ${CODES}`))
    .prepare('own_tax_countries'),
)

const ownStates = prepared((db) =>
  db
    .select()
    .from(taxState)
    .where(and(eq(taxState.ownerId, owner), sql`${taxState.country} = ${CODES}`))
    .orderBy(asc(taxState.code))
    .limit(ROWS_MAX)
    .prepare('own_tax_states'),
)

const ownRules = prepared((db) =>
  db
    .select()
    .from(taxRule)
    .where(and(eq(taxRule.ownerId, owner), sql`${taxRule.country} = ${CODES}`))
    .orderBy(asc(taxRule.id))
    .limit(ROWS_MAX)
    .prepare('own_tax_rules'),
)
