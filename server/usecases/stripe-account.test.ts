import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { brand, customer, owner as ownerTable, stripeAccount } from '@/db/schema'
import { wallNow } from '../clock'
import type { OwnerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { readBalances } from './balance'
import { ensureStripeCustomer } from './customer'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { refundPayment } from './payment-refund'
import {
  chooseBrandAccount,
  connectStripeAccount,
  continueOnboarding,
  disconnectStripeAccount,
  previewBrandAccount,
  refreshStripeAccount,
  stripeAccounts,
} from './stripe-account'
import { processStripeEvents, pullAllStripeEvents } from './stripe-event'
import { subscribe } from './subscribe'
import { cancelSubscription } from './subscription'

const kit = testkit()
const ORIGIN = 'https://folio.example'

async function scopeOf(of: { id: string }): Promise<OwnerCtx> {
  return ownerScope(kit.ctx(), of.id)
}

/** An owner with a plan, and a connected account whose holder has told Stripe who they are. */
async function connected() {
  const { id } = await kit.owner()
  await kit.plan(id, { code: 'small', prices: [{ amount: 900 }] })
  const scope = await scopeOf({ id })
  const account = await onboarded(scope)
  const [first] = await scope.db.select().from(brand).where(eq(brand.ownerId, id))
  return { scope, account, brandId: first?.id ?? '' }
}

async function onboarded(scope: OwnerCtx, name = 'Northwind US') {
  const made = await connectStripeAccount(scope, { name, country: 'us', origin: ORIGIN })
  await fetch(made.url, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'ready' }),
    redirect: 'manual',
  })
  return refreshStripeAccount(scope, made.id)
}

async function paying(ownerId: string) {
  const of = await kit.customer(ownerId)
  await addCard(of, { token: 'tok_visa' })
  const { invoice } = await subscribe(of, { plan: 'small' })
  return { of, invoice }
}

test('an account is made, takes payments when Stripe says so, and its page leads back here', async () => {
  const scope = await scopeOf(await kit.owner())
  const made = await connectStripeAccount(scope, { name: 'Northwind US', origin: ORIGIN })
  const base = `${ORIGIN}/dashboard/${scope.owner.id}/stripe/${made.id}`
  expect(decodeURIComponent(made.url)).toContain(`return_url=${base}/return`)
  expect(await refreshStripeAccount(scope, made.id)).toMatchObject({ chargesEnabled: false })
  const [first] = (await stripeAccounts(scope)).brands
  const choice = { brandId: first?.id ?? '', accountId: made.id }
  await expect(chooseBrandAccount(scope, choice)).rejects.toMatchObject({ code: 'invalid_input' })
  const again = await continueOnboarding(scope, { id: made.id, origin: ORIGIN })
  const answer = await fetch(again.url, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'ready' }),
    redirect: 'manual',
  })
  expect(answer.headers.get('location')).toBe(`${base}/return`)
  // Its webhook says so too, whether or not the person comes back.
  await pullAllStripeEvents(kit.ctx({ now: wallNow() }))
  await processStripeEvents(kit.ctx())
  expect((await stripeAccounts(scope)).accounts).toMatchObject([
    { id: made.id, name: 'Northwind US', chargesEnabled: true },
  ])
  await chooseBrandAccount(scope, choice)
  expect((await stripeAccounts(scope)).brands).toMatchObject([{ accountId: made.id }])
})

test('customers of a brand are charged on its account; whom Stripe knows stays where they are known', async () => {
  const { scope, account, brandId } = await connected()
  const before = await paying(scope.owner.id)
  expect(before.of.account).toBeNull()
  await chooseBrandAccount(scope, { brandId, accountId: account.id })
  const after = await paying(scope.owner.id)
  expect([after.of.account, after.invoice?.status]).toEqual([account.stripeId, 'paid'])
  expect((await kit.at(before.of, START)).account).toBeNull()
  expect((await previewBrandAccount(scope, brandId)).known).toEqual([
    { account: null, count: 1 },
    { account: account.stripeId, count: 1 },
  ])
  // Each is refunded where it was paid.
  for (const { of, invoice } of [before, after]) {
    const [paid] = await of.db.query.payment.findMany({
      where: (p, { eq }) => eq(p.invoiceId, invoice?.id ?? ''),
    })
    await refundPayment(await kit.at(of, START), paid?.id ?? '', {
      amount: 900,
      currency: null,
      reason: null,
    })
    const [refunded] = await of.db.query.payment.findMany({ where: (p, { eq }) => eq(p.id, paid?.id ?? '') })
    expect(refunded?.refunded).toBe(900)
  }
  await chooseBrandAccount(scope, { brandId, accountId: null })
  expect((await kit.at(after.of, START)).account).toBe(account.stripeId)
})

test('a customer that is made at Stripe while its brand moves is kept on the account that made it', async () => {
  const { scope, account, brandId } = await connected()
  const of = await kit.customer(scope.owner.id)
  await chooseBrandAccount(scope, { brandId, accountId: account.id })
  await ensureStripeCustomer(of)
  const [row] = await of.db.select().from(customer).where(eq(customer.id, of.customer.id))
  expect(row?.stripeAccount).toBe('own')
  expect((await kit.at(of, START)).account).toBeNull()
})

