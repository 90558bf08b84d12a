import { and, eq } from 'drizzle-orm'
import {
  claimDeliveries,
  type DeliveryRow,
  findWebhook,
  lockOutbox,
  type WebhookRow,
  wakeNext,
} from '@/db/queries/webhook'
import { webhookDelivery, webhookEndpoint } from '@/db/schema'
import { givesUp, isDelivered, nextDelivery, type SendOutcome, type WebhookPort } from '../core/webhook'
import { type Ctx, type TxCtx, transact } from '../ctx'
import { invariant } from '../errors'
import { record } from './event'
import { purposeOf } from './webhook'

type Options = { webhooks: WebhookPort; onError?: (error: unknown, about: string) => void }

/** Sent at once by one worker, in all and to one endpoint. */
const PARALLEL_MAX = 32
const PER_ENDPOINT_MAX = 8
/** Sent by one call, so that a worker that is to stop soon does. */
const SENT_MAX = 400
/** Longer than a whole call takes when nobody answers (400 sends, 32 at once, 10 s each). */
const CLAIM_MS = 300_000

/**
 * Sends what is due: in order to each endpoint about each customer, many at once to different ones; an endpoint
 * that hangs keeps no other waiting. A worker that dies between sending and writing down leaves its claim to run
 * out: what it sent is sent again under the same id. Answers how many it sent.
 */
export async function sendDeliveries(ctx: Ctx, options: Options): Promise<number> {
  const sending = new Map<string, { endpointId: string; done: Promise<void> }>()
  let sent = 0
  while (true) {
    const free = Math.min(PARALLEL_MAX - sending.size, SENT_MAX - sent)
    for (const key of free > 0 ? await claim(ctx, free, fullOf(sending)) : []) {
      const found = await load(ctx, key)
      if (!found) continue
      sent += 1
      const done = sendOne(ctx, found, options)
        .catch((error: unknown) => options.onError?.(error, `webhook ${key.id}`))
        .then(() => void sending.delete(key.id))
      sending.set(key.id, { endpointId: found.endpoint.id, done })
    }
    if (sending.size === 0) return sent
    await Promise.race([...sending.values()].map(({ done }) => done))
  }
}

/** Sends one delivery now, whether it is due or not, and answers what came of it. */
export async function sendNow(
  ctx: Ctx,
  found: { delivery: DeliveryRow; endpoint: WebhookRow },
  options: Options,
): Promise<DeliveryRow> {
  const outcome = await exchange(ctx, found, options.webhooks)
  return transact(ctx, (t) => settle(t, found.delivery, outcome))
}

/** For how long whoever sends a delivery has it to itself. */
export const claimedUntil = (now: Date): Date => new Date(now.getTime() + CLAIM_MS)

type Key = { ownerId: string; id: string }
type Found = { delivery: DeliveryRow; endpoint: WebhookRow }

const claim = (ctx: Ctx, limit: number, except: string[]): Promise<Key[]> =>
  claimDeliveries(ctx.db, {
    now: ctx.now,
    claimedUntil: claimedUntil(ctx.now),
    limit,
    perEndpoint: PER_ENDPOINT_MAX,
    except,
  })

/** The endpoints that are being sent enough already. */
function fullOf(sending: Map<string, { endpointId: string }>): string[] {
  const counts = new Map<string, number>()
  for (const { endpointId } of sending.values()) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= PER_ENDPOINT_MAX).map(([id]) => id)
}

async function load(ctx: Ctx, { ownerId, id }: Key): Promise<Found | null> {
  const [delivery] = await ctx.db.select().from(webhookDelivery).where(keyOf({ ownerId, id }))
  const endpoint = delivery && (await findWebhook(ctx.db, ownerId, delivery.endpointId))
  return delivery && endpoint ? { delivery, endpoint } : null
}

async function sendOne(ctx: Ctx, found: Found, options: Options): Promise<void> {
  const outcome = await exchange(ctx, found, options.webhooks)
  await transact(ctx, (t) => settle(t, found.delivery, outcome))
}

