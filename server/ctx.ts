import type { Db, Tx } from '@/db'
import type { brand, customer, owner } from '@/db/schema'
import type { CustomerRole, OwnerRole } from '@/db/schema/user'
import type { VatAnswer } from './core/vat-number'
import { DomainError } from './errors'
import type { StripeAccounts } from './stripe/client'

/** Who asks. Scope is authorisation: what an actor may not see does not exist for it. */
export type Actor =
  | { kind: 'nobody' }
  | { kind: 'user'; userId: string; email: string }
  | { kind: 'api_key'; keyId: string; ownerId: string; scopes: string[] }
  /** Whoever holds a secret address (manage link, pay link, checkout): one customer, and nothing else. */
  | { kind: 'link'; ownerId: string; customerId: string }
  /** The engine itself: jobs, webhooks in. */
  | { kind: 'system' }
  /** Whoever runs the installation, at its command line. */
  | { kind: 'operator' }

/** `now` is read once per request; in an owner's scope it is that owner's now. */
export type Ctx = {
  db: Db
  now: Date
  actor: Actor
  stripe: StripeAccounts
  /** The register of VAT numbers of the member states; unset where nobody outside is asked. */
  vies?: { check(of: { country: string; number: string }): Promise<VatAnswer> }
  /** The request, when it came with an Idempotency-Key: what `transactOnce` did for it is done once. */
  request?: KeyedRequest
}

/** `steps` counts the decisive transactions that this run of the request came to. */
export type KeyedRequest = { scope: string; key: string; steps: number }

export type Owner = typeof owner.$inferSelect
export type Brand = typeof brand.$inferSelect
export type Customer = typeof customer.$inferSelect

/** A context inside one owner's scope. */
export type OwnerCtx = Ctx & { owner: Owner; role: OwnerRole | 'system' }

/** A context inside one customer's scope: a verb that takes it cannot reach another customer. */
export type CustomerCtx = Ctx & {
  owner: Owner
  brand: Brand
  customer: Customer
  /** The connected Stripe account the customer's brand is paid on; null: the installation's own. */
  account: string | null
  role: CustomerRole | 'system'
  /** Entered from the owner's scope: the owner's own side of things, drafts among them, is to be seen. */
  asOwner?: true
  /** Which of the customer's subscriptions is meant; unset: the newest. Set by `inSubscription` alone. */
  subscriptionId?: string
}

/** Inside a transaction there is no `db`, no `stripe` and no `vies`: no network, by type. */
export type TxCtx<C extends Ctx = Ctx> = Omit<C, 'db' | 'stripe' | 'vies'> & { tx: Tx }

/** Runs `work` in one transaction; a throw rolls it back. */
export function transact<C extends Ctx, T>(ctx: C, work: (t: TxCtx<C>) => Promise<T>): Promise<T> {
  const { db, stripe: _stripe, vies: _vies, ...rest } = ctx
  return db.transaction((tx) => work({ ...rest, tx } as TxCtx<C>))
}

/** Refuses a viewer a change: inside the scope, but not allowed. */
export function requireWrite(ctx: { role: string }): void {
  if (ctx.role === 'viewer') throw new DomainError('forbidden', { message: 'Your role can only look' })
}

/** How the audit log names an actor. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.userId}`
    case 'api_key':
      return `key:${actor.keyId}`
    case 'link':
      return `link:${actor.customerId}`
    default:
      return actor.kind
  }
}
