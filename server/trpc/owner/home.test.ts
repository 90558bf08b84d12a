import { expect, test } from 'vitest'
import { brand, ownerMember } from '@/db/schema'
import { addDays } from '../../core/time'
import { START, testkit } from '../../testkit'
import { ensureUser } from '../../usecases/customer'
import { addCard } from '../../usecases/payment-method'
import { subscribe } from '../../usecases/subscribe'
import { callerFrom } from '../caller'

const kit = testkit()

/** Two customers who pay €30.00 each: one ten days before the other, who is of today. */
async function shop() {
  const owner = await kit.owner()
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 3_000 }] })
  for (const days of [-45, -10, 0]) {
    const ctx = await kit.customer(owner.id, { now: addDays(START, days) })
    await addCard(ctx, { token: 'tok_visa' })
    await subscribe(ctx, { plan: 'small' })
  }
  return owner
}

async function looking(ownerId: string) {
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  await kit.database.db.insert(ownerMember).values({ ownerId, userId, role: 'viewer' })
  const ctx = kit.ctx({ actor: { kind: 'user', userId, email } })
  const stripeJs = { publishableKey: 'pk_test_folio', scriptUrl: null }
  const { home } = callerFrom({ ctx, stripeJs, scopes: new Map(), ownerScopes: new Map() }).owner
  return home
}

test('the home adds up what its chart shows, beside the time before, and says where the business stands', async () => {
  const owner = await shop()
  const home = await looking(owner.id)
  const seen = await home.get({ ownerId: owner.id, range: '30d', brandId: null })
  expect(seen.sales.points).toHaveLength(30)
  expect(seen.sales.points.at(-1)).toEqual({ label: '2026-01-01', startAt: START })
  expect(seen.sales.charged.flatMap((value, at) => (value ? [[at, value]] : []))).toEqual([
    [19, 3_000],
    [29, 3_000],
  ])
  expect(seen.sales.totals).toEqual({ charged: 6_000, refunded: 0, net: 6_000 })
  expect(seen.sales.previous.totals).toEqual({ charged: 3_000, refunded: 0, net: 3_000 })
  expect(seen).toMatchObject({
    periods: ['day'],
    currency: 'EUR',
    currencies: ['EUR'],
    brands: [{ name: 'Northwind' }],
    standing: {
      mrr: 9_000,
      arr: 108_000,
      active: 3,
      trialing: 0,
      pastDue: 0,
      churn: { atStart: 1, lost: 0 },
    },
    needs: [],
  })
  const file = await home.sales({ ownerId: owner.id, range: '12m', brandId: null })
  expect(file.labels).toHaveLength(12)
  expect(file.series[0]?.values.slice(-3)).toEqual([3_000, 3_000, 3_000])
})

test('an address may name a currency that nothing is in, but no brand of somebody else', async () => {
  const [owner, other] = [await kit.owner(), await kit.owner()]
  const home = await looking(owner.id)
  const ask = { ownerId: owner.id, range: '7d' as const, brandId: null }
  expect((await home.get({ ...ask, currency: 'JPY' })).currency).toBe('EUR')
  const theirs = (await kit.database.db.select().from(brand)).find(({ ownerId }) => ownerId === other.id)
  for (const brandId of [theirs?.id ?? '', 'x'])
    await expect(home.get({ ...ask, brandId })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(home.get({ ...ask, range: 'custom', from: 'x' })).rejects.toMatchObject({
    cause: { details: { fields: { from: 'day' } } },
  })
})
