import { and, eq, type SQL, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { brand, customer, ledgerTransfer, payment, stripeAccount } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { transact } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'
import { bookFees } from './fee'
import { checkLedger } from './ledger-check'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { refundPayment } from './payment-refund'
import { openRefund, runRefund } from './refund'
import { subscribe } from './subscribe'
import { cancelSubscription } from './subscription'

const kit = testkit()
const money = moneyTestkit(kit)
const at = (day: string) => new Date(`${day}T00:00:00Z`)

/** A year in little: starts, a decline, an upgrade, a downgrade, renewals, refunds, a cancellation. */
async function busyOwner(): Promise<CustomerCtx> {
  const owner = await kit.owner({ taxRatePpm: 190_000 })
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 3_100 }] })
  await kit.plan(owner.id, { code: 'big', prices: [{ amount: 6_200 }] })
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_chargeCustomerFail' })
  await subscribe(ctx, { plan: 'small' }).catch((error: unknown) => error)
  await subscribe(ctx, { plan: 'small', token: 'tok_visa' })
  await subscribe(await kit.at(ctx, at('2026-01-11')), { plan: 'big' })
  await subscribe(await kit.at(ctx, at('2026-01-21')), { plan: 'small' })
  const march = kit.ctx({ now: at('2026-03-02') })
  await runBilling(march, { ownerId: owner.id })
  await chargeDue(march, { ownerId: owner.id })
  const later = await kit.at(ctx, at('2026-03-03'))
  const [paid] = await ctx.db.select().from(payment).where(eq(payment.ownerId, owner.id)).orderBy(payment.id)
  if (!paid) throw new Error('there is a payment')
  for (const amount of [1_000, 500]) {
    const opened = await transact(later, (t) => openRefund(t, paid, { amount, reason: 'goodwill' }))
    await runRefund(later, opened.id)
  }
  await cancelSubscription(later, { when: 'now' })
  return later
}

const check = async (ctx: CustomerCtx) =>
  checkLedger(await ownerScope({ ...kit.ctx({ actor: { kind: 'operator' } }), db: ctx.db }, ctx.owner.id))

const paymentsOf = (ctx: CustomerCtx) =>
  ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id)).orderBy(payment.id)

/** A refund, one that was sent back, a lost and a won dispute, and a customer of a brand on another account. */
async function eventful(): Promise<CustomerCtx> {
  const ctx = await money.customer({ token: 'tok_visa' })
  await subscribe(ctx, { plan: 'small' })
  const paid = await money.payment(ctx)
  await refundPayment(ctx, paid.id, { amount: 1_000, currency: null, reason: null })
  const other = async (token: string) => {
    const made = await kit.customer(ctx.owner.id)
    await addCard(made, { token })
    const at = await kit.at(made, START)
    const { invoice: bill } = await subscribe(at, { plan: 'small' })
    const of = (await paymentsOf(ctx)).find((p) => p.invoiceId === bill?.id)
    if (!of) throw new Error('there is a payment')
    return { at, of }
  }
  const bouncing = await other('tok_refundFail')
  await refundPayment(bouncing.at, bouncing.of.id, { amount: 500, currency: null, reason: null })
  const lost = await money.dispute((await other('tok_visa')).of, { amount: 2_000 })
  const won = await money.dispute((await other('tok_visa')).of)
  await money.decide(lost, 'lost')
  await money.decide(won, 'won')
  await money.control('/clock', { advance_seconds: 2 * 3_600 })
  await money.catchUp()
  await onAnotherAccount(ctx)
  return ctx
}

