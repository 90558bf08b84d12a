import { eq, sql } from 'drizzle-orm'
import type Stripe from 'stripe'
import { newId } from '@/db/id'
import { customer, invoice, payment, subscription } from '@/db/schema'
import { money } from '../core/money'
import { addDays } from '../core/time'
import type { Ctx, CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError } from '../errors'
import { START, type Testkit } from '../testkit'
import { runBilling } from './billing-run'
import { chargeDue, expireAbandoned, refundDue } from './charge-due'
import { giveCredit } from './credit'
import { issueCreditNote } from './credit-note'
import { enterCustomer } from './customer'
import { chargeInvoice } from './invoice-charge'
import { markPaid, markUncollectible, voidOpenInvoice } from './invoice-close'
import { createManualInvoice } from './manual-invoice'
import { createMetric } from './metric'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { addPaymentDetails } from './payment-detail'
import { refundPayment } from './payment-refund'
import { endDunning } from './reminder'
import { cancelById } from './subscription-cancel'
import { changeOffer, changeSeats } from './subscription-change'
import { pauseSubscription, unpauseSubscription } from './subscription-pause'
import { startSubscription } from './subscription-start'
import { recordUsage } from './usage-event'
import { insertUsagePlan } from './usage-testkit'
import { redeemVoucher } from './voucher'
import { createVoucher } from './voucher-catalogue'

/** One thing that somebody does, as plain data: `who` and the other numbers choose among what there is. */
export type Operation =
  | { do: 'start'; who: number; price: number; seats: number }
  | { do: 'seats'; who: number; of: number; by: number; when: 'renewal' | 'now' }
  | { do: 'change'; who: number; of: number; price: number; when: 'now' | 'next_cycle' }
  | { do: 'cancel'; who: number; of: number; when: 'end-of-run' | 'instantly' | number; refund: Refunded }
  | { do: 'pause'; who: number; of: number; days: number | null }
  | { do: 'unpause'; who: number; of: number }
  | { do: 'use'; who: number; of: number; value: number; daysAgo: number }
  | { do: 'voucher'; who: number; code: string }
  | { do: 'credit'; who: number; type: 'credit' | 'debit'; amount: number }
  | { do: 'card'; who: number; token: string }
  | { do: 'sell'; who: number; amount: number }
  | { do: 'charge'; who: number; of: number }
  | { do: 'refund'; who: number; of: number; percent: number }
  | { do: 'note'; who: number; of: number; amount: number | null; refund: 'to_payment' | 'to_credit' }
  | { do: 'close'; who: number; of: number; as: 'void' | 'paid' | 'uncollectible' }
  | { do: 'fault'; endpoint: string; kind: string; times: number }
  | { do: 'advance'; days: number; workers: number }
  | { do: 'together'; all: Operation[] }

type Refunded = 'none' | 'full' | 'prorate'

export type World = {
  /** Does it; that it is refused is a normal answer, anything else that is thrown is a bug. */
  perform(operation: Operation): Promise<void>
  /** Stripe is well again, and whatever was left on its way arrives. */
  settle(): Promise<void>
  /** The owner's scope as it is now. */
  scope(): Promise<OwnerCtx>
  stripe: Stripe
  /** A billing run over everything. Answers how many customers it billed. */
  bill(): Promise<number>
}

type Sold = { planId: string; priceId: string }
type Known = { kit: Testkit; ownerId: string; customers: string[]; sold: Sold[]; now: Date; fault: Fault }
type Fault = ReturnType<typeof moneyTestkit>['fault']

/** An owner with 19 % of tax that sells by month and year, with tax included, on trial and by use, to three customers. */
export async function openWorld(kit: Testkit): Promise<World> {
  const ownerId = (await kit.owner({ taxRatePpm: 190_000 })).id
  const tools = moneyTestkit(kit)
  const known: Known = {
    ...{ kit, ownerId, now: START, fault: tools.fault },
    sold: await sell(kit, ownerId),
    customers: await Promise.all([0, 1, 2].map((i) => customerOf(kit, ownerId, { billed: i === 2 }))),
  }
  const ctx = () => kit.ctx({ now: known.now })
  return {
    perform: (operation) => perform(known, operation),
    scope: () => ownerScope(ctx(), ownerId),
    stripe: tools.stripe(),
    bill: () => runBilling(ctx(), { ownerId }),
    settle: async () => {
      await fetch(`${kit.stripeUrl}/_sandbox/faults`, { method: 'DELETE' })
      for (let round = 0; round < 20; round++) {
        await expireClaims(known)
        if ((await work(known, ctx())) === 0) return
      }
      throw new Error('the jobs never come to an end')
    },
  }
}

