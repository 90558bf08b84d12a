import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { paymentAttempt } from '@/db/schema'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { advanceTo } from './clock'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { payInvoice } from './pay'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'
import { currentSubscription, openInvoices } from './subscription'

const kit = testkit()
const money = moneyTestkit(kit)

/** A renewal of 3,100 that failed, at the moment its customer comes to put it right. */
async function pastDue() {
  const row = await kit.owner({ clockAt: START })
  await kit.plan(row.id, { code: 'team', prices: [{ amount: 3_100 }] })
  const customer = await kit.customer(row.id)
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  await addCard(await kit.at(customer, START), { token: 'tok_chargeCustomerFail', makeDefault: true })
  const owner = await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), row.id)
  await advanceTo(owner, new Date('2026-02-02T12:00:00Z'))
  const ctx = await kit.at(customer, START)
  const [bill] = await openInvoices(ctx)
  return { ctx, ownerId: row.id, invoiceId: bill?.id ?? '' }
}

test('a card that wants 3-D Secure asks the person who has just added it', async () => {
  const { ctx, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'pm_card_authenticationRequired', makeDefault: true })
  const asked = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(asked.attempt).toMatchObject({
    status: 'requires_action',
    offSession: false,
    paymentMethodId: card.id,
  })
  expect(asked.attempt.stripeClientSecret).toEqual(expect.any(String))
})

test('it asks them too when the engine was quicker and nobody was there to confirm', async () => {
  const { ctx, ownerId, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'pm_card_authenticationRequired', makeDefault: true })
  await chargeDue(kit.ctx(), { ownerId })
  const asked = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(asked.attempt).toMatchObject({ status: 'requires_action', offSession: false })
})

test('a card that needs no one pays at once, whichever is quicker', async () => {
  const { ctx, ownerId, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'tok_mastercard', makeDefault: true })
  const paid = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(paid).toMatchObject({ invoice: { status: 'paid', amountPaid: 3_100 }, attempt: { status: 'paid' } })
  await chargeDue(kit.ctx(), { ownerId })
  const refused = payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  await expect(refused).rejects.toMatchObject({ code: 'invoice_not_payable' })
})

test('a start that waits at 3-D Secure is paid with another card, and only with that', async () => {
  const ctx = await money.customer({ token: 'tok_threeDSecure2Required' })
  const { invoice: bill, attempt } = await subscribe(ctx, { plan: 'small' })
  expect(attempt?.status).toBe('requires_action')
  const at = await kit.at(ctx, START)
  const card = await addCard(at, { token: 'tok_visa' })
  const paid = await payInvoice(at, { invoiceId: bill?.id ?? '', paymentMethodId: card.id })
  expect(paid).toMatchObject({ invoice: { status: 'paid', amountPaid: 3_100 }, attempt: { status: 'paid' } })
  const first = await money.stripe().paymentIntents.retrieve(attempt?.stripePaymentIntentId ?? '')
  expect(first.status).toBe('canceled')
  // The word of its end takes nothing back.
  await money.catchUp()
  expect((await currentSubscription(at))?.subscription.status).toBe('active')
  expect(await money.balances(at)).toEqual({ stripe_cash: 3_100, revenue: -3_100 })
})

test('when the first card is confirmed just then, the other one is not charged', async () => {
  const ctx = await money.customer({ token: 'tok_threeDSecure2Required' })
  const { invoice: bill, attempt } = await subscribe(ctx, { plan: 'small' })
  const at = await kit.at(ctx, START)
  const card = await addCard(at, { token: 'tok_visa' })
  // Confirmed after Folio looked and before it gives the first one up.
  await money.fault({ endpoint: 'POST /v1/payment_intents/:intent/cancel', kind: '500', times: 2 })
  const waits = await payInvoice(at, { invoiceId: bill?.id ?? '', paymentMethodId: card.id })
  expect(waits.attempt).toMatchObject({ status: 'pending', paymentMethodId: card.id })
  await money.control(`/intents/${attempt?.stripePaymentIntentId}/authenticate`, { outcome: 'pass' })
  await at.db
    .update(paymentAttempt)
    .set({ claimedUntil: null })
    .where(eq(paymentAttempt.id, waits.attempt.id))
  await chargeDue(kit.ctx(), { ownerId: at.owner.id })
  expect(await money.invoices(at)).toMatchObject([{ status: 'paid', amountPaid: 3_100 }])
  const intents = await money.stripe().paymentIntents.list({ customer: at.customer.stripeCustomerId ?? '' })
  expect(intents.data.reduce((sum, intent) => sum + intent.amount_received, 0)).toBe(3_100)
  expect((await currentSubscription(at))?.subscription.status).toBe('active')
  expect(await money.balances(at)).toEqual({ stripe_cash: 3_100, revenue: -3_100 })
})

test('who comes to pay, is asked by the bank and goes away leaves the schedule of tries as it was', async () => {
  const { ctx, ownerId, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'pm_card_authenticationRequired' })
  const asked = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(asked.attempt.status).toBe('requires_action')
  const owner = await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ownerId)
  await advanceTo(owner, new Date('2026-02-16T12:00:00Z'))
  const attempts = await ctx.db
    .select()
    .from(paymentAttempt)
    .where(eq(paymentAttempt.invoiceId, invoiceId))
    .orderBy(paymentAttempt.attemptNo)
  // The first two tries, the one that was left, and those of the days 3, 5, 7 and 14.
  expect(attempts.map((a) => a.status)).toEqual([
    'failed',
    'failed',
    'canceled',
    'canceled',
    'failed',
    'failed',
    'failed',
    'failed',
  ])
})
