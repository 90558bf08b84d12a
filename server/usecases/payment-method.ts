import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '@/db/id'
import { lockCustomer } from '@/db/queries/customer'
import { listPaymentMethods, type PaymentMethod } from '@/db/queries/payment-method'
import { findCurrentSubscription } from '@/db/queries/subscription'
import { customer, paymentMethod } from '@/db/schema'
import { isExpiring } from '../core/payment-method'
import { isLive } from '../core/subscription'
import { type CustomerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import type { PaymentMethodDetails } from '../stripe/client'
import { retryOpenInvoices } from './attempt'
import { ensureStripeCustomer, parse, stripeFor } from './customer'
import { record } from './event'
import { giveAutomaticVouchers } from './voucher'

export type { PaymentMethod }

/** The customer's means of payment, newest first; removed ones are gone. */
export function paymentMethods(ctx: CustomerCtx): Promise<PaymentMethod[]> {
  return listPaymentMethods(ctx.db, ctx.owner.id, ctx.customer.id)
}

/** One means of payment by its id here or at Stripe; `not_found` outside the customer. */
export async function requirePaymentMethod(ctx: CustomerCtx, id: string): Promise<PaymentMethod> {
  const found = (await paymentMethods(ctx)).find((m) => m.id === id || m.stripePaymentMethodId === id)
  if (!found) throw new DomainError('not_found', { message: 'No such payment method' })
  return found
}

/** What a charge without another choice uses; undefined when the customer has none that works. */
export function defaultPaymentMethod(
  ctx: Pick<CustomerCtx, 'customer'>,
  methods: PaymentMethod[],
): PaymentMethod | undefined {
  return methods.find((m) => m.id === ctx.customer.defaultPaymentMethodId && m.status === 'active')
}

/**
 * Attaches a card by Stripe.js token (`tok_…`) or payment method (`pm_…`). It becomes the default when
 * told, or when there is none. The same token twice is the same card. Throws `card_declined`.
 */
export async function addCard(
  ctx: CustomerCtx,
  input: { token: string; makeDefault?: true },
): Promise<PaymentMethod> {
  requireWrite(ctx)
  const stripeCustomerId = await ensureStripeCustomer(ctx)
  const key = `card-${ctx.customer.id}-${SINGLE_USE.test(input.token) ? input.token : newId()}`
  const details = await stripeFor(ctx).attachCard({ token: input.token, stripeCustomerId, key })
  return saveMethod(ctx, details, input)
}

/** Tokens Stripe.js makes are used once, so the token itself makes a repeated call one card; `tok_visa` is not one. */
const SINGLE_USE = /^tok_1/

/** Begins adding a card or bank account in the browser; Stripe.js confirms with the client secret. */
export async function startSetup(ctx: CustomerCtx): Promise<{ setupIntentId: string; clientSecret: string }> {
  requireWrite(ctx)
  const stripeCustomerId = await ensureStripeCustomer(ctx)
  const { id, clientSecret } = await stripeFor(ctx).createSetup({ stripeCustomerId, key: `setup-${newId()}` })
  return { setupIntentId: id, clientSecret }
}

/** Takes over what the browser confirmed; asks Stripe rather than believing the browser. */
export async function completeSetup(
  ctx: CustomerCtx,
  input: { setupIntentId: string; makeDefault?: true },
): Promise<PaymentMethod> {
  requireWrite(ctx)
  const setup = await stripeFor(ctx).readSetup(input.setupIntentId)
  if (setup.stripeCustomerId !== ctx.customer.stripeCustomerId) throw new DomainError('not_found')
  if (setup.kind !== 'succeeded') throw new DomainError('card_declined', { message: setup.message })
  return saveMethod(ctx, setup.paymentMethod, input)
}

const addressInput = z.object({
  line1: z.string().trim().max(200).optional(),
  line2: z.string().trim().max(200).optional(),
  city: z.string().trim().max(100).optional(),
  region: z.string().trim().max(100).optional(),
  postcode: z.string().trim().max(20).optional(),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{2}$/, 'Country is a two-letter code')
    .optional(),
})

