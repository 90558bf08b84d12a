import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { creditNote, event, invoice, taxCountry, taxRule, taxState, taxType } from '@/db/schema'
import type { Address } from '../core/address'
import { addMonths } from '../core/time'
import { type CustomerCtx, transact } from '../ctx'
import { START, testkit } from '../testkit'
import { deliverEvents } from './event-mail'
import type { EventMail } from './mail-content'
import { loadTaxRuling } from './tax-facts'
import { markThresholdsReached } from './tax-threshold'

const kit = testkit()
const DIGITAL = { taxTypeId: null, physical: false, ratePpm: null }
const HOME = 190_000
const ABROAD = 60_000

/** A German seller's customer in the United States, which are set up with a rate and these limits. */
async function american(
  limits: { threshold?: number; transactionThreshold?: number },
  address: Address = { country: 'US' },
): Promise<CustomerCtx> {
  const { db } = kit.database
  const owner = await kit.owner({ taxRatePpm: null })
  const of = { ownerId: owner.id, country: 'US' }
  await db
    .insert(taxCountry)
    .values({ ownerId: owner.id, code: 'US', inEu: false, currency: 'USD', ...limits })
  const taxTypeId = newId()
  await db.insert(taxType).values({ ownerId: owner.id, id: taxTypeId, name: 'Digital', isDefault: true })
  const rule = { ...of, taxTypeId, isDefault: true, validFrom: new Date(0) }
  await db.insert(taxRule).values({ ...rule, id: newId(), ratePpm: ABROAD })
  const ctx = await kit.customer(owner.id)
  return { ...ctx, customer: { ...ctx.customer, address } }
}

let sold = 0
async function sell(
  ctx: CustomerCtx,
  net: number,
  fields: { at?: Date; status?: 'open' | 'void' | 'draft'; currency?: string; address?: Address } = {},
): Promise<string> {
  const { at = START, status = 'open', currency = 'USD', address = ctx.customer.address } = fields
  const party = { name: 'A', email: 'a@example.com', address }
  const id = newId()
  sold += 1
  await kit.database.db.insert(invoice).values({
    ownerId: ctx.owner.id,
    id,
    brandId: ctx.brand.id,
    customerId: ctx.customer.id,
    number: status === 'draft' ? '' : `T-${sold}`,
    reason: 'manual',
    status,
    currency,
    subtotal: net,
    discount: 0,
    net,
    tax: 0,
    total: net,
    seller: party,
    buyer: party,
    locale: 'en',
    issuedAt: at,
    dueAt: at,
  })
  return id
}

async function rateOf(ctx: CustomerCtx, net: number, currency = 'USD'): Promise<number> {
  return (await loadTaxRuling(ctx.db, ctx, currency))(DIGITAL, net).ratePpm
}

test('by amount: the sale that comes to the threshold is the first one taxed there', async () => {
  const ctx = await american({ threshold: 100_000 })
  await sell(ctx, 60_000)
  expect([await rateOf(ctx, 39_999), await rateOf(ctx, 40_000)]).toEqual([HOME, ABROAD])
})

test('what counts: the last twelve months, to buyers there, what was issued and not taken back', async () => {
  const ctx = await american({ threshold: 100_000 })
  await sell(ctx, 90_000, { at: addMonths(START, -12) })
  await sell(ctx, 90_000, { status: 'void' })
  await sell(ctx, 90_000, { status: 'draft' })
  await sell(ctx, 90_000, { address: { country: 'CA' } })
  await sell(ctx, 90_000, { at: addMonths(START, 1) })
  const bill = await sell(ctx, 90_000, { at: addMonths(START, -11) })
  await kit.database.db.insert(creditNote).values({
    ownerId: ctx.owner.id,
    id: newId(),
    brandId: ctx.brand.id,
    customerId: ctx.customer.id,
    invoiceId: bill,
    number: `CN-${sold}`,
    currency: 'USD',
    net: 50_000,
    tax: 0,
    total: 50_000,
    reducesDue: 50_000,
    issuedAt: START,
  })
  expect([await rateOf(ctx, 59_999), await rateOf(ctx, 60_000)]).toEqual([HOME, ABROAD])
})

