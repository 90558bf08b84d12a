import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { brand, customer, invoice, invoiceLine, payment, refund } from '@/db/schema'
import type { PaymentRow } from '../core/import-row'
import { issueTransfers, manualPaymentTransfers, manualRefundTransfers } from '../core/ledger'
import { money } from '../core/money'
import type { PaymentStatus } from '../core/payment'
import type { OwnerCtx, TxCtx } from '../ctx'
import { invariant } from '../errors'
import { record } from './event'
import { buyerOf, sellerOf } from './invoice'
import { post } from './ledger'

/** Numbers of history are a series of their own: those of the brand stay without a gap. */
const PREFIX = 'IMPORT-'

export type ImportedPayment = { customerId: string; chargeId: string; payment: PaymentRow }

/**
 * Writes a payment of the time before as a paid invoice with one line, in the books at its own instant. It was charged
 * elsewhere and is never charged here: it counts as money that came by another way than this installation's Stripe.
 */
export async function insertImportedPayment(t: TxCtx<OwnerCtx>, of: ImportedPayment): Promise<string> {
  const { payment: paid, chargeId } = of
  const [found] = await t.tx
    .select({ customer, brand })
    .from(customer)
    .innerJoin(brand, and(eq(brand.ownerId, customer.ownerId), eq(brand.id, customer.brandId)))
    .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, of.customerId)))
  invariant(found, 'the customer of an imported payment exists')
  const at = new Date(paid.paidAt)
  const { amount, tax, currency } = paid
  const sums = { net: amount - tax, tax, total: amount }
  const invoiceId = newId()
  const own = { ownerId: t.owner.id, customerId: of.customerId }
  await t.tx.insert(invoice).values({
    ...own,
    ...sums,
    id: invoiceId,
    brandId: found.brand.id,
    number: `${PREFIX}${paid.number}`,
    reason: 'import',
    status: 'paid',
    currency,
    subtotal: sums.net,
    discount: 0,
    amountPaid: amount,
    seller: sellerOf(found.brand),
    buyer: buyerOf(found.customer),
    locale: found.customer.locale,
    issuedAt: at,
    dueAt: at,
    paidAt: at,
  })
  await t.tx.insert(invoiceLine).values({
    ...sums,
    ownerId: t.owner.id,
    id: newId(),
    invoiceId,
    position: 0,
    kind: 'item',
    description: paid.description,
    quantity: 1,
    unitAmount: sums.net,
    amount: sums.net,
    discount: 0,
    taxRatePpm: 0,
    periodStartAt: at,
    periodEndAt: at,
  })
  const paymentId = newId()
  await t.tx.insert(payment).values({
    ...own,
    id: paymentId,
    invoiceId,
    source: 'manual',
    reference: `Stripe ${chargeId}`,
    amount,
    refunded: paid.refunded,
    currency,
    status: statusOf(paid),
    stripeChargeId: chargeId,
    paidAt: at,
  })
  await book(t, { invoiceId, paymentId, customerId: of.customerId, paid, at })
  const payload = { amount, currency, invoiceId }
  await record(t, 'payment.imported', { ...own, subjectId: paymentId, payload, at })
  return paymentId
}

const statusOf = ({ amount, refunded }: PaymentRow): PaymentStatus =>
  refunded === 0 ? 'completed' : refunded < amount ? 'partially_refunded' : 'fully_refunded'

type Booked = { invoiceId: string; paymentId: string; customerId: string; paid: PaymentRow; at: Date }

async function book(t: TxCtx<OwnerCtx>, { paid, at, ...ids }: Booked): Promise<void> {
  const { currency } = paid
  const sum = (amount: number) => money(amount, currency)
  const of = { ownerId: t.owner.id, customerId: ids.customerId, invoiceId: ids.invoiceId, at }
  const issued = { net: sum(paid.amount - paid.tax), tax: sum(paid.tax), creditApplied: sum(0) }
  await post(t, issueTransfers(issued), { ...of, reason: 'invoice.imported' })
  const { paymentId } = ids
  await post(t, manualPaymentTransfers(sum(paid.amount)), { ...of, paymentId, reason: 'payment.imported' })
  if (paid.refunded === 0) return
  const refundId = newId()
  await t.tx.insert(refund).values({
    ownerId: t.owner.id,
    id: refundId,
    paymentId,
    amount: paid.refunded,
    currency,
    status: 'succeeded',
    settledAt: at,
  })
  const back = { ...of, paymentId, refundId, reason: 'refund.imported' }
  await post(t, manualRefundTransfers(sum(paid.refunded)), back)
}
