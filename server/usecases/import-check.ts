import { and, eq, sql } from 'drizzle-orm'
import type { Db, Tx } from '@/db'
import { isUuid } from '@/db/id'
import { findRef, type ImportRowRow, type ImportRun, rowsOf } from '@/db/queries/import'
import { brand, customer, payment, plan, price, product, stripeAccount, subscription } from '@/db/schema'
import type { ImportSource } from '@/db/schema/import'
import type { ImportData, ImportKind, ImportProblem } from '../core/import'
import type { OwnerCtx } from '../ctx'

/** What would be done with a row, and with what that is here already. */
export type Verdict =
  | { status: 'create' | 'update' | 'skip'; subjectId: string | null }
  | { status: 'problem'; problems: ImportProblem[] }

/** Where ids come from: those of one file and those of one Stripe account are never taken for each other. */
export const sourceKey = (source: ImportSource): string =>
  source.from === 'csv' ? 'csv' : `stripe:${source.account ?? 'own'}`

/**
 * What a row would come to, by what is here and by the rows before it: nothing is written. Rows are looked at in the
 * order in which one needs the other.
 */
export async function checkRow(ctx: OwnerCtx, run: ImportRun, row: ImportRowRow): Promise<Verdict> {
  const { data } = row
  if (!data) return { status: 'problem', problems: row.problems }
  const [first] = await rowsOf(ctx.db, run, row)
  if (first && first.seq !== row.seq) return problem('twice', 'id', row.externalId)
  const of = { source: sourceKey(run.source), kind: row.kind, externalId: row.externalId }
  const known = (await findRef(ctx.db, ctx.owner.id, of)) ?? null
  const asked = { ctx, run, row, known }
  switch (data.kind) {
    case 'product':
      return known ? checkKnownProduct(ctx, known, data) : created
    case 'price':
      return checkPrice(asked, data)
    case 'plan':
      return checkPlan(asked, data)
    case 'customer':
      return checkCustomer(asked, data)
    case 'subscription':
      return checkSubscription(asked, data)
    case 'payment':
      return checkPayment(asked, data)
  }
}

type Asked = { ctx: OwnerCtx; run: ImportRun; row: ImportRowRow; known: string | null }
type Of<K extends ImportKind> = Extract<ImportData, { kind: K }>

const created: Verdict = { status: 'create', subjectId: null }
const skipped = (subjectId: string): Verdict => ({ status: 'skip', subjectId })
const problem = (code: ImportProblem['code'], field?: string, value?: string): Verdict => ({
  status: 'problem',
  problems: [{ code, ...(field ? { field } : {}), ...(value ? { value: value.slice(0, 80) } : {}) }],
})

async function checkKnownProduct(ctx: OwnerCtx, id: string, data: Of<'product'>): Promise<Verdict> {
  const [row] = await ctx.db
    .select({ name: product.name })
    .from(product)
    .where(and(eq(product.ownerId, ctx.owner.id), eq(product.id, id)))
  return { status: row?.name === data.name ? 'skip' : 'update', subjectId: id }
}

async function checkPrice({ ctx, run, known }: Asked, data: Of<'price'>): Promise<Verdict> {
  if (known) {
    const [row] = await ctx.db
      .select({ amount: price.amount, currency: price.currency })
      .from(price)
      .where(and(eq(price.ownerId, ctx.owner.id), eq(price.id, known)))
    const isSame = row?.amount === data.amount && row.currency === data.currency
    return isSame ? skipped(known) : problem('amount_changed', 'amount')
  }
  return (await willBe(ctx, run, 'product', data.product))
    ? created
    : problem('no_such', 'product', data.product)
}

async function checkPlan({ ctx, run, known }: Asked, data: Of<'plan'>): Promise<Verdict> {
  if (known) return skipped(known)
  if (!(await willBe(ctx, run, 'product', data.product))) return problem('no_such', 'product', data.product)
  for (const id of data.prices) {
    const [row] = await rowsOf(ctx.db, run, { kind: 'price', externalId: id })
    const isOther = row?.data?.kind === 'price' && row.data.product !== data.product
    if (isOther || (await isOfOther(ctx, run, id, data.product)))
      return problem('price_of_other_product', 'prices', id)
    if (!(await willBe(ctx, run, 'price', id))) return problem('no_such', 'prices', id)
  }
  const [taken] = await ctx.db
    .select({ id: plan.id })
    .from(plan)
    .where(and(eq(plan.ownerId, ctx.owner.id), eq(plan.code, data.code)))
  return taken ? problem('code_taken', 'id', data.code) : created
}

/** Whether a price that is here is one of another product than the one that is named. */
async function isOfOther(ctx: OwnerCtx, run: ImportRun, name: string, productName: string): Promise<boolean> {
  const source = sourceKey(run.source)
  const [priceId, productId] = await Promise.all([
    findThing(ctx.db, ctx.owner.id, { source, kind: 'price', name }),
    findThing(ctx.db, ctx.owner.id, { source, kind: 'product', name: productName }),
  ])
  if (!priceId) return false
  const [row] = await ctx.db
    .select({ productId: price.productId })
    .from(price)
    .where(and(eq(price.ownerId, ctx.owner.id), eq(price.id, priceId)))
  return row !== undefined && row.productId !== productId
}