async function sell(kit: Testkit, ownerId: string): Promise<Sold[]> {
  const month = { unit: 'month', count: 1 } as const
  const year = { unit: 'year', count: 1 } as const
  const plans = [
    await kit.plan(ownerId, { code: 'small', prices: priced(3_100, [month, year]) }),
    await kit.plan(ownerId, { code: 'big', prices: priced(7_777, [month, year]) }),
    await kit.plan(ownerId, { code: 'tried', trialDays: 10, prices: priced(4_999, [month]) }),
    await kit.plan(ownerId, {
      code: 'gross',
      prices: [{ amount: 1_234, taxIncluded: true, interval: month }],
    }),
  ]
  const owner = await ownerScope(kit.ctx(), ownerId)
  const fields = { aggregation: 'sum' as const, property: null, filters: [], kind: 'resettable' as const }
  const metric = await createMetric(owner, { ...fields, name: 'Calls', code: 'calls' })
  const metered = await insertUsagePlan(owner, metric.id, { amount: 7 })
  await createVoucher(owner, {
    ...{ name: 'tenth', effect: { type: 'percentage', percentOffPpm: 100_000 } },
    ...{
      entry: { type: 'manual', code: 'tenth' },
      expiresAt: null,
      redemptionsMax: null,
      oncePerCustomer: false,
    },
  })
  await createVoucher(owner, {
    ...{ name: 'fiver', effect: { type: 'fixed_credit', amounts: [money(500, 'EUR')] } },
    ...{
      entry: { type: 'manual', code: 'fiver' },
      expiresAt: null,
      redemptionsMax: null,
      oncePerCustomer: false,
    },
  })
  return [
    ...plans.flatMap(({ planId, priceIds }) => priceIds.map((priceId) => ({ planId, priceId }))),
    metered,
  ]
}

const priced = (amount: number, intervals: { unit: 'month' | 'year'; count: number }[]) =>
  intervals.map((interval) => ({ amount: interval.unit === 'year' ? amount * 10 : amount, interval }))

async function customerOf(kit: Testkit, ownerId: string, of: { billed: boolean }): Promise<string> {
  const ctx = await kit.customer(ownerId)
  if (of.billed)
    await ctx.db.update(customer).set({ billingType: 'invoice' }).where(eq(customer.id, ctx.customer.id))
  await addPaymentDetails(ctx, 'tok_visa')
  return ctx.customer.id
}