test('is disconnected only when nothing is charged on it any more', async () => {
  const { scope, account, brandId } = await connected()
  await chooseBrandAccount(scope, { brandId, accountId: account.id })
  const { of } = await paying(scope.owner.id)
  const disconnect = () => disconnectStripeAccount(scope, account.id)
  await expect(disconnect()).rejects.toMatchObject({ code: 'conflict', message: /Northwind/ })
  await chooseBrandAccount(scope, { brandId, accountId: null })
  await expect(disconnect()).rejects.toMatchObject({ code: 'conflict', message: /1 subscription/ })
  await cancelSubscription(await kit.at(of, START), { when: 'now' })
  await disconnect()
  expect((await stripeAccounts(scope)).accounts).toEqual([])
  await expect(disconnect()).rejects.toMatchObject({ code: 'not_found' })
  const [row] = await scope.db.select().from(stripeAccount).where(eq(stripeAccount.id, account.id))
  expect(row?.disconnectedAt).toEqual(START)
})

test('is for admins, and for nobody of another owner', async () => {
  const { scope, account, brandId } = await connected()
  const other = await scopeOf(await kit.owner())
  const mine = { id: account.id, origin: ORIGIN }
  for (const [who, code] of [
    [{ ...scope, role: 'finance' as const }, 'forbidden'],
    [other, 'not_found'],
  ] as const) {
    await expect(continueOnboarding(who, mine)).rejects.toMatchObject({ code })
    await expect(disconnectStripeAccount(who, account.id)).rejects.toMatchObject({ code })
    await expect(chooseBrandAccount(who, { brandId, accountId: account.id })).rejects.toMatchObject({ code })
  }
  await expect(refreshStripeAccount(other, account.id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(previewBrandAccount(other, brandId)).rejects.toMatchObject({ code: 'not_found' })
  const [theirs] = (await stripeAccounts(other)).brands
  const wrong = { brandId: theirs?.id ?? '', accountId: account.id }
  await expect(chooseBrandAccount(other, wrong)).rejects.toMatchObject({ code: 'not_found' })
})

test('balances: every account with what Stripe holds on it, one that does not answer hides no other', async () => {
  const { scope, account, brandId } = await connected()
  await onboarded(scope, 'Silent')
  await chooseBrandAccount(scope, { brandId, accountId: account.id })
  await paying(scope.owner.id)
  const names = async () =>
    (await readBalances(await scopeOf(scope.owner))).map(({ name, status, pending }) => ({
      name,
      status,
      pending,
    }))
  const [first, silent] = (await stripeAccounts(scope)).accounts
  await fault({ endpoint: 'GET /v1/balance', kind: '500', times: null, account: silent?.stripeId })
  const held = { name: first?.name, status: 'ok', pending: [{ amount: expect.any(Number), currency: 'EUR' }] }
  const found = await names()
  expect(found).toEqual([held, { name: 'Silent', status: 'unavailable', pending: [] }])
  expect(found[0]?.pending[0]?.amount).toBeGreaterThan(800)
  // Kept for a while, but not past a movement of money.
  const asked = await balanceCalls(account.stripeId)
  await names()
  expect(await balanceCalls(account.stripeId)).toBe(asked)
  await paying(scope.owner.id)
  expect((await names())[0]?.pending[0]?.amount).toBeGreaterThan(1_600)
  await fault(null)
})

test('balances: the own account is shown to whom nobody shares it with, and to the house', async () => {
  const [one, two, house] = [await kit.owner(), await kit.owner(), await kit.owner()]
  for (const { id } of [one, two]) await kit.plan(id, { code: 'small', prices: [{ amount: 900 }] })
  await kit.database.db.update(ownerTable).set({ isHouse: true }).where(eq(ownerTable.id, house.id))
  const own = async (of: { id: string }) =>
    (await readBalances(await scopeOf(of))).filter(({ accountId }) => accountId === null).length
  // Earlier tests of this file took money on it, for owners of their own.
  expect([await own(one), await own(two), await own(house)]).toEqual([0, 0, 1])
  await kit.database.db.update(customer).set({ stripeAccount: 'acct_elsewhere' })
  await paying(one.id)
  expect([await own(one), await own(two), await own(house)]).toEqual([1, 0, 1])
  await paying(two.id)
  expect([await own(one), await own(two), await own(house)]).toEqual([0, 0, 1])
})

async function fault(given: object | null): Promise<void> {
  await fetch(`${kit.stripeUrl}/_sandbox/faults`, {
    method: given ? 'POST' : 'DELETE',
    ...(given ? { body: JSON.stringify(given), headers: { 'content-type': 'application/json' } } : {}),
  })
}

async function balanceCalls(account: string): Promise<number> {
  const answer = await fetch(`${kit.stripeUrl}/_sandbox/requests`)
  const { data } = (await answer.json()) as { data: { path: string; account: string }[] }
  return data.filter((call) => call.path === '/v1/balance' && call.account === account).length
}