async function checkCustomer({ ctx, run, known }: Asked, data: Of<'customer'>): Promise<Verdict> {
  const { source } = run
  const on = source.from === 'stripe' ? await brandsOnAccount(ctx, source.account) : null
  if (on?.code === null) return problem('no_brand')
  if (known) return { status: 'update', subjectId: known }
  if (data.stripeCustomerId !== null) {
    const [row] = await ctx.db
      .select({ id: customer.id })
      .from(customer)
      .where(and(eq(customer.ownerId, ctx.owner.id), eq(customer.stripeCustomerId, data.stripeCustomerId)))
    if (row) return { status: 'update', subjectId: row.id }
  }
  const same = await ctx.db
    .select({ id: customer.id, stripeCustomerId: customer.stripeCustomerId, brandId: customer.brandId })
    .from(customer)
    .where(and(eq(customer.ownerId, ctx.owner.id), sql`lower(${customer.email}) = lower(${data.email})`))
    .limit(2)
  // At Stripe one address may well be two customers, each with cards and subscriptions of its own.
  if (data.stripeCustomerId !== null && same.every((each) => each.stripeCustomerId !== null)) return created
  const [only, another] = same
  if (another) return problem('several_customers', 'email', data.email)
  if (only && on && !on.ids.includes(only.brandId))
    return problem('customer_of_other_account', 'email', data.email)
  return only ? { status: 'update', subjectId: only.id } : created
}

async function checkSubscription({ ctx, run, known }: Asked, data: Of<'subscription'>): Promise<Verdict> {
  const takesOver = run.source.from === 'stripe' && run.source.subscriptions === 'take_over'
  if (known) {
    const [row] = await ctx.db
      .select({ status: subscription.status })
      .from(subscription)
      .where(and(eq(subscription.ownerId, ctx.owner.id), eq(subscription.id, known)))
    return row?.status === 'paused' && takesOver ? { status: 'update', subjectId: known } : skipped(known)
  }
  if (!(await willBe(ctx, run, 'customer', data.customer)))
    return problem('no_such', 'customer', data.customer)
  if (!(await willBe(ctx, run, 'plan', data.plan))) return problem('no_such', 'plan', data.plan)
  if (!(await willBe(ctx, run, 'price', data.price))) return problem('no_such', 'price', data.price)
  if (new Date(data.periodEndAt) <= ctx.now) return problem('period_over', 'period_end', data.periodEndAt)
  return created
}

async function checkPayment({ ctx, run, row, known }: Asked, data: Of<'payment'>): Promise<Verdict> {
  if (known) return skipped(known)
  const [paid] = await ctx.db
    .select({ id: payment.id })
    .from(payment)
    .where(and(eq(payment.ownerId, ctx.owner.id), eq(payment.stripeChargeId, row.externalId)))
  if (paid) return skipped(paid.id)
  return (await willBe(ctx, run, 'customer', data.customer))
    ? created
    : problem('no_such', 'customer', data.customer)
}

/** Whether a thing that a row names is here, or will be when the rows before it are in. */
async function willBe(ctx: OwnerCtx, run: ImportRun, kind: ImportKind, name: string): Promise<boolean> {
  if (await findThing(ctx.db, ctx.owner.id, { source: sourceKey(run.source), kind, name })) return true
  const [row] = await rowsOf(ctx.db, run, { kind, externalId: name })
  return row !== undefined && row.status !== 'problem' && row.data !== null
}

/**
 * The id here of a thing that a row names: by its id over there, else as it is called here: by its own id, a plan also
 * by its code, a customer by an e-mail that only one has.
 */
export async function findThing(
  db: Db | Tx,
  ownerId: string,
  of: { source: string; kind: ImportKind; name: string },
): Promise<string | undefined> {
  const { source, kind, name } = of
  const brought = await findRef(db, ownerId, { source, kind, externalId: name })
  if (brought || source !== 'csv') return brought
  const table = TABLES[kind]
  if (table === undefined) return undefined
  const byName =
    kind === 'plan'
      ? sql`code = ${name}`
      : kind === 'customer'
        ? sql`lower(email) = lower(${name})`
        : sql`false`
  const rows = await db.execute<{ id: string }>(sql`
    select id from ${table} where owner_id = ${ownerId}
      and ${isUuid(name) ? sql`id = ${name}` : byName} limit 2`)
  return rows.length === 1 ? rows[0]?.id : undefined
}

const TABLES = { product, price, plan, customer, subscription: undefined, payment: undefined }

/** The brands that are paid on a Stripe account, and the code of the one that new customers get: the first one's. */
export async function brandsOnAccount(
  ctx: { db: Db | Tx; owner: OwnerCtx['owner'] },
  account: string | null,
): Promise<{ ids: string[]; code: string | null }> {
  const rows = await ctx.db
    .select({ id: brand.id, code: brand.code, account: stripeAccount.stripeId })
    .from(brand)
    .leftJoin(
      stripeAccount,
      and(eq(stripeAccount.ownerId, brand.ownerId), eq(stripeAccount.id, brand.stripeAccountId)),
    )
    .where(eq(brand.ownerId, ctx.owner.id))
  const fitting = rows.filter((row) => row.account === account)
  const first = fitting.find((row) => row.id === ctx.owner.primaryBrandId) ?? fitting[0]
  return { ids: fitting.map(({ id }) => id), code: first?.code ?? null }
}
