import { createHmac, timingSafeEqual } from 'node:crypto'
import { findDocumentCustomer } from '@/db/queries/invoice-list'
import type { InvoiceStatus } from '../core/invoice'
import { isOwed } from '../core/invoice-state'
import type { Ctx, CustomerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'
import { type InvoiceWithLines, type PaymentAttempt, requireInvoice } from './invoice'
import { payInvoice } from './pay'
import { startSetup } from './payment-method'
import { continuePayment, countPublicUse, type PayAnswer, payAnswer, takeToken } from './public-pay'

/** An invoice's pay link as it came in, and the key that such links are made with. */
export type PayLink = { key: string; token: string }

/** Who asks, for the rate limit: the caller's network address. */
type From = { address: string | undefined }

/** An invoice as whoever holds its link sees it, in the scope of its customer. */
export type LinkedInvoice = {
  scope: CustomerCtx
  invoice: InvoiceWithLines & { attempts: PaymentAttempt[] }
}

/**
 * The secret of an invoice's pay link: its two ids and a MAC of them with the installation's key. It is the same each
 * time, needs no row, and without the key nobody can make one. 64 characters of base64url.
 */
export function payToken(key: string, invoice: { ownerId: string; id: string }): string {
  const ids = Buffer.from(`${invoice.ownerId}${invoice.id}`.replaceAll('-', ''), 'hex')
  return Buffer.concat([ids, macOf(key, ids)]).toString('base64url')
}

/** Where a mail leads: to pay, without signing in, what it says is owed; any other into the portal. */
export const mailUrl = (
  content: { path: string; pays?: { ownerId: string; id: string } },
  of: { appUrl: string; linkKey: string },
): string => `${of.appUrl}${content.pays ? `/pay/${payToken(of.linkKey, content.pays)}` : content.path}`

/** The invoice of a link. Throws `not_found` for a link that is none of ours, and for a draft. */
export async function openPayLink(ctx: Ctx, link: PayLink): Promise<LinkedInvoice> {
  const ids = readPayToken(link)
  const customerId = ids && (await findDocumentCustomer(ctx.db, ids.ownerId, { kind: 'invoice', id: ids.id }))
  if (!ids || !customerId) throw noSuchLink()
  const actor = { kind: 'link' as const, ownerId: ids.ownerId, customerId }
  const scope = await enterCustomer({ ...ctx, actor }, customerId)
  const invoice = await requireInvoice(scope, ids.id)
  if (invoice.status === 'draft') throw noSuchLink()
  return { scope, invoice }
}

/** Begins entering a card or bank account for the invoice of a link: the browser confirms with the client secret. */
export async function startPayLinkSetup(
  ctx: Ctx,
  input: PayLink & From,
): Promise<{ setupIntentId: string; clientSecret: string }> {
  const { scope, invoice } = await openPayLink(ctx, input)
  await countPublicUse(ctx, { verb: 'setup', key: invoice.id, address: input.address })
  requireOpen(invoice)
  return startSetup(scope)
}

/**
 * Pays the invoice of a link with what Stripe.js gave the browser; without, goes on with a payment that was left at
 * 3-D Secure. However often and whatever at once, it is paid once. Throws `not_found`, `invoice_not_payable` for one
 * void, `invalid_input`, `card_declined` for a card that cannot even be saved, `rate_limited`.
 */
export async function payByLink(
  ctx: Ctx,
  input: PayLink & From & { payment: string | null },
): Promise<PayAnswer> {
  const { scope, invoice } = await openPayLink(ctx, input)
  await countPublicUse(ctx, { verb: 'pay', key: invoice.id, address: input.address })
  if (invoice.status === 'paid') return { kind: 'paid' }
  requireOpen(invoice)
  if (invoice.attempts.at(-1)?.status === 'processing') return { kind: 'processing' }
  if (input.payment === null) return continuePayment(scope, invoice.id)
  const method = await takeToken(scope, input.payment)
  try {
    const { attempt } = await payInvoice(scope, { invoiceId: invoice.id, paymentMethodId: method.id })
    return payAnswer(attempt)
  } catch (error) {
    return settledMeanwhile(scope, invoice.id, error)
  }
}

/** Of two payments at once the second finds the invoice paid, or being paid. */
async function settledMeanwhile(scope: CustomerCtx, invoiceId: string, error: unknown): Promise<PayAnswer> {
  if (!(error instanceof DomainError)) throw error
  if (error.code === 'payment_pending') return { kind: 'pending' }
  const isPaid =
    error.code === 'invoice_not_payable' && (await requireInvoice(scope, invoiceId)).status === 'paid'
  if (isPaid) return { kind: 'paid' }
  throw error
}

function requireOpen(invoice: { status: InvoiceStatus }): void {
  if (isOwed(invoice.status)) return
  const message = invoice.status === 'paid' ? 'This invoice is paid already' : 'This invoice is not open'
  throw new DomainError('invoice_not_payable', { message })
}

const MAC_BYTES = 16
const ID_BYTES = 16
const TOKEN = /^[A-Za-z0-9_-]{64}$/

/** Says what the MAC is for, so that nothing else made with the key is ever taken for one. */
const PURPOSE = 'folio invoice pay link 1\n'

const macOf = (key: string, ids: Buffer): Buffer =>
  createHmac('sha256', key).update(PURPOSE).update(ids).digest().subarray(0, MAC_BYTES)

function readPayToken({ key, token }: PayLink): { ownerId: string; id: string } | null {
  if (!TOKEN.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  const ids = bytes.subarray(0, 2 * ID_BYTES)
  if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), macOf(key, ids))) return null
  const hex = ids.toString('hex')
  return { ownerId: uuidOf(hex.slice(0, 32)), id: uuidOf(hex.slice(32)) }
}

const uuidOf = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')

const noSuchLink = () => new DomainError('not_found', { message: 'This link is not valid' })
