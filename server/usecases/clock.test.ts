import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { event, invoice, payment, paymentAttempt } from '@/db/schema'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { advanceClock, advanceTo, readClock, setClock } from './clock'
import { mailOf } from './event-mail'
import { ownerScope } from './owner'
import { payInvoice } from './pay'
import { addCard, removePaymentMethod, setBankAccount } from './payment-method'
import { startTrial, subscribe } from './subscribe'
import { currentSubscription, openInvoices } from './subscription'

const kit = testkit()

/** A shop whose clock is frozen at the start; a month of `team` is 3,100. */
async function shop(): Promise<{ owner: OwnerCtx; customer: CustomerCtx }> {
  const row = await kit.owner({ clockAt: START })
  await kit.plan(row.id, { code: 'team', trialDays: 14, prices: [{ amount: 3_100 }] })
  const customer = await kit.customer(row.id)
  return { owner: await scope(row.id), customer }
}

const scope = (ownerId: string) => ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ownerId)

async function eventsOf(ctx: CustomerCtx): Promise<[string, string][]> {
  const rows = await ctx.db
    .select()
    .from(event)
    .where(eq(event.customerId, ctx.customer.id))
    .orderBy(event.id)
  return rows.map((e) => [e.type, e.at.toISOString().slice(0, 10)])
}

async function mailsOf(ctx: CustomerCtx) {
  const rows = await ctx.db
    .select()
    .from(event)
    .where(eq(event.customerId, ctx.customer.id))
    .orderBy(event.id)
  const mails = await Promise.all(rows.map((row) => mailOf(kit.ctx(), row)))
  return mails.flatMap((mail) => (mail ? [mail.content] : []))
}

test('a trial is announced to end three days before, converts, and renews from its end on', async () => {
  const { owner, customer } = await shop()
  await addCard(customer, { token: 'tok_visa' })
  await startTrial(customer, { plan: 'team' })
  const { now } = await advanceClock(owner, 'P3M')
  expect(now).toEqual(new Date('2026-04-01T00:00:00Z'))
  expect((await eventsOf(customer)).filter(([type]) => /trial|renewed|received/.test(type))).toEqual([
    ['subscription.trial_started', '2026-01-01'],
    ['subscription.trial_ending', '2026-01-12'],
    ['subscription.trial_converted', '2026-01-15'],
    ['payment.received', '2026-01-15'],
    ['subscription.renewed', '2026-02-15'],
    ['payment.received', '2026-02-15'],
    ['subscription.renewed', '2026-03-15'],
    ['payment.received', '2026-03-15'],
  ])
  expect(readClock(await scope(owner.owner.id))).toEqual({ now, frozen: true })
})

test('a renewal that is declined is tried on days 1, 3, 5, 7 and 14, then the subscription ends', async () => {
  const { owner, customer } = await shop()
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  const at = await kit.at(customer, START)
  await addCard(at, { token: 'tok_chargeCustomerFail', makeDefault: true })
  await advanceTo(owner, new Date('2026-03-01T00:00:00Z'))
  const tries = await customer.db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.ownerId, owner.owner.id))
    .orderBy(paymentAttempt.id)
  expect(tries.map((a) => [a.dueAt.toISOString().slice(0, 10), a.status])).toEqual([
    ['2026-01-01', 'paid'],
    ['2026-02-01', 'failed'],
    ['2026-02-02', 'failed'],
    ['2026-02-04', 'failed'],
    ['2026-02-06', 'failed'],
    ['2026-02-08', 'failed'],
    ['2026-02-15', 'failed'],
  ])
  const ended = await currentSubscription(at, { past: true })
  expect(ended?.subscription).toMatchObject({ status: 'canceled', cancelReason: 'payment_failed' })
  const failures = (await mailsOf(customer)).filter((m) => m.template === 'paymentFailed')
  expect(failures).toHaveLength(6)
  // The invoice of the ended subscription is still there to be paid.
  const [open] = await openInvoices(at)
  await addCard(at, { token: 'tok_visa', makeDefault: true })
  const paid = await payInvoice(at, { invoiceId: open?.id ?? '' })
  expect(paid).toMatchObject({ invoice: { status: 'paid' }, attempt: { status: 'paid' } })
  // What was put right meanwhile is not complained about.
  expect((await mailsOf(customer)).filter((m) => m.template === 'paymentFailed')).toEqual([])
})

