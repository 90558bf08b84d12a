import { and, eq, ne, sql } from 'drizzle-orm'
import { z } from 'zod'
import { findBrand } from '@/db/queries/brand'
import { lockOwner } from '@/db/queries/owner'
import { customer, owner } from '@/db/schema'
import { isCurrency, isTimezone } from '../core/settings'
import { type Owner, type OwnerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { parse, stripeFor } from './customer'
import { record } from './event'
import { enterHouseCustomer } from './house-account'
import { requireAdmin } from './owner'
import { rebuildSalesDays } from './sales-count'

const text = z.string().trim().max(200).refine(withoutNul, 'may not contain NUL')

const profileInput = z
  .object({
    /** What the business is called. */
    name: text.min(1, 'A business has a name'),
    firstName: text.nullable(),
    lastName: text.nullable(),
    email: z.email('This is not an e-mail address').max(320),
    timezone: z.string().refine(isTimezone, 'This timezone is not known'),
    defaultCurrency: z.string().trim().toUpperCase().refine(isCurrency, 'This currency is not known'),
    primaryBrandId: z.string(),
  })
  .partial()

export type OwnerProfileInput = z.input<typeof profileInput>
type Changes = z.output<typeof profileInput>

/**
 * Changes what an owner says of itself: only the parts given; an empty first or last name clears it. Its name and
 * e-mail address are those of the house's customer too. Throws `invalid_input` by name, and `conflict` for an address
 * that another owner has.
 */
export async function updateOwnerProfile(ctx: OwnerCtx, input: OwnerProfileInput): Promise<Owner> {
  requireAdmin(ctx)
  const given = withoutUnset(parse(profileInput, input))
  const { row, told } = await transact(ctx, async (t) => {
    // Addresses are taken one at a time, as where owners are made.
    if (given.email !== undefined) await t.tx.execute(sql`lock table ${owner} in share row exclusive mode`)
    const before = await lockOwner(t.tx, ctx.owner.id)
    await requirePossible(t, given)
    const changed = KEYS.filter((key) => given[key] !== undefined && given[key] !== before[key])
    if (changed.length === 0) return { row: before, told: false }
    const pick = (of: Changes | Owner) => Object.fromEntries(changed.map((key) => [key, of[key]]))
    const [after] = await t.tx.update(owner).set(pick(given)).where(eq(owner.id, before.id)).returning()
    invariant(after, 'the owner in scope exists')
    // Days are counted by the owner's time zone.
    if (changed.includes('timezone'))
      await rebuildSalesDays(t, { ownerId: after.id, timezone: after.timezone })
    const payload = { before: pick(before), after: pick(after) }
    await record(t, 'owner.updated', { ownerId: after.id, subjectId: after.id, payload })
    const told = changed.includes('name') || changed.includes('email')
    if (told) await updateHouseCustomer(t, after)
    return { row: after, told }
  })
  if (told) await tellStripe({ ...ctx, owner: row })
  return row
}

const KEYS = [
  'name',
  'firstName',
  'lastName',
  'email',
  'timezone',
  'defaultCurrency',
  'primaryBrandId',
] as const satisfies readonly (keyof Changes & keyof Owner)[]

async function requirePossible(t: TxCtx<OwnerCtx>, given: Changes): Promise<void> {
  const { email, primaryBrandId } = given
  if (primaryBrandId !== undefined && !(await findBrand(t.tx, t.owner.id, primaryBrandId)))
    throw invalidInput({ primaryBrandId: 'There is no such brand' })
  if (email === undefined) return
  const [taken] = await t.tx
    .select({ id: owner.id })
    .from(owner)
    .where(and(sql`lower(${owner.email}) = lower(${email})`, ne(owner.id, t.owner.id)))
  if (taken) throw new DomainError('conflict', { message: 'Another account has this e-mail address' })
}

/** Who may sign in does not change with an address: members are made by admins. */
async function updateHouseCustomer(
  t: TxCtx<OwnerCtx>,
  { houseCustomerId, name, email }: Owner,
): Promise<void> {
  if (houseCustomerId === null) return
  const [row] = await t.tx
    .update(customer)
    .set({ name, email })
    .where(eq(customer.id, houseCustomerId))
    .returning({ ownerId: customer.ownerId, id: customer.id })
  invariant(row, 'the customer that an owner is exists')
  await record(t, 'customer.updated', {
    ownerId: row.ownerId,
    customerId: row.id,
    subjectId: row.id,
    payload: { fields: ['name', 'email'] },
  })
}

/** Stripe only mirrors it: Folio's own row is the truth, and was written. */
async function tellStripe(ctx: OwnerCtx): Promise<void> {
  const scope = await enterHouseCustomer(ctx)
  if (!scope?.customer.stripeCustomerId) return
  const { email, name, companyName, stripeCustomerId } = scope.customer
  try {
    await stripeFor(scope).updateCustomer(stripeCustomerId, { email, name: companyName ?? name })
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}

const withoutUnset = ({ firstName, lastName, ...rest }: Changes): Changes => ({
  ...rest,
  ...(firstName === undefined ? {} : { firstName: firstName || null }),
  ...(lastName === undefined ? {} : { lastName: lastName || null }),
})

function withoutNul(value: string): boolean {
  return !value.includes('\0')
}
