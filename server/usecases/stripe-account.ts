import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '@/db/id'
import { findBrand } from '@/db/queries/brand'
import { lockOwner } from '@/db/queries/owner'
import {
  countBrandCustomers,
  countLiveOn,
  findStripeAccount,
  listBrandAccounts,
  listStripeAccounts,
  STRIPE_ACCOUNTS_MAX,
  type StripeAccount,
} from '@/db/queries/stripe-account'
import { brand, stripeAccount } from '@/db/schema'
import { type Ctx, type OwnerCtx, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import type { ConnectClient, ConnectedAccount } from '../stripe/client'
import { parse } from './customer'
import { record } from './event'
import { requireAdmin } from './owner'

export type { StripeAccount }

/** Where people reach Folio; Stripe sends the holder of an account back there. */
type From = { origin: string }

const connectInput = z.object({
  name: z.string().trim().min(1, 'An account has a name').max(100),
  country: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, 'Country is a two-letter code')
    .optional(),
})

/** The owner's connected accounts, and its brands with the account that each is paid on; null is the installation's own. */
export async function stripeAccounts(ctx: OwnerCtx) {
  const [accounts, brands] = await Promise.all([
    listStripeAccounts(ctx.db, ctx.owner.id),
    listBrandAccounts(ctx.db, ctx.owner.id),
  ])
  return { accounts, brands }
}

/** One connected account; `not_found` outside the owner, and for one that was disconnected. */
export async function requireStripeAccount(ctx: OwnerCtx, id: string): Promise<StripeAccount> {
  const row = await findStripeAccount(ctx.db, ctx.owner.id, id)
  if (!row) throw noSuchAccount()
  return row
}

/**
 * Makes an account at Stripe and answers the page on which its holder tells Stripe who they are. It takes payments once
 * Stripe says so. An account whose page was never opened is of no use and does no harm.
 */
export async function connectStripeAccount(
  ctx: OwnerCtx,
  input: z.input<typeof connectInput> & From,
): Promise<{ id: string; url: string }> {
  requireAdmin(ctx)
  const { name, country } = parse(connectInput, input)
  const connect = connectOf(ctx)
  if ((await listStripeAccounts(ctx.db, ctx.owner.id)).length >= STRIPE_ACCOUNTS_MAX)
    throw new DomainError('conflict', { message: `An owner has at most ${STRIPE_ACCOUNTS_MAX} accounts` })
  const id = newId()
  const made = await connect.createAccount({
    key: `account-${id}`,
    email: ctx.owner.email,
    name,
    country: country || null,
    ownerId: ctx.owner.id,
  })
  const row = await transact(ctx, async (t) => {
    const { stripeId } = made
    const [inserted] = await t.tx
      .insert(stripeAccount)
      .values({ ownerId: t.owner.id, id, name, stripeId, ...stateOf(made) })
      .returning()
    invariant(inserted, 'an inserted account is returned')
    await note(t, 'stripe_account.connected', inserted)
    return inserted
  })
  return { id, url: await onboardingPage(ctx, row, input) }
}

/** Another page for an account whose holder has not finished: each works once, and not for long. */
export async function continueOnboarding(
  ctx: OwnerCtx,
  input: { id: string } & From,
): Promise<{ url: string }> {
  requireAdmin(ctx)
  return { url: await onboardingPage(ctx, await requireStripeAccount(ctx, input.id), input) }
}

/** Asks Stripe how an account stands: its holder has come back from there, or wants to know. */
export async function refreshStripeAccount(ctx: OwnerCtx, id: string): Promise<StripeAccount> {
  const row = await requireStripeAccount(ctx, id)
  return keepState(ctx, row, await connectOf(ctx).readAccount(row.stripeId))
}

/** Stripe told that an account has changed: it is asked what it is now. */
export async function followStripeAccount(ctx: Ctx, stripeId: string): Promise<void> {
  const row = await ctx.db.query.stripeAccount.findFirst({ where: eq(stripeAccount.stripeId, stripeId) })
  if (row) await keepState(ctx, row, await connectOf(ctx).readAccount(stripeId))
}

/** What choosing another account for a brand means: who stays where they are, by account; null is the own one. */
export async function previewBrandAccount(ctx: OwnerCtx, brandId: string) {
  const row = await findBrand(ctx.db, ctx.owner.id, brandId)
  if (!row) throw new DomainError('not_found', { message: 'There is no such brand' })
  const [accounts, known] = await Promise.all([
    listStripeAccounts(ctx.db, ctx.owner.id),
    countBrandCustomers(ctx.db, { ownerId: ctx.owner.id, brandId: row.id }),
  ])
  return { brand: row, accounts, known }
}

