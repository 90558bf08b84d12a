import { isUuid } from '@/db/id'
import { wallNow } from '../clock'
import { type AccountStatus, accountStatusOf, runningMonth } from '../core/house-account'
import type { Page, PageInput } from '../core/page'
import type { Offer } from '../core/plan'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { DomainError, invalidInput } from '../errors'
import { checkOf, isCheckOf } from './bill-link'
import { enterCustomer } from './customer'
import { type InvoiceWithLines, requireInvoice, UPCOMING, unwrittenInvoice } from './invoice'
import { latestInvoicePage } from './invoice-charge'
import { defaultPaymentMethod, type PaymentMethod, paymentMethods } from './payment-method'
import { currentSubscription, previewNextInvoice, type Subscription } from './subscription'

// An owner is a customer of the house: its own plan, card and invoices are that customer's, and are read and changed by
// the same verbs as any customer's.

/** An owner's account with the house. Without a plan there is no subscription. */
export type HouseAccount = {
  status: AccountStatus
  periodEndAt: Date
  plan: { subscription: Subscription; offer: Offer; nextOffer: Offer | null } | null
  /** What is charged for it. */
  method: PaymentMethod | null
}

/** The owner as a customer of the house; null for the house itself, and for one that the house does not bill. */
export async function enterHouseCustomer(ctx: OwnerCtx): Promise<CustomerCtx | null> {
  const { owner, role: roleInOwner, ...outside } = ctx
  const { houseCustomerId, clockAt } = owner
  if (houseCustomerId === null) return null
  // An owner's frozen clock is its own; the house goes by the time it came with, or by the house's own clock.
  const now = clockAt === null ? ctx.now : wallNow()
  const scope = await enterCustomer({ ...outside, now, actor: { kind: 'system' } }, houseCustomerId)
  const actor = { kind: 'link' as const, ownerId: scope.owner.id, customerId: scope.customer.id }
  return { ...scope, actor, role: roleInOwner === 'viewer' ? 'viewer' : 'billing_admin' }
}

/** Plan, period and means of payment of the owner's own account. The house bills nobody for itself. */
export async function readHouseAccount(ctx: OwnerCtx): Promise<HouseAccount> {
  const scope = await enterHouseCustomer(ctx)
  if (!scope) return withoutPlan(ctx)
  const [plan, methods] = await Promise.all([
    currentSubscription(scope, { past: true }),
    paymentMethods(scope),
  ])
  const chosen = methods.find(({ id }) => id === plan?.subscription.paymentMethodId)
  const method = chosen ?? defaultPaymentMethod(scope, methods) ?? null
  if (!plan) return { ...withoutPlan(ctx), method }
  const { status, periodEndAt } = plan.subscription
  return { status: accountStatusOf(status), periodEndAt, plan, method }
}

/** What the house has billed an owner, with whom it billed. */
export type HouseInvoice = { scope: CustomerCtx; invoice: InvoiceWithLines }

/** The owner's own invoices, newest first; after an id, those that are older than it. */
export async function houseInvoices(
  ctx: OwnerCtx,
  page: PageInput,
): Promise<Page<InvoiceWithLines> & { scope: CustomerCtx | null }> {
  const scope = await enterHouseCustomer(ctx)
  if (!scope) return { rows: [], hasMore: false, scope }
  return { ...(await latestInvoicePage(scope, page)), scope }
}

/**
 * One of the owner's own invoices; `upcoming` is the next one, by the plan that will write it. Throws `not_found`, also
 * when none is coming.
 */
export async function requireHouseInvoice(ctx: OwnerCtx, id: string): Promise<HouseInvoice> {
  const scope = await enterHouseCustomer(ctx)
  if (!scope || (id !== UPCOMING && !isUuid(id)))
    throw new DomainError('not_found', { message: 'No such invoice' })
  if (id !== UPCOMING) return { scope, invoice: await requireInvoice(scope, id) }
  const draft = await previewNextInvoice(scope)
  if (!draft) throw new DomainError('not_found', { message: 'There is no upcoming invoice' })
  return { scope, invoice: unwrittenInvoice(scope, draft) }
}

/** The customer that an invoice names: its id at Stripe, or Folio's as long as Stripe does not know it. */
export const billedAs = ({ customer }: Pick<CustomerCtx, 'customer'>): string =>
  customer.stripeCustomerId ?? customer.id

/** What `Lines` and `Pdf` of an invoice are asked with. */
export type Checked = { invoiceId: string; customer: string; check: string; key: string }

/** The check of an invoice, which opens its lines and its PDF. */
export const checkOfInvoice = (of: HouseInvoice, key: string): string =>
  checkOf(key, { invoiceId: of.invoice.id, customer: billedAs(of.scope) })

/**
 * An invoice, asked for with the customer and the check that came with it. Throws `not_found`, `invalid_input` for a part
 * that is missing and `forbidden` for one that does not belong to the invoice.
 */
export async function requireCheckedInvoice(ctx: OwnerCtx, asked: Checked): Promise<HouseInvoice> {
  const missing = (['customer', 'check'] as const).filter((name) => asked[name] === '')
  if (missing.length > 0)
    throw invalidInput(Object.fromEntries(missing.map((name) => [name, `${name} is missing`])))
  const found = await requireHouseInvoice(ctx, asked.invoiceId)
  const of = { invoiceId: found.invoice.id, customer: asked.customer }
  if (asked.customer !== billedAs(found.scope) || !isCheckOf(asked.key, of, asked.check))
    throw new DomainError('forbidden', { message: 'customer and check are not those of this invoice' })
  return found
}

/** The lines after one of them, at most `limit`; from the first one on without. Throws `invalid_input`. */
export function linesAfter(
  { lines }: InvoiceWithLines,
  { last, limit }: { last: string | undefined; limit: number },
): InvoiceWithLines['lines'] {
  const place = last === undefined ? -1 : lines.findIndex(({ id }) => id === last)
  if (last !== undefined && place === -1) throw invalidInput({ last: 'There is no such line' })
  return lines.slice(place + 1, place + 1 + limit)
}

function withoutPlan({ owner, now }: OwnerCtx): HouseAccount {
  const { endAt } = runningMonth(owner.createdAt, now, owner.timezone)
  return { status: accountStatusOf(null), periodEndAt: endAt, plan: null, method: null }
}
