import { eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { findOpenAttempt } from '@/db/queries/invoice'
import { listPaymentMethods } from '@/db/queries/payment-method'
import { creditEntry, creditNote, payment } from '@/db/schema'
import type { CreditNoteRequest } from '../core/credit-note'
import { money } from '../core/money'
import { type CustomerCtx, transact } from '../ctx'
import { START, testkit } from '../testkit'
import { openAttempt } from './attempt'
import { chargeDue } from './charge-due'
import { issueCreditNote } from './credit-note'
import { creditNoteDocument, invoiceDocument } from './document'
import { requireInvoice } from './invoice'
import { chargeInvoice } from './invoice-charge'
import { markUncollectible } from './invoice-close'
import { checkLedger } from './ledger-check'
import { createManualInvoice } from './manual-invoice'
import { moneyTestkit } from './money-testkit'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { refundPayment } from './payment-refund'

const kit = testkit()
const atStripe = moneyTestkit(kit)

async function customer(token: string | null = 'tok_visa'): Promise<CustomerCtx> {
  const owner = await kit.owner({ taxRatePpm: 190_000, address: { country: 'DE' } })
  const ctx = await kit.customer(owner.id)
  if (token) await addCard(ctx, { token })
  return kit.at(ctx, START)
}

const item = (amount: number, currency = 'EUR') => ({
  description: 'Setup',
  amount,
  currency,
  quantity: 1,
  taxTypeId: null,
  taxIncluded: false,
})

const bill = (ctx: CustomerCtx, ...items: ReturnType<typeof item>[]) =>
  createManualInvoice(ctx, { items: items.length > 0 ? items : [item(1_000)], draft: false })

const credit = (
  ctx: CustomerCtx,
  invoiceId: string,
  request: CreditNoteRequest = { kind: 'all' },
  to: 'to_payment' | 'to_credit' = 'to_payment',
) => issueCreditNote(ctx, invoiceId, { reason: 'Not delivered', request, refund: to })

const amount = (cents: number, currency = 'EUR'): CreditNoteRequest => ({
  kind: 'amount',
  amount: money(cents, currency),
})

const books = async (ctx: CustomerCtx) =>
  checkLedger(await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ctx.owner.id))

const balance = async (ctx: CustomerCtx) => {
  const entries = await ctx.db.select().from(creditEntry).where(eq(creditEntry.ownerId, ctx.owner.id))
  return entries.reduce((sum, entry) => sum + entry.amount, 0)
}

const paymentsOf = (ctx: CustomerCtx) =>
  ctx.db.select().from(payment).where(eq(payment.ownerId, ctx.owner.id))

