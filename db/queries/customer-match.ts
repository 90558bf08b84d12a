import { and, desc, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '@/db'
import { customer, invoice } from '@/db/schema'
import { containing } from './page'

/** What is listed beside a thing of theirs, to say whose it is. */
export const CUSTOMER_NAMES = {
  id: customer.id,
  name: customer.name,
  companyName: customer.companyName,
  email: customer.email,
}

/** Whose a row of a list is. */
export type CustomerNames = { id: string; name: string | null; companyName: string | null; email: string }

/** More customers than this have nothing in common that somebody searches for. */
const MATCHES_MAX = 1_000

/** The newest customers in whose name, company or e-mail a text is. */
export function listNamedCustomers(
  db: Db,
  ownerId: string,
  text: string,
  limit: number,
): Promise<CustomerNames[]> {
  const like = containing(text)
  const { name, companyName, email } = customer
  return db
    .select(CUSTOMER_NAMES)
    .from(customer)
    .where(
      and(eq(customer.ownerId, ownerId), or(ilike(name, like), ilike(companyName, like), ilike(email, like))),
    )
    .orderBy(desc(customer.id))
    .limit(limit)
}

/** Rows of customers in whose name, company or e-mail a text is, whatever its case. */
function ofCustomerLike(column: PgColumn, ownerId: string, text: string): SQL {
  const like = containing(text)
  return sql`${column} in (select c.id from customer c where c.owner_id = ${ownerId}
    and (c.name ilike ${like} or c.company_name ilike ${like} or c.email ilike ${like}) limit ${MATCHES_MAX})`
}

/** Rows joined to an invoice that has a text in its number, in a column more, or in whose it is. */
export function ofInvoice(
  ownerId: string,
  of: { text?: string | undefined; customerId?: string | undefined; brandId?: string | undefined },
  also?: PgColumn,
): (SQL | undefined)[] {
  const { text, customerId, brandId } = of
  return [
    text
      ? or(
          ilike(invoice.number, containing(text)),
          also && ilike(also, containing(text)),
          ofCustomerLike(invoice.customerId, ownerId, text),
        )
      : undefined,
    customerId === undefined ? undefined : eq(invoice.customerId, customerId),
    brandId === undefined ? undefined : eq(invoice.brandId, brandId),
  ]
}
