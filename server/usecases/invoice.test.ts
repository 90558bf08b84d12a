import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { invoice, invoiceLine, receipt } from '@/db/schema'
import { START, testkit } from '../testkit'
import { updateBillingDetails } from './customer'
import { invoiceDocument, receiptDocument } from './document'
import { invoices, requireInvoice } from './invoice'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'

const kit = testkit()

async function shop() {
  const owner = await kit.owner({ taxRatePpm: 190_000 })
  await kit.plan(owner.id, { code: 'small', prices: [{ amount: 4_900 }] })
  return owner
}

async function subscribed(ownerId: string, token = 'tok_visa') {
  const ctx = await kit.customer(ownerId)
  await addCard(ctx, { token })
  const at = await kit.at(ctx, START)
  await subscribe(at, { plan: 'small' }).catch((error: unknown) => error)
  return at
}

test('thirty starts at once, a third of them declined: numbers without a gap', async () => {
  const owner = await shop()
  const tokens = ['tok_visa', 'tok_mastercard', 'tok_chargeCustomerFail']
  await Promise.all(Array.from({ length: 30 }, (_, i) => subscribed(owner.id, tokens[i % 3])))
  const rows = await kit.ctx().db.select().from(invoice).where(eq(invoice.ownerId, owner.id))
  expect(rows.map((row) => row.number).sort()).toEqual(
    Array.from({ length: 30 }, (_, i) => `NW-2026-${String(i + 1).padStart(4, '0')}`),
  )
  expect(rows.filter((row) => row.status === 'paid')).toHaveLength(20)
  expect(rows.filter((row) => row.status === 'void')).toHaveLength(10)
}, 60_000)

test('each brand counts for itself', async () => {
  const [one, two] = [await shop(), await shop()]
  const numbers = await Promise.all(
    [subscribed(one.id), subscribed(two.id)].map(async (ctx) => (await invoices(await ctx))[0]?.number),
  )
  expect(numbers).toEqual(['NW-2026-0001', 'NW-2026-0001'])
})

test.each([
  ['its total', sql`update invoice set total = total + 1, net = net + 1`],
  ['its number', sql`update invoice set number = 'X'`],
  ['its buyer', sql`update invoice set buyer = '{}'`],
  ['a line of it', sql`update invoice_line set description = 'X'`],
  ['its lines by deletion', sql`delete from invoice_line`],
  ['its being there', sql`delete from invoice`],
])('the database refuses to change a finalised invoice: %s', async (_, change) => {
  const owner = await shop()
  const ctx = await subscribed(owner.id)
  const before = await requireInvoice(ctx, (await invoices(ctx))[0]?.id ?? '')
  await expect(ctx.db.execute(sql`${change} where owner_id = ${owner.id}`)).rejects.toThrow()
  expect(await requireInvoice(ctx, before.id)).toEqual(before)
})

test('the database refuses a second bill for a period, and a total that is not its parts', async () => {
  const owner = await shop()
  const ctx = await subscribed(owner.id)
  const [line] = await ctx.db.select().from(invoiceLine).where(eq(invoiceLine.ownerId, owner.id))
  if (!line) throw new Error('there is a line')
  const again = { ...line, id: '00000000-0000-7000-8000-000000000001' }
  await expect(ctx.db.insert(invoiceLine).values(again)).rejects.toThrow()
  const wrong = { ...again, periodStartAt: new Date('2030-01-01'), total: line.total + 1 }
  await expect(ctx.db.insert(invoiceLine).values(wrong)).rejects.toThrow()
})

test('an invoice says who the buyer was when it was issued, not who they are now', async () => {
  const owner = await shop()
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  await updateBillingDetails(ctx, {
    companyName: 'Atlas Robotics GmbH',
    vatNumber: 'DE 129 273 398',
    address: { line1: 'Leopoldstraße 12', postcode: '80802', city: 'München', country: 'de' },
  })
  const at = await kit.at(ctx, START)
  const { invoice: bill } = await subscribe(at, { plan: 'small' })
  await updateBillingDetails(at, { companyName: 'Other Ltd' })
  const document = await invoiceDocument(await kit.at(ctx, START), bill?.id ?? '')
  expect(document).toMatchObject({
    number: 'NW-2026-0001',
    status: 'paid',
    buyer: {
      companyName: 'Atlas Robotics GmbH',
      vatNumber: 'DE129273398',
      address: ['Leopoldstraße 12', '80802 München', 'Germany'],
    },
    lines: [{ description: 'small', net: 4_900, tax: 931, total: 5_831, taxRatePpm: 190_000 }],
    taxes: [{ ratePpm: 190_000, net: 4_900, tax: 931 }],
    total: 5_831,
    amountPaid: 5_831,
    amountDue: 0,
    payments: [{ method: 'Visa •• 4242', amount: 5_831 }],
  })
  const [proof] = await at.db.select().from(receipt).where(eq(receipt.ownerId, owner.id))
  expect(await receiptDocument(at, proof?.id ?? '')).toMatchObject({
    number: 'NW-R-2026-0001',
    invoiceNumber: 'NW-2026-0001',
  })
})

test("another customer's documents do not exist", async () => {
  const owner = await shop()
  const [mine, other] = [await subscribed(owner.id), await subscribed(owner.id)]
  const id = (await invoices(other))[0]?.id ?? ''
  await expect(requireInvoice(mine, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(invoiceDocument(mine, id)).rejects.toMatchObject({ code: 'not_found' })
})

test('all that is wrong with billing details is said at once', async () => {
  const owner = await shop()
  const ctx = await kit.customer(owner.id)
  const wrong = { vatNumber: 'DE123', receiptEmail: 'nobody', address: { country: 'Germany' } }
  await expect(updateBillingDetails(ctx, wrong)).rejects.toMatchObject({
    details: {
      fields: {
        vatNumber: expect.any(String),
        receiptEmail: expect.any(String),
        'address.country': expect.any(String),
      },
    },
  })
})

test.each([
  [{ vatNumber: 'DE123' }, 'vatNumber'],
  [{ vatNumber: 'FR00000000000' }, 'vatNumber'],
  [{ receiptEmail: 'nobody' }, 'receiptEmail'],
  [{ address: { country: 'Germany' } }, 'address.country'],
  [{ companyName: 'x'.repeat(201) }, 'companyName'],
])('billing details %o are refused by name, and nothing changes', async (input, field) => {
  const owner = await shop()
  const ctx = await kit.customer(owner.id)
  await expect(updateBillingDetails(ctx, input)).rejects.toMatchObject({
    code: 'invalid_input',
    details: { fields: { [field]: expect.any(String) } },
  })
  expect((await kit.at(ctx, START)).customer).toEqual(ctx.customer)
})