describe('of an open invoice', () => {
  test('lowers what is due, and only that is charged', async () => {
    const ctx = await customer()
    const { id } = await bill(ctx)
    expect(await credit(ctx, id, amount(190))).toMatchObject({
      number: 'NW-C-2026-0001',
      total: 190,
      net: 160,
      tax: 30,
      reducesDue: 190,
      refunded: 0,
      credited: 0,
    })
    expect(await invoiceDocument(ctx, id)).toMatchObject({
      total: 1_190,
      amountCredited: 190,
      amountDue: 1_000,
    })
    await chargeInvoice(ctx, id)
    expect(await requireInvoice(ctx, id)).toMatchObject({
      status: 'paid',
      amountPaid: 1_000,
      amountCredited: 190,
    })
    expect(await books(ctx)).toEqual([])
  })

  test('over all of it closes it', async () => {
    const ctx = await customer()
    const { id } = await bill(ctx)
    await credit(ctx, id)
    expect(await requireInvoice(ctx, id)).toMatchObject({
      status: 'paid',
      amountPaid: 0,
      amountCredited: 1_190,
    })
    expect(await paymentsOf(ctx)).toEqual([])
    expect(await books(ctx)).toEqual([])
    await expect(credit(ctx, id, amount(1))).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('lowers a charge that waits, or takes it away', async () => {
    const ctx = await customer()
    const [one, two] = [await bill(ctx), await bill(ctx)]
    const [method] = await listPaymentMethods(ctx.db, ctx.owner.id, ctx.customer.id)
    if (!method) throw new Error('there is a card')
    for (const invoice of [one, two])
      await transact(ctx, (t) =>
        openAttempt(t, { invoice, method, offSession: true, dueAt: new Date('2026-01-03T00:00:00Z') }),
      )
    await credit(ctx, one.id, amount(500))
    await credit(ctx, two.id)
    expect(await findOpenAttempt(ctx.db, ctx.owner.id, one.id)).toMatchObject({
      status: 'pending',
      amount: 690,
    })
    expect(await findOpenAttempt(ctx.db, ctx.owner.id, two.id)).toBeUndefined()
    await chargeDue(kit.ctx({ now: new Date('2026-01-04T00:00:00Z') }), { ownerId: ctx.owner.id })
    expect((await paymentsOf(ctx)).map((row) => row.amount)).toEqual([690])
    expect((await requireInvoice(ctx, one.id)).status).toBe('paid')
    expect(await books(ctx)).toEqual([])
  })

  test('lowers bad debt of one given up', async () => {
    const ctx = await customer()
    const { id } = await bill(ctx)
    await markUncollectible(ctx, id)
    await credit(ctx, id, amount(190))
    expect(await books(ctx)).toEqual([])
    await credit(ctx, id)
    expect((await requireInvoice(ctx, id)).status).toBe('paid')
    expect(await books(ctx)).toEqual([])
  })
})

describe('of a paid invoice', () => {
  async function paid(token = 'tok_visa') {
    const ctx = await customer(token)
    const { id } = await bill(ctx)
    await chargeInvoice(ctx, id)
    const [of] = await paymentsOf(ctx)
    if (!of) throw new Error('it is paid')
    return { ctx, id, paymentId: of.id }
  }

  test('gives back to the payment', async () => {
    const { ctx, id } = await paid()
    expect(await credit(ctx, id, amount(119))).toMatchObject({
      net: 100,
      tax: 19,
      refunded: 119,
      credited: 0,
    })
    expect(await paymentsOf(ctx)).toMatchObject([{ refunded: 119, status: 'partially_refunded' }])
    expect(await credit(ctx, id)).toMatchObject({ number: 'NW-C-2026-0002', total: 1_071, refunded: 1_071 })
    expect(await paymentsOf(ctx)).toMatchObject([{ refunded: 1_190, status: 'fully_refunded' }])
    expect(await balance(ctx)).toBe(0)
    expect(await books(ctx)).toEqual([])
  })

  test('or becomes credit, which the next invoice takes', async () => {
    const { ctx, id } = await paid()
    expect(await credit(ctx, id, amount(500), 'to_credit')).toMatchObject({ refunded: 0, credited: 500 })
    expect(await balance(ctx)).toBe(500)
    expect(await bill(ctx)).toMatchObject({ total: 1_190, creditApplied: 500 })
    expect(await balance(ctx)).toBe(0)
    expect(await books(ctx)).toEqual([])
  })

  test('what was paid by credit comes back as credit', async () => {
    const ctx = await customer()
    const first = await bill(ctx)
    await chargeInvoice(ctx, first.id)
    await credit(ctx, first.id, amount(390), 'to_credit')
    const second = await bill(ctx)
    await chargeInvoice(ctx, second.id)
    expect(await credit(ctx, second.id)).toMatchObject({ total: 1_190, refunded: 800, credited: 390 })
    expect(await balance(ctx)).toBe(390)
    expect(await books(ctx)).toEqual([])
  })

  test('a refund made before without a note is what it gives back first', async () => {
    const { ctx, id, paymentId } = await paid()
    await refundPayment(ctx, paymentId, { amount: 190, currency: null, reason: 'goodwill' })
    expect(await credit(ctx, id, amount(150))).toMatchObject({ refunded: 150, credited: 0 })
    expect(await credit(ctx, id)).toMatchObject({ total: 1_040, refunded: 1_040, credited: 0 })
    expect(await paymentsOf(ctx)).toMatchObject([{ refunded: 1_190, status: 'fully_refunded' }])
    expect(await books(ctx)).toEqual([])
  })

  test('refunded in full before, it gives nothing back twice', async () => {
    const { ctx, id, paymentId } = await paid()
    await refundPayment(ctx, paymentId, { amount: 1_190, currency: null, reason: null })
    expect(await credit(ctx, id, { kind: 'all' }, 'to_credit')).toMatchObject({
      refunded: 1_190,
      credited: 0,
    })
    expect(await balance(ctx)).toBe(0)
    expect(await books(ctx)).toEqual([])
  })

  test('what Stripe sends back after all is kept as credit, once', async () => {
    const { ctx, id } = await paid('tok_refundFail')
    const { id: note } = await credit(ctx, id, amount(600))
    const now = () => ctx.db.select().from(creditNote).where(eq(creditNote.id, note))
    expect(await now()).toMatchObject([{ refunded: 600, credited: 0 }])
    expect(await books(ctx)).toEqual([])
    await atStripe.control('/clock', { advance_seconds: 2 * 3_600 })
    for (let i = 0; i < 2; i++) await atStripe.catchUp()
    expect(await now()).toMatchObject([{ total: 600, refunded: 0, credited: 600 }])
    expect(await balance(ctx)).toBe(600)
    expect(await atStripe.refunds(ctx)).toMatchObject([{ status: 'failed', creditNoteId: note }])
    expect(await books(ctx)).toEqual([])
    // What is left of the invoice can still go back to the payment.
    expect(await credit(ctx, id)).toMatchObject({ total: 590, refunded: 590, credited: 0 })
    expect(await books(ctx)).toEqual([])
  })

  test('ten at once never credit more than the invoice, and their numbers have no gap', async () => {
    const { ctx, id } = await paid()
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => credit(ctx, id, amount(300))))
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(3)
    const notes = await ctx.db.select().from(creditNote).where(eq(creditNote.ownerId, ctx.owner.id))
    expect(notes.map((note) => note.number).sort()).toEqual([
      'NW-C-2026-0001',
      'NW-C-2026-0002',
      'NW-C-2026-0003',
    ])
    expect(await paymentsOf(ctx)).toMatchObject([{ refunded: 900 }])
    expect(await books(ctx)).toEqual([])
  })
})