/**
 * Chooses the account that a brand's customers are charged on; null is the installation's own. Customers whom Stripe
 * knows already stay on the account that knows them, with their cards, subscriptions and refunds, because none of
 * these can move from one account to another.
 */
export async function chooseBrandAccount(
  ctx: OwnerCtx,
  input: { brandId: string; accountId: string | null },
): Promise<void> {
  requireAdmin(ctx)
  await transact(ctx, async (t) => {
    const { brandId, accountId } = input
    const row = await findBrand(t.tx, t.owner.id, brandId)
    if (!row) throw new DomainError('not_found', { message: 'There is no such brand' })
    // Locked, so that it is not being disconnected meanwhile.
    const account =
      accountId === null ? null : await findStripeAccount(t.tx, t.owner.id, accountId, { lock: true })
    if (account === undefined) throw noSuchAccount()
    if (account && !account.chargesEnabled)
      throw invalidInput({ accountId: 'This account cannot take payments yet' })
    if (row.stripeAccountId === accountId) return
    await t.tx
      .update(brand)
      .set({ stripeAccountId: accountId })
      .where(and(eq(brand.ownerId, t.owner.id), eq(brand.id, row.id)))
    await record(t, 'brand.updated', {
      ownerId: t.owner.id,
      subjectId: row.id,
      payload: { fields: ['stripeAccountId'], from: row.stripeAccountId, to: accountId },
    })
  })
}

/**
 * Takes an account out of use. Refused with `conflict` while a brand is paid on it or a subscription runs on it. What
 * was paid on it can still be refunded, and its disputes are followed.
 */
export async function disconnectStripeAccount(ctx: OwnerCtx, id: string): Promise<void> {
  requireAdmin(ctx)
  await transact(ctx, async (t) => {
    await lockOwner(t.tx, t.owner.id)
    const row = await findStripeAccount(t.tx, t.owner.id, id, { lock: true })
    if (!row) throw noSuchAccount()
    const [paidOn] = await t.tx
      .select({ name: brand.name })
      .from(brand)
      .where(and(eq(brand.ownerId, t.owner.id), eq(brand.stripeAccountId, row.id)))
      .limit(1)
    if (paidOn)
      throw new DomainError('conflict', {
        message: `Customers of ${paidOn.name} are charged on this account: choose another one for it first`,
      })
    const live = await countLiveOn(t.tx, { ownerId: t.owner.id, stripeId: row.stripeId })
    if (live > 0)
      throw new DomainError('conflict', {
        message: `${live} subscriptions are charged on this account: it can be disconnected when they have ended`,
      })
    await t.tx.update(stripeAccount).set({ disconnectedAt: t.now }).where(byId(row))
    await note(t, 'stripe_account.disconnected', row)
  })
}

const noSuchAccount = () => new DomainError('not_found', { message: 'There is no such Stripe account' })

function connectOf(ctx: Pick<Ctx, 'stripe'>): ConnectClient {
  const { connect } = ctx.stripe
  invariant(connect, 'a process that serves owners is connected to Stripe')
  return connect
}

async function onboardingPage(ctx: OwnerCtx, row: StripeAccount, { origin }: From): Promise<string> {
  const base = `${origin}/dashboard/${ctx.owner.id}/stripe/${row.id}`
  const { url } = await connectOf(ctx).createAccountLink({
    stripeId: row.stripeId,
    returnUrl: `${base}/return`,
    refreshUrl: `${base}/continue`,
  })
  return url
}

const stateOf = ({ chargesEnabled, detailsSubmitted }: ConnectedAccount) => ({
  chargesEnabled,
  detailsSubmitted,
})

async function keepState(ctx: Ctx, row: StripeAccount, found: ConnectedAccount): Promise<StripeAccount> {
  const state = stateOf(found)
  const isSame =
    state.chargesEnabled === row.chargesEnabled && state.detailsSubmitted === row.detailsSubmitted
  if (isSame) return row
  return transact(ctx, async (t) => {
    const [kept] = await t.tx.update(stripeAccount).set(state).where(byId(row)).returning()
    invariant(kept, 'a connected account stays')
    await note(t, 'stripe_account.updated', kept)
    return kept
  })
}

const note = (
  t: Pick<TxCtx, 'tx' | 'actor' | 'now'>,
  type: 'stripe_account.connected' | 'stripe_account.updated' | 'stripe_account.disconnected',
  { ownerId, id, name, chargesEnabled }: StripeAccount,
): Promise<void> => record(t, type, { ownerId, subjectId: id, payload: { name, chargesEnabled } })

const byId = ({ ownerId, id }: StripeAccount) =>
  and(eq(stripeAccount.ownerId, ownerId), eq(stripeAccount.id, id))
