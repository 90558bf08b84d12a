import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { ownerMember } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import type { CustomerCtx } from '../../ctx'
import { START, testkit } from '../../testkit'
import { ensureUser } from '../../usecases/customer'
import { createManualInvoice } from '../../usecases/manual-invoice'
import { moneyTestkit } from '../../usecases/money-testkit'
import { subscribe } from '../../usecases/subscribe'
import { callerFrom } from '../caller'
import { refusalOf } from '../trpc'

const kit = testkit()
const money = moneyTestkit(kit)

const ITEM = { description: 'Set-up', amount: 10_000, quantity: 2, taxTypeId: null, taxIncluded: false }

test('a draft is written, previewed, changed and issued for the amount that was shown', async () => {
  const { of, api, ownerId } = await desk()
  const customerId = of.customer.id
  const items = { ownerId, customerId, currency: 'EUR', items: [ITEM] }
  expect(await api.invoice.preview(items)).toMatchObject({ net: 20_000, tax: 0, amountDue: 20_000 })
  const { id } = await api.invoice.create({ ...items, draft: true })
  await api.invoice.replace({ ...items, id, items: [{ ...ITEM, quantity: 3 }] })
  const draft = await api.invoice.get({ ownerId, id })
  expect(draft).toMatchObject({ status: 'draft', number: '', printed: null, payPath: null, gaps: null })
  expect(draft.draft).toMatchObject({ amountDue: 30_000 })
  expect(draft.items).toEqual([{ ...ITEM, quantity: 3 }])

  expect(await codeOf(api.invoice.finalize({ ownerId, id, amountDue: 29_999 }))).toBe('conflict')
  const issued = await api.invoice.finalize({ ownerId, id, amountDue: 30_000 })
  expect(issued).toEqual({ id, number: 'NW-2026-0001', status: 'open' })
  const seen = await api.invoice.get({ ownerId, id })
  expect(seen).toMatchObject({ amountDue: 30_000, draft: null, items: null, printed: { total: 30_000 } })
  expect(seen.payPath).toMatch(/^\/pay\/[\w-]{64}$/)
  expect(seen.gaps?.xrechnung).toContain('address')
  expect(seen.events.map(({ type }) => type)).toEqual([
    'invoice.issued',
    'invoice.draft_changed',
    'invoice.drafted',
  ])
  expect(await codeOf(api.invoice.remove({ ownerId, id }))).toBe('invalid_input')
  expect(JSON.stringify(seen)).not.toMatch(/pi_|cus_|pm_|_secret_/)
})

test('the list is narrowed by state, day, currency and whose it is, and pages both ways', async () => {
  const { of, api, ownerId } = await desk()
  const ids: string[] = []
  for (let i = 0; i < 3; i += 1)
    ids.push((await createManualInvoice(of, { items: [{ ...ITEM, currency: 'EUR' }], draft: false })).id)
  const draft = await createManualInvoice(of, { items: [{ ...ITEM, currency: 'EUR' }], draft: true })
  const list = async (input: object) =>
    (await api.invoice.list({ ownerId, ...input })).rows.map(({ id }) => id)
  const [a, b, c] = ids
  expect(await list({})).toEqual([draft.id, c, b, a])
  expect(await list({ standing: 'draft' })).toEqual([draft.id])
  expect(await list({ standing: 'overdue' })).toEqual([])
  expect(await list({ text: 'nw-2026-0002' })).toEqual([b])
  expect(await list({ text: of.customer.email.slice(0, 30).toUpperCase() })).toHaveLength(4)
  expect(await list({ text: '%' })).toEqual([])
  expect(await list({ currency: 'USD' })).toEqual([])
  expect(await list({ from: '2026-01-01', to: '2026-01-01' })).toHaveLength(4)
  expect(await list({ from: '2026-01-02' })).toEqual([])
  expect(await list({ limit: 2, after: c })).toEqual([b, a])
  expect(await list({ limit: 2, before: a })).toEqual([c, b])
  expect(await list({ brand: newId() })).toEqual([])
  const late = await desk(of.owner.id, { now: new Date('2026-03-01T00:00:00Z') })
  const overdue = await late.api.invoice.list({ ownerId, standing: 'overdue' })
  expect(overdue.rows.map(({ isOverdue }) => isOverdue)).toEqual([true, true, true])
})