test.each(['EUR', 'JPY', 'KWD'])(
  'in %s: notes by the third come to exactly net and tax',
  async (currency) => {
    const ctx = await customer(null)
    const { id } = await bill(ctx, item(333, currency), item(334, currency), item(-7, currency))
    const { net, tax, total } = await requireInvoice(ctx, id)
    const third = Math.floor(total / 3)
    for (let i = 0; i < 2; i++) await credit(ctx, id, amount(third, currency), 'to_credit')
    await credit(ctx, id, { kind: 'all' }, 'to_credit')
    const notes = await ctx.db.select().from(creditNote).where(eq(creditNote.ownerId, ctx.owner.id))
    const sum = (pick: (note: (typeof notes)[number]) => number) =>
      notes.reduce((all, note) => all + pick(note), 0)
    expect([sum((n) => n.net), sum((n) => n.tax), sum((n) => n.total)]).toEqual([net, tax, total])
    expect(await books(ctx)).toEqual([])
  },
)

test('by line, and its document says what it takes back', async () => {
  const ctx = await customer(null)
  const { id, number } = await bill(ctx, item(1_000), item(2_000))
  const [, second] = (await requireInvoice(ctx, id)).lines
  const note = await credit(ctx, id, { kind: 'lines', lines: [{ lineId: second?.id ?? '', amount: null }] })
  expect(await creditNoteDocument(ctx, note.id)).toMatchObject({
    kind: 'credit_note',
    number: 'NW-C-2026-0001',
    invoiceNumber: number,
    reason: 'Not delivered',
    lines: [{ description: 'Setup', net: 2_000, tax: 380, total: 2_380 }],
    taxes: [{ ratePpm: 190_000, net: 2_000, tax: 380 }],
    total: 2_380,
    reducesDue: 2_380,
    givenBack: 0,
    keptAsCredit: 0,
  })
})

test.each([
  ['its total', sql`update credit_note set total = total + 1, net = net + 1`],
  ['its number', sql`update credit_note set number = 'X'`],
  ['its being there', sql`delete from credit_note`],
  ['a line of it', sql`update credit_note_line set net = net - 1, tax = tax + 1`],
  ['its lines by deletion', sql`delete from credit_note_line`],
])('the database refuses to change one: %s', async (_, change) => {
  const ctx = await customer(null)
  const note = await credit(ctx, (await bill(ctx)).id)
  await expect(ctx.db.execute(sql`${change} where owner_id = ${ctx.owner.id}`)).rejects.toThrow()
  const [row] = await ctx.db.select().from(creditNote).where(eq(creditNote.id, note.id))
  expect(row).toMatchObject({ number: note.number, total: note.total })
})

test.each<[string, CreditNoteRequest]>([
  ['more than the invoice', amount(1_191)],
  ['nothing', amount(0)],
  ['less than nothing', amount(-1)],
  ['another currency', amount(100, 'USD')],
  ['no lines', { kind: 'lines', lines: [] }],
  ['a line that is not there', { kind: 'lines', lines: [{ lineId: 'x', amount: null }] }],
])('%s is refused and writes nothing', async (_, request) => {
  const ctx = await customer(null)
  const { id } = await bill(ctx)
  await expect(credit(ctx, id, request)).rejects.toMatchObject({ code: 'invalid_input' })
  expect(await ctx.db.$count(creditNote, eq(creditNote.ownerId, ctx.owner.id))).toBe(0)
  expect(await ctx.db.$count(creditEntry, eq(creditEntry.ownerId, ctx.owner.id))).toBe(0)
})

test("another customer's invoice is not there", async () => {
  const ctx = await customer(null)
  const other = await kit.customer(ctx.owner.id)
  const { id } = await bill(ctx)
  await expect(credit(other, id)).rejects.toMatchObject({ code: 'not_found' })
})
