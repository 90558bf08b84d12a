import { and, eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import {
  brand,
  customer,
  event,
  importRow,
  importRun,
  invoice,
  plan,
  price,
  product,
  stripeAccount,
  subscription,
} from '@/db/schema'
import { csv } from '../core/csv'
import { IMPORT_EXAMPLES } from '../core/import-example'
import type { OwnerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { wrongsOf } from './books-testkit'
import { advanceTo } from './clock'
import { confirmImport, listImportRows, requireImport, startCsvImport, startStripeImport } from './import'
import { continueImports } from './import-run'
import { ownerScope } from './owner'
import { readSales } from './sales'

const kit = testkit()

const scope = (ownerId: string): Promise<OwnerCtx> =>
  ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ownerId)

/** Works until there is nothing left to do, a row at a time, as if the process died after each. */
async function work(ownerId: string, batch = 1): Promise<void> {
  const onError = (error: unknown) => {
    throw error
  }
  for (let round = 0; round < 300; round++)
    if ((await continueImports(kit.ctx(), { ownerId, batch, onError })) === 0) return
  throw new Error('the import does not end')
}

const FILES = {
  product: 'ID;Name;Shippable\np1;Team;no\np2;Mug;yes\n',
  price:
    'id,product,amount,currency,interval,tax_included\n' +
    'm,p1,"1,049.50",EUR,monthly,no\ny,p1,490,EUR,year,yes\nx,p9,1,EUR,month,no\nbad,p1,1.234,EUR,often,no\nm,p1,3,EUR,month,no\n',
  plan: 'id,name,product,prices,trial_days\nteam,Team,p1,m y,14\nmug,Mug,p2,m,0\n',
  customer:
    'id,E-Mail,Full name,country,zip,colour\nc1,ada@example.com,"Lovelace, Ada",de,10115,red\nc2,not an address,,DE,,\nc3,eve@example.com,,Germany,,\n',
  subscription:
    'id,customer,plan,price,quantity,started_at,current period end\n' +
    's1,c1,team,m,2,2025-06-15,2026-01-15\ns2,c9,team,m,1,2025-06-15,2026-01-15\ns3,c1,team,m,1,2025-01-01,2025-12-31\n',
} as const

async function bringIn(ownerId: string, kind: keyof typeof FILES, text: string = FILES[kind]) {
  const { id } = await startCsvImport(await scope(ownerId), { kind, file: `${kind}.csv`, text })
  await work(ownerId)
  const dry = await tally(ownerId, id)
  await confirmImport(await scope(ownerId), id)
  await work(ownerId)
  return { id, dry, done: await tally(ownerId, id) }
}

async function tally(ownerId: string, id: string): Promise<Record<string, number>> {
  const { counts } = await requireImport(await scope(ownerId), id)
  const sums: Record<string, number> = {}
  for (const { status, count } of counts) sums[status] = (sums[status] ?? 0) + count
  return sums
}

const problemsOf = async (ownerId: string, id: string) =>
  (await listImportRows(await scope(ownerId), { id, statuses: ['problem'], limit: 50 })).rows.map(
    ({ line, problems }) => [line, ...problems.map(({ code, field }) => `${code} ${field}`)],
  )

test('files become products, prices, plans, customers and subscriptions, each row once, wrong ones told by line', async () => {
  const { id: ownerId } = await kit.owner({ clockAt: START })
  expect(await bringIn(ownerId, 'product')).toMatchObject({ dry: { create: 2 }, done: { created: 2 } })
  const prices = await bringIn(ownerId, 'price')
  expect(prices).toMatchObject({ dry: { create: 2, problem: 3 }, done: { created: 2, problem: 3 } })
  expect(await problemsOf(ownerId, prices.id)).toEqual([
    [4, 'no_such product'],
    [5, 'amount amount', 'interval interval'],
    [6, 'twice id'],
  ])
  const db = kit.database.db
  const [month] = await db
    .select()
    .from(price)
    .where(and(eq(price.ownerId, ownerId), eq(price.externalReference, 'm')))
  expect(month).toMatchObject({ amount: 104_950, currency: 'EUR', intervalUnit: 'month', recurring: true })
  const plans = await bringIn(ownerId, 'plan')
  expect(plans).toMatchObject({ done: { created: 1, problem: 1 } })
  const customers = await bringIn(ownerId, 'customer')
  expect(await problemsOf(ownerId, customers.id)).toEqual([
    [3, 'email email'],
    [4, 'country country'],
  ])
  const [ada] = await db.select().from(customer).where(eq(customer.ownerId, ownerId))
  expect(ada).toMatchObject({ name: 'Lovelace, Ada', address: { country: 'DE', postcode: '10115' } })
  const subscriptions = await bringIn(ownerId, 'subscription')
  expect(await problemsOf(ownerId, subscriptions.id)).toEqual([
    [3, 'no_such customer'],
    [4, 'period_over period_end'],
  ])
  const [running] = await db.select().from(subscription).where(eq(subscription.ownerId, ownerId))
  expect(running).toMatchObject({
    status: 'active',
    quantity: 2,
    periodEndAt: new Date('2026-01-15T00:00:00Z'),
  })
  // The same files again change only what is said anew, and make nothing.
  const again = await bringIn(ownerId, 'customer', FILES.customer.replace('Lovelace, Ada', 'Ada King'))
  expect(again).toMatchObject({ dry: { update: 1 }, done: { updated: 1 } })
  expect(
    (await db.select().from(customer).where(eq(customer.ownerId, ownerId))).map(({ name }) => name),
  ).toEqual(['Ada King'])
  expect((await bringIn(ownerId, 'subscription')).dry).toMatchObject({ skip: 1 })
  // What was paid for elsewhere is not billed again; from its end on it is.
  await advanceTo(await scope(ownerId), new Date('2026-01-14T00:00:00Z'))
  expect(await db.select().from(invoice).where(eq(invoice.ownerId, ownerId))).toEqual([])
  await advanceTo(await scope(ownerId), new Date('2026-01-16T00:00:00Z'))
  const bills = await db.select().from(invoice).where(eq(invoice.ownerId, ownerId))
  expect(bills.map(({ total, issuedAt }) => [total, issuedAt])).toEqual([
    [209_900, new Date('2026-01-15T00:00:00Z')],
  ])
})

test('the example files come in as they are', async () => {
  const { id: ownerId } = await kit.owner()
  const sizes = { product: 2, price: 3, plan: 1, customer: 2, subscription: 2 }
  for (const kind of ['product', 'price', 'plan', 'customer', 'subscription'] as const) {
    const { id } = await startCsvImport(await scope(ownerId), {
      kind,
      file: `${kind}.csv`,
      text: csv(IMPORT_EXAMPLES[kind]),
    })
    await work(ownerId, 10)
    expect(await problemsOf(ownerId, id)).toEqual([])
    await confirmImport(await scope(ownerId), id)
    await work(ownerId, 10)
    expect([kind, await tally(ownerId, id)]).toEqual([kind, { created: sizes[kind] }])
  }
})

test('a file that cannot be read is refused as a whole, with what is missing', async () => {
  const { id } = await kit.owner()
  const ctx = await scope(id)
  const start = (text: string) => startCsvImport(ctx, { kind: 'price', file: 'x.csv', text })
  await expect(start('id,product\n1,2\n')).rejects.toMatchObject({
    details: { fields: { file: 'missing_columns', missing: 'amount, currency, interval' } },
  })
  await expect(start('')).rejects.toMatchObject({ details: { fields: { file: 'empty' } } })
  await expect(start('id,"product\n1')).rejects.toMatchObject({
    details: { fields: { file: 'unclosed_quote' } },
  })
  await expect(
    startStripeImport(ctx, { accountId: null, subscriptions: 'paused', paymentsMonths: null }),
  ).rejects.toThrow('Connect a Stripe account')
})

test('what dies in the middle of a row leaves nothing of it, and is gone on with', async () => {
  const { id: ownerId } = await kit.owner()
  const rows = Array.from({ length: 6 }, (_, i) => `p${i},Product ${i}`).join('\n')
  const { id } = await startCsvImport(await scope(ownerId), {
    kind: 'product',
    file: 'p.csv',
    text: `id,name\n${rows}`,
  })
  await work(ownerId, 100)
  await confirmImport(await scope(ownerId), id)
  await continueImports(kit.ctx(), { ownerId, batch: 2 })
  // The database goes away while the third is written: an event that cannot be recorded takes its product with it.
  const { db } = kit.database
  await db
    .update(importRow)
    .set({ data: null })
    .where(and(eq(importRow.importId, id), eq(importRow.seq, 2)))
  const errors: unknown[] = []
  await continueImports(kit.ctx(), { ownerId, batch: 3, onError: (error) => errors.push(error) })
  expect(errors).toHaveLength(1)
  // Two processes at once do each row once.
  await db.update(importRun).set({ claimedUntil: null }).where(eq(importRun.id, id))
  await Promise.all([work(ownerId), work(ownerId)])
  expect(await tally(ownerId, id)).toEqual({ created: 5, problem: 1 })
  const names = await db.select({ name: product.name }).from(product).where(eq(product.ownerId, ownerId))
  expect(new Set(names.map(({ name }) => name)).size).toBe(5)
  expect(names).toHaveLength(5)
})

/** An owner whose one brand is paid on an account of its own, where it was billed by Stripe until now. */
async function billedAtStripe() {
  const { id: ownerId } = await kit.owner()
  const { hostname, port } = new URL(kit.stripeUrl)
  const at = { host: hostname, port: Number(port), protocol: 'http' as const, telemetry: false }
  const root = new Stripe('sk_test_folio', at)
  const account = await root.accounts.create({ type: 'standard', country: 'DE' })
  const accountId = newId()
  const { db } = kit.database
  await db.insert(stripeAccount).values({ ownerId, id: accountId, stripeId: account.id, name: 'Shop' })
  await db.update(brand).set({ stripeAccountId: accountId }).where(eq(brand.ownerId, ownerId))
  const stripe = new Stripe('sk_test_folio', { ...at, stripeAccount: account.id })
  const team = await stripe.products.create({ name: 'Team' })
  const monthly = await stripe.prices.create({
    product: team.id,
    unit_amount: 4_900,
    currency: 'eur',
    recurring: { interval: 'month' },
  })
  const ada = await stripe.customers.create({
    email: 'ada@example.com',
    name: 'Ada',
    address: { country: 'FR' },
  })
  const card = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  await stripe.paymentMethods.attach(card.id, { customer: ada.id })
  await stripe.customers.update(ada.id, { invoice_settings: { default_payment_method: card.id } })
  const runs = await stripe.subscriptions.create({
    customer: ada.id,
    items: [{ price: monthly.id, quantity: 2 }],
  })
  const paid = await stripe.paymentIntents.create({
    amount: 9_800,
    currency: 'eur',
    customer: ada.id,
    payment_method: card.id,
    allowed_payment_method_types: ['card'],
    confirm: true,
    off_session: true,
    description: 'June',
  })
  await stripe.refunds.create({ payment_intent: paid.id, amount: 800 })
  return { ownerId, accountId, stripe, runs }
}

/** By the wall's clock: Stripe's periods are. */
const today = (ownerId: string, now = new Date()): Promise<OwnerCtx> =>
  ownerScope(kit.ctx({ actor: { kind: 'operator' }, now }), ownerId)

async function fromStripe(
  of: { ownerId: string; accountId: string },
  subscriptions: 'take_over' | 'paused',
): Promise<Record<string, number>> {
  const { ownerId, accountId } = of
  const wanted = { accountId, subscriptions, paymentsMonths: 1 }
  const { id } = await startStripeImport(await today(ownerId), wanted)
  const onError = (error: unknown) => {
    throw error
  }
  const go = async () => {
    while ((await continueImports(kit.ctx({ now: new Date() }), { ownerId, batch: 1, onError })) > 0);
  }
  await go()
  await confirmImport(await today(ownerId), id)
  await go()
  return tally(ownerId, id)
}

test('an account at Stripe comes over: nothing is charged twice, its history is in the books and figures', async () => {
  const shop = await billedAtStripe()
  const { ownerId, stripe, runs } = shop
  const { db } = kit.database
  // Waiting: Stripe goes on, and nothing is billed here.
  expect(await fromStripe(shop, 'paused')).toEqual({ created: 6 })
  const [waiting] = await db.select().from(subscription).where(eq(subscription.ownerId, ownerId))
  expect(waiting).toMatchObject({ status: 'paused', dueAt: null, quantity: 2 })
  expect((await stripe.subscriptions.retrieve(runs.id)).cancel_at_period_end).toBe(false)
  expect((await db.select().from(plan).where(eq(plan.ownerId, ownerId))).map(({ name }) => name)).toEqual([
    'Team',
  ])
  const [bill] = await db.select().from(invoice).where(eq(invoice.ownerId, ownerId))
  expect(bill).toMatchObject({
    number: expect.stringMatching(/^IMPORT-ch_/),
    status: 'paid',
    total: 9_800,
    reason: 'import',
  })
  // Once more, and now for good: Stripe stops at the end of the period, and Folio goes on from there.
  expect(await fromStripe(shop, 'take_over')).toEqual({ skip: 4, updated: 2 })
  expect((await stripe.subscriptions.retrieve(runs.id)).cancel_at_period_end).toBe(true)
  const [taken] = await db.select().from(subscription).where(eq(subscription.ownerId, ownerId))
  const end = new Date((runs.items.data[0]?.current_period_end ?? 0) * 1_000)
  expect(taken).toMatchObject({ id: waiting?.id, status: 'active', periodEndAt: end, dueAt: end })
  const owner = await today(ownerId)
  await advanceTo(owner, new Date(end.getTime() + 1_000))
  const bills = await db.select().from(invoice).where(eq(invoice.ownerId, ownerId)).orderBy(invoice.issuedAt)
  expect(bills.map(({ total, status, number }) => [total, status, number.split('-')[0]])).toEqual([
    [9_800, 'paid', 'IMPORT'],
    [9_800, 'paid', 'NW'],
  ])
  const after = await today(ownerId)
  expect((await wrongsOf(after, stripe)).filter((wrong) => !wrong.startsWith('paid, payments'))).toEqual([])
  const sales = await readSales(after, {
    period: 'month',
    from: new Date(Date.now() - 40 * 86_400_000),
    to: after.now,
    brandId: null,
  })
  expect(sales.series.map(({ values }) => values.reduce((sum, value) => sum + value, 0))).toEqual([
    19_600, 800,
  ])
  const mails = await db
    .select()
    .from(event)
    .where(and(eq(event.ownerId, ownerId), eq(event.type, 'payment.received')))
  expect(mails).toHaveLength(1)
})