/** Changes the parts of a card's billing address that are given. */
export async function updateCard(
  ctx: CustomerCtx,
  input: { id: string; address: z.input<typeof addressInput>; holderName?: string | undefined },
): Promise<PaymentMethod> {
  requireWrite(ctx)
  const method = await requireCard(ctx, input.id)
  const address = { ...method.address, ...parse(addressInput, input.address) }
  const details = await stripeFor(ctx).updatePaymentMethod(method.stripePaymentMethodId, {
    address,
    holderName: input.holderName ?? method.holderName,
  })
  return changeMethod(ctx, method.id, { address: details.address, holderName: details.holderName })
}

/** Makes a card or active bank account the one that is charged. */
export async function setDefaultPaymentMethod(ctx: CustomerCtx, id: string): Promise<PaymentMethod> {
  requireWrite(ctx)
  const method = await requirePaymentMethod(ctx, id)
  if (method.status !== 'active' || !method.stripePaymentMethodId)
    throw new DomainError('payment_method_required', { message: 'This bank account still needs its mandate' })
  // Stripe first: if it does not answer, nothing has changed here either.
  const stripeCustomerId = await ensureStripeCustomer(ctx)
  await stripeFor(ctx).setDefaultPaymentMethod(stripeCustomerId, method.stripePaymentMethodId)
  await transact(ctx, (t) => writeDefault(t, method))
  ctx.customer.defaultPaymentMethodId = method.id
  return method
}

/**
 * Removes a means of payment here and at Stripe; the next newest becomes the default. A customer with a
 * live subscription keeps at least one: `last_payment_method`. With `evenLast` (the owner's own program) it may
 * go, and no other becomes the default.
 */
export async function removePaymentMethod(
  ctx: CustomerCtx,
  id: string,
  options: { evenLast?: true } = {},
): Promise<PaymentMethod> {
  requireWrite(ctx)
  const method = await requirePaymentMethod(ctx, id)
  const removed = await transact(ctx, async (t) => {
    await lockCustomer(t.tx, ctx.owner.id, ctx.customer.id)
    const left = options.evenLast ? [] : await requireOthersLeft(t, method)
    const row = await markRemoved(t, method.id)
    if (ctx.customer.defaultPaymentMethodId === method.id) await writeDefault(t, left[0] ?? null)
    return row
  })
  if (!method.stripePaymentMethodId) return removed
  try {
    await stripeFor(ctx).detachPaymentMethod(method.stripePaymentMethodId)
  } catch (error) {
    await transact(ctx, (t) => putBack(t, method))
    throw error
  }
  return removed
}

/** The one bank account, mandate given or not; undefined when there is none. */
export async function bankAccount(ctx: CustomerCtx): Promise<PaymentMethod | undefined> {
  return (await paymentMethods(ctx)).find((m) => m.type === 'sepa_debit')
}

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/

/**
 * Sets the bank account, replacing the one there was. With an IBAN the mandate is given at once;
 * without, the account waits as `incomplete` until the portal collects it. Throws `iban_invalid`.
 */
export async function setBankAccount(
  ctx: CustomerCtx,
  input: { iban?: string | undefined; holderName: string },
): Promise<PaymentMethod> {
  requireWrite(ctx)
  if (input.iban === undefined) return saveIncompleteBank(ctx, input.holderName)
  const iban = input.iban.toUpperCase().replace(/\s/g, '')
  if (!isIban(iban))
    throw new DomainError('iban_invalid', {
      fields: { iban: 'This IBAN is not valid' },
      message: `${input.iban.slice(0, 40)} is not a valid IBAN`,
    })
  const stripeCustomerId = await ensureStripeCustomer(ctx)
  const details = await stripeFor(ctx).attachIban({
    iban,
    holderName: input.holderName,
    email: ctx.customer.email,
    stripeCustomerId,
    key: `iban-${newId()}`,
  })
  return saveMethod(ctx, details, {})
}

/** Format and ISO 7064 check digits of an IBAN without spaces. */
export function isIban(iban: string): boolean {
  if (!IBAN.test(iban)) return false
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (c) => String(c.charCodeAt(0) - 55))
  return BigInt(digits) % 97n === 1n
}

