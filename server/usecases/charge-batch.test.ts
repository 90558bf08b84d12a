import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { event, invoice, payment, paymentAttempt, receipt } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { wrongsOf } from './books-testkit'
import { chargeDue } from './charge-due'
import { voidOpenInvoice } from './invoice-close'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'
import { currentSubscription } from './subscription'

const kit = testkit()
const money = moneyTestkit(kit)
const FEBRUARY = new Date('2026-02-01T00:00:00Z')

/** Customers of one owner whose renewals fell due together, each charged by its own card. */
async function renewing(cards: string[]): Promise<CustomerCtx[]> {
  const owner = await kit.owner()
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 3_100 }] })
  const customers: CustomerCtx[] = []
  for (const token of cards) {
    const ctx = await kit.customer(owner.id)
    await addCard(ctx, { token: 'tok_visa' })
    await subscribe(await kit.at(ctx, START), { plan: 'small' })
    if (token !== 'tok_visa') await addCard(await kit.at(ctx, START), { token, makeDefault: true })
    customers.push(await kit.at(ctx, FEBRUARY))
  }
  await runBilling(kit.ctx({ now: FEBRUARY }), { ownerId: owner.id })
  return customers
}

const ofOwner = (ctx: CustomerCtx) => eq(paymentAttempt.ownerId, ctx.owner.id)

test('what is due together is charged once each: paid, declined and called off among them, numbered without a gap', async () => {
  const customers = await renewing(['tok_visa', 'tok_visa', 'tok_chargeCustomerFail', 'tok_visa', 'tok_visa'])
  const [first, , declined, called] = customers
  if (!first || !declined || !called) throw new Error('there are five customers')
  const [bill] = await called.db
    .select()
    .from(invoice)
    .where(and(eq(invoice.customerId, called.customer.id), eq(invoice.status, 'open')))
  await voidOpenInvoice(called, bill?.id ?? '')
  const due = kit.ctx({ now: FEBRUARY })
  // Two workers at once: each takes what the other does not.
  const ran = await Promise.all([
    chargeDue(due, { ownerId: first.owner.id }),
    chargeDue(due, { ownerId: first.owner.id }),
  ])
  expect(ran[0] + ran[1]).toBe(4)
  const paid = await first.db
    .select({ at: payment.paidAt, customerId: payment.customerId, number: receipt.number })
    .from(payment)
    .innerJoin(receipt, and(eq(receipt.ownerId, payment.ownerId), eq(receipt.paymentId, payment.id)))
    .where(and(eq(payment.ownerId, first.owner.id), eq(payment.paidAt, FEBRUARY)))
  expect(paid.map(({ customerId }) => customerId).sort()).toEqual(
    customers
      .filter((each) => each !== declined && each !== called)
      .map(({ customer }) => customer.id)
      .sort(),
  )
  expect(paid.map(({ number }) => number).sort()).toEqual([6, 7, 8].map((n) => `NW-R-2026-000${n}`))
  expect((await currentSubscription(declined))?.subscription.status).toBe('past_due')
  const events = await first.db
    .select({ type: event.type })
    .from(event)
    .where(and(eq(event.ownerId, first.owner.id), eq(event.at, FEBRUARY)))
  const count = (type: string) => events.filter((row) => row.type === type).length
  expect([count('payment.received'), count('invoice.paid'), count('payment.failed')]).toEqual([3, 3, 1])
  const owner = await ownerScope(kit.ctx({ now: FEBRUARY }), first.owner.id)
  expect(await wrongsOf(owner, money.stripe())).toEqual([])
})

test('who was past due is so no longer when the next try pays, beside renewals that were never late', async () => {
  const customers = await renewing(['tok_visa', 'tok_chargeCustomerFail'])
  const [, late] = customers
  if (!late) throw new Error('there are two customers')
  await chargeDue(kit.ctx({ now: FEBRUARY }), { ownerId: late.owner.id })
  await addCard(await kit.at(late, FEBRUARY), { token: 'tok_visa', makeDefault: true })
  const march = kit.ctx({ now: new Date('2026-03-01T00:00:00Z') })
  await runBilling(march, { ownerId: late.owner.id })
  await chargeDue(march, { ownerId: late.owner.id })
  for (const each of customers)
    expect((await currentSubscription(await kit.at(each, march.now)))?.subscription.status).toBe('active')
  const open = await late.db.select().from(paymentAttempt).where(ofOwner(late))
  expect(open.filter(({ status }) => status === 'paid')).toHaveLength(6)
  expect(await wrongsOf(await ownerScope(march, late.owner.id), money.stripe())).toEqual([])
})
