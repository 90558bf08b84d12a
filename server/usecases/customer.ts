import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { newBucketId, newId } from '@/db/id'
import { type CustomerVisibility, findCustomerScope, listUserCustomers } from '@/db/queries/customer'
import { brand, customer, customerMember, user } from '@/db/schema'
import { ownerNow } from '../clock'
import type { Address } from '../core/address'
import { compactVatNumber } from '../core/vat-number'
import {
  type Actor,
  type Ctx,
  type Customer,
  type CustomerCtx,
  type OwnerCtx,
  requireWrite,
  type TxCtx,
  transact,
} from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import type { StripeClient } from '../stripe/client'
import { record } from './event'
import { transactOnce } from './once'
import { requireVatNumber } from './vat-number'

/**
 * Enters a customer's scope by UUID or bucket id. What the actor may not see does not exist: `not_found`. Inside an
 * owner's scope these are that owner's customers, with the role in it, whoever is a member of them. The context's
 * `now` becomes the owner's now.
 */
export async function enterCustomer(ctx: Ctx | OwnerCtx, key: string): Promise<CustomerCtx> {
  const ownerRole = roleInOwner(ctx)
  const visible = ownerRole && 'owner' in ctx ? { ownerId: ctx.owner.id } : visibilityOf(ctx.actor)
  const row = visible && (await findCustomerScope(ctx.db, key.toLowerCase(), visible))
  if (!row) throw new DomainError('not_found', { message: 'No such customer' })
  return {
    ...ctx,
    now: ownerNow(row.owner, ctx.now),
    owner: row.owner,
    brand: row.brand,
    customer: row.customer,
    account: row.account,
    role: ownerRole ?? row.role ?? 'system',
    ...(ownerRole ? { asOwner: true as const } : {}),
  }
}

/** The customers the signed-in user is a member of; for the holder of a manage link that one customer. */
export async function myCustomers(ctx: Ctx) {
  const { actor } = ctx
  if (actor.kind === 'link') {
    const { customer, brand } = await enterCustomer(ctx, actor.customerId)
    return [{ customer, brand: { name: brand.name }, role: 'billing_admin' as const }]
  }
  if (actor.kind !== 'user') throw new DomainError('unauthenticated')
  return listUserCustomers(ctx.db, actor.userId)
}

const createInput = z.object({
  email: z.email().max(320),
  name: z.string().trim().max(200).optional(),
  brand: z.string().default('default'),
  locale: z.enum(['en', 'de', 'fr']).default('en'),
})

/** Creates a customer of an owner; a user with that e-mail becomes its billing admin. */
export async function createCustomer(ctx: OwnerCtx, input: z.input<typeof createInput>): Promise<Customer> {
  requireWrite(ctx)
  const fields = parse(createInput, input)
  return transactOnce(ctx, (t) => insertCustomer(t, { ...fields, ownerId: ctx.owner.id }))
}

/** The row, its membership and its event, inside the caller's transaction. */
export async function insertCustomer(
  t: TxCtx,
  input: {
    ownerId: string
    /** Unset: a new one. */
    id?: string
    email: string
    name?: string | undefined
    brand?: string
    locale?: string
    /** Nobody sees it in the portal yet: the address may be a slip of the pen. */
    members?: 'none'
  },
): Promise<Customer> {
  const { ownerId } = input
  const code = input.brand ?? 'default'
  const [ofBrand] = await t.tx
    .select({ id: brand.id })
    .from(brand)
    .where(and(eq(brand.ownerId, ownerId), eq(brand.code, code)))
  if (!ofBrand) throw invalidInput({ brand: `There is no brand ${code}` })
  const [created] = await t.tx
    .insert(customer)
    .values({
      ownerId,
      id: input.id ?? newId(),
      bucketId: newBucketId(),
      publicId: newBucketId(),
      secretId: newBucketId(),
      brandId: ofBrand.id,
      email: input.email,
      name: input.name ?? null,
      locale: input.locale ?? 'en',
    })
    .returning()
  invariant(created, 'an inserted customer is returned')
  if (input.members !== 'none') await admitByEmail(t, created)
  await record(t, 'customer.created', { ownerId, customerId: created.id, subjectId: created.id })
  return created
}