test('a new card pays what is open at once', async () => {
  const { owner, customer } = await shop()
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  const at = await kit.at(customer, START)
  await addCard(at, { token: 'tok_chargeCustomerFail', makeDefault: true })
  await advanceTo(owner, new Date('2026-02-02T12:00:00Z'))
  const due = await kit.at(customer, START)
  expect((await currentSubscription(due))?.subscription.status).toBe('past_due')
  await addCard(due, { token: 'tok_mastercard', makeDefault: true })
  await chargeDue(kit.ctx(), { ownerId: owner.owner.id })
  expect(await openInvoices(due)).toEqual([])
  expect((await currentSubscription(due))?.subscription.status).toBe('active')
})

test('a bank debit grants at once, is processing for days, then paid', async () => {
  const { owner, customer } = await shop()
  await setBankAccount(customer, { iban: 'DE89370400440532013000', holderName: 'Jo Muster' })
  const { subscription, attempt } = await subscribe(customer, { plan: 'team' })
  expect([subscription.status, attempt?.status]).toEqual(['active', 'processing'])
  await advanceClock(owner, 'P14D')
  const paid = await customer.db.select().from(payment).where(eq(payment.ownerId, owner.owner.id))
  expect(paid.map((p) => [p.amount, p.status])).toEqual([[3_100, 'completed']])
  expect((await mailsOf(customer)).map((m) => m.template)).toEqual(['bankDebitNotice', 'welcome', 'receipt'])
})

test('a bank debit that fails days later leaves the invoice open and the subscription past due', async () => {
  const { owner, customer } = await shop()
  await setBankAccount(customer, { iban: 'DE62370400440532013001', holderName: 'Jo Muster' })
  const { subscription } = await subscribe(customer, { plan: 'team' })
  expect(subscription.status).toBe('active')
  await advanceClock(owner, 'P14D')
  const bills = await customer.db.select().from(invoice).where(eq(invoice.ownerId, owner.owner.id))
  expect(bills.map((b) => [b.status, b.amountPaid])).toEqual([['open', 0]])
  expect((await currentSubscription(await kit.at(customer, START)))?.subscription.status).toBe('past_due')
})

test('3-D Secure left for a day gives the start up', async () => {
  const { owner, customer } = await shop()
  await addCard(customer, { token: 'tok_threeDSecure2Required' })
  await subscribe(customer, { plan: 'team' })
  await advanceClock(owner, 'P2D')
  expect(await currentSubscription(customer)).toBeNull()
  const bills = await customer.db.select().from(invoice).where(eq(invoice.ownerId, owner.owner.id))
  expect(bills.map((b) => b.status)).toEqual(['void'])
})

test('the last means of payment of a live subscription stays', async () => {
  const { customer } = await shop()
  const card = await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  await expect(removePaymentMethod(customer, card.id)).rejects.toMatchObject({ code: 'last_payment_method' })
  const second = await addCard(customer, { token: 'tok_mastercard' })
  const at = await kit.at(customer, START)
  await removePaymentMethod(at, card.id)
  expect((await kit.at(customer, START)).customer.defaultPaymentMethodId).toBe(second.id)
})

test('the clock does not go back, and stands still when it is set', async () => {
  const { owner, customer } = await shop()
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  await expect(setClock(owner, new Date('2025-12-31T00:00:00Z'))).rejects.toMatchObject({
    code: 'invalid_input',
  })
  await expect(advanceClock(owner, 'a month')).rejects.toMatchObject({ code: 'invalid_input' })
  await setClock(owner, new Date('2026-02-15T00:00:00Z'))
  expect(await customer.db.$count(invoice, eq(invoice.ownerId, owner.owner.id))).toBe(1)
})
