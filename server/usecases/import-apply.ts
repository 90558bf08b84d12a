import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import { findRef, type ImportRowRow, type ImportRun } from '@/db/queries/import'
import { customer, importRef, importRow, plan, planPrice, price, product, subscription } from '@/db/schema'
import type { ImportRowStatus } from '@/db/schema/import'
import type { ImportData, ImportKind } from '../core/import'
import { planPause, type SubscriptionState, withDueAt } from '../core/subscription'
import { earliest } from '../core/time'
import { type CustomerCtx, type OwnerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { enterCustomer, insertCustomer } from './customer'
import { followSubscriptions } from './customer-lifecycle'
import { record } from './event'
import { brandsOnAccount, findThing, sourceKey } from './import-check'
import { insertImportedPayment } from './import-payment'
import { addCard } from './payment-method'
import { NEVER_AGAIN } from './price'
import { recordRevenue } from './revenue'
import { recordSubscription } from './subscription-state'

type Of<K extends ImportKind> = Extract<ImportData, { kind: K }>
type Write = { t: TxCtx<OwnerCtx>; run: ImportRun; row: ImportRowRow }

/**
 * Brings one row in, as the dry run said: what Stripe has to be asked first, then all of it in one transaction, with
 * the row's own state and the reference that lets it be brought in only once. Done already by somebody else: nothing.
 */
export async function applyRow(ctx: OwnerCtx, run: ImportRun, row: ImportRowRow): Promise<void> {
  const { data } = row
  invariant(data, 'what could not be read is never brought in')
  const ready = data.kind === 'subscription' ? await prepareSubscription(ctx, run, row, data) : null
  const subjectId = await transact(ctx, async (t) => {
    const status = DONE[row.status]
    invariant(status, 'only what is to be created or updated is brought in')
    if (!(await claimRow(t, run, row, status))) return null
    const id = await write({ t, run, row }, data, ready?.scope ?? null)
    await t.tx
      .insert(importRef)
      .values({ ...refOf(run, row), ownerId: t.owner.id, subjectId: id, importId: run.id })
      .onConflictDoUpdate({
        target: [importRef.ownerId, importRef.source, importRef.kind, importRef.externalId],
        set: { importId: run.id },
        setWhere: eq(importRef.subjectId, id),
      })
    await t.tx.update(importRow).set({ subjectId: id }).where(keyOf(run, row))
    return id
  })
  if (subjectId !== null && ready) await followSubscriptions(ready.scope)
}

const DONE: Partial<Record<ImportRowStatus, ImportRowStatus>> = { create: 'created', update: 'updated' }

const refOf = (run: ImportRun, row: ImportRowRow) => ({
  source: sourceKey(run.source),
  kind: row.kind,
  externalId: row.externalId,
})

const keyOf = (run: ImportRun, row: ImportRowRow) =>
  and(eq(importRow.ownerId, run.ownerId), eq(importRow.importId, run.id), eq(importRow.seq, row.seq))

/** Whoever moves the row out of what is to be done does it: two processes at once are one. */
async function claimRow(
  { tx }: TxCtx<OwnerCtx>,
  run: ImportRun,
  row: ImportRowRow,
  status: ImportRowStatus,
): Promise<boolean> {
  const [claimed] = await tx
    .update(importRow)
    .set({ status })
    .where(and(keyOf(run, row), eq(importRow.status, row.status)))
    .returning({ seq: importRow.seq })
  return claimed !== undefined
}

async function write(of: Write, data: ImportData, scope: CustomerCtx | null): Promise<string> {
  // A thing that came in by another import since the dry run is that one.
  const known = of.row.subjectId ?? (await findRef(of.t.tx, of.t.owner.id, refOf(of.run, of.row)))
  switch (data.kind) {
    case 'product':
      return known ? changeProduct(of.t, known, data) : insertProduct(of.t, data, of.row.externalId)
    case 'price':
      return known ?? insertPrice(of, data)
    case 'plan':
      return known ?? insertPlan(of, data)
    case 'customer':
      return writeCustomer(of, data, known)
    case 'subscription':
      invariant(scope, 'a subscription is written in the scope of its customer')
      return known ? takeOver(of, known, data, scope) : insertSubscription(of, data, scope)
    case 'payment': {
      if (known) return known
      const customerId = await find(of, 'customer', data.customer)
      return insertImportedPayment(of.t, { customerId, chargeId: of.row.externalId, payment: data })
    }
  }
}

/** What a row names is there, or the row cannot be brought in after all. */
async function find({ t, run }: Write, kind: ImportKind, name: string): Promise<string> {
  const id = await findThing(t.tx, t.owner.id, { source: sourceKey(run.source), kind, name })
  if (!id) throw new DomainError('not_found', { message: `No such ${kind}: ${name}` })
  return id
}

async function insertProduct(t: TxCtx<OwnerCtx>, data: Of<'product'>, externalId: string): Promise<string> {
  const id = newId()
  const { name, physical } = data
  await t.tx
    .insert(product)
    .values({ ownerId: t.owner.id, id, name, physical, externalReference: externalId })
  await record(t, 'product.created', { ownerId: t.owner.id, subjectId: id })
  return id
}

async function changeProduct(t: TxCtx<OwnerCtx>, id: string, data: Of<'product'>): Promise<string> {
  const { name } = data
  await t.tx
    .update(product)
    .set({ name })
    .where(and(eq(product.ownerId, t.owner.id), eq(product.id, id)))
  await record(t, 'product.updated', { ownerId: t.owner.id, subjectId: id, payload: { fields: ['name'] } })
  return id
}

async function insertPrice(of: Write, data: Of<'price'>): Promise<string> {
  const { t, row } = of
  const productId = await find(of, 'product', data.product)
  const id = newId()
  const interval = data.interval ?? NEVER_AGAIN
  await t.tx.insert(price).values({
    ownerId: t.owner.id,
    id,
    productId,
    amount: data.amount,
    currency: data.currency,
    intervalUnit: interval.unit,
    intervalCount: interval.count,
    recurring: data.interval !== null,
    type: data.interval === null ? 'one-off' : 'fixed_price',
    taxIncluded: data.taxIncluded,
    externalReference: row.externalId,
  })
  await record(t, 'price.created', { ownerId: t.owner.id, subjectId: id })
  return id
}

async function insertPlan(of: Write, data: Of<'plan'>): Promise<string> {
  const { t } = of
  const productId = await find(of, 'product', data.product)
  const priceIds = await Promise.all(data.prices.map((name) => find(of, 'price', name)))
  const id = newId()
  const { code, name, trialDays, perSeat } = data
  const [written] = await t.tx
    .insert(plan)
    .values({
      ownerId: t.owner.id,
      id,
      productId,
      code,
      name,
      family: code,
      trialDays,
      perSeat,
      public: data.public,
    })
    .onConflictDoNothing()
    .returning({ id: plan.id })
  if (!written) throw new DomainError('conflict', { message: `There is a plan ${code} already` })
  const rows = [...new Set(priceIds)].map((priceId, position) => ({
    ownerId: t.owner.id,
    planId: id,
    priceId,
    position,
  }))
  if (rows.length > 0) await t.tx.insert(planPrice).values(rows)
  await record(t, 'plan.created', { ownerId: t.owner.id, subjectId: id })
  return id
}

async function writeCustomer(of: Write, data: Of<'customer'>, known: string | undefined): Promise<string> {
  const { t, row } = of
  const { name, companyName, address, vatNumber, locale, reference, stripeCustomerId } = data
  // What is not said over there stays as it is here.
  const said = Object.fromEntries(
    Object.entries({ name, companyName, vatNumber, locale, reference, stripeCustomerId }).filter(
      ([, value]) => value !== null,
    ),
  )
  const fields = {
    ...said,
    externalReference: row.externalId,
    ...(Object.keys(address).length > 0 ? { address } : {}),
  }
  const ownerId = t.owner.id
  const id = known ?? (await newCustomer(of, data))
  await t.tx
    .update(customer)
    .set(fields)
    .where(and(eq(customer.ownerId, ownerId), eq(customer.id, id)))
  if (known) {
    const payload = { fields: Object.keys(fields) }
    await record(t, 'customer.updated', { ownerId, customerId: id, subjectId: id, payload })
  }
  return id
}

async function newCustomer({ t, run }: Write, { email }: Of<'customer'>): Promise<string> {
  const { source } = run
  const brand = source.from === 'stripe' ? { brand: await brandCode(t, source.account) } : {}
  const made = await insertCustomer(t, { ownerId: t.owner.id, email, ...brand })
  return made.id
}

async function brandCode(t: TxCtx<OwnerCtx>, account: string | null): Promise<string> {
  const { code } = await brandsOnAccount({ db: t.tx, owner: t.owner }, account)
  if (code === null) throw new DomainError('not_found', { message: 'No brand is paid on this account' })
  return code
}

type Ready = { scope: CustomerCtx }

/**
 * Before a subscription is taken over: the card it is charged on, and, where the owner has it so, Stripe is told to
 * end it when the period that is paid for does. Only then is it written here, so that never both charge.
 */
async function prepareSubscription(
  ctx: OwnerCtx,
  run: ImportRun,
  row: ImportRowRow,
  data: Of<'subscription'>,
): Promise<Ready> {
  const of = { source: sourceKey(run.source), kind: 'customer' as const, name: data.customer }
  const customerId = await findThing(ctx.db, ctx.owner.id, of)
  if (!customerId) throw new DomainError('not_found', { message: `No such customer: ${data.customer}` })
  const scope = await enterCustomer(ctx, customerId)
  const { source } = run
  if (source.from !== 'stripe') return { scope }
  const stripe = ctx.stripe.for(source.account)
  const methods = await stripe.readMethods(data.customer)
  // The default last: the card that is added last is the one that is charged.
  for (const id of methods.cards) await addCard(scope, { token: id, makeDefault: true })
  if (source.subscriptions === 'take_over') await stripe.stopBilling(row.externalId)
  return { scope: await enterCustomer(ctx, customerId) }
}

async function insertSubscription(of: Write, data: Of<'subscription'>, scope: CustomerCtx): Promise<string> {
  const { t, run } = of
  const [planId, priceId] = await Promise.all([find(of, 'plan', data.plan), find(of, 'price', data.price)])
  const takesOver = run.source.from === 'csv' || run.source.subscriptions === 'take_over'
  await lockCustomer(t.tx, t.owner.id, scope.customer.id)
  const state = stateOf(data, t.now)
  const [row] = await t.tx
    .insert(subscription)
    .values({
      ...(takesOver ? state : planPause(state, null, t.now)),
      ownerId: t.owner.id,
      id: newId(),
      customerId: scope.customer.id,
      planId,
      priceId,
      startedAt: new Date(data.startedAt),
      metadata: { imported_from: of.row.externalId },
    })
    .returning()
  invariant(row, 'an inserted subscription is returned')
  const [sold] = await t.tx
    .select({ currency: price.currency })
    .from(price)
    .where(and(eq(price.ownerId, t.owner.id), eq(price.id, priceId)))
  invariant(sold, 'the price of an inserted subscription exists')
  await t.tx
    .update(customer)
    .set({ currency: sold.currency })
    .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, scope.customer.id)))
  // It brought its revenue all along: reports show it from then on.
  await recordRevenue(t, [{ id: row.id, at: earliest(row.startedAt, t.now) ?? t.now }])
  await recordSubscription(t, row, 'subscription.imported', {
    plan: data.plan,
    status: row.status,
    planId,
    priceId,
  })
  return row.id
}