/** Lets the person of a customer's e-mail into its portal, as billing admin. Twice is once. */
export async function admitByEmail(
  t: Pick<TxCtx, 'tx'>,
  { ownerId, id: customerId, email }: Pick<Customer, 'ownerId' | 'id' | 'email'>,
): Promise<void> {
  const userId = await ensureUser(t, email)
  await t.tx
    .insert(customerMember)
    .values({ ownerId, customerId, userId, role: 'billing_admin' })
    .onConflictDoNothing()
}

/** The user with this e-mail, made when there is none. Addresses compare without case. */
export async function ensureUser(t: Pick<TxCtx, 'tx'>, email: string): Promise<string> {
  const [made] = await t.tx.insert(user).values({ id: newId(), email }).onConflictDoNothing().returning()
  if (made) return made.id
  const found = await t.tx.query.user.findFirst({
    where: (row, { sql }) => sql`lower(${row.email}) = lower(${email})`,
  })
  invariant(found, 'a user that conflicts exists')
  return found.id
}

const text = (max: number) => z.string().trim().max(max)

/** What a customer may change about its billing details; the portal's forms use the same schema. */
export const billingDetailsInput = z
  .object({
    name: text(200).nullable(),
    companyName: text(200).nullable(),
    vatNumber: text(32).nullable(),
    receiptEmail: z.union([z.email().max(320), z.literal('')]).nullable(),
    locale: z.enum(['en', 'de', 'fr']),
    address: z.object({
      line1: text(200).optional(),
      line2: text(200).optional(),
      city: text(100).optional(),
      region: text(100).optional(),
      postcode: text(20).optional(),
      country: z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^([A-Z]{2})?$/, 'Country is a two-letter code')
        .optional(),
    }),
  })
  .partial()

/**
 * Changes company, VAT number, receipt e-mail, address: only the fields given; empty clears. A new VAT
 * number is checked (`requireVatNumber`) and makes the customer a business. Stripe is told first, so that
 * its failure changes nothing; Folio's own row is the truth.
 */
export async function updateBillingDetails(
  ctx: CustomerCtx,
  input: z.input<typeof billingDetailsInput>,
): Promise<Customer> {
  requireWrite(ctx)
  const changes = await billingChanges(ctx, input)
  if (Object.keys(changes).length === 0) return ctx.customer
  await tellStripe(ctx, { ...ctx.customer, ...changes })
  return transact(ctx, async (t) => {
    const [row] = await t.tx
      .update(customer)
      .set(changes)
      .where(and(eq(customer.ownerId, ctx.owner.id), eq(customer.id, ctx.customer.id)))
      .returning()
    invariant(row, 'the customer in scope exists')
    await record(t, 'customer.updated', {
      ownerId: ctx.owner.id,
      customerId: row.id,
      subjectId: row.id,
      payload: { fields: Object.keys(changes) },
    })
    return row
  })
}

/**
 * The columns that an input of billing details changes, checked, for a customer that is there or about to be. Throws
 * `invalid_input`, naming each wrong field.
 */
export async function billingChanges(of: Billed, input: z.input<typeof billingDetailsInput>) {
  // The number is looked at whatever else is wrong, so that everything is said at once.
  const [read, vat] = await Promise.all([
    refusalOf(async () => parse(billingDetailsInput, input)),
    refusalOf(async () => {
      const number = billingDetailsInput.shape.vatNumber.safeParse(input.vatNumber)
      return number.success && number.data !== undefined ? vatDetails(of, number.data) : {}
    }),
  ])
  if ('fields' in read || 'fields' in vat)
    throw invalidInput({ ...('fields' in read ? read.fields : {}), ...('fields' in vat ? vat.fields : {}) })
  const given = read.value
  return {
    ...(given.name === undefined ? {} : { name: orNull(given.name) }),
    ...(given.companyName === undefined ? {} : { companyName: orNull(given.companyName) }),
    ...(given.receiptEmail === undefined ? {} : { receiptEmail: orNull(given.receiptEmail) }),
    ...vat.value,
    ...(given.locale === undefined ? {} : { locale: given.locale }),
    ...(given.address === undefined ? {} : { address: withoutEmpty(given.address) }),
  }
}

