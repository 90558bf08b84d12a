import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '@/db'
import type { Page, PageInput } from '@/server/core/page'
import type { Month } from '@/server/core/report-month'
import type { TaxNote } from '@/server/core/tax'
import { CUSTOMER, instant, startsOf } from './mrr-report'
import { pageOf } from './page'

/** Which documents: those issued in a period, and where told of one brand. */
export type DocumentFilter = { ownerId: string; from: Date; before: Date; brandId?: string | undefined }

/** What the tax office is told of one country and rate. */
export type TaxSum = {
  currency: string
  /** Where it was taxed; where no tax was due, where the buyer is. */
  country: string | null
  state: string | null
  ratePpm: number
  /** Why no tax was charged, where the law has a name for it. */
  note: TaxNote | null
  net: number
  tax: number
  total: number
  documents: number
}

/** Net, tax and gross of what was invoiced, less what credit notes took back, by country and rate. */
export async function sumTaxes(db: Db, filter: DocumentFilter): Promise<TaxSum[]> {
  const rows = await db.execute<
    Record<keyof TaxSum, string> & Pick<TaxSum, 'country' | 'state' | 'note'>
  >(sql`
    with lines as (${linesOf(filter)})
    select currency, country, state, rate_ppm as "ratePpm", note,
      sum(net) as net, sum(tax) as tax, sum(total) as total, count(distinct document_id) as documents
    from lines group by 1, 2, 3, 4, 5
    order by currency, country nulls last, state nulls first, rate_ppm desc, note nulls first`)
  return rows.map((row) => ({
    ...row,
    ratePpm: Number(row.ratePpm),
    net: Number(row.net),
    tax: Number(row.tax),
    total: Number(row.total),
    documents: Number(row.documents),
  }))
}

/** What one product brought in a month, without tax. `productId` null: what was sold without one. */
export type ProductSum = { month: number; currency: string; productId: string | null; net: number }

/** Net revenue by product and month. */
export async function sumProducts(
  db: Db,
  filter: DocumentFilter,
  months: readonly Month[],
): Promise<ProductSum[]> {
  const rows = await db.execute<Record<keyof ProductSum, string>>(sql`
    with lines as (${linesOf(filter)}),
    sums as (
      select width_bucket(issued_at, ${startsOf(months)}) - 1 as month, currency, price_id, sum(net) as net
      from lines group by 1, 2, 3)
    select s.month, s.currency, p.product_id as "productId", sum(s.net) as net
    from sums s left join price p on p.owner_id = ${filter.ownerId} and p.id = s.price_id
    group by 1, 2, 3`)
  return rows.map((row) => ({ ...row, month: Number(row.month), net: Number(row.net) }))
}

