import { inOrder, insertRows, updateRows } from '@/db/bulk'
import { newId } from '@/db/id'
import { listPaidAttempts, lockAttempts, lockInvoices, lockSubscriptionsOf } from '@/db/queries/attempt'
import { lockCustomers } from '@/db/queries/customer'
import { drawNumbers, type Invoice, type PaymentAttempt } from '@/db/queries/invoice'
import type { Subscription } from '@/db/queries/subscription'
import { event, invoice, payment, paymentAttempt, receipt } from '@/db/schema'
import { paymentTransfers } from '../core/ledger'
import { money } from '../core/money'
import { isOpenAttempt } from '../core/payment'
import { type CustomerCtx, type TxCtx, transact } from '../ctx'
import { eventRow } from './event'
import { postRows, transferRows } from './ledger'
import { paymentRow, receiptRow, settle } from './settle'
import type { Outcome } from './settle-facts'

/** An attempt that Stripe says was paid, in its customer's scope. */
export type PaidAttempt = { scope: CustomerCtx; attemptId: string; outcome: Outcome<'paid'> }

/**
 * Settles payments together: those of one owner from which nothing but the payment follows in one transaction, the
 * others one by one by `settle`. Answers in their order. What fails together is settled one by one as well, so that one
 * spoils no other.
 */
export async function settlePaidTogether(paid: PaidAttempt[]): Promise<PaymentAttempt[]> {
  const settled = new Map<string, PaymentAttempt>()
  const byOwner = new Map<string, PaidAttempt[]>()
  for (const one of paid) byOwner.set(one.scope.owner.id, [...(byOwner.get(one.scope.owner.id) ?? []), one])
  for (const own of byOwner.values()) {
    // Whoever cannot be settled here is settled below.
    const rows = own.length > 1 ? await settleOwn(own).catch(() => []) : []
    for (const row of rows) settled.set(row.id, row)
  }
  return Promise.all(
    paid.map((one) => settled.get(one.attemptId) ?? settle(one.scope, one.attemptId, one.outcome)),
  )
}

async function settleOwn(paid: PaidAttempt[]): Promise<PaymentAttempt[]> {
  const [first] = paid
  if (!first) return []
  return transact(first.scope, async (t) => {
    const plain = await lockPlain(t, paid)
    return plain.length === 0 ? [] : writePaid(t, plain)
  })
}

type Plain = PaidAttempt & { attempt: PaymentAttempt; bill: Invoice; paymentId: string }

/** The rows of those that are plain, locked in the order in which everybody locks: by customer first, each in order. */
async function lockPlain(t: TxCtx<CustomerCtx>, paid: PaidAttempt[]): Promise<Plain[]> {
  const ownerId = t.owner.id
  const idsOf = (pick: (one: PaidAttempt) => string) => [...new Set(paid.map(pick))]
  await lockCustomers(
    t.tx,
    ownerId,
    idsOf(({ scope }) => scope.customer.id),
  )
  const attemptIds = idsOf(({ attemptId }) => attemptId)
  const attempts = await lockAttempts(t.tx, ownerId, attemptIds)
  const invoiceIds = attempts.map(({ invoiceId }) => invoiceId)
  const bills = await lockInvoices(t.tx, ownerId, invoiceIds)
  const [subscriptions, known] = [
    await lockSubscriptionsOf(t.tx, ownerId, invoiceIds),
    await listPaidAttempts(t.tx, ownerId, attemptIds),
  ]
  const attemptOf = new Map(attempts.map((row) => [row.id, row]))
  const billOf = new Map(bills.map((row) => [row.id, row]))
  return paid.flatMap((one) => {
    const attempt = attemptOf.get(one.attemptId)
    const bill = attempt && billOf.get(attempt.invoiceId)
    if (!attempt || !bill || known.has(attempt.id) || !isOpenAttempt(attempt.status)) return []
    const isPlain =
      bill.status === 'open' && (subscriptions.get(bill.id) ?? []).every((of) => runsOn(of, bill))
    return isPlain ? [{ ...one, attempt, bill, paymentId: newId() }] : []
  })
}

/** Nothing follows for a subscription that runs already and waits for nothing. */
const runsOn = (of: Subscription, bill: Invoice): boolean =>
  (of.status === 'active' || of.status === 'trialing') && of.pendingInvoiceId !== bill.id

async function writePaid(t: TxCtx<CustomerCtx>, plain: Plain[]): Promise<PaymentAttempt[]> {
  const ownerId = t.owner.id
  const changes = (outcome: Outcome<'paid'>) => ({
    status: 'paid' as const,
    stripePaymentIntentId: outcome.intentId,
    stripeClientSecret: null,
    settledAt: t.now,
    claimedUntil: null,
  })
  await inOrder([
    () =>
      updateRows(
        t.tx,
        paymentAttempt,
        ownerId,
        plain.map(({ attempt, outcome }) => ({ id: attempt.id, ...changes(outcome) })),
      ),
    () =>
      insertRows(
        t.tx,
        payment,
        plain.map((one) => paymentRow(t, one.attempt, { ...one.outcome, ...one })),
      ),
    () =>
      insertRows(
        t.tx,
        event,
        plain.flatMap((one) => eventsOf(t, one)),
      ),
    () =>
      updateRows(
        t.tx,
        invoice,
        ownerId,
        plain.map(({ attempt, bill }) => ({
          id: bill.id,
          status: 'paid' as const,
          amountPaid: bill.amountPaid + attempt.amount,
          paidAt: t.now,
        })),
      ),
  ])
  // Last: sums of sales and the next numbers of the series are locked until the end, and others wait for them.
  await inOrder([
    () =>
      postRows(
        t,
        plain.flatMap((one) => transfersOf(t, one)),
      ),
    () => insertReceipts(t, plain),
  ])
  return plain.map(({ attempt, outcome }) => ({ ...attempt, ...changes(outcome) }))
}

const refsOf = ({ bill }: Plain) => ({ ownerId: bill.ownerId, customerId: bill.customerId })

const transfersOf = (t: TxCtx<CustomerCtx>, one: Plain) =>
  transferRows(t, paymentTransfers(money(one.attempt.amount, one.attempt.currency)), {
    ...refsOf(one),
    reason: 'payment.received',
    invoiceId: one.bill.id,
    paymentId: one.paymentId,
  })

const eventsOf = (t: TxCtx<CustomerCtx>, one: Plain) => [
  eventRow(t, 'payment.received', {
    ...refsOf(one),
    subjectId: one.paymentId,
    payload: { invoiceId: one.bill.id },
  }),
  eventRow(t, 'invoice.paid', { ...refsOf(one), subjectId: one.bill.id }),
]

/** The proofs of payments, with the next numbers of each brand's series; brands in one order. */
async function insertReceipts(t: TxCtx<CustomerCtx>, plain: Plain[]): Promise<void> {
  const byBrand = new Map<string, Plain[]>()
  for (const one of plain) byBrand.set(one.bill.brandId, [...(byBrand.get(one.bill.brandId) ?? []), one])
  const rows: (typeof receipt.$inferInsert)[] = []
  for (const [brandId, own] of [...byBrand].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = await drawNumbers(t.tx, { ownerId: t.owner.id, brandId, series: 'receipt' }, own.length)
    for (const [i, { scope, bill, paymentId }] of own.entries())
      rows.push(receiptRow({ now: t.now, brand: scope.brand }, bill, { paymentId, sequence: first + i }))
  }
  await insertRows(t.tx, receipt, rows)
}