/**
 * Makes a payment method known at Stripe one of the customer's here. Run twice it is one row. A bank account
 * takes the place of the one there was.
 */
async function saveMethod(
  ctx: CustomerCtx,
  details: PaymentMethodDetails,
  options: { makeDefault?: true },
): Promise<PaymentMethod> {
  const saved = await transact(ctx, async (t) => {
    const locked = await lockCustomer(t.tx, ctx.owner.id, ctx.customer.id)
    invariant(locked, 'the customer in scope exists')
    const all = await listPaymentMethods(t.tx, ctx.owner.id, ctx.customer.id)
    const known = all.find((m) => m.stripePaymentMethodId === details.stripeId)
    const replaced = details.type === 'sepa_debit' ? all.filter((m) => isBank(m) && m !== known) : []
    for (const old of replaced) await markRemoved(t, old.id)
    const row = known ?? (await insertMethod(t, details))
    const hasDefault = all.some((m) => m.id === locked.defaultPaymentMethodId && !replaced.includes(m))
    const becomesDefault = options.makeDefault || !hasDefault
    if (becomesDefault) await writeDefault(t, row)
    if (!known) await recordMethod(t, 'payment_method.added', row)
    const before = all.find((m) => m.id === locked.defaultPaymentMethodId)
    if (!known && becomesDefault && before && replacesExpiring(t, before, row))
      await giveAutomaticVouchers(t, 'expired_card_added')
    return { row, becomesDefault, replaced }
  })
  await detachReplaced(ctx, saved.replaced)
  if (saved.becomesDefault) {
    ctx.customer.defaultPaymentMethodId = saved.row.id
    const stripeCustomerId = await ensureStripeCustomer(ctx)
    await quietly(() => stripeFor(ctx).setDefaultPaymentMethod(stripeCustomerId, details.stripeId))
  }
  return saved.row
}

/** A new card takes the place of one that has expired or soon will. */
const replacesExpiring = (t: TxCtx<CustomerCtx>, before: PaymentMethod, added: PaymentMethod): boolean =>
  added.type === 'card' && before.type === 'card' && isExpiring(before, t.now)

const isBank = (method: PaymentMethod): boolean => method.type === 'sepa_debit'

async function insertMethod(t: TxCtx<CustomerCtx>, details: PaymentMethodDetails): Promise<PaymentMethod> {
  const { stripeId, mandate, ...fields } = details
  const [row] = await t.tx
    .insert(paymentMethod)
    .values({
      ...fields,
      ownerId: t.owner.id,
      id: newId(),
      customerId: t.customer.id,
      status: 'active',
      stripePaymentMethodId: stripeId,
      mandateId: mandate?.id ?? null,
      mandateReference: mandate?.reference ?? null,
      mandateUrl: mandate?.url ?? null,
      mandateAcceptedAt: mandate ? t.now : null,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw invalidInput({ token: 'This card was removed; its token cannot be used again' })
  return row
}

async function saveIncompleteBank(ctx: CustomerCtx, holderName: string): Promise<PaymentMethod> {
  const saved = await transact(ctx, async (t) => {
    await lockCustomer(t.tx, ctx.owner.id, ctx.customer.id)
    const replaced = (await listPaymentMethods(t.tx, ctx.owner.id, ctx.customer.id)).filter(isBank)
    for (const old of replaced) {
      const left = await requireOthersLeft(t, old)
      await markRemoved(t, old.id)
      if (ctx.customer.defaultPaymentMethodId === old.id) await writeDefault(t, left[0] ?? null)
    }
    const [row] = await t.tx
      .insert(paymentMethod)
      .values({
        ownerId: ctx.owner.id,
        id: newId(),
        customerId: ctx.customer.id,
        type: 'sepa_debit',
        status: 'incomplete',
        holderName,
      })
      .returning()
    invariant(row, 'an inserted payment method is returned')
    await recordMethod(t, 'payment_method.added', row)
    return { row, replaced }
  })
  await detachReplaced(ctx, saved.replaced)
  return saved.row
}

/** The active means of payment besides this one, newest first; while a subscription runs, none left is refused. */
async function requireOthersLeft(t: TxCtx<CustomerCtx>, goes: PaymentMethod): Promise<PaymentMethod[]> {
  const all = await listPaymentMethods(t.tx, t.owner.id, t.customer.id)
  const left = all.filter((m) => m.id !== goes.id && m.status === 'active')
  const current = await findCurrentSubscription(t.tx, t.owner.id, t.customer.id)
  if (goes.status === 'active' && left.length === 0 && current && isLive(current.status))
    throw new DomainError('last_payment_method', {
      message: 'A customer with a subscription must keep one means of payment',
    })
  return left
}

/** Undoes a removal that Stripe did not hear of. */
async function putBack(t: TxCtx<CustomerCtx>, method: PaymentMethod): Promise<void> {
  const { status, removedAt } = method
  await t.tx.update(paymentMethod).set({ status, removedAt }).where(byId(t, method.id))
  if (t.customer.defaultPaymentMethodId === method.id)
    await t.tx
      .update(customer)
      .set({ defaultPaymentMethodId: method.id })
      .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, t.customer.id)))
  await recordMethod(t, 'payment_method.added', method)
}

