import { and, asc, eq, sql } from 'drizzle-orm'
import { inOrder, insertRows, updateRows } from '@/db/bulk'
import { newId } from '@/db/id'
import { listBrands, lockCustomer, lockDueCustomers } from '@/db/queries/customer'
import { findInvoice, findOpenAttempt, type Invoice } from '@/db/queries/invoice'
import { listPaymentMethodsOf, type PaymentMethod } from '@/db/queries/payment-method'
import {
  listCredits,
  listDiscounts,
  listLiveSubscriptions,
  listOffers,
  type Subscription,
} from '@/db/queries/subscription'
import { markUsageBilled } from '@/db/queries/usage-billed'
import { event, owner as ownerTable, paymentAttempt, subscription } from '@/db/schema'
import { planBilling, type RunFacts, type RunPlan } from '../core/billing'
import { transition, withDueAt } from '../core/subscription'
import { type Brand, type Ctx, type Customer, type CustomerCtx, type OwnerCtx, transact } from '../ctx'
import { invariant } from '../errors'
import { abandonAttempt } from './attempt'
import { runSubscription } from './billing-facts'
import { enterCustomer } from './customer'
import { followCustomer } from './customer-lifecycle'
import { eventRow } from './event'
import { amountDue, type Bill, issueInvoices, type OwnerTx, voidInvoice } from './invoice'
import { movesRevenue, recordRevenue, type Written } from './revenue'
import { endsTrial, type Lifecycle } from './subscription-history'
import { NO_PENDING, writeSubscription } from './subscription-state'
import { loadTaxRulings } from './tax-facts'
import { unbilledUsage } from './usage'
import { unusedVouchers } from './voucher'

/** Customers planned and written together. Larger ones are hardly faster, and hold their locks for longer. */
const CHUNK = 500
/** Chunks of one call; the next call goes on. */
const CHUNKS_MAX = 20
const LANES = 2

type Options = { ownerId?: string; onError?: (error: unknown, customerId: string) => void }

/**
 * Brings everything that is due up to its owner's now: renewals, trial ends, scheduled ends, ends of pauses, with
 * what is due of one customer on one invoice. Answers how many customers were billed. Any number of workers may run
 * it: each takes customers that no other holds.
 */
export async function runBilling(ctx: Ctx, options: Options = {}): Promise<number> {
  let billed = 0
  for (const owner of await dueOwners(ctx, options)) {
    const scope: OwnerCtx = { ...ctx, now: owner.clockAt ?? ctx.now, owner, role: 'system' }
    billed += await runOwner(scope, options)
  }
  return billed
}

