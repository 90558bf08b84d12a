import type { Db } from '@/db'
import { updateRows } from '@/db/bulk'
import { listInvoicesById, lockAttempts } from '@/db/queries/attempt'
import { listCustomerScopes } from '@/db/queries/customer'
import type { Invoice, PaymentAttempt } from '@/db/queries/invoice'
import { listPaymentMethodsOf } from '@/db/queries/payment-method'
import { paymentAttempt } from '@/db/schema'
import { ownerNow, wallNow } from '../clock'
import { isOwed } from '../core/invoice-state'
import type { Ctx, CustomerCtx } from '../ctx'
import { CLAIM_MS, chargeClaimed, runAttempt, type ToCharge } from './attempt'
import { gather } from './gather'
import { settle } from './settle'
import { type PaidAttempt, settlePaidTogether } from './settle-together'

/** An attempt that is taken, in its customer's scope, with what charging it needs. */
export type ReadyAttempt = { id: string; scope: CustomerCtx; job: ToCharge }

/** Less than this is left of a claim: it is taken again before Stripe is asked. */
const CLAIM_LEFT_MS = CLAIM_MS / 2
/** Payments that are settled in one transaction, and transactions at a time: while one commits the next is filled. */
const SETTLED_MAX = 64
const AT_ONCE_MAX = 2
const WAITING_MAX = 10_000

/**
 * Marks attempts that were taken as sent, before Stripe hears of any, and reads what charging them needs: for all of
 * an owner at once. One that is not to be charged any more is called off.
 */
export async function readyAttempts(
  ctx: Ctx,
  taken: { id: string; customerId: string; ownerId: string }[],
): Promise<ReadyAttempt[]> {
  const byOwner = new Map<string, typeof taken>()
  for (const one of taken) byOwner.set(one.ownerId, [...(byOwner.get(one.ownerId) ?? []), one])
  const ready: ReadyAttempt[] = []
  for (const [ownerId, own] of byOwner) ready.push(...(await readyOf(ctx, ownerId, own)))
  return ready
}

/** Charges one of them and settles it, together with others that were paid in the same moment. */
export async function runReady({ id, scope, job }: ReadyAttempt): Promise<void> {
  const claimedUntil = job.attempt.claimedUntil?.getTime() ?? 0
  if (claimedUntil - wallNow().getTime() < CLAIM_LEFT_MS) {
    await runAttempt(scope, id)
    return
  }
  await chargeClaimed(scope, job, (outcome) =>
    outcome.kind === 'paid'
      ? settledTogether(scope.db)({ scope, attemptId: id, outcome })
      : settle(scope, id, outcome),
  )
}

async function readyOf(
  ctx: Ctx,
  ownerId: string,
  taken: { id: string; customerId: string }[],
): Promise<ReadyAttempt[]> {
  const customerIds = taken.map((one) => one.customerId)
  const [scopes, methods] = await Promise.all([
    listCustomerScopes(ctx.db, ownerId, customerIds),
    listPaymentMethodsOf(ctx.db, ownerId, customerIds),
  ])
  const scopeOf = new Map(
    scopes.map((row): [string, CustomerCtx] => [
      row.customer.id,
      { ...ctx, ...row, now: ownerNow(row.owner, ctx.now), role: 'system' },
    ]),
  )
  const methodOf = new Map(methods.map((method) => [method.id, method]))
  const jobs = await claimAll(ctx, ownerId, taken, scopeOf)
  return jobs.flatMap((job) => {
    const scope = scopeOf.get(job.attempt.customerId)
    const method = methodOf.get(job.attempt.paymentMethodId)
    return scope ? [{ id: job.attempt.id, scope, job: { ...job, method } }] : []
  })
}

type Job = Omit<ToCharge, 'method'>

/** One transaction for all: sent is what may have reached Stripe, whoever dies from here on. */
function claimAll(
  { db }: { db: Db },
  ownerId: string,
  taken: { id: string }[],
  scopes: Map<string, CustomerCtx>,
): Promise<Job[]> {
  const wall = wallNow()
  return db.transaction(async (tx) => {
    const attempts = await lockAttempts(
      tx,
      ownerId,
      taken.map(({ id }) => id),
    )
    const pending = attempts.filter(({ status }) => status === 'pending')
    const bills = await listInvoicesById(
      tx,
      ownerId,
      pending.map(({ invoiceId }) => invoiceId),
    )
    const billOf = new Map(bills.map((bill) => [bill.id, bill]))
    const owed = pending.filter((attempt) => isOwed(billOf.get(attempt.invoiceId)?.status ?? 'void'))
    const moot = pending.filter((attempt) => !isOwed(billOf.get(attempt.invoiceId)?.status ?? 'void'))
    const claim = { claimedUntil: new Date(wall.getTime() + CLAIM_MS) }
    const sent = owed.map(({ id, sentAt }) => ({ id, ...claim, sentAt: sentAt ?? wall }))
    await updateRows(tx, paymentAttempt, ownerId, sent)
    const settledAt = (of: PaymentAttempt) => scopes.get(of.customerId)?.now ?? wall
    await updateRows(
      tx,
      paymentAttempt,
      ownerId,
      moot.map((of) => ({ id: of.id, status: 'canceled' as const, settledAt: settledAt(of) })),
    )
    return owed.map((attempt) => jobOf(attempt, billOf.get(attempt.invoiceId), { ...claim, wall }))
  })
}

const jobOf = (
  attempt: PaymentAttempt,
  bill: Invoice | undefined,
  { claimedUntil, wall }: { claimedUntil: Date; wall: Date },
): Job => ({
  attempt: { ...attempt, claimedUntil, sentAt: attempt.sentAt ?? wall },
  firstSentAt: attempt.sentAt,
  invoiceNumber: bill?.number ?? attempt.invoiceId,
})

const settlers = new WeakMap<Db, (paid: PaidAttempt) => Promise<PaymentAttempt>>()

/** One queue per pool. */
function settledTogether(db: Db): (paid: PaidAttempt) => Promise<PaymentAttempt> {
  const known = settlers.get(db)
  if (known) return known
  const queue = gather(settlePaidTogether, {
    sizeMax: SETTLED_MAX,
    atOnceMax: AT_ONCE_MAX,
    waitingMax: WAITING_MAX,
  })
  settlers.set(db, queue)
  return queue
}