/** What another took the place of is charged no more; that Stripe forgets it too can fail without harm. */
async function detachReplaced(ctx: CustomerCtx, replaced: PaymentMethod[]): Promise<void> {
  for (const { stripePaymentMethodId } of replaced)
    if (stripePaymentMethodId) await quietly(() => stripeFor(ctx).detachPaymentMethod(stripePaymentMethodId))
}

/** For what Stripe only mirrors: a charge names its means of payment itself. */
async function quietly(tell: () => Promise<void>): Promise<void> {
  try {
    await tell()
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'stripe_unavailable')) throw error
  }
}

async function requireCard(
  ctx: CustomerCtx,
  id: string,
): Promise<PaymentMethod & { stripePaymentMethodId: string }> {
  const { stripePaymentMethodId, ...method } = await requirePaymentMethod(ctx, id)
  if (method.type !== 'card' || !stripePaymentMethodId)
    throw new DomainError('not_found', { message: 'No such card' })
  return { ...method, stripePaymentMethodId }
}

async function changeMethod(
  ctx: CustomerCtx,
  id: string,
  changes: Partial<Pick<PaymentMethod, 'address' | 'holderName'>>,
): Promise<PaymentMethod> {
  return transact(ctx, async (t) => {
    const [row] = await t.tx.update(paymentMethod).set(changes).where(byId(t, id)).returning()
    invariant(row, 'the payment method in scope exists')
    await recordMethod(t, 'payment_method.updated', row)
    return row
  })
}

async function markRemoved(t: TxCtx<CustomerCtx>, id: string): Promise<PaymentMethod> {
  const [row] = await t.tx
    .update(paymentMethod)
    .set({ status: 'removed', removedAt: t.now })
    .where(byId(t, id))
    .returning()
  invariant(row, 'the payment method in scope exists')
  await recordMethod(t, 'payment_method.removed', row)
  return row
}

async function writeDefault(t: TxCtx<CustomerCtx>, method: PaymentMethod | null): Promise<void> {
  await t.tx
    .update(customer)
    .set({ defaultPaymentMethodId: method?.id ?? null })
    .where(and(eq(customer.ownerId, t.owner.id), eq(customer.id, t.customer.id)))
  if (method) await retryOpenInvoices(t, method)
}

function recordMethod(
  t: TxCtx<CustomerCtx>,
  type: 'payment_method.added' | 'payment_method.updated' | 'payment_method.removed',
  row: PaymentMethod,
): Promise<void> {
  return record(t, type, {
    ownerId: row.ownerId,
    customerId: row.customerId,
    subjectId: row.id,
    payload: { type: row.type, last4: row.last4 },
  })
}

const byId = (t: TxCtx<CustomerCtx>, id: string) =>
  and(
    eq(paymentMethod.ownerId, t.owner.id),
    eq(paymentMethod.customerId, t.customer.id),
    eq(paymentMethod.id, id),
  )
