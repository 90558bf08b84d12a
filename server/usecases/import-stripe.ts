import { and, eq, sql } from 'drizzle-orm'
import { findImport, type ImportRun } from '@/db/queries/import'
import { importRow, importRun } from '@/db/schema'
import type { ImportCursor, ImportSource } from '@/db/schema/import'
import type { ImportData, ImportKind, ImportProblem } from '../core/import'
import { type OwnerCtx, type TxCtx, transact } from '../ctx'
import type {
  StripeChargeRow,
  StripeCustomerRow,
  StripePage,
  StripePriceRow,
  StripeProductRow,
  StripeSubscriptionRow,
} from '../stripe/export'

type Found = { kind: ImportKind; externalId: string; data: ImportData | null; problems: ImportProblem[] }
type FromStripe = Extract<ImportSource, { from: 'stripe' }>

/** More than this is no account that one import brings in. */
export const ROWS_MAX = 200_000

/**
 * Reads one page of what an account at Stripe has into the rows of an import, and says where the next one begins. A
 * page that is read twice is kept once.
 */
export async function readPage(ctx: OwnerCtx, run: ImportRun, source: FromStripe): Promise<void> {
  const cursor = run.cursor ?? { list: 'product', after: null }
  const page = await listOf(ctx, source, cursor)
  await transact(ctx, async (t) => {
    const current = await findImport(t.tx, run.ownerId, run.id, { lock: true })
    // Somebody else has read it meanwhile.
    if (!current || !isSame(current.cursor ?? { list: 'product', after: null }, cursor)) return
    if (current.status !== 'reading') return
    let rows = await insertFound(t, current, page.rows)
    const isLast = page.next === null
    if (isLast && cursor.list === 'price') rows = await derivePlans(t, { ...current, rows })
    const next = isLast ? following(cursor.list, source) : { ...cursor, after: page.next }
    await t.tx
      .update(importRun)
      .set({
        rows,
        cursor: next,
        ...(next === null || rows >= ROWS_MAX ? { status: 'checking' as const } : {}),
      })
      .where(and(eq(importRun.ownerId, run.ownerId), eq(importRun.id, run.id)))
  })
}

const LISTS: ImportCursor['list'][] = ['product', 'price', 'customer', 'subscription', 'payment']

function following(list: ImportCursor['list'], source: FromStripe): ImportCursor | null {
  const next = LISTS[LISTS.indexOf(list) + 1]
  if (next === undefined || (next === 'payment' && source.paymentsSince === null)) return null
  return { list: next, after: null }
}

const isSame = (a: ImportCursor, b: ImportCursor): boolean => a.list === b.list && a.after === b.after

async function listOf(
  ctx: OwnerCtx,
  source: FromStripe,
  { list, after }: ImportCursor,
): Promise<StripePage<Found>> {
  const stripe = ctx.stripe.for(source.account)
  switch (list) {
    case 'product':
      return mapped(await stripe.listProducts({ after }), productFound)
    case 'price':
      return mapped(await stripe.listPrices({ after }), priceFound)
    case 'customer':
      return mapped(await stripe.listCustomers({ after }), customerFound)
    case 'subscription':
      return mapped(await stripe.listSubscriptions({ after }), subscriptionFound)
    case 'payment':
      return mapped(
        await stripe.listCharges({ after, since: new Date(source.paymentsSince ?? 0) }),
        paymentFound,
      )
  }
}

const mapped = <T>(page: StripePage<T>, row: (one: T) => Found[]): StripePage<Found> => ({
  rows: page.rows.flatMap(row),
  next: page.next,
})

const found = (
  kind: ImportKind,
  externalId: string,
  data: ImportData,
  problems: ImportProblem[],
): Found[] => [{ kind, externalId, data: problems.length > 0 ? null : data, problems }]

const productFound = ({ id, name, physical }: StripeProductRow): Found[] =>
  found('product', id, { kind: 'product', name, physical }, [])

function priceFound(price: StripePriceRow): Found[] {
  const { id, productId, amount, currency, interval, taxIncluded, kind } = price
  const problems: ImportProblem[] =
    kind === 'tiers' || kind === 'metered' ? [{ code: kind }] : amount === null ? [{ code: 'no_amount' }] : []
  const data = {
    kind: 'price' as const,
    product: productId,
    amount: amount ?? 0,
    currency,
    interval,
    taxIncluded,
  }
  return found('price', id, data, problems)
}