test('an open invoice is charged for what was shown, marked as paid, voided or written off', async () => {
  const { of, api, ownerId } = await desk()
  const write = async () =>
    (await createManualInvoice(of, { items: [{ ...ITEM, currency: 'EUR' }], draft: false })).id
  const [charged, marked, voided, lost] = [await write(), await write(), await write(), await write()]
  expect(await api.invoice.get({ ownerId, id: charged })).toMatchObject({
    charges: { brand: 'visa', last4: '4242' },
  })
  expect(await codeOf(api.invoice.charge({ ownerId, id: charged, amountDue: 1 }))).toBe('conflict')
  expect(await api.invoice.charge({ ownerId, id: charged, amountDue: 20_000 })).toEqual({ kind: 'paid' })
  expect(await codeOf(api.invoice.markPaid({ ownerId, id: marked, paidOn: '2026-02-01' }))).toBe(
    'invalid_input',
  )
  await api.invoice.markPaid({ ownerId, id: marked, reference: 'Statement 1', paidOn: '2026-01-01' })
  expect((await api.invoice.get({ ownerId, id: marked })).payments).toMatchObject([
    { source: 'manual', reference: 'Statement 1', amount: 20_000, method: null },
  ])
  expect(await api.invoice.void({ ownerId, id: voided })).toMatchObject({ status: 'void' })
  expect(await api.invoice.writeOff({ ownerId, id: lost })).toMatchObject({ status: 'uncollectible' })
  await api.invoice.send({ ownerId, id: lost, email: 'accounts@example.org' })
  const [sent] = (await api.invoice.get({ ownerId, id: lost })).events
  expect(sent).toMatchObject({
    type: 'invoice.sent',
    to: 'accounts@example.org',
    by: expect.stringContaining('@'),
  })
  expect(await money.check(of)).toEqual([])
})

test('a credit note says where the money will go before it goes there', async () => {
  const { of, api, ownerId } = await desk()
  await subscribe(of, { plan: 'small' })
  const [bill] = (await api.invoice.list({ ownerId })).rows
  const invoiceId = bill?.id ?? ''
  const input = { ownerId, invoiceId, currency: 'EUR', amount: 1_000, refund: 'to_payment' as const }
  const seen = await api.creditNote.preview(input)
  expect(seen).toMatchObject({ total: 1_000, reducesDue: 0, refunded: 1_000, credited: 0, dueAfter: 0 })
  expect(seen.refunds).toMatchObject([{ amount: 1_000 }])
  expect((await api.invoice.get({ ownerId, id: invoiceId })).notes).toEqual([])
  await api.creditNote.issue({ ...input, reason: 'Not delivered' })
  await api.creditNote.issue({ ...input, refund: 'to_credit', amount: 500 })
  const after = await api.invoice.get({ ownerId, id: invoiceId })
  expect(after.notes).toMatchObject([
    { number: 'NW-C-2026-0001', reason: 'Not delivered', refunded: 1_000, credited: 0 },
    { number: 'NW-C-2026-0002', refunded: 0, credited: 500 },
  ])
  expect((await api.creditNote.creditable({ ownerId, invoiceId })).map(({ left }) => left)).toEqual([1_600])
})

test('a payment is refunded in parts, never above what is left, nor what a credit note gave as credit', async () => {
  const { of, api, ownerId } = await desk()
  await subscribe(of, { plan: 'small' })
  const { id, invoiceId } = await money.payment(of)
  const ask = { ownerId, id, currency: 'EUR' }
  expect(await api.payment.refund({ ...ask, amount: 600, reason: 'A gift' })).toEqual({
    kind: 'made',
    standing: 'succeeded',
  })
  expect(await api.payment.refund({ ...ask, amount: 2_501 })).toEqual({ kind: 'over', left: 2_500 })
  expect(await codeOf(api.payment.refund({ ...ask, currency: 'USD', amount: 1 }))).toBe('invalid_input')
  // The note counts the refund first, then keeps the rest of it as credit: that much cannot be refunded as well.
  await api.creditNote.issue({ ownerId, invoiceId, currency: 'EUR', amount: 2_600, refund: 'to_credit' })
  const file = await api.payment.get({ ownerId, id })
  expect(file).toMatchObject({ refunded: 600, status: 'partially_refunded' })
  expect(file.room).toEqual({ left: 500, refunded: 600, held: 0, lost: 0, kept: 2_000 })
  expect(file.refunds).toMatchObject([
    { amount: 600, reason: 'A gift', status: 'succeeded', isUnknown: false },
  ])
  expect(await api.payment.refund({ ...ask, amount: 501 })).toEqual({ kind: 'over', left: 500 })
  expect(await api.payment.refund({ ...ask, amount: 500 })).toMatchObject({ kind: 'made' })
  expect(await api.payment.refund({ ...ask, amount: 1 })).toEqual({ kind: 'over', left: 0 })
  expect(await money.check(of)).toEqual([])
})

test('a refund that Stripe does not answer is said to be unknown, and payments are found by what became of them', async () => {
  const { of, api, ownerId } = await desk()
  await subscribe(of, { plan: 'small' })
  const { id } = await money.payment(of)
  await money.fault({ endpoint: 'POST /v1/refunds', kind: 'cut_before', times: 2 })
  const asked = api.payment.refund({ ownerId, id, amount: 100, currency: 'EUR' })
  expect(await asked).toEqual({ kind: 'made', standing: 'unknown' })
  const list = async (standing: 'refunded' | 'failed' | 'completed' | 'waiting') =>
    (await api.payment.list({ ownerId, standing })).rows.map((row) => row.kind)
  expect(await list('completed')).toEqual(['payment'])
  expect(await list('refunded')).toEqual([])
  const poor = await desk(undefined, { token: 'tok_chargeCustomerFail' })
  await subscribe(poor.of, { plan: 'small' }).catch(() => null)
  const failed = await poor.api.payment.list({ ownerId: poor.ownerId, standing: 'failed' })
  expect(failed.rows).toMatchObject([{ kind: 'attempt', status: 'failed', amount: 3_100 }])
  expect(await list('failed')).toEqual([])
})