/** One that waited here while Stripe went on: Folio bills it from the end of what is paid for there by now. */
async function takeOver(
  of: Write,
  id: string,
  data: Of<'subscription'>,
  scope: CustomerCtx,
): Promise<string> {
  const { t } = of
  await lockCustomer(t.tx, t.owner.id, scope.customer.id)
  const state = stateOf(data, t.now)
  const [row] = await t.tx
    .update(subscription)
    .set({ ...state, quantity: data.seats })
    .where(
      and(eq(subscription.ownerId, t.owner.id), eq(subscription.id, id), eq(subscription.status, 'paused')),
    )
    .returning()
  if (!row) return id
  await recordRevenue(t, [{ id }])
  await recordSubscription(t, row, 'subscription.resumed', { planId: row.planId })
  return id
}

/** Paid for elsewhere until its period's end, and counted from there on: the first period here is the one that follows. */
function stateOf(data: Of<'subscription'>, now: Date): SubscriptionState {
  const periodEndAt = new Date(data.periodEndAt)
  const startAt = new Date(data.periodStartAt || data.startedAt || now)
  const periodStartAt = startAt < periodEndAt ? startAt : now
  const trial = data.trialing ? { trialStartAt: periodStartAt, trialEndAt: periodEndAt } : NO_TRIAL
  const ends = data.cancelAtPeriodEnd ? { cancelAt: periodEndAt, canceledAt: now } : NO_END
  return withDueAt({
    ...trial,
    ...ends,
    status: data.trialing ? 'trialing' : 'active',
    quantity: data.seats,
    anchorAt: periodEndAt,
    // As of one that goes on after a pause; a trial's first paid period is the anchor's own.
    periodIndex: data.trialing ? 0 : -1,
    periodStartAt,
    periodEndAt,
    endedAt: null,
    cancelReason: null,
    pausedAt: null,
    resumeAt: null,
    dueAt: null,
  })
}

const NO_TRIAL = { trialStartAt: null, trialEndAt: null }
const NO_END = { cancelAt: null, canceledAt: null }