async function onAnotherAccount(ctx: CustomerCtx): Promise<void> {
  const account = await money.stripe().accounts.create({ type: 'standard', country: 'DE' })
  const [accountId, brandId] = [newId(), newId()]
  const { ownerId } = ctx.customer
  await ctx.db.insert(stripeAccount).values({ ownerId, id: accountId, stripeId: account.id, name: 'Second' })
  await ctx.db
    .insert(brand)
    .values({ ...ctx.brand, id: brandId, code: 'second', invoicePrefix: 'NW-S', stripeAccountId: accountId })
  const made = await kit.customer(ownerId)
  await ctx.db.update(customer).set({ brandId }).where(eq(customer.id, made.customer.id))
  const at = await kit.at(made, START)
  await addCard(at, { token: 'tok_mastercard' })
  await subscribe(await kit.at(at, START), { plan: 'small' })
}

type Ids = Record<'payment' | 'charge' | 'invoice' | 'refund' | 'dispute' | 'disputed', string>
let first: Ids = { payment: '', charge: '', invoice: '', refund: '', dispute: '', disputed: '' }
const NOTHING = '0197a2f0-0000-7000-8000-00000000dead'

async function readIds(ctx: CustomerCtx): Promise<Ids> {
  const paid = await money.payment(ctx)
  const given = (await money.refunds(ctx)).find((r) => r.status === 'succeeded')
  const lost = (await money.disputes(ctx)).find((d) => d.status === 'lost')
  return {
    payment: paid.id,
    charge: paid.stripeChargeId ?? '',
    invoice: paid.invoiceId,
    refund: given?.id ?? '',
    dispute: lost?.id ?? '',
    disputed: lost?.paymentId ?? '',
  }
}

const damage = (ctx: CustomerCtx, statement: SQL) => ctx.db.execute(statement)

/** Does it in a transaction that is never committed. */
async function rolledBack(ctx: CustomerCtx, work: (ctx: CustomerCtx) => Promise<void>): Promise<void> {
  const back = new Error('rolled back')
  await ctx.db
    .transaction(async (tx) => {
      await work({ ...ctx, db: tx as unknown as CustomerCtx['db'] })
      throw back
    })
    .catch((error: unknown) => {
      if (error !== back) throw error
    })
}

test('whatever was done, books, invoices, payments and Stripe agree to the cent', async () => {
  const ctx = await busyOwner()
  expect(await ctx.db.$count(ledgerTransfer, eq(ledgerTransfer.ownerId, ctx.owner.id))).toBeGreaterThan(20)
  expect(await check(ctx)).toEqual([])
})

test('with what Stripe keeps, disputes and refunds sent back, on a second account too, all agree', async () => {
  const ctx = await eventful()
  expect(await check(ctx)).toEqual([])
  expect(await bookFees(kit.ctx())).toBeGreaterThan(0)
  expect(await bookFees(kit.ctx())).toBe(0)
  expect((await paymentsOf(ctx)).every((p) => p.fee !== null && p.fee > 0)).toBe(true)
  expect(await check(ctx)).toEqual([])
})

test('a cent that goes astray is named', async () => {
  const ctx = await busyOwner()
  const [first] = await ctx.db
    .select()
    .from(ledgerTransfer)
    .where(and(eq(ledgerTransfer.ownerId, ctx.owner.id), eq(ledgerTransfer.credit, 'tax')))
    .limit(1)
  await ctx.db
    .update(ledgerTransfer)
    .set({ amount: sql`amount + 1` })
    .where(eq(ledgerTransfer.id, first?.id ?? ''))
  const found = await check(ctx)
  expect(found.map((d) => [d.about.replace(/NW-\S+/, 'NW'), d.found - d.expected])).toEqual([
    ['account receivable', 1],
    ['account tax', -1],
    [`invoice NW (${first?.invoiceId}): ledger`, 1],
  ])
})

