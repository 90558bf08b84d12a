import {
  findPaymentMethodView,
  type PaymentMethodView,
  pagePaymentMethods,
} from '@/db/queries/payment-method'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError, type ErrorCode, invalidInput } from '../errors'
import { enterCustomer } from './customer'
import { addCard, completeSetup, removePaymentMethod, setDefaultPaymentMethod } from './payment-method'

export type { PaymentMethodView }

/** A customer's means of payment that can be charged, oldest first. */
export const listPaymentDetails = (ctx: CustomerCtx, page: PageInput): Promise<Page<PaymentMethodView>> =>
  pagePaymentMethods(ctx.db, ctx.owner.id, ctx.customer.id, page)

/** One means of payment of the scope, also after it was removed; `not_found` outside. */
export async function requirePaymentDetails(
  ctx: OwnerCtx | CustomerCtx,
  id: string,
): Promise<PaymentMethodView> {
  const found = await findPaymentMethodView(ctx.db, ctx.owner.id, id)
  const inside = found && (!('customer' in ctx) || found.method.customerId === ctx.customer.id)
  if (!inside) throw new DomainError('not_found', { message: 'No such payment method' })
  return found
}

/** The scope of the customer whose means of payment this is. */
export async function enterPaymentDetails(ctx: OwnerCtx, id: string): Promise<CustomerCtx> {
  const { method } = await requirePaymentDetails(ctx, id)
  return enterCustomer(ctx, method.customerId)
}

/**
 * Takes a card token (`tok_…`), a payment method (`pm_…`) or a setup that the browser has confirmed (`seti_…` or
 * its client secret); the new one is the default from then on. Whatever is wrong with it is `invalid_input`.
 */
export async function addPaymentDetails(ctx: CustomerCtx, token: string): Promise<PaymentMethodView> {
  const setupIntentId = /^(seti_[A-Za-z0-9]+)(_secret_\w+)?$/.exec(token)?.[1]
  try {
    const method = setupIntentId
      ? await completeSetup(ctx, { setupIntentId, makeDefault: true })
      : await addCard(ctx, { token, makeDefault: true })
    return { method, isDefault: true }
  } catch (error) {
    if (error instanceof DomainError && REFUSED.has(error.code))
      throw invalidInput({ token: error.details.message ?? 'This token is not valid' })
    throw error
  }
}

const REFUSED: ReadonlySet<ErrorCode> = new Set(['card_declined', 'invalid_input', 'not_found'])

/** Makes it the one that is charged; one that was removed is not there. */
export async function makeDefaultPaymentDetails(ctx: CustomerCtx, id: string): Promise<void> {
  const { method } = await requirePaymentDetails(ctx, id)
  await setDefaultPaymentMethod(ctx, method.id)
}

/**
 * Removes it for the owner's program: also the last one, and no other takes its place, so that the next charge
 * finds none. Twice is once.
 */
export async function deletePaymentDetails(ctx: CustomerCtx, id: string): Promise<void> {
  const { method } = await requirePaymentDetails(ctx, id)
  if (method.status !== 'removed') await removePaymentMethod(ctx, method.id, { evenLast: true })
}
