import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { type CustomerByKey, findCustomerByKey } from '@/db/queries/customer-by-key'
import type { CustomerView } from '@/db/queries/customer-list'
import { brand, customer, stripeAccount } from '@/db/schema'
import type { CustomerStatus, InvoiceFormat } from '@/db/schema/customer'
import type { Address } from '../core/address'
import { allows } from '../core/api-key'
import { type Ctx, type Customer, type CustomerCtx, type OwnerCtx, requireWrite, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { isUseToNote } from './api-key'
import { insertCustomer, OWN_ACCOUNT, stripeFor } from './customer'
import { record } from './event'
import { hasBegun, transactOnce } from './once'
import { hashSecret } from './secret'
import { requireTaxNumber } from './vat-number'

export type { CustomerView }

/** What an owner's program says of a customer; a part left out is not known, or its default. */
export type CustomerFields = {
  email: string
  name: string | null
  companyName: string | null
  address: Address
  vatNumber: string | null
  reference: string | null
  /** Undefined: the customer is registered with Stripe, and what it is there is its name there. */
  externalReference: string | undefined
  type: Customer['type']
  billingType: Customer['billingType']
  standardTaxRatePpm: number | null
  digitalTaxRatePpm: number | null
  invoiceFormat: InvoiceFormat
  marketingOptIn: boolean
  locale: string
  brand: string
  metadata: Record<string, unknown>
}

/**
 * Creates a customer as a program of its owner describes it, and registers it with Stripe first, unless it is
 * known elsewhere already. The same e-mail twice is two customers. Throws `stripe_unavailable` when Stripe
 * refuses, with nothing written; an unknown brand is `invalid_input`.
 */
export async function createCustomerRecord(ctx: OwnerCtx, fields: CustomerFields): Promise<CustomerView> {
  requireWrite(ctx)
  await requireTaxNumber(ctx, fields.vatNumber)
  const of = await requireBrand(ctx, fields.brand)
  const id = newId()
  const registers = fields.externalReference === undefined && !(await hasBegun(ctx))
  const stripeCustomerId = registers ? await register(ctx, of, id, fields) : null
  const known = stripeCustomerId === null ? {} : { stripeAccount: of.account ?? OWN_ACCOUNT }
  const row = await transactOnce(ctx, async (t) => {
    const { email, brand: code } = fields
    await insertCustomer(t, { ownerId: ctx.owner.id, id, email, brand: code })
    const [written] = await t.tx
      .update(customer)
      .set({
        ...columnsOf(fields),
        externalReference: fields.externalReference ?? null,
        stripeCustomerId,
        ...known,
      })
      .where(and(eq(customer.ownerId, ctx.owner.id), eq(customer.id, id)))
      .returning()
    invariant(written, 'an inserted customer is updated')
    return written
  })
  return { customer: row, brandCode: fields.brand }
}

/**
 * Replaces what is known of a customer: what is left out is cleared or its default, but for the name in another
 * system, which stays. A brand that is paid on another Stripe account is refused once the customer is known there.
 */
export async function replaceCustomerRecord(ctx: CustomerCtx, fields: CustomerFields): Promise<CustomerView> {
  requireWrite(ctx)
  if (fields.vatNumber !== ctx.customer.vatNumber) await requireTaxNumber(ctx, fields.vatNumber)
  const of = await requireBrand(ctx, fields.brand)
  if (ctx.customer.stripeCustomerId && of.account !== ctx.account)
    throw invalidInput({
      brand: 'This brand is paid on another Stripe account than the customer is known at',
    })
  const row = await transact(ctx, async (t) => {
    const [written] = await t.tx
      .update(customer)
      .set({
        ...columnsOf(fields),
        brandId: of.id,
        ...(fields.externalReference === undefined ? {} : { externalReference: fields.externalReference }),
      })
      .where(and(eq(customer.ownerId, ctx.owner.id), eq(customer.id, ctx.customer.id)))
      .returning()
    invariant(written, 'the customer in scope exists')
    const ref = { ownerId: ctx.owner.id, customerId: written.id, subjectId: written.id }
    await record(t, 'customer.updated', { ...ref, payload: { fields: 'all' } })
    return written
  })
  if (row.stripeCustomerId) {
    const { email, address } = row
    await stripeFor(ctx).updateCustomer(row.stripeCustomerId, { email, name: nameAtStripe(row), address })
  }
  return { customer: row, brandCode: fields.brand }
}

/** Disabled customers are granted nothing; what they subscribed to runs and is billed on. Twice is once. */
export const disableCustomer = (ctx: CustomerCtx) => setStatus(ctx, 'disabled', 'customer.disabled')

/** Enabled is `active`, whatever the customer was before. */
export const enableCustomer = (ctx: CustomerCtx) => setStatus(ctx, 'active', 'customer.enabled')

/**
 * A customer straight from a program's key: the same scope as `actorForApiKey` and `enterCustomer`, in one query,
 * because it is what programs ask most. Null when anything is not as it should be, or the key's use is to be noted:
 * the ordinary way in then says or does it.
 */
export async function readCustomerByKey(
  ctx: Pick<Ctx, 'db' | 'now'>,
  input: { key: string; customerId: string },
): Promise<ShownCustomer | null> {
  const question = { hash: hashSecret(input.key), customerId: input.customerId, now: ctx.now }
  const row = await findCustomerByKey(ctx.db, question)
  if (!row || !allows(row.scopes, 'customers', 'read') || isUseToNote(ctx, row)) return null
  return { customer: row, brandCode: row.brandCode }
}

/** The part of a customer that programs are shown. */
export type ShownCustomer = {
  customer: Omit<CustomerByKey, 'n' | 'scopes' | 'lastUsedAt' | 'brandCode'>
  brandCode: string
}

/** The customer of a scope as programs see it. */
export const viewOf = (ctx: CustomerCtx): CustomerView => ({
  customer: ctx.customer,
  brandCode: ctx.brand.code,
})

async function setStatus(
  ctx: CustomerCtx,
  status: CustomerStatus,
  type: 'customer.enabled' | 'customer.disabled',
): Promise<void> {
  requireWrite(ctx)
  if (ctx.customer.status === status) return
  await transact(ctx, async (t) => {
    await t.tx
      .update(customer)
      .set({ status })
      .where(and(eq(customer.ownerId, ctx.owner.id), eq(customer.id, ctx.customer.id)))
    const { id } = ctx.customer
    await record(t, type, { ownerId: ctx.owner.id, customerId: id, subjectId: id })
  })
}

type BrandRef = { id: string; account: string | null }

async function requireBrand(ctx: Ctx & { owner: { id: string } }, code: string): Promise<BrandRef> {
  const [found] = await ctx.db
    .select({ id: brand.id, account: stripeAccount.stripeId })
    .from(brand)
    .leftJoin(
      stripeAccount,
      and(eq(stripeAccount.ownerId, brand.ownerId), eq(stripeAccount.id, brand.stripeAccountId)),
    )
    .where(and(eq(brand.ownerId, ctx.owner.id), eq(brand.code, code)))
  if (!found) throw invalidInput({ brand: `There is no brand ${code.slice(0, 64)}` })
  return found
}

async function register(
  ctx: OwnerCtx,
  of: BrandRef,
  customerId: string,
  fields: CustomerFields,
): Promise<string> {
  const { email } = fields
  try {
    const client = ctx.stripe.for(of.account)
    return (await client.createCustomer({ customerId, email, name: nameAtStripe(fields) })).id
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError('stripe_unavailable', { message: error.message })
  }
}

const nameAtStripe = (of: { companyName: string | null; name: string | null }) => of.companyName ?? of.name

function columnsOf({ brand: _brand, externalReference: _reference, ...columns }: CustomerFields) {
  return columns
}
