import { customerWords } from '@/components/customer/customer-words'
import type { CsvCell } from '@/server/core/csv'
import { csvFile } from '../../../csv'
import { type DashboardParams, openDashboard, required } from '../../../open'
import { askedOf } from '../search'

type Context = { params: DashboardParams }

/** More customers than this are for a program to read. */
const PAGES_MAX = 100

/** The customers that the list shows, all of them, as a file. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { api, key, words } = await openDashboard(params, '/customers')
  const t = customerWords(words.locale)
  const asked = askedOf(Object.fromEntries(new URL(request.url).searchParams))
  const rows: CsvCell[][] = [
    [
      t('column.id'),
      t('column.name'),
      t('column.company'),
      t('column.email'),
      t('column.vat'),
      t('column.line1'),
      t('column.postcode'),
      t('column.city'),
      t('column.country'),
      t('column.brand'),
      t('column.plan'),
      t('column.billing'),
      t('column.reference'),
      t('column.external'),
      t('column.since'),
    ],
  ]
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const { customers, next } = await required(
      api.customer.export({ ...key, ...asked, ...(after ? { after } : {}) }),
    )
    for (const of of customers)
      rows.push([
        of.id,
        of.name,
        of.companyName,
        of.email,
        of.vatNumber,
        of.address.line1 ?? null,
        of.address.postcode ?? null,
        of.address.city ?? null,
        of.country,
        of.brand,
        of.plans.map(({ name }) => name).join(', '),
        of.billingType,
        of.reference,
        of.externalReference,
        of.createdAt.toISOString(),
      ])
    if (next === null) break
    after = next
  }
  return csvFile('customers.csv', rows)
}