/** The names of products. */
export async function listProductNames(db: Db, ownerId: string): Promise<Map<string, string>> {
  const rows = await db.execute<{ id: string; name: string }>(
    sql`select id, name from product where owner_id = ${ownerId} limit 10000`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Which part of documents: all of these hold at once. */
export type PartFilter = {
  currency?: string | undefined
  tax?: Pick<TaxSum, 'country' | 'state' | 'ratePpm' | 'note'> | undefined
  /** Null: what was sold without one. */
  productId?: string | null | undefined
}

/** A document with what of it is in that part. */
export type DocumentRow = {
  id: string
  kind: 'invoice' | 'credit_note'
  number: string
  issuedAt: Date
  /** The invoice itself, or the one a credit note is about. */
  invoiceId: string
  customerId: string
  customer: string
  currency: string
  net: number
  tax: number
  total: number
}

/** Documents that have a part in a report, in the order they were issued. */
export async function pageDocuments(
  db: Db,
  filter: DocumentFilter & PartFilter,
  page: PageInput,
): Promise<Page<DocumentRow>> {
  const back = page.before !== undefined
  const cursor = page.before ?? page.after
  const order = back ? sql`desc` : sql`asc`
  type Amounts = Record<'net' | 'tax' | 'total' | 'issuedAt', string>
  const rows = await db.execute<Omit<DocumentRow, keyof Amounts> & Amounts>(sql`
    with lines as (${linesOf(filter)}),
    page as (
      select document_id as id, kind, number, issued_at, invoice_id, customer_id, currency,
        sum(net) as net, sum(tax) as tax, sum(total) as total
      from lines l where ${partOf(filter)}
        ${
          cursor === undefined
            ? sql``
            : sql`and (issued_at, document_id) ${back ? sql`<` : sql`>`} (
              select issued_at, id from invoice where owner_id = ${filter.ownerId} and id = ${cursor}::uuid
              union all
              select issued_at, id from credit_note where owner_id = ${filter.ownerId} and id = ${cursor}::uuid)`
        }
      group by 1, 2, 3, 4, 5, 6, 7
      order by issued_at ${order}, document_id ${order} limit ${page.limit + 1})
    select p.id, p.kind, p.number, p.issued_at as "issuedAt", p.invoice_id as "invoiceId",
      p.customer_id as "customerId", ${CUSTOMER} as customer, p.currency, p.net, p.tax, p.total
    from page p join customer c on c.owner_id = ${filter.ownerId} and c.id = p.customer_id
    order by p.issued_at ${order}, p.id ${order}`)
  return pageOf(
    rows.map((row) => ({
      ...row,
      issuedAt: new Date(row.issuedAt),
      net: Number(row.net),
      tax: Number(row.tax),
      total: Number(row.total),
    })),
    page,
  )
}

/** Each line of the invoices and credit notes of a period; a credit note's are below zero. */
const linesOf = (filter: DocumentFilter): SQL => sql`
  select 'invoice' as kind, i.id as document_id, i.number, i.issued_at, i.id as invoice_id, i.customer_id, i.currency,
    ${PLACE}, l.price_id, l.tax_rate_ppm as rate_ppm, l.net, l.tax, l.total
  from invoice i join invoice_line l on l.owner_id = i.owner_id and l.invoice_id = i.id
  where i.owner_id = ${filter.ownerId} and i.status not in ('draft', 'void') and ${issuedIn(sql`i`, filter)}
  union all
  select 'credit_note', n.id, n.number, n.issued_at, i.id, n.customer_id, n.currency,
    ${PLACE}, l.price_id, k.tax_rate_ppm, -k.net, -k.tax, -k.total
  from credit_note n
  join credit_note_line k on k.owner_id = n.owner_id and k.credit_note_id = n.id
  join invoice_line l on l.owner_id = n.owner_id and l.id = k.invoice_line_id
  join invoice i on i.owner_id = n.owner_id and i.id = n.invoice_id
  where n.owner_id = ${filter.ownerId} and ${issuedIn(sql`n`, filter)}`

/** Where an invoice `i` counts. */
const PLACE = sql`
  coalesce(i.tax_country, i.buyer -> 'address' ->> 'country') as country, i.tax_state as state,
  case when l.tax_rate_ppm <> 0 then null
    when i.notes ? 'reverse_charge' then 'reverse_charge'
    when i.notes ? 'intra_community_supply' then 'intra_community_supply'
    when i.notes ? 'outside_eu' then 'outside_eu' end as note`

const issuedIn = (document: SQL, { from, before, brandId }: DocumentFilter): SQL => sql`
  ${document}.issued_at >= ${instant(from)} and ${document}.issued_at < ${instant(before)}
  ${brandId === undefined ? sql`` : sql`and ${document}.brand_id = ${brandId}::uuid`}`

function partOf({ ownerId, currency, tax, productId }: DocumentFilter & PartFilter): SQL {
  const conditions = [
    currency === undefined ? sql`true` : sql`l.currency = ${currency}`,
    tax === undefined
      ? sql`true`
      : sql`l.country is not distinct from ${tax.country}::text and l.state is not distinct from ${tax.state}::text
          and l.rate_ppm = ${tax.ratePpm}::int and l.note is not distinct from ${tax.note}::text`,
    productId === undefined
      ? sql`true`
      : productId === null
        ? sql`l.price_id is null`
        : sql`l.price_id in (select id from price where owner_id = ${ownerId} and product_id = ${productId}::uuid)`,
  ]
  return sql.join(conditions, sql` and `)
}
