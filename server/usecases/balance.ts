import {
  findLastTransfer,
  isOwnAccountShared,
  listStripeAccounts,
  usesOwnAccount,
} from '@/db/queries/stripe-account'
import { wallNow } from '../clock'
import type { Money } from '../core/money'
import type { OwnerCtx } from '../ctx'
import { DomainError } from '../errors'
import type { StripeAccounts } from '../stripe/client'

/** What Stripe holds for an owner on one account. */
export type AccountBalance = {
  name: string
  /** The connected account's id here; null: the installation's own. */
  accountId: string | null
  /** `unavailable`: Stripe did not answer for this account; the amounts are not known then. */
  status: 'ok' | 'unavailable'
  pending: Money[]
  available: Money[]
  /** When Stripe said so. */
  asOf: Date
}

/**
 * The balances of all accounts of an owner, the installation's own first, asked from Stripe at once; one that does not
 * answer in time is said to be unavailable and hides none of the others. The own account is the house's, which always
 * sees it; another owner sees it only as long as nobody else has taken money on it, because Stripe knows one sum
 * for all who share it.
 */
export async function readBalances(ctx: OwnerCtx): Promise<AccountBalance[]> {
  const [connected, seesOwn, mark] = await Promise.all([
    listStripeAccounts(ctx.db, ctx.owner.id),
    seesOwnAccount(ctx),
    findLastTransfer(ctx.db, ctx.owner.id),
  ])
  const own: Account[] = seesOwn ? [{ name: ctx.owner.name, accountId: null, stripeId: null }] : []
  const others = connected.map(({ id, name, stripeId }): Account => ({ name, accountId: id, stripeId }))
  return Promise.all([...own, ...others].map((account) => balanceOf(ctx, account, mark)))
}

type Account = { name: string; accountId: string | null; stripeId: string | null }

async function seesOwnAccount({ db, owner }: OwnerCtx): Promise<boolean> {
  if (owner.isHouse) return true
  return (await usesOwnAccount(db, owner.id)) && !(await isOwnAccountShared(db, owner.id))
}

async function balanceOf(
  ctx: OwnerCtx,
  { name, accountId, stripeId }: Account,
  mark: string | null,
): Promise<AccountBalance> {
  try {
    return { name, accountId, status: 'ok', ...(await asked(ctx.stripe, stripeId, mark)) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { name, accountId, status: 'unavailable', pending: [], available: [], asOf: wallNow() }
  }
}

/** How long an answer of Stripe's is good while no money moves here, and how long one is waited for. */
const KEPT_MS = 30_000
const TIMEOUT_MS = 4_000
/** A failure is good for less, so that nobody waits for the time limit on every page. */
const FAILURE_KEPT_MS = 5_000
const KEPT_MAX = 1_000

type Held = { pending: Money[]; available: Money[]; asOf: Date }
type Kept = { mark: string | null; until: number; answer: Promise<Held> }

/** By the connection to Stripe and the account. No owner is in the key: only those who may see an account come here. */
const kept = new WeakMap<StripeAccounts, Map<string | null, Kept>>()

/** Stripe's answer, or the one of a moment ago if the owner's books have not changed since. */
function asked(stripe: StripeAccounts, stripeId: string | null, mark: string | null): Promise<Held> {
  const accounts = kept.get(stripe) ?? new Map<string | null, Kept>()
  kept.set(stripe, accounts)
  const known = accounts.get(stripeId)
  const nowMs = wallNow().getTime()
  if (known && known.mark === mark && known.until > nowMs) return known.answer
  const asOf = wallNow()
  const answer = stripe
    .for(stripeId)
    .readBalance({ timeoutMs: TIMEOUT_MS })
    .then((held) => ({ ...held, asOf }))
  const entry: Kept = { mark, until: nowMs + KEPT_MS, answer }
  // It is handled by whoever waits for it; here only its life gets shorter.
  answer.catch(() => {
    entry.until = wallNow().getTime() + FAILURE_KEPT_MS
  })
  accounts.delete(stripeId)
  accounts.set(stripeId, entry)
  for (const oldest of accounts.keys()) {
    if (accounts.size <= KEPT_MAX) break
    accounts.delete(oldest)
  }
  return answer
}
