import { and, eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { ledgerTransfer, payment } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { transact } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'
import { checkLedger } from './ledger-check'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { openRefund, runRefund } from './refund'
import { subscribe } from './subscribe'
import { cancelSubscription } from './subscription'

const kit = testkit()
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
  checkLedger(await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ctx.owner.id))

test('whatever was done, books, invoices, payments and Stripe agree to the cent', async () => {
  const ctx = await busyOwner()
  expect(await ctx.db.$count(ledgerTransfer, eq(ledgerTransfer.ownerId, ctx.owner.id))).toBeGreaterThan(20)
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
  expect(found.map((d) => [d.about, d.found - d.expected])).toEqual([
    ['account receivable', 1],
    ['account tax', -1],
  ])
})

test('a payment that Stripe knows otherwise is named', async () => {
  const ctx = await busyOwner()
  await ctx.db
    .update(payment)
    .set({ stripeChargeId: 'ch_unknown' })
    .where(and(eq(payment.ownerId, ctx.owner.id), eq(payment.amount, 3_689)))
  const found = await check(ctx)
  expect(found.length).toBeGreaterThan(0)
  expect(found.every((d) => d.about.endsWith('at Stripe') && d.found === 0 && d.expected === 3_689)).toBe(
    true,
  )
  expect(await check(await busyOwner())).toEqual([])
})

test('an owner without any money agrees with itself', async () => {
  const owner = await kit.owner()
  const ctx = await kit.customer(owner.id, { now: START })
  expect(await check(ctx)).toEqual([])
})
