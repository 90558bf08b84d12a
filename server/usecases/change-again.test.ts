import { expect, test } from 'vitest'
import { invoiceLine } from '@/db/schema'
import { addDays } from '../core/time'
import type { CustomerCtx } from '../ctx'
import { testkit } from '../testkit'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'

// Plans changed again and again, also while the owner's clock stands still.

const kit = testkit()

test('any number of changes at one instant charge exactly the difference', async () => {
  const ctx = await customerWithCard()
  const charged: [string, number | null][] = []
  for (const plan of ['small', 'small-year', 'large', 'small', 'large', 'small-year', 'huge']) {
    const { subscription, invoice } = await subscribe(await kit.at(ctx, ctx.now), { plan })
    expect(subscription.status).toBe('active')
    charged.push([plan, invoice ? invoice.total - invoice.creditApplied : null])
  }
  expect(charged).toEqual([
    ['small', 900],
    ['small-year', 8_100],
    // What was paid beyond the smaller plan is kept as credit, 41.00 and 40.00 …
    ['large', null],
    ['small', null],
    // … and pays for what follows: 40.00 here, 41.00 there.
    ['large', 0],
    ['small-year', 0],
    ['huge', 900],
  ])
})

test('a plan taken after a smaller one gives back what that one was worth, not what was billed before it', async () => {
  const ctx = await customerWithCard()
  await subscribe(ctx, { plan: 'large' })
  await subscribe(await kit.at(ctx, ctx.now), { plan: 'small' })
  const { invoice } = await subscribe(await kit.at(ctx, ctx.now), { plan: 'huge' })
  // 99.00 less the 9.00 that the small plan is worth; the 40.00 given back before pay their part.
  expect([invoice?.total, invoice?.creditApplied]).toEqual([9_000, 4_000])
})

test('the database still refuses a second bill for a period', async () => {
  const ctx = await customerWithCard()
  const { subscription } = await subscribe(ctx, { plan: 'small' })
  const lines = await ctx.db.select().from(invoiceLine)
  const billed = lines.find((line) => line.subscriptionId === subscription.id)
  if (billed?.kind !== 'period') throw new Error('a start bills its first period')
  const again = { ...billed, id: crypto.randomUUID(), position: 1 }
  await expect(ctx.db.insert(invoiceLine).values(again)).rejects.toMatchObject({
    cause: { constraint_name: 'invoice_line_period_once' },
  })
  const later = addDays(again.periodStartAt, 1)
  await ctx.db.insert(invoiceLine).values({ ...again, periodStartAt: later })
})

async function customerWithCard(): Promise<CustomerCtx> {
  const owner = await kit.owner()
  const year = { unit: 'year', count: 1 } as const
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 900 }, { amount: 9_000, interval: year }] })
  await kit.plan(owner.id, { code: 'large', prices: [{ amount: 4_900 }] })
  await kit.plan(owner.id, { code: 'huge', prices: [{ amount: 9_900 }] })
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  return kit.at(ctx, ctx.now)
}