/** What each kind of damage is called, and where it shows. */
const DAMAGES: [string, (ctx: CustomerCtx) => Promise<unknown>, (ids: Ids) => string[]][] = [
  [
    'a payment that Stripe does not know',
    (ctx) => damage(ctx, sql`update payment set stripe_charge_id = 'ch_unknown' where id = ${first.payment}`),
    (ids) => [`payment ${ids.payment} of NW at Stripe`, `charge ${ids.charge} at Stripe: in no payment`],
  ],
  [
    'a payment of another amount than the charge',
    (ctx) => damage(ctx, sql`update payment set amount = amount + 1 where id = ${first.payment}`),
    (ids) => [
      'account stripe_cash',
      `payment ${ids.payment}: ledger`,
      `payment ${ids.payment} of NW at Stripe`,
      `invoice NW: payments`,
    ],
  ],
  [
    'a fee of another amount',
    (ctx) => damage(ctx, sql`update payment set fee = fee + 1 where id = ${first.payment}`),
    (ids) => [
      'account fees',
      'account stripe_cash',
      `payment ${ids.payment}: fee`,
      `payment ${ids.payment} of NW at Stripe: fee`,
    ],
  ],
  [
    'a fee that was never written down',
    (ctx) =>
      damage(
        ctx,
        sql`with gone as (delete from ledger_transfer where payment_id = ${first.payment} and reason = 'payment.fee')
          update payment set fee = null, fee_currency = null, created_at = now() - interval '2 days'
          where id = ${first.payment}`,
      ),
    (ids) => [`payment ${ids.payment} of NW at Stripe: fee`],
  ],
  [
    'a refund of another amount than at Stripe',
    (ctx) => damage(ctx, sql`update refund set amount = amount - 1 where id = ${first.refund}`),
    (ids) => [
      'account refunds',
      'account stripe_cash',
      `payment ${ids.payment}: ledger`,
      `payment ${ids.payment}: refunded`,
      `refund ${ids.refund}: ledger`,
      `refund ${ids.refund} of NW at Stripe`,
    ],
  ],
  [
    'a dispute that is won here and not at Stripe',
    (ctx) => damage(ctx, sql`update dispute set status = 'won' where id = ${first.dispute}`),
    (ids) => [
      'account disputes',
      'account stripe_cash',
      `payment ${ids.disputed}: ledger`,
      `dispute ${ids.dispute}: ledger`,
      `dispute ${ids.dispute} of NW at Stripe`,
    ],
  ],
  [
    'a dispute whose fee is another',
    (ctx) => damage(ctx, sql`update dispute set fee = fee - 1 where id = ${first.dispute}`),
    (ids) => [
      'account fees',
      'account stripe_cash',
      `dispute ${ids.dispute}: fee`,
      `dispute ${ids.dispute} of NW at Stripe: fee`,
    ],
  ],
  [
    'a transfer about nothing',
    (ctx) =>
      damage(
        ctx,
        sql`insert into ledger_transfer (owner_id, id, debit, credit, amount, currency, reason, payment_id, at)
          values (${ctx.owner.id}, ${NOTHING}, 'fees', 'disputes', 5, 'EUR', 'stray', ${NOTHING}, now())`,
      ),
    () => ['account disputes', 'account fees', `transfer ${NOTHING}: about nothing`],
  ],
  [
    'an invoice paid in the books only',
    (ctx) =>
      damage(
        ctx,
        sql`update invoice set amount_paid = amount_paid - 1, status = 'open' where id = ${first.invoice}`,
      ),
    (ids) => ['account receivable', `invoice NW (${ids.invoice}): ledger`, 'invoice NW: payments'],
  ],
]

test('each kind of difference is named, with the id of what differs', async () => {
  const ctx = await eventful()
  await bookFees(kit.ctx())
  const ids = await readIds(ctx)
  first = ids
  for (const [what, plant, named] of DAMAGES) {
    await rolledBack(ctx, async (damaged) => {
      await plant(damaged)
      const found = (await check(damaged)).map((d) => d.about.replace(/NW-[\w-]+/, 'NW')).sort()
      expect([what, found]).toEqual([what, named(ids).sort()])
    })
  }
  expect(await check(ctx)).toEqual([])
})

test('an owner without any money agrees with itself', async () => {
  const owner = await kit.owner()
  const ctx = await kit.customer(owner.id, { now: START })
  expect(await check(ctx)).toEqual([])
})
