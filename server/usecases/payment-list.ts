import {
  findPayment,
  type MoneyFilter,
  type PaymentView,
  pagePayments,
  pageRefunds,
  type RefundView,
} from '@/db/queries/payment-list'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'

export type { MoneyFilter, PaymentView, RefundView }

/** Payments of the scope, oldest first. */
export const listPayments = (
  ctx: OwnerCtx | CustomerCtx,
  filter: Pick<MoneyFilter, 'name'>,
  page: PageInput,
): Promise<Page<PaymentView>> => pagePayments(ctx.db, ctx.owner.id, { ...filter, ...customerOf(ctx) }, page)

/** Refunds of the scope, oldest first. */
export const listRefunds = (
  ctx: OwnerCtx | CustomerCtx,
  filter: Pick<MoneyFilter, 'name'>,
  page: PageInput,
): Promise<Page<RefundView>> => pageRefunds(ctx.db, ctx.owner.id, { ...filter, ...customerOf(ctx) }, page)

/** One payment; `not_found` outside the owner. */
export async function requirePayment(ctx: OwnerCtx, id: string): Promise<PaymentView> {
  const [found] = (await pagePayments(ctx.db, ctx.owner.id, { id }, { limit: 1 })).rows
  if (!found) throw new DomainError('not_found', { message: 'No such payment' })
  return found
}

/** One refund; `not_found` outside the owner. */
export async function requireRefund(ctx: OwnerCtx, id: string): Promise<RefundView> {
  const [found] = (await pageRefunds(ctx.db, ctx.owner.id, { id }, { limit: 1 })).rows
  if (!found) throw new DomainError('not_found', { message: 'No such refund' })
  return found
}

/** The scope of the customer who paid. */
export async function enterPayment(ctx: OwnerCtx, paymentId: string): Promise<CustomerCtx> {
  const found = await findPayment(ctx.db, ctx.owner.id, paymentId)
  if (!found) throw new DomainError('not_found', { message: 'No such payment' })
  return enterCustomer(ctx, found.customerId)
}

const customerOf = (ctx: OwnerCtx | CustomerCtx) => ('customer' in ctx ? { customerId: ctx.customer.id } : {})