test('a dispute says until when it is to be answered; answered it waits, given up it is lost', async () => {
  const { of, api, ownerId } = await desk()
  await subscribe(of, { plan: 'small' })
  const paid = await money.payment(of)
  await money.dispute(paid)
  await money.catchUp()
  const [open] = (await api.dispute.list({ ownerId, status: 'open' })).rows
  expect(open).toMatchObject({ amount: 3_100, stage: 'needs_response', evidenceDueAt: expect.any(Date) })
  const id = open?.id ?? ''
  await api.dispute.answer({ ownerId, id, text: 'They signed for it.' })
  const waiting = await api.dispute.get({ ownerId, id })
  expect(waiting).toMatchObject({ status: 'open', stage: 'under_review', evidenceDueAt: null, stripe: null })
  expect(waiting.events.map(({ type }) => type)).toContain('payment.dispute_answered')
  expect(await codeOf(api.dispute.accept({ ownerId, id }))).toBe('invalid_input')

  const second = await desk()
  await subscribe(second.of, { plan: 'small' })
  await money.dispute(await money.payment(second.of))
  await money.catchUp()
  const [theirs] = (await second.api.dispute.list({ ownerId: second.ownerId })).rows
  await second.api.dispute.accept({ ownerId: second.ownerId, id: theirs?.id ?? '' })
  expect((await second.api.dispute.list({ ownerId: second.ownerId, status: 'lost' })).rows).toHaveLength(1)
  expect(await money.check(second.of)).toEqual([])
})

test('what another owner has is not there, and a viewer reads all and changes nothing', async () => {
  const [mine, theirs] = [await desk(), await desk()]
  await subscribe(theirs.of, { plan: 'small' })
  const paid = await money.payment(theirs.of)
  const { ownerId } = mine
  const hidden = [
    () => mine.api.invoice.get({ ownerId, id: paid.invoiceId }),
    () => mine.api.invoice.void({ ownerId, id: paid.invoiceId }),
    () => mine.api.invoice.buyer({ ownerId, customerId: theirs.of.customer.id }),
    () =>
      mine.api.invoice.create({
        ...{ ownerId, customerId: theirs.of.customer.id, currency: 'EUR', items: [ITEM], draft: true },
      }),
    () => mine.api.creditNote.creditable({ ownerId, invoiceId: paid.invoiceId }),
    () => mine.api.payment.get({ ownerId, id: paid.id }),
    () => mine.api.payment.refund({ ownerId, id: paid.id, amount: 1, currency: 'EUR' }),
    () => mine.api.dispute.get({ ownerId, id: paid.id }),
  ]
  for (const ask of hidden) expect(await codeOf(ask())).toBe('not_found')
  expect((await mine.api.payment.list({ ownerId, text: theirs.of.customer.email })).rows).toEqual([])
  const viewer = await desk(theirs.ownerId, { role: 'viewer' })
  expect(await viewer.api.payment.get({ ownerId: theirs.ownerId, id: paid.id })).toMatchObject({
    amount: 3_100,
  })
  const refused = viewer.api.payment.refund({
    ownerId: theirs.ownerId,
    id: paid.id,
    amount: 1,
    currency: 'EUR',
  })
  expect(await codeOf(refused)).toBe('forbidden')
  expect(await money.refunds(theirs.of)).toEqual([])
})

/** Somebody of a new owner's team, or of the one named, with a customer who pays by card. */
async function desk(
  known?: string,
  {
    role = 'finance',
    now = START,
    token = 'tok_visa',
  }: { role?: OwnerRole; now?: Date; token?: string } = {},
) {
  const of: CustomerCtx = await money.customer({ token })
  const ownerId = known ?? of.owner.id
  const email = `${crypto.randomUUID()}@example.com`
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  await kit.database.db.insert(ownerMember).values({ ownerId, userId, role })
  const caller = callerFrom({
    ctx: kit.ctx({ now, actor: { kind: 'user', userId, email } }),
    open: { address: undefined, linkKey: 'of tests '.repeat(4) },
    stripeJs: { publishableKey: 'pk_test_folio', scriptUrl: '/stripe.js' },
    scopes: new Map(),
    ownerScopes: new Map(),
  })
  return { of, ownerId, api: caller.owner }
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
    return 'OK'
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    return refusalOf(error)?.code ?? error.code
  }
}
