import { expect, test } from 'vitest'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { addCard } from './payment-method'
import { asPreviewed, previewPlan } from './preview'
import { startTrial, subscribe } from './subscribe'
import { cancelSubscription, currentSubscription, previewNextInvoice } from './subscription'

const kit = testkit()

/** 31 days at 3,100 a month: a day is 100. */
async function customer(): Promise<CustomerCtx> {
  const owner = await kit.owner({ taxRatePpm: 190_000 })
  const year = { unit: 'year', count: 1 } as const
  await kit.plan(owner.id, {
    code: 'small',
    family: 'main',
    trialDays: 14,
    prices: [{ amount: 3_100 }, { amount: 31_000, interval: year }],
  })
  await kit.plan(owner.id, { code: 'big', family: 'main', prices: [{ amount: 6_200 }] })
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  return kit.at(ctx, START)
}

const later = (days: number, ms = 0) => new Date(START.getTime() + days * 86_400_000 + ms)
const amounts = (p: Awaited<ReturnType<typeof previewPlan>>) => ({
  kind: p.kind,
  now: p.invoice?.amountDue.amount ?? 0,
  next: p.next?.amountDue.amount ?? 0,
  nextAt: p.next?.issuedAt,
})

test('a start says what is due today and what the renewal will be', async () => {
  const ctx = await customer()
  const seen = await previewPlan(ctx, { plan: 'small', when: 'now' })
  expect(amounts(seen)).toEqual({ kind: 'start', now: 3_689, next: 3_689, nextAt: later(31) })
  const { invoice } = await subscribe(ctx, { plan: 'small', amountDue: 3_689 })
  expect(invoice?.total).toBe(3_689)
  expect((await previewNextInvoice(ctx))?.amountDue.amount).toBe(seen.next?.amountDue.amount)
})

test('a trial costs nothing today, and says what its end will cost', async () => {
  const ctx = await customer()
  const seen = await previewPlan(ctx, { plan: 'small', when: 'trial' })
  expect(amounts(seen)).toEqual({ kind: 'trial', now: 0, next: 3_689, nextAt: later(14) })
  await startTrial(ctx, { plan: 'small' })
  expect((await previewNextInvoice(ctx))?.issuedAt).toEqual(later(14))
})

test('an upgrade is paid exactly as it was previewed, minutes later', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'small' })
  const looked = await kit.at(ctx, later(15.5))
  const seen = await previewPlan(looked, { plan: 'big', when: 'now' })
  // Half of 6,200 less half of 3,100: 1,550, and its tax line by line: 589 less 295.
  expect(amounts(seen)).toEqual({ kind: 'change', now: 1_844, next: 7_378, nextAt: later(31) })
  const clicked = await kit.at(ctx, later(15.5, 5 * 60_000))
  await expect(subscribe(clicked, { plan: 'big', amountDue: 1_844 })).rejects.toMatchObject({
    code: 'conflict',
  })
  const paid = await subscribe(asPreviewed(clicked, looked.now), { plan: 'big', amountDue: 1_844 })
  expect(paid.invoice).toMatchObject({ total: 1_844, status: 'paid' })
  const now = await currentSubscription(clicked)
  expect(now?.offer.code).toBe('big')
})

test('a preview is good for a quarter of an hour and not before it was made', async () => {
  const ctx = await customer()
  expect(asPreviewed(ctx, later(0, -15 * 60_000)).now).toEqual(later(0, -15 * 60_000))
  expect(() => asPreviewed(ctx, later(0, -15 * 60_000 - 1))).toThrow('too old')
  expect(() => asPreviewed(ctx, later(0, 1))).toThrow('too old')
  expect(asPreviewed(ctx, undefined)).toBe(ctx)
})

test('a change at the end of the period costs nothing today', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'big' })
  const seen = await previewPlan(ctx, { plan: 'small', when: 'period_end' })
  expect(amounts(seen)).toEqual({ kind: 'scheduled', now: 0, next: 3_689, nextAt: later(31) })
  expect(seen.effectiveAt).toEqual(later(31))
})

test('a downgrade now keeps the rest as credit for the next invoices', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'big' })
  const seen = await previewPlan(await kit.at(ctx, later(15.5)), { plan: 'small', when: 'now' })
  expect(amounts(seen)).toEqual({ kind: 'credit', now: 0, next: 3_689 - 1_844, nextAt: later(31) })
  expect(seen.credit).toEqual({ amount: 1_844, currency: 'EUR' })
})

test('who changes plan does not want it to end: a scheduled cancellation is over', async () => {
  const started = await customer()
  await subscribe(started, { plan: 'small' })
  await cancelSubscription(started, { when: 'period_end' })
  const ctx = await kit.at(started, later(10))
  const seen = await previewPlan(ctx, { plan: 'small-year', when: 'now' })
  expect(seen.next?.amountDue.amount).toBe(36_890)
  await subscribe(ctx, { plan: 'small-year' })
  const now = await currentSubscription(ctx)
  expect(now?.subscription).toMatchObject({ cancelAt: null, status: 'active' })
  expect((await previewNextInvoice(ctx))?.amountDue.amount).toBe(36_890)
})
