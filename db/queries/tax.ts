import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { taxCountry, taxRule, taxState, taxType } from '@/db/schema'
import type { Currency } from '@/server/core/money'

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
  const asked = codes.length > 0
  const [types, countries, states, rules] = await Promise.all([
    db.select().from(taxType).where(eq(taxType.ownerId, ownerId)).orderBy(asc(taxType.id)).limit(ROWS_MAX),
    asked
      ? db
          .select()
          .from(taxCountry)
          .where(and(eq(taxCountry.ownerId, ownerId), inArray(taxCountry.code, codes)))
      : [],
    asked
      ? db
          .select()
          .from(taxState)
          .where(and(eq(taxState.ownerId, ownerId), inArray(taxState.country, codes)))
          .orderBy(asc(taxState.code))
          .limit(ROWS_MAX)
      : [],
    asked
      ? db
          .select()
          .from(taxRule)
          .where(and(eq(taxRule.ownerId, ownerId), inArray(taxRule.country, codes)))
          .orderBy(asc(taxRule.id))
          .limit(ROWS_MAX)
      : [],
  ])
  return { types, countries, states, rules }
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
    select upper(i.buyer->'address'->>'country') as country,
      lower(btrim(coalesce(i.buyer->'address'->>'region', ''))) as region,
      i.currency, sum(i.net - coalesce(c.net, 0)) as net, count(*) as transactions
    from invoice i
    left join lateral (
      select sum(n.net) as net from credit_note n where n.owner_id = i.owner_id and n.invoice_id = i.id
    ) c on true
    where i.owner_id = ${ownerId} and i.status in ('open', 'paid', 'uncollectible')
      and i.issued_at > ${of.since.toISOString()}::timestamptz
      and i.issued_at <= ${of.until.toISOString()}::timestamptz
      and upper(i.buyer->'address'->>'country') in ${of.countries}
    group by 1, 2, 3`)
  return rows.map(({ net, transactions, ...place }) => ({
    ...place,
    net: Number(net),
    transactions: Number(transactions),
  }))
}