/** The event's id is the message's: the same for each try, so that a receiver can tell that it had it before. */
async function exchange(ctx: Ctx, { delivery, endpoint }: Found, port: WebhookPort): Promise<SendOutcome> {
  const secrets = secretsOf(ctx, endpoint, port)
  if (secrets === null) {
    const error = 'The secret of this webhook cannot be read any more: rotate it'
    return { status: null, error, answer: null, ms: 0 }
  }
  return port.send({ url: endpoint.url, id: delivery.eventId, body: delivery.body, secrets })
}

/** Null when AUTH_SECRET is another one now. */
function secretsOf(ctx: Ctx, endpoint: WebhookRow, port: WebhookPort): string[] | null {
  const { sealedSecret, previousSecret, previousUntil } = endpoint
  const also = previousSecret !== null && previousUntil !== null && previousUntil > ctx.now
  try {
    return [sealedSecret, ...(also ? [previousSecret] : [])].map((sealed) =>
      port.open(sealed, purposeOf(endpoint)),
    )
  } catch {
    return null
  }
}

/** Writes down what came of a try; of one that was settled meanwhile nothing changes. */
async function settle(t: TxCtx, sent: DeliveryRow, outcome: SendOutcome): Promise<DeliveryRow> {
  await lockOutbox(t.tx, sent.ownerId, 'settler')
  const [row] = await t.tx.select().from(webhookDelivery).where(keyOf(sent)).for('update')
  // Its endpoint was deleted, and with it whatever was to be sent there.
  if (!row) return sent
  if (row.status !== 'pending') return row
  const delivered = isDelivered(outcome)
  const failedCount = row.attempts.length + 1
  const facts = { madeAt: row.createdAt, failedCount, chance: chanceOf(row.id) }
  const retryAt = delivered || row.type === TEST ? null : nextDelivery(facts, t.now)
  const [settled] = await t.tx
    .update(webhookDelivery)
    .set({
      status: delivered ? 'delivered' : retryAt ? 'pending' : 'failed',
      attempts: [...row.attempts, { at: t.now.toISOString(), ...outcome }],
      dueAt: retryAt,
      claimedUntil: null,
      deliveredAt: delivered ? t.now : null,
    })
    .where(keyOf(row))
    .returning()
  invariant(settled, 'a locked delivery is updated')
  if (settled.status !== 'pending') await wakeNext(t.tx, row, t.now)
  if (row.type !== TEST) await noteHealth(t, row, { delivered, status: outcome.status })
  return settled
}

/** The type of what is sent to try an endpoint out: once, and it says nothing about what else is sent there. */
export const TEST = 'test'

async function noteHealth(
  t: TxCtx,
  row: DeliveryRow,
  of: { delivered: boolean; status: number | null },
): Promise<void> {
  const key = and(eq(webhookEndpoint.ownerId, row.ownerId), eq(webhookEndpoint.id, row.endpointId))
  const [endpoint] = await t.tx.select().from(webhookEndpoint).where(key).for('update')
  if (!endpoint) return
  if (of.delivered) {
    if (endpoint.failingSince) await t.tx.update(webhookEndpoint).set({ failingSince: null }).where(key)
    return
  }
  const failingSince = endpoint.failingSince ?? t.now
  const reason = endpoint.enabled ? givesUp({ status: of.status, failingSince }, t.now) : null
  const changes = reason === null ? {} : { enabled: false, disabledReason: reason }
  await t.tx
    .update(webhookEndpoint)
    .set({ failingSince, ...changes })
    .where(key)
  if (reason === null) return
  await record(t, 'webhook.disabled', {
    ownerId: row.ownerId,
    subjectId: endpoint.id,
    payload: { name: endpoint.name, url: endpoint.url, reason, failingSince: failingSince.toISOString() },
  })
}

/** Chance without a source of it: the random end of the delivery's own id. */
const chanceOf = (id: string): number => Number.parseInt(id.slice(-8), 16) / 0xffffffff

const keyOf = (row: { ownerId: string; id: string }) =>
  and(eq(webhookDelivery.ownerId, row.ownerId), eq(webhookDelivery.id, row.id))
