import { lockCustomer } from '@/db/queries/customer'
import {
  findAttempt,
  findInvoice,
  findOpenAttempt,
  type Invoice,
  type PaymentAttempt,
} from '@/db/queries/invoice'
import { listPaymentMethods } from '@/db/queries/payment-method'
import { findCurrentSubscription, listOffers, type Subscription } from '@/db/queries/subscription'
import { isOwed } from '../core/invoice-state'
import { findOffer } from '../core/plan'
import { type CustomerCtx, requireWrite, transact } from '../ctx'
import { DomainError } from '../errors'
import { openAttempt, refreshAttempt, replaceAttempt, runAttempt } from './attempt'
import { requireInvoice } from './invoice'
import { defaultPaymentMethod, requirePaymentMethod } from './payment-method'

/**
 * The customer pays an open invoice now, with the means of payment named or the default. A payment left
 * at 3-D Secure is continued. Throws `invoice_not_payable`, `payment_pending`, `payment_method_required`;
 * a decline is an answer (`attempt.status` is `failed`).
 */
export async function payInvoice(
  ctx: CustomerCtx,
  input: { invoiceId: string; paymentMethodId?: string | undefined },
): Promise<{ invoice: Invoice; attempt: PaymentAttempt }> {
  requireWrite(ctx)
  const bill = await requireInvoice(ctx, input.invoiceId)
  if (!isOwed(bill.status))
    throw new DomainError('invoice_not_payable', { message: 'This invoice is not open' })
  const method = input.paymentMethodId
    ? await requirePaymentMethod(ctx, input.paymentMethodId)
    : defaultPaymentMethod(ctx, await listPaymentMethods(ctx.db, ctx.owner.id, ctx.customer.id))
  if (method?.status !== 'active')
    throw new DomainError('payment_method_required', { message: 'You need a card or a bank account first' })
  const open = await findOpenAttempt(ctx.db, ctx.owner.id, bill.id)
  if (open?.status === 'processing')
    throw new DomainError('payment_pending', { message: 'A bank debit for this invoice is on its way' })
  // A try that was to be made without the person gives way to one that the bank may ask them about.
  const goesOn = open && (open.sentAt !== null || (open.paymentMethodId === method.id && !open.offSession))
  if (open && goesOn) {
    const continued =
      open.status === 'pending' ? await runAttempt(ctx, open.id) : await refreshAttempt(ctx, open)
    const isOther = continued.status === 'requires_action' && continued.paymentMethodId !== method.id
    if (!isOther && !wantsPerson(continued)) return answer(ctx, bill.id, continued)
  }
  const attempt = await transact(ctx, async (t) => {
    await lockCustomer(t.tx, ctx.owner.id, ctx.customer.id)
    const locked = await findInvoice(t.tx, ctx.owner.id, bill.id, { lock: true })
    if (!locked || !isOwed(locked.status))
      throw new DomainError('invoice_not_payable', { message: 'This invoice is not open' })
    // Of two clicks at once the second goes on with the first one's attempt.
    const raced = await findOpenAttempt(t.tx, ctx.owner.id, bill.id)
    if (raced && !(raced.id === open?.id && (await replaceAttempt(t, raced)))) return raced
    return openAttempt(t, { invoice: locked, method, offSession: false, dueAt: t.now })
  })
  return answer(ctx, bill.id, await runAttempt(ctx, attempt.id))
}

/**
 * After 3-D Secure: asks Stripe whether this intent paid this customer's invoice, and only then counts
 * it. With `plan`, the invoice must be for that plan. Throws `not_found`, `invalid_input`, `card_declined`.
 */
export async function confirmIntent(
  ctx: CustomerCtx,
  input: { intentId: string; plan?: string },
): Promise<{ attempt: PaymentAttempt; subscription: Subscription | undefined }> {
  requireWrite(ctx)
  const attempt = await findAttempt(ctx.db, ctx.owner.id, { intentId: input.intentId })
  if (!attempt || attempt.customerId !== ctx.customer.id)
    throw new DomainError('not_found', { message: 'No such payment' })
  if (input.plan !== undefined) await requireIntentForPlan(ctx, attempt, input.plan)
  const settled = await refreshAttempt(ctx, attempt)
  if (settled.status === 'requires_action')
    throw new DomainError('authentication_required', { message: 'The bank still asks for authentication' })
  if (settled.status === 'failed' || settled.status === 'canceled')
    throw new DomainError('card_declined', {
      declineCode: settled.declineCode ?? settled.failureCode ?? 'payment_failed',
      message: settled.failureMessage ?? 'The payment failed. Nothing was charged.',
    })
  const subscription = await findCurrentSubscription(ctx.db, ctx.owner.id, ctx.customer.id)
  return { attempt: settled, subscription }
}

/** Refused only because nobody was there to confirm it; now somebody is. */
const wantsPerson = (attempt: PaymentAttempt): boolean =>
  attempt.status === 'failed' && attempt.offSession && attempt.failureCode === 'authentication_required'

async function requireIntentForPlan(ctx: CustomerCtx, attempt: PaymentAttempt, name: string): Promise<void> {
  const offer = findOffer(await listOffers(ctx.db, ctx.owner.id), name)
  if (!offer) throw new DomainError('plan_unknown', { message: 'There is no such plan' })
  const bill = await findInvoice(ctx.db, ctx.owner.id, attempt.invoiceId)
  const row = await ctx.db.query.subscription.findFirst({
    where: (s, { and, eq }) => and(eq(s.ownerId, ctx.owner.id), eq(s.id, bill?.subscriptionId ?? attempt.id)),
  })
  const pays =
    row &&
    (row.pendingInvoiceId === attempt.invoiceId
      ? row.pendingPlanId === offer.planId && row.pendingPriceId === offer.priceId
      : row.planId === offer.planId && row.priceId === offer.priceId)
  if (!pays)
    throw new DomainError('invalid_input', {
      fields: { plan: 'This payment is not for that plan' },
      message: 'This payment is not for that plan',
    })
}

async function answer(ctx: CustomerCtx, invoiceId: string, attempt: PaymentAttempt) {
  const invoice = await findInvoice(ctx.db, ctx.owner.id, invoiceId)
  if (!invoice) throw new DomainError('not_found')
  return { invoice, attempt }
}
