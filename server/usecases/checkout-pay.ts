import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { listOtherSales, lockCheckout } from '@/db/queries/checkout'
import { lockCustomer } from '@/db/queries/customer'
import {
  findInvoice,
  findOpenAttempt,
  type Invoice,
  listAttempts,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { checkoutSession, customer } from '@/db/schema'
import type { CheckoutGoods, CheckoutPlan } from '../core/checkout'
import { isOpenAttempt } from '../core/payment'
import { type Ctx, type CustomerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { abandonAttempt, openAttempt, runAttempt } from './attempt'
import { planFor } from './checkout'
import { type AtCheckout, requireSession } from './checkout-session'
import { admitByEmail, enterCustomer } from './customer'
import { followSubscriptions } from './customer-lifecycle'
import { issueInvoice } from './invoice'
import { payInvoice } from './pay'
import type { PaymentMethod } from './payment-method'
import { continuePayment, countPublicUse, type PayAnswer, payAnswer, takeToken } from './public-pay'
import { insertSubscription, recordSubscription } from './subscription-state'

export type PayCheckoutInput = AtCheckout & {
  /** The session's token. */
  token: string
  /** What Stripe.js gave the browser; null goes on with a payment that was left at 3-D Secure. */
  payment: string | null
  /** What the person was told is due, in minor units: any other amount is refused with `conflict`. */
  amountDue: number | null
}

type Session = Awaited<ReturnType<typeof requireSession>>

/**
 * Buys what a session is about: one invoice for all of it, charged at once; its subscriptions run when it is paid. A
 * session buys once, however often this is called and whatever runs at once; a decline leaves nothing. Throws
 * `not_found` for a checkout that is over or used up, `payment_pending` while somebody else pays for a temporary one,
 * `conflict`, `invalid_input`, `card_declined` for a card that cannot be saved, `rate_limited`.
 */
export async function payCheckout(ctx: Ctx, input: PayCheckoutInput): Promise<PayAnswer> {
  const of = await requireSession(ctx, input)
  await countPublicUse(ctx, { verb: 'pay', key: of.session.id, address: input.address })
  const begun = of.session.invoiceId ? await goOn(of, of.session.invoiceId, input) : null
  if (begun) return begun
  if (!of.isOpen) throw over()
  await giveUpOthers(ctx, of)
  const { scope } = of
  const { invoice: seen } = await planFor(scope.db, scope, of.goods)
  requireAsTold(input, seen.amountDue.amount)
  if (input.payment === null && seen.amountDue.amount > 0)
    throw invalidInput({ token: 'This value should not be blank.' })
  // A new customer has what it last paid with; of one that was there, only what is bought here is charged to it.
  const isNew = of.checkout.customerId === null
  const method =
    input.payment === null ? null : await takeToken(scope, input.payment, isNew ? { makeDefault: true } : {})
  const bought = await transact(scope, (t) => buy(t, of, { method, amountDue: input.amountDue }))
  const attempt = bought.attempt ? await runAttempt(scope, bought.attempt.id) : null
  await followSubscriptions(scope)
  return attempt ? payAnswer(attempt) : { kind: 'paid' }
}

/** What a session has begun: answered as it stands, gone on with, or (null) given up, to be begun again. */
async function goOn(of: Session, invoiceId: string, input: PayCheckoutInput): Promise<PayAnswer | null> {
  const { scope } = of
  const bill = await findInvoice(scope.db, scope.owner.id, invoiceId)
  invariant(bill, 'a session has its invoice')
  if (bill.status === 'paid') return { kind: 'paid' }
  const last = (await listAttempts(scope.db, scope.owner.id, bill.id)).at(-1)
  if (input.payment === null && last) {
    const answer = await continuePayment(scope, bill.id)
    await followSubscriptions(scope)
    return answer
  }
  if (bill.status === 'void') return null
  if (last?.status === 'processing') return { kind: 'processing' }
  if (last?.status === 'requires_action') {
    // Another card for what waits for the bank's answer about the first one.
    const given = await abandonAttempt(scope, last)
    return given.status === 'canceled' || given.status === 'failed' ? null : payAnswer(given)
  }
  if (last?.status === 'pending') return payAnswer(await runAttempt(scope, last.id))
  // It was granted and came back unpaid (a bank debit): the debt is paid, not bought again.
  const method = await takeToken(scope, input.payment ?? '')
  return payAnswer((await payInvoice(scope, { invoiceId: bill.id, paymentMethodId: method.id })).attempt)
}

/** At a temporary checkout somebody who left at the bank's question makes way for the next. */
async function giveUpOthers(ctx: Ctx, { checkout, session, scope }: Session): Promise<void> {
  if (checkout.permanent) return
  const of = { checkoutId: checkout.id, sessionId: session.id }
  for (const { invoice } of await listOtherSales(scope.db, checkout.ownerId, of)) {
    const open = await findOpenAttempt(scope.db, checkout.ownerId, invoice.id)
    if (open?.status !== 'requires_action') continue
    const { ownerId, customerId } = invoice
    const theirs = await enterCustomer({ ...ctx, actor: { kind: 'link', ownerId, customerId } }, customerId)
    await abandonAttempt(theirs, open)
  }
}

type Bought = { invoice: Invoice; attempt: PaymentAttempt | null }

/** One transaction: lock, see again, plan, write the subscriptions, the invoice and the intent to charge it. */
async function buy(
  t: TxCtx<CustomerCtx>,
  of: Session,
  input: { method: PaymentMethod | null; amountDue: number | null },
): Promise<Bought> {
  const buyer = await lockCustomer(t.tx, t.owner.id, t.customer.id)
  const ids = { checkoutId: of.checkout.id, sessionId: of.session.id }
  const locked = await lockCheckout(t.tx, t.owner.id, ids)
  invariant(buyer && locked, 'what was found is there to be locked')
  const begun = await begunMeanwhile(t, locked.session.invoiceId)
  if (begun) return begun
  if (!locked.checkout.permanent) await requireUnsold(t, ids)
  // The address as it is under the lock decides the tax.
  const subscriptionIds = of.goods.subscriptions.map(() => newId())
  const plan = await planFor(t.tx, { ...t, customer: buyer }, of.goods, { subscriptionIds })
  requireAsTold(input, plan.invoice.amountDue.amount)
  const invoice = await write({ ...t, customer: buyer }, of.goods, {
    plan,
    subscriptionIds,
    paymentMethodId: of.checkout.customerId === null ? null : (input.method?.id ?? null),
  })
  await t.tx
    .update(checkoutSession)
    .set({ invoiceId: invoice.id })
    .where(and(eq(checkoutSession.ownerId, t.owner.id), eq(checkoutSession.id, of.session.id)))
  if (of.checkout.customerId === null) await admitByEmail(t, buyer)
  if (invoice.status !== 'open') return { invoice, attempt: null }
  if (!input.method) throw invalidInput({ token: 'This value should not be blank.' })
  const charge = { invoice, method: input.method, offSession: false, dueAt: t.now }
  return { invoice, attempt: await openAttempt(t, charge) }
}

/** Of two calls at once the second goes on with what the first has written. */
async function begunMeanwhile(t: TxCtx<CustomerCtx>, invoiceId: string | null): Promise<Bought | null> {
  const invoice = invoiceId ? await findInvoice(t.tx, t.owner.id, invoiceId) : undefined
  if (!invoice || invoice.status === 'void') return null
  const last = (await listAttempts(t.tx, t.owner.id, invoice.id)).at(-1)
  return { invoice, attempt: last ?? null }
}

async function requireUnsold(
  t: TxCtx<CustomerCtx>,
  of: { checkoutId: string; sessionId: string },
): Promise<void> {
  for (const { invoice } of await listOtherSales(t.tx, t.owner.id, of)) {
    const open = await findOpenAttempt(t.tx, t.owner.id, invoice.id)
    if (invoice.status === 'open' && open && open.status !== 'processing' && isOpenAttempt(open.status))
      throw new DomainError('payment_pending', { message: 'Somebody else is paying this right now' })
    throw over()
  }
}

async function write(
  t: TxCtx<CustomerCtx>,
  goods: CheckoutGoods,
  {
    plan,
    subscriptionIds,
    paymentMethodId,
  }: { plan: CheckoutPlan; subscriptionIds: string[]; paymentMethodId: string | null },
): Promise<Invoice> {
  for (const [i, { offer }] of goods.subscriptions.entries()) {
    const [state, id] = [plan.states[i], subscriptionIds[i]]
    invariant(state && id, 'each subscription has its plan')
    const { planId, priceId } = offer
    const row = await insertSubscription(t, { ...state, id, planId, priceId, paymentMethodId })
    await recordSubscription(t, row, 'subscription.started', { plan: offer.code, status: row.status })
  }
  await t.tx
    .update(customer)
    .set({ currency: goods.currency })
    .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, t.customer.id)))
  return issueInvoice(t, plan.invoice, null)
}

function requireAsTold(told: { amountDue: number | null }, amountDue: number): void {
  if (told.amountDue !== null && told.amountDue !== amountDue)
    throw new DomainError('conflict', { message: 'The amount has changed. Nothing was charged.' })
}

const over = () => new DomainError('not_found', { message: 'This checkout is over' })