async function perform(known: Known, operation: Operation): Promise<void> {
  try {
    await act(known, operation)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}

async function act(known: Known, operation: Operation): Promise<void> {
  switch (operation.do) {
    case 'together':
      await Promise.all(operation.all.map((each) => perform(known, each)))
      return
    case 'fault':
      await known.fault(operation)
      return
    case 'advance': {
      known.now = addDays(known.now, operation.days)
      await expireClaims(known)
      const ctx = known.kit.ctx({ now: known.now })
      await Promise.all(Array.from({ length: operation.workers }, () => work(known, ctx)))
      return
    }
    default: {
      const id = known.customers[operation.who % known.customers.length] ?? ''
      await actAs(known, await enterCustomer(known.kit.ctx({ now: known.now }), id), operation)
    }
  }
}

type Own = Exclude<Operation, { do: 'together' | 'fault' | 'advance' }>

async function actAs(known: Known, ctx: CustomerCtx, operation: Own): Promise<unknown> {
  switch (operation.do) {
    case 'voucher':
      return redeemVoucher(ctx, operation.code)
    case 'credit':
      return giveCredit(ctx, {
        type: operation.type,
        amount: money(operation.amount, 'EUR'),
        reason: 'model',
      })
    case 'card':
      return addPaymentDetails(ctx, operation.token)
    case 'sell':
      return createManualInvoice(ctx, { items: [itemOf(operation.amount)], draft: false })
    case 'charge':
    case 'note':
    case 'close':
      return actOnInvoice(ctx, operation)
    case 'refund': {
      const paid = pick(await paymentsOf(ctx), operation.of)
      const amount = paid && Math.ceil((paid.amount * operation.percent) / 100)
      return paid && refundPayment(ctx, paid.id, { amount: amount ?? 0, currency: null, reason: null })
    }
    default:
      return actOnSubscription(known, ctx, operation)
  }
}

type OnInvoice = Extract<Own, { do: 'charge' | 'note' | 'close' }>

async function actOnInvoice(ctx: CustomerCtx, operation: OnInvoice): Promise<unknown> {
  const bill = pick(await invoicesOf(ctx), operation.of)
  if (!bill) return
  switch (operation.do) {
    case 'charge':
      return chargeInvoice(ctx, bill.id)
    case 'note': {
      const { amount, refund } = operation
      const request =
        amount === null ? { kind: 'all' as const } : { kind: 'amount' as const, amount: money(amount, 'EUR') }
      return issueCreditNote(ctx, bill.id, { reason: 'model', request, refund })
    }
    case 'close':
      if (operation.as === 'void') return voidOpenInvoice(ctx, bill.id)
      if (operation.as === 'uncollectible') return markUncollectible(ctx, bill.id)
      return markPaid(ctx, bill.id, { reference: null, paidAt: null })
  }
}

type OnSubscription = Exclude<Own, OnInvoice | { do: 'voucher' | 'credit' | 'card' | 'sell' | 'refund' }>

async function actOnSubscription(
  known: Known,
  ctx: CustomerCtx,
  operation: OnSubscription,
): Promise<unknown> {
  const price = 'price' in operation ? pick(known.sold, operation.price) : undefined
  if (operation.do === 'start') {
    const of = { payment: null, seats: operation.seats, metadata: {} }
    return price && startSubscription(ctx, { ...of, plan: price.planId, price: { id: price.priceId } })
  }
  const row = pick(await subscriptionsOf(ctx), operation.of)
  if (!row) return
  const subscriptionId = row.id
  switch (operation.do) {
    case 'seats':
      return changeSeats(ctx, { subscriptionId, by: operation.by, when: operation.when })
    case 'change':
      return (
        price &&
        changeOffer(ctx, { subscriptionId, plan: price.planId, priceId: price.priceId, when: operation.when })
      )
    case 'cancel': {
      const { when, refund } = operation
      const at = typeof when === 'number' ? { at: addDays(known.now, when) } : when
      return cancelById(ctx, { subscriptionId, when: at, refund, comment: null })
    }
    case 'pause': {
      const resumeAt = operation.days === null ? null : addDays(known.now, operation.days)
      return pauseSubscription(ctx, { subscriptionId, resumeAt })
    }
    case 'unpause':
      return unpauseSubscription(ctx, { subscriptionId })
    case 'use': {
      const owner = await ownerScope(known.kit.ctx({ now: known.now }), known.ownerId)
      const of = { subscriptionId, code: 'calls', properties: {}, eventId: newId() }
      const at = addDays(known.now, -operation.daysAgo)
      return recordUsage(owner, { ...of, value: String(operation.value), at })
    }
  }
}

/** Every job that moves money, once. */
async function work(known: Known, ctx: Ctx): Promise<number> {
  const only = { ownerId: known.ownerId }
  const done = [
    await runBilling(ctx, only),
    await chargeDue(ctx, only),
    await refundDue(ctx),
    await expireAbandoned(ctx, only),
    await endDunning(ctx, only),
  ]
  return done.reduce((sum, count) => sum + count, 0)
}

/** As if the wall's clock had gone on too: what a process held when its answer was lost is free for others. */
async function expireClaims({ kit, ownerId }: Known): Promise<void> {
  const { db } = kit.database
  await db.execute(sql`update payment_attempt set claimed_until = null, due_at = least(due_at,
    case when sent_at is null then due_at else '2026-01-01' end) where owner_id = ${ownerId} and status = 'pending'`)
  await db.execute(sql`update refund set created_at = created_at - interval '1 minute'
    where owner_id = ${ownerId} and status = 'pending'`)
}

const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(all.length, 1)]

const itemOf = (amount: number) => ({
  ...{ description: 'Glitter', amount, currency: 'EUR', quantity: 1, taxTypeId: null, taxIncluded: false },
})

const paymentsOf = ({ db, customer: { id } }: CustomerCtx) =>
  db.select().from(payment).where(eq(payment.customerId, id)).orderBy(sql`${payment.id} desc`)
const invoicesOf = ({ db, customer: { id } }: CustomerCtx) =>
  db.select().from(invoice).where(eq(invoice.customerId, id)).orderBy(sql`${invoice.id} desc`)
const subscriptionsOf = ({ db, customer: { id } }: CustomerCtx) =>
  db.select().from(subscription).where(eq(subscription.customerId, id)).orderBy(sql`${subscription.id} desc`)
