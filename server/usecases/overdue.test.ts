import { and, asc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { customer, event, owner } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { testkit } from '../testkit'
import { runBilling } from './billing-run'
import { advanceTo } from './clock'
import { issueCreditNote } from './credit-note'
import { mailOf } from './event-mail'
import { markPaid } from './invoice-close'
import { sendInvoice } from './invoice-send'
import { createManualInvoice } from './manual-invoice'
import { remindOverdue } from './overdue'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'

const kit = testkit()
const at = (day: string) => new Date(`${day}T00:00:00Z`)

async function shop(clockAt?: Date): Promise<CustomerCtx> {
  const row = await kit.owner({ taxRatePpm: 190_000, ...(clockAt ? { clockAt } : {}) })
  await kit.plan(row.id, { code: 'small', prices: [{ amount: 1_000 }] })
  return kit.customer(row.id, { now: at('2026-01-01') })
}

const bill = (ctx: CustomerCtx) =>
  createManualInvoice(ctx, {
    items: [
      {
        description: 'Setup',
        amount: 1_000,
        currency: 'EUR',
        quantity: 1,
        taxTypeId: null,
        taxIncluded: false,
      },
    ],
    draft: false,
  })

const eventsOf = (ctx: CustomerCtx, type: string) =>
  ctx.db
    .select()
    .from(event)
    .where(and(eq(event.ownerId, ctx.owner.id), eq(event.type, type)))
    .orderBy(asc(event.id))

const remind = (ctx: CustomerCtx, day: string) =>
  remindOverdue(kit.ctx({ now: at(day) }), { ownerId: ctx.owner.id })

async function mailsOf(ctx: CustomerCtx, type: string) {
  const mails = []
  for (const row of await eventsOf(ctx, type)) mails.push(await mailOf(kit.ctx(), row))
  return mails
}

test('an invoice that was sent is mailed, and dunned on its day and on those of the schedule, once each', async () => {
  const ctx = await shop()
  const { id, number } = await bill(ctx)
  expect(await mailsOf(ctx, 'invoice.issued')).toMatchObject([
    {
      to: ctx.customer.email,
      attachment: { kind: 'invoice', id },
      content: {
        template: 'invoice',
        invoiceNumber: number,
        dueAt: at('2026-01-31'),
        isPaid: false,
        amount: 1_190,
      },
    },
  ])
  expect(await remind(ctx, '2026-01-30')).toBe(0)
  for (const day of ['2026-01-31', '2026-02-01', '2026-02-03']) {
    await Promise.all([remind(ctx, day), remind(ctx, day)])
    expect(await remind(ctx, day)).toBe(0)
  }
  const told = await eventsOf(ctx, 'invoice.overdue')
  expect(told.map((row) => row.payload)).toEqual([1, 2, 3].map((notice) => ({ notice, amountDue: 1_190 })))
  expect((await mailsOf(ctx, 'invoice.overdue'))[0]).toMatchObject({
    attachment: { kind: 'invoice', id },
    content: { template: 'invoiceOverdue', invoiceNumber: number, amount: 1_190, dueAt: at('2026-01-31') },
  })
  await markPaid(await kit.at(ctx, at('2026-02-04')), id, { reference: null, paidAt: null })
  expect(await remind(ctx, '2026-03-01')).toBe(0)
  expect(await mailsOf(ctx, 'invoice.overdue')).toEqual([null, null, null])
  expect(await mailsOf(ctx, 'payment.received')).toMatchObject([
    { attachment: { kind: 'receipt' }, content: { template: 'receipt', method: 'manual' } },
  ])
})

test('a worker that slept tells once for all that it missed', async () => {
  const ctx = await shop()
  await bill(ctx)
  expect(await remind(ctx, '2026-06-01')).toBe(1)
  expect(await remind(ctx, '2026-06-01')).toBe(0)
  expect((await eventsOf(ctx, 'invoice.overdue')).map((row) => row.payload.notice)).toEqual([6])
})

test("the owner's own days count", async () => {
  const ctx = await shop()
  const settings = { invoiceDueDays: 10, dunningDays: [20] }
  await ctx.db.update(owner).set({ settings }).where(eq(owner.id, ctx.owner.id))
  const { dueAt } = await bill(await kit.at(ctx, at('2026-01-01')))
  expect(dueAt).toEqual(at('2026-01-11'))
  const counts = []
  for (const day of ['2026-01-10', '2026-01-11', '2026-01-30', '2026-01-31', '2026-04-01'])
    counts.push(await remind(ctx, day))
  expect(counts).toEqual([0, 1, 0, 1, 0])
})

test('who is charged by card is not reminded this way; who is billed by invoice is', async () => {
  const [byCard, byInvoice] = [await shop(), await shop()]
  for (const ctx of [byCard, byInvoice]) {
    await addCard(ctx, { token: 'tok_visa' })
    const billingType = ctx === byInvoice ? 'invoice' : 'card'
    await ctx.db.update(customer).set({ billingType }).where(eq(customer.id, ctx.customer.id))
    await subscribe(await kit.at(ctx, at('2026-01-01')), { plan: 'small' })
    await runBilling(kit.ctx({ now: at('2026-02-01') }), { ownerId: ctx.owner.id })
  }
  expect(await remind(byCard, '2026-04-01')).toBe(0)
  expect(await mailsOf(byCard, 'invoice.issued')).toEqual([null, null])
  // The start was paid in the portal; the renewal was sent.
  expect(await remind(byInvoice, '2026-04-01')).toBe(1)
})

test('the clock steps through each notice', async () => {
  const ctx = await shop(at('2026-01-01'))
  await bill(ctx)
  await advanceTo(await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ctx.owner.id), at('2026-03-01'))
  const days = (await eventsOf(ctx, 'invoice.overdue')).map((row) => row.at.toISOString().slice(0, 10))
  expect(days).toEqual(['2026-01-31', '2026-02-01', '2026-02-03', '2026-02-05', '2026-02-07', '2026-02-14'])
})

test('sent again it goes where the owner says; a credit note is mailed with what becomes of it', async () => {
  const ctx = await shop()
  const { id } = await bill(ctx)
  await sendInvoice(ctx, id, { email: 'boss@example.org' })
  await sendInvoice(ctx, id, { email: null })
  expect((await mailsOf(ctx, 'invoice.sent')).map((mail) => mail?.to)).toEqual([
    'boss@example.org',
    ctx.customer.email,
  ])
  const note = await issueCreditNote(ctx, id, { reason: '', request: { kind: 'all' }, refund: 'to_credit' })
  expect(await mailsOf(ctx, 'credit_note.issued')).toMatchObject([
    {
      attachment: { kind: 'credit_note', id: note.id },
      content: { template: 'creditNote', amount: 1_190, reducesDue: 1_190, givenBack: 0, keptAsCredit: 0 },
    },
  ])
})
