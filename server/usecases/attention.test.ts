import { and, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { dispute, payment, paymentMethod, subscription, taxCountry, webhookEndpoint } from '@/db/schema'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { testkit } from '../testkit'
import { type AttentionItem, readAttention } from './attention'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'
import { readChurn } from './churn'
import { createManualInvoice } from './manual-invoice'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { startTrial, subscribe } from './subscribe'

const kit = testkit()
const at = (day: string) => new Date(`${day}T00:00:00Z`)

async function shop(): Promise<string> {
  const row = await kit.owner()
  await kit.plan(row.id, { code: 'small', prices: [{ amount: 1_000 }], trialDays: 14 })
  return row.id
}

const ownerAt = (id: string, day: string): Promise<OwnerCtx> => ownerScope(kit.ctx({ now: at(day) }), id)

async function subscribed(ownerId: string, day: string): Promise<CustomerCtx> {
  const ctx = await kit.customer(ownerId, { now: at(day) })
  await addCard(ctx, { token: 'tok_visa' })
  await subscribe(ctx, { plan: 'small' })
  return ctx
}

async function run(ownerId: string, day: string): Promise<void> {
  const ctx = kit.ctx({ now: at(day) })
  await runBilling(ctx, { ownerId })
  await chargeDue(ctx, { ownerId })
}

const bill = (ctx: CustomerCtx, of: { amount: number; currency?: string; draft?: boolean }) =>
  createManualInvoice(ctx, {
    items: [
      {
        description: 'Setup',
        amount: of.amount,
        currency: of.currency ?? 'EUR',
        quantity: 1,
        taxTypeId: null,
        taxIncluded: false,
      },
    ],
    draft: of.draft ?? false,
  })

const kinds = (items: AttentionItem[]) => items.map(({ kind }) => kind)

test('where nothing waits there is nothing, in the owner’s currency', async () => {
  const id = await shop()
  await subscribed(id, '2026-01-01')
  const nothing = { count: 0, amounts: [{ amount: 0, currency: 'EUR' }] }
  expect(await readAttention(await ownerAt(id, '2026-01-02'))).toEqual({
    owed: nothing,
    overdue: nothing,
    items: [],
  })
})

test('a declined renewal, invoices due and overdue, a draft: each once, with what is owed in all', async () => {
  const id = await shop()
  const late = await subscribed(id, '2026-01-01')
  await addCard(late, { token: 'tok_chargeCustomerFail', makeDefault: true })
  const other = await kit.customer(id, { now: at('2026-01-01'), email: 'sent@example.com' })
  const overdue = await bill(other, { amount: 7_000, currency: 'USD' })
  await run(id, '2026-02-01')
  const then = await kit.at(other, at('2026-02-01'))
  await bill(then, { amount: 500 })
  await bill(then, { amount: 900, draft: true })
  const found = await readAttention(await ownerAt(id, '2026-02-02'))
  expect(found.owed).toEqual({
    count: 3,
    amounts: [
      { amount: 1_500, currency: 'EUR' },
      { amount: 7_000, currency: 'USD' },
    ],
  })
  expect(found.overdue.count).toBe(2)
  expect(found.items).toMatchObject([
    {
      kind: 'payment_failed',
      count: 1,
      amounts: [{ amount: 1_000, currency: 'EUR' }],
      at: at('2026-02-01'),
      examples: [{ customerId: late.customer.id, amount: { amount: 1_000, currency: 'EUR' } }],
    },
    {
      kind: 'invoice_overdue',
      count: 1,
      amounts: [{ amount: 7_000, currency: 'USD' }],
      at: at('2026-01-31'),
      examples: [{ id: overdue.id, label: overdue.number, customer: 'sent@example.com' }],
    },
    { kind: 'invoice_draft', count: 1, amounts: [{ amount: 900, currency: 'EUR' }] },
  ])
})

test('open disputes come first; another owner’s are not there', async () => {
  const [id, other] = [await shop(), await shop()]
  const ctx = await subscribed(id, '2026-01-01')
  await subscribed(other, '2026-01-01')
  const [paid] = await ctx.db.select().from(payment).where(eq(payment.ownerId, id))
  if (!paid) throw new Error('it was paid')
  const row = (status: 'open' | 'lost', day: string) => ({
    ...{ ownerId: id, id: newId(), paymentId: paid.id, stripeDisputeId: `dp_${newId()}`, status },
    ...{ amount: 300, currency: 'EUR', openedAt: at(day) },
  })
  await ctx.db
    .insert(dispute)
    .values([row('open', '2026-01-03'), row('open', '2026-01-02'), row('lost', '2026-01-01')])
  await bill(ctx, { amount: 100, draft: true })
  const { items } = await readAttention(await ownerAt(id, '2026-01-05'))
  expect(kinds(items)).toEqual(['dispute', 'invoice_draft'])
  expect(items[0]).toMatchObject({ count: 2, amounts: [{ amount: 600 }], at: at('2026-01-02') })
  expect((await readAttention(await ownerAt(other, '2026-01-05'))).items).toEqual([])
})

test('cards that are charged and expire within a month are named with their month', async () => {
  const id = await shop()
  const ctx = await subscribed(id, '2026-01-01')
  const idle = await kit.customer(id, { now: at('2026-01-01') })
  await addCard(idle, { token: 'tok_visa' })
  const expire = (year: number, month: number) =>
    ctx.db.update(paymentMethod).set({ expYear: year, expMonth: month }).where(eq(paymentMethod.ownerId, id))
  const seen = async (day: string) =>
    (await readAttention(await ownerAt(id, day))).items.filter(({ kind }) => kind === 'card_expiring')
  await expire(2026, 12)
  expect(await seen('2026-12-01')).toEqual([])
  expect(await seen('2026-12-02')).toMatchObject([
    { count: 1, examples: [{ customerId: ctx.customer.id, last4: '4242', month: at('2026-12-01') }] },
  ])
  expect(await seen('2027-01-15')).toHaveLength(1)
  expect(await seen('2027-04-15')).toEqual([])
  await expire(2027, 1)
  expect(await seen('2027-01-02')).toMatchObject([{ examples: [{ month: at('2027-01-01') }] }])
  await ctx.db
    .update(subscription)
    .set({ cancelAt: at('2027-02-01') })
    .where(eq(subscription.ownerId, id))
  expect(await seen('2027-01-02')).toEqual([])
})

test('a threshold is near from 80 % on, and reached for a month; a webhook that fails is named', async () => {
  const id = await shop()
  const ctx = await kit.customer(id, { now: at('2026-01-01') })
  const [mine] = [{ ...ctx, customer: { ...ctx.customer, address: { country: 'AT' } } }]
  await bill(mine, { amount: 8_000 })
  const { db } = ctx
  const place = { ownerId: id, inEu: true, currency: 'EUR', threshold: 10_001 }
  await db.insert(taxCountry).values([
    { ...place, code: 'AT' },
    { ...place, code: 'FR', collecting: true, reachedAt: at('2026-01-05') },
    { ...place, code: 'IT', collecting: true },
  ])
  await db.insert(webhookEndpoint).values([
    {
      ownerId: id,
      id: newId(),
      name: 'Shop',
      url: 'https://x.example',
      sealedSecret: 's',
      failingSince: at('2026-01-03'),
    },
    { ownerId: id, id: newId(), name: 'Fine', url: 'https://y.example', sealedSecret: 's' },
  ])
  const seen = async (day: string) => (await readAttention(await ownerAt(id, day))).items
  expect(await seen('2026-01-10')).toMatchObject([
    { kind: 'tax_reached', country: 'FR', at: at('2026-01-05') },
    { kind: 'webhook_failing', name: 'Shop', enabled: true, since: at('2026-01-03') },
  ])
  const austria = and(eq(taxCountry.ownerId, id), eq(taxCountry.code, 'AT'))
  await db.update(taxCountry).set({ threshold: 10_000 }).where(austria)
  const later = await seen('2026-02-05')
  expect(kinds(later)).toEqual(['invoice_overdue', 'tax_near', 'webhook_failing'])
  expect(later[1]).toMatchObject({ country: 'AT', state: null, reachedPpm: 800_000 })
})

test('churn is what has ended of what ran 30 days ago', async () => {
  const id = await shop()
  const ctxs: CustomerCtx[] = []
  for (let n = 0; n < 4; n++) ctxs.push(await subscribed(id, '2026-01-01'))
  const set = (n: number, fields: Partial<typeof subscription.$inferInsert>) =>
    kit.database.db
      .update(subscription)
      .set(fields)
      .where(and(eq(subscription.ownerId, id), eq(subscription.customerId, ctxs[n]?.customer.id ?? '')))
  expect(await readChurn(await ownerAt(id, '2026-01-20'))).toMatchObject({ atStart: 0, ratePpm: null })
  // Ended within the days; ended before they began; will end.
  await set(0, { status: 'canceled', endedAt: at('2026-03-10') })
  await set(1, { status: 'canceled', endedAt: at('2026-02-01') })
  await set(2, { cancelAt: at('2026-04-01') })
  // Came and went within the days; never got beyond its trial.
  const quick = await subscribed(id, '2026-03-01')
  ctxs.push(quick)
  await set(4, { status: 'canceled', endedAt: at('2026-03-11') })
  ctxs.push(await kit.customer(id, { now: at('2026-02-10') }))
  await startTrial(ctxs[5] ?? quick, { plan: 'small' })
  await set(5, { status: 'canceled', endedAt: at('2026-02-24') })
  expect(await readChurn(await ownerAt(id, '2026-03-15'))).toEqual({
    atStart: 3,
    lost: 1,
    days: 30,
    ratePpm: 333_333,
  })
})