test('sales in other currencies count in the currency of the country', async () => {
  const ctx = await american({ threshold: 112_250 })
  await sell(ctx, 50_000, { currency: 'EUR' })
  expect([await rateOf(ctx, 49_999, 'EUR'), await rateOf(ctx, 50_000, 'EUR')]).toEqual([HOME, ABROAD])
})

test('by number: more sales than that in twelve months', async () => {
  const ctx = await american({ transactionThreshold: 2 })
  await sell(ctx, 1)
  await sell(ctx, 1)
  expect(await rateOf(ctx, 1)).toBe(HOME)
  await sell(ctx, 1)
  expect(await rateOf(ctx, 1)).toBe(ABROAD)
})

test('a state has its own threshold, and counts what was sold there under its name or code', async () => {
  const ctx = await american({ threshold: 0 }, { country: 'US', region: 'Texas' })
  const { db } = kit.database
  const of = { ownerId: ctx.owner.id, country: 'US' }
  await db.insert(taxState).values({ ...of, code: 'TX', name: 'Texas', threshold: 10_000 })
  const type = await db.query.taxType.findFirst({ where: eq(taxType.ownerId, of.ownerId) })
  const rule = { ...of, state: 'TX', taxTypeId: type?.id ?? '', ratePpm: 5_000, validFrom: new Date(0) }
  await db.insert(taxRule).values({ ...rule, id: newId() })
  await sell(ctx, 5_000)
  await sell(ctx, 4_000, { address: { country: 'US', region: ' tx' } })
  await sell(ctx, 4_000, { address: { country: 'US', region: 'Nevada' } })
  expect([await rateOf(ctx, 999), await rateOf(ctx, 1_000)]).toEqual([ABROAD, ABROAD + 5_000])
})

test('what was reached is marked once, recorded, and told to the owner', async () => {
  const ctx = await american({ threshold: 100 }, { country: 'US', region: 'TX' })
  const { db } = kit.database
  const of = { ownerId: ctx.owner.id, country: 'US' }
  await db.insert(taxState).values({ ...of, code: 'TX', name: 'Texas', threshold: 0 })
  const { reached } = (await loadTaxRuling(db, ctx, 'USD'))(DIGITAL, 100)
  expect(reached).toEqual([
    { country: 'US', state: null },
    { country: 'US', state: 'TX' },
  ])
  await transact(ctx, (t) => markThresholdsReached(t, reached))
  await transact(ctx, (t) => markThresholdsReached(t, reached))
  const [country] = await db.select().from(taxCountry).where(eq(taxCountry.ownerId, of.ownerId))
  const [state] = await db.select().from(taxState).where(eq(taxState.ownerId, of.ownerId))
  for (const row of [country, state]) expect(row).toMatchObject({ collecting: true, reachedAt: START })
  const events = await db.select().from(event).where(eq(event.ownerId, of.ownerId)).orderBy(event.id)
  expect(events.map((e) => [e.type, e.payload]).filter(([type]) => String(type).startsWith('tax'))).toEqual([
    ['tax.country_threshold_reached', { country: 'US' }],
    ['tax.state_threshold_reached', { country: 'US', state: 'TX', name: 'Texas' }],
  ])
  const sent: EventMail[] = []
  const send = async (mail: EventMail) => void sent.push(mail)
  while ((await deliverEvents(kit.ctx(), { send })) > 0);
  const mails = sent.filter((mail) => mail.to === ctx.owner.email)
  expect(mails.map((mail) => mail.content)).toEqual([
    expect.objectContaining({ template: 'taxThreshold', owner: 'Northwind', place: 'United States' }),
    expect.objectContaining({ template: 'taxThreshold', place: 'Texas, United States' }),
  ])
  expect((await loadTaxRuling(db, ctx, 'USD'))(DIGITAL, 1)).toMatchObject({ ratePpm: ABROAD, reached: [] })
})