/** What work came to, or the fields that it refused. */
async function refusalOf<T>(
  work: () => Promise<T>,
): Promise<{ value: T } | { fields: Record<string, string> }> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_input' && error.details.fields)
      return { fields: error.details.fields }
    throw error
  }
}

type Billed = Pick<CustomerCtx, 'vies' | 'owner'> & { customer: Pick<Customer, 'vatNumber'> }

/** The customer's own Stripe account's client. */
export const stripeFor = (ctx: CustomerCtx): StripeClient => ctx.stripe.for(ctx.account)

/** The customer's id at Stripe, made there on first need. Repeated or raced, it stays one customer. */
export async function ensureStripeCustomer(ctx: CustomerCtx): Promise<string> {
  if (ctx.customer.stripeCustomerId) return ctx.customer.stripeCustomerId
  const id = await createAtStripe(ctx)
  await ctx.db
    .update(customer)
    // With the account it was made on: the brand may be moving to another one just now.
    .set({ stripeCustomerId: id, stripeAccount: ctx.account ?? OWN_ACCOUNT })
    .where(and(eq(customer.ownerId, ctx.owner.id), eq(customer.id, ctx.customer.id)))
  ctx.customer.stripeCustomerId = id
  return id
}

/** How a customer's row names the installation's own account. */
export const OWN_ACCOUNT = 'own'

async function createAtStripe(ctx: CustomerCtx): Promise<string> {
  try {
    const { id } = await stripeFor(ctx).createCustomer({
      customerId: ctx.customer.id,
      email: ctx.customer.email,
      name: ctx.customer.companyName ?? ctx.customer.name,
    })
    return id
  } catch (error) {
    // Stripe refuses a key that is in use: then another call has been making this same customer.
    const row = await ctx.db.query.customer.findFirst({
      columns: { stripeCustomerId: true },
      where: (c, { and, eq }) => and(eq(c.ownerId, ctx.owner.id), eq(c.id, ctx.customer.id)),
    })
    if (row?.stripeCustomerId) return row.stripeCustomerId
    throw error
  }
}

/** Parses an input or refuses it with each wrong field named. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const fields: Record<string, string> = {}
  for (const issue of result.error.issues) fields[issue.path.join('.') || 'input'] ??= issue.message
  throw invalidInput(fields)
}

async function tellStripe(ctx: CustomerCtx, changed: Customer): Promise<void> {
  if (!changed.stripeCustomerId) return
  await stripeFor(ctx).updateCustomer(changed.stripeCustomerId, {
    name: changed.companyName ?? changed.name,
    address: changed.address,
    metadata: {
      vat_number: changed.vatNumber ?? '',
      company_name: changed.companyName ?? '',
      receipt_email: changed.receiptEmail ?? '',
    },
  })
}

/** What somebody in an owner's scope is to its customers; null for a context that is not, or already, a customer's. */
function roleInOwner(ctx: Ctx | OwnerCtx): CustomerCtx['role'] | null {
  if (!('owner' in ctx) || 'customer' in ctx) return null
  return ctx.role === 'viewer' ? 'viewer' : 'system'
}

function visibilityOf(actor: Actor): CustomerVisibility | null {
  switch (actor.kind) {
    case 'user':
      return { userId: actor.userId }
    case 'api_key':
      return { ownerId: actor.ownerId }
    case 'link':
      return { ownerId: actor.ownerId, customerId: actor.customerId }
    case 'system':
    case 'operator':
      return 'all'
    case 'nobody':
      return null
  }
}

/** Who has a VAT number is a business, to the rules of tax as well; who gives it up is none any more. */
async function vatDetails(
  ctx: Billed,
  value: string | null,
): Promise<Partial<Pick<Customer, 'vatNumber' | 'type'>>> {
  const before = ctx.customer.vatNumber
  const isKept = before !== null && compactVatNumber(value ?? '') === before
  const vatNumber = isKept ? before : await requireVatNumber(ctx, value)
  if (vatNumber !== null) return { vatNumber, type: 'business' }
  return before === null ? {} : { vatNumber, type: 'individual' }
}

const orNull = (value: string | null): string | null => (value === null || value === '' ? null : value)

function withoutEmpty(address: Address): Address {
  return Object.fromEntries(Object.entries(address).filter(([, part]) => part)) as Address
}