/** Chunk after chunk of one owner, two at a time: while Postgres writes one, the next is read and planned. */
async function runOwner(ctx: OwnerCtx, options: Options): Promise<number> {
  let billed = 0
  let left = CHUNKS_MAX
  // What failed stays due: going on behind it, it does not stand in the way of others.
  let after: string | null = null
  const lane = async () => {
    while (left-- > 0) {
      const done = await runChunk(ctx, after, options)
      billed += done.billed
      if (done.last === null) return
      if (after === null || done.last > after) after = done.last
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return billed
}

/** Bills what is due of one customer; run twice at once or after a crash it bills once. */
export async function billCustomer(ctx: CustomerCtx): Promise<boolean> {
  await giveUpPending(ctx)
  const { owner, customer } = ctx
  return transact(ctx, async (t) => {
    const locked = await lockCustomer(t.tx, owner.id, customer.id)
    return locked ? (await billLocked(t, [locked])).billed > 0 : false
  })
}

type Chunk = { billed: number; last: string | null }

/** One chunk, all of it or, when something in it fails, each customer by itself, so that one bad row stops nobody else. */
async function runChunk(ctx: OwnerCtx, after: string | null, options: Options): Promise<Chunk> {
  let ids: string[] = []
  let alone: string[] = []
  let billed = 0
  try {
    await transact(ctx, async (t) => {
      const customers = await lockDueCustomers(t.tx, {
        ownerId: ctx.owner.id,
        now: t.now,
        after,
        limit: CHUNK,
      })
      ids = customers.map(({ id }) => id)
      const done = await billLocked(t, customers)
      billed = done.billed
      alone = done.waiting
    })
  } catch (error) {
    if (ids.length === 0) throw error
    billed = 0
    alone = ids
  }
  for (const id of alone) {
    try {
      if (await billCustomer(await enterCustomer(ctx, id))) billed += 1
    } catch (error) {
      if (!options.onError) throw error
      options.onError(error, id)
    }
  }
  return { billed, last: ids.length < CHUNK ? null : (ids.at(-1) ?? null) }
}

type Facts = {
  customers: Customer[]
  rows: Map<string, Subscription[]>
  brands: Map<string, Brand>
  methods: Map<string, PaymentMethod[]>
  runOf(customer: Customer): RunFacts
}

/**
 * Plans and writes what is due of customers that are locked. Those who have a change waiting for its payment are
 * named instead: that is given up first, which takes a call to Stripe.
 */
async function billLocked(t: OwnerTx, customers: Customer[]): Promise<{ billed: number; waiting: string[] }> {
  if (customers.length === 0) return { billed: 0, waiting: [] }
  const facts = await loadFacts(t, customers)
  const isWaiting = (customer: Customer) =>
    facts.rows.get(customer.id)?.some((row) => row.pendingInvoiceId !== null && isDue(row, t.now)) === true
  const ready = customers.filter((customer) => !isWaiting(customer))
  const planned = ready
    .map((customer) => ({ customer, plan: planBilling(facts.runOf(customer), t.now) }))
    .filter(({ plan }) => plan.subscriptions.length > 0)
  await writePlans(t, facts, planned)
  return { billed: planned.length, waiting: customers.filter(isWaiting).map(({ id }) => id) }
}

const isDue = (row: Subscription, now: Date): boolean => row.dueAt !== null && row.dueAt <= now

/** Everything that plans of these customers need, in as many queries for five hundred as for one. */
async function loadFacts(t: OwnerTx, customers: Customer[]): Promise<Facts> {
  const ownerId = t.owner.id
  const ids = customers.map(({ id }) => id)
  const rows = await listLiveSubscriptions(t.tx, ownerId, ids, { lock: true })
  const subscriptionIds = rows.map(({ id }) => id)
  const brands = await listBrands(t.tx, ownerId)
  const subjects = customers.map((customer) => ({
    customer,
    brand: requireBrand(brands, customer),
    currency: customer.currency ?? t.owner.defaultCurrency,
  }))
  const [rulings, offers, discounts, usage, creditRows, vouchers, methodRows] = await Promise.all([
    loadTaxRulings(t.tx, t, subjects),
    listOffers(t.tx, ownerId),
    listDiscounts(t.tx, ownerId, subscriptionIds, t.now),
    unbilledUsage(t.tx, { ownerId, subscriptionIds }),
    listCredits(t.tx, ownerId, ids),
    unusedVouchers(t.tx, ownerId, ids),
    listPaymentMethodsOf(t.tx, ownerId, ids),
  ])
  const credits = groupBy(creditRows, (each) => each.customerId)
  const methods = groupBy(methodRows, (each) => each.customerId)
  const taxes = new Map(customers.map(({ id }, i) => [id, rulings[i]]))
  const rowsOf = groupBy(rows, (row) => row.customerId)
  const discountsOf = groupBy(discounts, (each) => each.subscriptionId)
  return {
    customers,
    rows: rowsOf,
    brands: new Map(brands.map((brand) => [brand.id, brand])),
    methods,
    runOf: (customer) => {
      const taxOf = taxes.get(customer.id)
      invariant(taxOf, 'each customer has its ruling')
      return {
        subscriptions: (rowsOf.get(customer.id) ?? []).map((row) =>
          runSubscription(row, { offers, discounts: discountsOf.get(row.id) ?? [], usage }),
        ),
        taxOf,
        timezone: t.owner.timezone,
        credits: (credits.get(customer.id) ?? []).map(({ money }) => money),
        vouchers: vouchers.get(customer.id) ?? [],
        canPay:
          customer.billingType === 'invoice' ||
          (methods.get(customer.id) ?? []).some((method) => method.status === 'active'),
      }
    },
  }
}

type Planned = { customer: Customer; plan: RunPlan }

async function writePlans(t: OwnerTx, facts: Facts, planned: Planned[]): Promise<void> {
  if (planned.length === 0) return
  const bills: (Bill & { paymentMethodId: string | null })[] = planned.flatMap(({ customer, plan }) =>
    plan.invoices.map((draft) => ({
      customer,
      brand: requireBrand([...facts.brands.values()], customer),
      draft,
      subscriptionId: null,
      paymentMethodId: draft.paymentMethodId,
    })),
  )
  const invoices = await issueInvoices(t, bills)
  const charges = chargesOf(t, facts, bills, invoices)
  const states = planned.flatMap(({ customer, plan }) => statesOf(facts, customer, plan, charges.unpayable))
  await inOrder([
    () => insertRows(t.tx, paymentAttempt, charges.attempts),
    () => updateRows(t.tx, subscription, t.owner.id, states),
    () => {
      const billed = planned.flatMap(({ plan }) => plan.usageBilled)
      return markUsageBilled(t.tx, t.owner.id, billed, t.now)
    },
    () => {
      const events = planned.flatMap(({ customer, plan }) => eventsOf(t, facts, customer, plan))
      return insertRows(t.tx, event, [...events, ...charges.events])
    },
  ])
  await recordRevenue(t, movedBy(facts, planned, states))
  for (const { customer, plan } of planned)
    if (plan.events.some(({ type }) => STANDING_EVENTS.has(type))) await followCustomer({ ...t, customer })
}

type State = ReturnType<typeof statesOf>[number]

/** The subscriptions whose monthly revenue may have changed: a renewal changes it only where use is billed. */
function movedBy(facts: Facts, planned: Planned[], states: State[]): Written[] {
  const next = new Map(states.map((state) => [state.id, state]))
  return planned.flatMap(({ customer, plan }) => {
    const metered = new Set(plan.subscriptions.flatMap(({ id, offer }) => (offer.meter ? [id] : [])))
    return (facts.rows.get(customer.id) ?? []).flatMap((row) => {
      const after = next.get(row.id)
      if (!after || !(metered.has(row.id) || movesRevenue(row, after))) return []
      return [{ id: row.id, at: plan.events.findLast((event) => event.subscriptionId === row.id)?.at }]
    })
  })
}

/** What changes where a customer stands. */
const STANDING_EVENTS: ReadonlySet<string> = new Set([
  'subscription.trial_converted',
  'subscription.canceled',
])

type AttemptRow = typeof paymentAttempt.$inferInsert
type EventRow = typeof event.$inferInsert
type Charges = { attempts: AttemptRow[]; events: EventRow[]; unpayable: Set<string> }

/** The intents to charge what was issued; who has no means of payment is past due instead, who is billed by invoice owes. */
function chargesOf(
  t: OwnerTx,
  facts: Facts,
  bills: (Bill & { paymentMethodId: string | null })[],
  invoices: Invoice[],
): Charges {
  const charges: Charges = { attempts: [], events: [], unpayable: new Set() }
  for (const [i, { customer, draft, paymentMethodId }] of bills.entries()) {
    const bill = invoices[i]
    if (bill?.status !== 'open' || customer.billingType === 'invoice') continue
    const usable = (facts.methods.get(customer.id) ?? []).filter((method) => method.status === 'active')
    const method =
      usable.find((each) => each.id === paymentMethodId) ??
      usable.find((each) => each.id === customer.defaultPaymentMethodId)
    if (method) {
      charges.attempts.push(attemptRow(bill, method))
      continue
    }
    charges.events.push(eventRow(t, 'payment.failed', noMethod(bill)))
    for (const { subscriptionId } of draft.lines) {
      if (subscriptionId === null || charges.unpayable.has(subscriptionId)) continue
      charges.unpayable.add(subscriptionId)
      const of = { ownerId: bill.ownerId, customerId: bill.customerId, subjectId: subscriptionId }
      charges.events.push(eventRow(t, 'subscription.past_due', of))
    }
  }
  return charges
}

function attemptRow(bill: Invoice, method: PaymentMethod): AttemptRow {
  return {
    ownerId: bill.ownerId,
    id: newId(),
    invoiceId: bill.id,
    customerId: bill.customerId,
    attemptNo: 1,
    paymentMethodId: method.id,
    amount: amountDue(bill),
    currency: bill.currency,
    status: 'pending',
    offSession: true,
    dueAt: bill.issuedAt,
  }
}

function noMethod(bill: Invoice) {
  const why = { code: 'no_payment_method', declineCode: null, retryAt: null, dunned: true }
  return {
    ownerId: bill.ownerId,
    customerId: bill.customerId,
    subjectId: bill.id,
    payload: { invoiceId: bill.id, ...why },
  }
}

function statesOf(facts: Facts, customer: Customer, plan: RunPlan, unpayable: Set<string>) {
  const rows = facts.rows.get(customer.id) ?? []
  return plan.subscriptions.map(({ id, state, offer, switched }) => {
    const row = rows.find((each) => each.id === id)
    invariant(row, 'only what was loaded is planned')
    const owing = unpayable.has(id) && (state.status === 'active' || state.status === 'trialing')
    const { trialStartAt: _started, ...next } = owing
      ? withDueAt({ ...state, status: transition(state.status, 'past_due') })
      : state
    return {
      id,
      ...next,
      planId: offer.planId,
      priceId: offer.priceId,
      nextPlanId: switched ? null : row.nextPlanId,
      nextPriceId: switched ? null : row.nextPriceId,
    }
  })
}

function eventsOf(t: OwnerTx, facts: Facts, customer: Customer, plan: RunPlan): EventRow[] {
  const of = { ownerId: customer.ownerId, customerId: customer.id }
  return plan.events.map((happened) => {
    const { subscriptionId, type, at, reason } = happened
    const payload = { reason, ...runHistory(facts, customer, plan, happened) }
    return eventRow(t, type, { ...of, subjectId: subscriptionId, payload, at })
  })
}

/** What histories are read from. An end that was scheduled was told when it was. */
function runHistory(
  facts: Facts,
  customer: Customer,
  plan: RunPlan,
  { subscriptionId: id, type, reason }: RunPlan['events'][number],
): { lifecycle?: Lifecycle; scheduled?: boolean } {
  switch (type) {
    case 'subscription.trial_converted':
      return { lifecycle: 'trial_converted' }
    case 'subscription.canceled': {
      const row = facts.rows.get(customer.id)?.find((each) => each.id === id)
      return endsTrial(reason) ? { lifecycle: 'trial_ended' } : { scheduled: row?.cancelAt != null }
    }
    case 'subscription.changed': {
      const before = facts.runOf(customer).subscriptions.find((each) => each.id === id)
      const after = plan.subscriptions.find((each) => each.id === id)
      const dearer = before && after && after.offer.unitAmount.amount > before.offer.unitAmount.amount
      return { lifecycle: dearer ? 'upgraded' : 'downgraded' }
    }
    case 'subscription.renewed':
    case 'subscription.resumed':
      return {}
  }
}

/** Changes of plan still waiting for their payment when the period ends are given up: they were for that period. */
async function giveUpPending(ctx: CustomerCtx): Promise<void> {
  const waiting = (await listLiveSubscriptions(ctx.db, ctx.owner.id, [ctx.customer.id])).filter(
    (row) => row.pendingInvoiceId !== null && isDue(row, ctx.now),
  )
  for (const { id, pendingInvoiceId } of waiting) {
    if (pendingInvoiceId === null) continue
    const open = await findOpenAttempt(ctx.db, ctx.owner.id, pendingInvoiceId)
    if (open) await abandonAttempt(ctx, open)
    else await dropPending(ctx, id, pendingInvoiceId)
  }
}

async function dropPending(ctx: CustomerCtx, subscriptionId: string, invoiceId: string): Promise<void> {
  await transact(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    const locked = await t.tx.query.subscription.findFirst({
      where: (s, { and, eq }) => and(eq(s.ownerId, t.owner.id), eq(s.id, subscriptionId)),
    })
    if (locked?.pendingInvoiceId !== invoiceId) return
    const bill = await findInvoice(t.tx, t.owner.id, invoiceId, { lock: true })
    if (bill?.status === 'open') await voidInvoice(t, bill)
    await writeSubscription(t, locked, NO_PENDING)
  })
}

/** Owners who have something due, with their clocks. */
async function dueOwners(ctx: Ctx, { ownerId }: Options) {
  const now = ctx.now.toISOString()
  return ctx.db
    .select()
    .from(ownerTable)
    .where(
      and(
        ownerId === undefined ? undefined : eq(ownerTable.id, ownerId),
        sql`exists (select 1 from ${subscription} s where s.owner_id = ${ownerTable.id}
          and s.due_at <= coalesce(${ownerTable.clockAt}, ${now}::timestamptz))`,
      ),
    )
    .orderBy(asc(ownerTable.id))
    .limit(OWNERS_MAX)
}

/** Owners of one call; those left are found by the next. */
const OWNERS_MAX = 1_000

function requireBrand(brands: Brand[], customer: Customer): Brand {
  const found = brands.find(({ id }) => id === customer.brandId)
  invariant(found, 'a customer has a brand')
  return found
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
