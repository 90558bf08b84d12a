import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { newId } from '@/db/id'
import {
  type Checkout,
  type CheckoutSession,
  findCheckoutBySlug,
  findCheckoutSession,
} from '@/db/queries/checkout'
import { findInvoice, type Invoice, type PaymentAttempt } from '@/db/queries/invoice'
import { checkoutSession, customer } from '@/db/schema'
import { ownerNow } from '../clock'
import {
  type CheckoutGoods,
  type CheckoutPlan,
  checkoutStanding,
  planUnknownBuyer,
  SLUG,
} from '../core/checkout'
import { type Brand, type Ctx, type CustomerCtx, type Owner, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { loadGoods, planFor } from './checkout'
import {
  billingChanges,
  type billingDetailsInput,
  enterCustomer,
  insertCustomer,
  updateBillingDetails,
} from './customer'
import { requireInvoice } from './invoice'
import { startSetup } from './payment-method'
import { countPublicUse } from './public-pay'
import { hashSecret } from './secret'

/** How long somebody may take to buy, by the wall's clock. */
export const CHECKOUT_SESSION_LIFE_MS = 24 * 60 * 60_000

/** Which page, and who asks. */
export type AtCheckout = { slug: string; address: string | undefined }

/** A page as anybody who has its address sees it. */
export type OpenCheckout = {
  checkout: Checkout
  owner: Owner
  brand: Brand
  account: string | null
  goods: CheckoutGoods
}

/** Who buys. `billingDetailsInput` has what may be said of a buyer; the country decides the tax. */
export type BuyerInput = z.input<typeof billingDetailsInput> & { email: string }

/** A buyer's session with what it is going to pay. */
export type SessionView = OpenCheckout & { scope: CustomerCtx; session: CheckoutSession; plan: CheckoutPlan }

/**
 * What a page sells, without tax unless it was made for a customer. Throws `not_found` for one used up, over or
 * unknown.
 */
export async function viewCheckout(ctx: Ctx, slug: string): Promise<OpenCheckout & { plan: CheckoutPlan }> {
  const open = await requireOpenCheckout(ctx, slug)
  const { ownerId, customerId } = open.checkout
  if (customerId !== null) {
    const buyer = await enterBuyer(ctx, { ownerId, customerId })
    return { ...open, plan: await planFor(ctx.db, buyer, open.goods) }
  }
  return { ...open, plan: planUnknownBuyer(open.goods, open.owner.timezone, ownerNow(open.owner, ctx.now)) }
}

/**
 * Says who buys: makes the customer and a session whose token is answered once, or corrects what an unpaid session
 * said before. The tax is that of the address. A checkout made for one customer knows its buyer; what is said of it here
 * changes nothing. Throws `not_found`, `invalid_input` (also `address.country`), `rate_limited`.
 */
export async function startCheckoutSession(
  ctx: Ctx,
  input: AtCheckout & { buyer: BuyerInput; token: string | null },
): Promise<SessionView & { token: string }> {
  const open = await requireOpenCheckout(ctx, input.slug)
  await countPublicUse(ctx, { verb: 'start', key: null, address: input.address })
  const { email, ...details } = input.buyer
  const asksBuyer = open.checkout.customerId === null
  if (asksBuyer && !details.address?.country)
    throw invalidInput({ 'address.country': 'This value should not be blank.' })
  const known = input.token === null ? null : await findOpenSession(ctx, open.checkout, input.token)
  if (known && input.token !== null) {
    const scope = await enterBuyer(ctx, known)
    const changed = asksBuyer ? await correct(scope, { email, details }) : scope
    return { ...(await viewSession(changed, open, known)), token: input.token }
  }
  const unknown = { vies: ctx.vies, owner: open.owner, customer: { vatNumber: null } }
  const changes = asksBuyer ? await billingChanges(unknown, details) : null
  const token = randomBytes(32).toString('hex')
  const session = await transact(ctx, (t) => insertSession(t, open, { email, changes, token }))
  return { ...(await viewSession(await enterBuyer(ctx, session), open, session)), token }
}

/**
 * What a session's buyer sees: what is still to be paid, or (`bill`) what became of it, also when the page is over for
 * others. Throws `not_found` for a session that is none, and for one that has not bought in time.
 */
export async function viewCheckoutSession(
  ctx: Ctx,
  input: { slug: string; token: string },
): Promise<SessionView & { bill: (Invoice & { attempts: PaymentAttempt[] }) | null }> {
  const of = await requireSession(ctx, input)
  const found = await invoiceOf(ctx, of.session)
  const bill = found && found.status !== 'void' ? await requireInvoice(of.scope, found.id) : null
  if (!bill && !of.isOpen) throw new DomainError('not_found', { message: 'This checkout is over' })
  return { ...(await viewSession(of.scope, of, of.session)), bill }
}

/** Begins entering a card or bank account in the browser. Throws `not_found`, `rate_limited`, `stripe_unavailable`. */
export async function startCheckoutSetup(
  ctx: Ctx,
  input: AtCheckout & { token: string },
): Promise<{ setupIntentId: string; clientSecret: string }> {
  const { scope, session } = await requireSession(ctx, input)
  await countPublicUse(ctx, { verb: 'setup', key: session.id, address: input.address })
  return startSetup(scope)
}

/** A session by its token, in the scope of its buyer; `not_found` for any other. It may be over: see `checkout`. */
export async function requireSession(
  ctx: Ctx,
  input: { slug: string; token: string },
): Promise<OpenCheckout & { scope: CustomerCtx; session: CheckoutSession; isOpen: boolean }> {
  const found = await findBySlug(ctx, input.slug)
  const session =
    found &&
    (await findCheckoutSession(ctx.db, {
      checkoutId: found.checkout.id,
      hash: hashSecret(input.token),
      wall: ctx.now,
    }))
  if (!session) throw new DomainError('not_found', { message: 'No such checkout session' })
  const scope = await enterBuyer(ctx, session)
  const standing = checkoutStanding({ ...found.checkout, isSold: found.isSold }, scope.now)
  const goods = await loadGoods(ctx.db, found.checkout)
  return { ...found, goods, scope, session, isOpen: standing === 'open' && isWhole(found.checkout, goods) }
}

const findBySlug = (ctx: Pick<Ctx, 'db'>, slug: string) =>
  SLUG.test(slug) ? findCheckoutBySlug(ctx.db, slug) : Promise.resolve(undefined)

async function requireOpenCheckout(ctx: Ctx, slug: string): Promise<OpenCheckout> {
  const found = await findBySlug(ctx, slug)
  const isOpen =
    found &&
    checkoutStanding({ ...found.checkout, isSold: found.isSold }, ownerNow(found.owner, ctx.now)) === 'open'
  const goods = isOpen ? await loadGoods(ctx.db, found.checkout) : null
  if (!isOpen || !goods || !isWhole(found.checkout, goods))
    throw new DomainError('not_found', { message: 'This checkout is over' })
  return { ...found, goods }
}

/** Whether all that a checkout was made for is still sold. */
const isWhole = (of: Checkout, goods: CheckoutGoods): boolean =>
  goods.subscriptions.length === of.subscriptions.length

/** A session that may still be told something else: nothing was begun with it, or what was begun was given up. */
async function findOpenSession(ctx: Ctx, of: Checkout, token: string): Promise<CheckoutSession | null> {
  const hash = hashSecret(token)
  const session = await findCheckoutSession(ctx.db, { checkoutId: of.id, hash, wall: ctx.now })
  if (!session) return null
  const bill = await invoiceOf(ctx, session)
  return bill && bill.status !== 'void' ? null : session
}

const invoiceOf = (ctx: Pick<Ctx, 'db'>, session: CheckoutSession): Promise<Invoice | undefined> =>
  session.invoiceId ? findInvoice(ctx.db, session.ownerId, session.invoiceId) : Promise.resolve(undefined)

const enterBuyer = (
  ctx: Ctx,
  { ownerId, customerId }: Pick<CheckoutSession, 'ownerId' | 'customerId'>,
): Promise<CustomerCtx> => enterCustomer({ ...ctx, actor: { kind: 'link', ownerId, customerId } }, customerId)

async function viewSession(
  scope: CustomerCtx,
  open: OpenCheckout,
  session: CheckoutSession,
): Promise<SessionView> {
  const { checkout, owner, brand, account, goods } = open
  return {
    checkout,
    owner,
    brand,
    account,
    goods,
    scope,
    session,
    plan: await planFor(scope.db, scope, goods),
  }
}

async function correct(
  scope: CustomerCtx,
  { email, details }: { email: string; details: z.input<typeof billingDetailsInput> },
): Promise<CustomerCtx> {
  await updateBillingDetails(scope, details)
  await scope.db
    .update(customer)
    .set({ email })
    .where(and(eq(customer.ownerId, scope.owner.id), eq(customer.id, scope.customer.id)))
  return enterCustomer(scope, scope.customer.id)
}

async function insertSession(
  t: TxCtx<Ctx>,
  { checkout, brand }: OpenCheckout,
  buyer: { email: string; changes: Awaited<ReturnType<typeof billingChanges>> | null; token: string },
): Promise<CheckoutSession> {
  const { ownerId } = checkout
  let { customerId } = checkout
  if (customerId === null) {
    const made = await insertCustomer(t, { ownerId, email: buyer.email, brand: brand.code, members: 'none' })
    customerId = made.id
    await t.tx
      .update(customer)
      .set(buyer.changes ?? {})
      .where(and(eq(customer.ownerId, ownerId), eq(customer.id, customerId)))
  }
  const values = {
    ownerId,
    id: newId(),
    checkoutId: checkout.id,
    hash: hashSecret(buyer.token),
    customerId,
    expiresAt: new Date(t.now.getTime() + CHECKOUT_SESSION_LIFE_MS),
  }
  const [session] = await t.tx.insert(checkoutSession).values(values).returning()
  invariant(session, 'an inserted session is returned')
  return session
}
