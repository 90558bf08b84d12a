import {
  type CustomerRow,
  type PaymentRow,
  type PlanRow,
  type PriceRow,
  type ProductRow,
  readers,
  type SubscriptionRow,
} from './import-row'

/** What can be brought in, in the order in which one needs the other. */
export const IMPORT_KINDS = ['product', 'price', 'plan', 'customer', 'subscription', 'payment'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** What a file can hold; the history of payments comes from Stripe alone, which has the proof of it. */
export const CSV_KINDS = ['customer', 'product', 'price', 'plan', 'subscription'] as const
export type CsvKind = (typeof CSV_KINDS)[number]

/** One thing to bring in, whatever it came from. Others are named by their ids over there. */
export type ImportData =
  | ({ kind: 'customer' } & CustomerRow)
  | ({ kind: 'product' } & ProductRow)
  | ({ kind: 'price' } & PriceRow)
  | ({ kind: 'plan' } & PlanRow)
  | ({ kind: 'subscription' } & SubscriptionRow)
  | ({ kind: 'payment' } & PaymentRow)

/** Why a row cannot be brought in, by a word that pages have a sentence for, and what it is about. */
export type ImportProblem = { code: ImportProblemCode; field?: string; value?: string }

export const IMPORT_PROBLEMS = [
  'required',
  'email',
  'country',
  'number',
  'amount',
  'currency',
  'interval',
  'date',
  'choice',
  'too_long',
  'twice',
  'no_such',
  'price_of_other_product',
  'amount_changed',
  'customer_of_other_account',
  'several_customers',
  'code_taken',
  'tiers',
  'metered',
  'no_amount',
  'several_items',
  'period_over',
  'ended',
  'no_customer',
  'no_brand',
  'stripe_refused',
  'refused',
] as const
export type ImportProblemCode = (typeof IMPORT_PROBLEMS)[number]

/** A column of a file: what it is called here, and what else people call it. */
export type Column = { name: string; aliases: readonly string[]; required: boolean }

const column = (name: string, aliases: readonly string[] = [], required = false): Column => ({
  name,
  aliases,
  required,
})
const needed = (name: string, ...aliases: string[]): Column => column(name, aliases, true)

/** The documented format (docs/imports.md). */
export const COLUMNS: Record<CsvKind, readonly Column[]> = {
  customer: [
    needed('id', 'customer id', 'external id', 'customer'),
    needed('email', 'e-mail', 'email address', 'mail'),
    column('name', ['full name', 'contact', 'description']),
    column('company', ['company name', 'organisation', 'organization']),
    column('line1', ['address', 'street', 'address line 1', 'address line1']),
    column('line2', ['address line 2', 'address line2']),
    column('postcode', ['zip', 'zip code', 'postal code', 'address postal code']),
    column('city', ['town', 'address city']),
    column('region', ['state', 'county', 'address state']),
    column('country', ['country code', 'address country']),
    column('vat_number', ['vat', 'vat id', 'tax id', 'tax number']),
    column('locale', ['language', 'lang']),
    column('reference', ['your reference', 'order reference']),
  ],
  product: [
    needed('id', 'product id', 'external id', 'product'),
    needed('name', 'product name', 'title'),
    column('physical', ['shippable']),
  ],
  price: [
    needed('id', 'price id', 'external id', 'price'),
    needed('product', 'product id'),
    needed('amount', 'unit amount', 'price amount'),
    needed('currency'),
    needed('interval', 'schedule', 'billing interval', 'period'),
    column('interval_count', ['interval count', 'every']),
    column('tax_included', ['tax inclusive', 'including tax', 'gross']),
  ],
  plan: [
    needed('id', 'plan id', 'external id', 'code', 'plan'),
    needed('name', 'plan name', 'title'),
    needed('product', 'product id'),
    needed('prices', 'price', 'price ids', 'price id'),
    column('trial_days', ['trial', 'trial period days', 'trial days']),
    column('per_seat', ['per user', 'seats']),
    column('public', ['visible', 'open']),
  ],
  subscription: [
    needed('id', 'subscription id', 'external id', 'subscription'),
    needed('customer', 'customer id'),
    needed('plan', 'plan id', 'plan code'),
    needed('price', 'price id'),
    column('seats', ['quantity', 'users']),
    column('started_at', ['start date', 'created', 'created (utc)', 'start date (utc)']),
    needed('period_end', 'current period end', 'current period end (utc)', 'renews at', 'next billing date'),
    column('period_start', ['current period start', 'current period start (utc)']),
    column('cancel_at_period_end', ['cancels', 'ends']),
  ],
}

/** Which column of a file is which of ours; what is not mentioned is not read, and what is missing is refused. */
export type Mapping = { columns: Record<string, number>; ignored: string[]; missing: string[] }

export function mapColumns(kind: CsvKind, header: readonly string[]): Mapping {
  const plain = header.map(plainName)
  const columns: Record<string, number> = {}
  for (const { name, aliases } of COLUMNS[kind]) {
    const names = [name, ...aliases].map(plainName)
    // The name itself goes before its aliases, wherever it stands.
    const at = names.map((each) => plain.indexOf(each)).find((each) => each >= 0)
    if (at !== undefined && !Object.values(columns).includes(at)) columns[name] = at
  }
  const used = new Set(Object.values(columns))
  return {
    columns,
    ignored: header.filter((name, at) => name !== '' && !used.has(at)),
    missing: COLUMNS[kind].filter((each) => each.required && !(each.name in columns)).map(({ name }) => name),
  }
}

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()

export type ReadRow = { externalId: string; data: ImportData | null; problems: ImportProblem[] }

/** One row of a file. What is wrong with it is all said at once. */
export function readImportRow(kind: CsvKind, mapping: Mapping, cells: readonly string[]): ReadRow {
  const record = Object.fromEntries(
    Object.entries(mapping.columns).map(([name, at]) => [name, cells[at]?.trim() ?? '']),
  )
  const problems: ImportProblem[] = COLUMNS[kind]
    .filter((each) => each.required && !record[each.name])
    .map(({ name }) => ({ code: 'required', field: name }))
  const read = readers(record, problems)
  const data = read[kind]()
  return { externalId: (record.id ?? '').slice(0, 200), data: problems.length === 0 ? data : null, problems }
}