/** Customers that Folio itself made are here already, or another owner's. */
function customerFound(customer: StripeCustomerRow): Found[] {
  if (customer.isFolios) return []
  const { id, email, name, companyName, address } = customer
  const locale = (['en', 'de', 'fr'] as const).find((each) => each === customer.locale) ?? null
  const data: ImportData = {
    kind: 'customer',
    email: email ?? '',
    name,
    companyName,
    address,
    vatNumber: null,
    locale,
    reference: null,
    stripeCustomerId: id,
  }
  return found('customer', id, data, email ? [] : [{ code: 'required', field: 'email' }])
}

const TAKEN: ReadonlySet<string> = new Set(['active', 'trialing', 'past_due'])

function subscriptionFound(of: StripeSubscriptionRow): Found[] {
  const problems: ImportProblem[] =
    of.items !== 1
      ? [{ code: 'several_items' }]
      : TAKEN.has(of.status)
        ? []
        : [{ code: 'ended', field: 'status', value: of.status }]
  const data: ImportData = {
    kind: 'subscription',
    customer: of.customerId,
    plan: of.productId,
    price: of.priceId,
    seats: Math.max(1, of.quantity),
    startedAt: of.startedAt.toISOString(),
    periodStartAt: of.periodStartAt.toISOString(),
    periodEndAt: of.periodEndAt.toISOString(),
    trialing: of.status === 'trialing',
    cancelAtPeriodEnd: of.cancelAtPeriodEnd,
  }
  return found('subscription', of.id, data, problems)
}

/** Only what was paid: what failed is no history of money. */
function paymentFound(charge: StripeChargeRow): Found[] {
  if (!charge.isHistory || charge.amount <= 0) return []
  const { id, customerId, amount, refunded, currency, paidAt } = charge
  const data: ImportData = {
    kind: 'payment',
    customer: customerId ?? '',
    amount,
    currency,
    tax: 0,
    refunded,
    paidAt: paidAt.toISOString(),
    number: id,
    description: charge.description ?? `Stripe ${id}`,
  }
  return found('payment', id, data, customerId === null ? [{ code: 'no_customer' }] : [])
}

/** Rows get their places in the order in which they are found; answers the place after the last. */
async function insertFound(t: TxCtx<OwnerCtx>, run: ImportRun, all: Found[]): Promise<number> {
  const rows = all.slice(0, Math.max(0, ROWS_MAX - run.rows)).map((one, at) => ({
    ...one,
    ownerId: run.ownerId,
    importId: run.id,
    seq: run.rows + at,
    status: 'new' as const,
  }))
  if (rows.length > 0) await t.tx.insert(importRow).values(rows)
  return run.rows + rows.length
}

/** At Stripe a product is sold at its prices; here that is a plan: one of each product that has a recurring price. */
async function derivePlans(t: TxCtx<OwnerCtx>, run: ImportRun): Promise<number> {
  const rows = await t.tx.execute<{ product: string; name: string; prices: string[] }>(sql`
    select p.external_id as product, p.data ->> 'name' as name,
      array_agg(r.external_id order by r.seq desc) as prices
    from import_row p join import_row r on r.owner_id = p.owner_id and r.import_id = p.import_id
      and r.kind = 'price' and r.data ->> 'product' = p.external_id and r.data -> 'interval' <> 'null'::jsonb
    where p.owner_id = ${run.ownerId} and p.import_id = ${run.id} and p.kind = 'product' and p.data is not null
    group by p.external_id, p.data ->> 'name', p.seq order by p.seq`)
  const plans = rows.map(
    ({ product, name, prices }): Found => ({
      kind: 'plan',
      externalId: product,
      data: {
        kind: 'plan',
        // Names may well be the same twice; ids are not.
        code: `${slug(name)}_${slug(product).slice(-8)}`,
        name,
        product,
        prices,
        trialDays: 0,
        perSeat: true,
        public: false,
      },
      problems: [],
    }),
  )
  return insertFound(t, run, plans)
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60)
