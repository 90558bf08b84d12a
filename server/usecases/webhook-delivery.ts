import { newId } from '@/db/id'
import {
  type DeliveryFilter,
  type DeliveryRow,
  findDelivery,
  lastResend,
  listFailedSince,
  lockOutbox,
  pageDeliveries,
} from '@/db/queries/webhook'
import { webhookDelivery } from '@/db/schema'
import { wallNow } from '../clock'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, requireWrite, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { requireWebhook, type WebhookCtx, type WebhookRow } from './webhook'
import { claimedUntil, sendNow, TEST } from './webhook-send'

export type { DeliveryFilter, DeliveryRow }

/** What was sent or is to be, oldest first. */
export const listDeliveries = (
  ctx: OwnerCtx,
  filter: DeliveryFilter,
  page: PageInput,
): Promise<Page<DeliveryRow>> => pageDeliveries(ctx.db, ctx.owner.id, filter, page)

/** The same, newest first. */
export const latestDeliveries = (
  ctx: OwnerCtx,
  filter: DeliveryFilter,
  page: PageInput,
): Promise<Page<DeliveryRow>> => pageDeliveries(ctx.db, ctx.owner.id, filter, page, 'desc')

/** Sent again by one call at most. */
export const RESEND_MAX = 500

/**
 * Sends what failed to reach an endpoint since an instant once more, each in its order; what was sent again by hand
 * already is left alone. Answers how many, `RESEND_MAX` at most. Throws `conflict` while the endpoint is disabled.
 */
export async function resendSince(
  ctx: OwnerCtx,
  endpointId: string,
  since: Date,
): Promise<{ resent: number }> {
  requireWrite(ctx)
  const endpoint = await requireEnabled(ctx, endpointId)
  const failed = await listFailedSince(ctx.db, ctx.owner.id, {
    endpointId: endpoint.id,
    since,
    limit: RESEND_MAX,
  })
  for (const row of failed) await insertAgain(ctx, row)
  return { resent: failed.length }
}

/** One delivery with what came of each try; `not_found` outside the owner. */
export async function requireDelivery(ctx: OwnerCtx, id: string): Promise<DeliveryRow> {
  const found = await findDelivery(ctx.db, ctx.owner.id, id)
  if (!found) throw new DomainError('not_found', { message: 'No such webhook event' })
  return found
}

/**
 * Sends the same body once more under the same message id, beside whatever waits for its turn. Throws `conflict`
 * while the endpoint is disabled.
 */
export async function resendDelivery(ctx: OwnerCtx, id: string): Promise<DeliveryRow> {
  requireWrite(ctx)
  const found = await requireDelivery(ctx, id)
  await requireEnabled(ctx, found.endpointId)
  return insertAgain(ctx, found)
}

async function requireEnabled(ctx: OwnerCtx, endpointId: string): Promise<WebhookRow> {
  const endpoint = await requireWebhook(ctx, endpointId)
  if (!endpoint.enabled)
    throw new DomainError('conflict', { message: 'This webhook is disabled: enable it first' })
  return endpoint
}

function insertAgain(ctx: OwnerCtx, found: DeliveryRow): Promise<DeliveryRow> {
  return transact(ctx, async (t) => {
    // Two at once are two, each with a number of its own.
    await lockOutbox(t.tx, ctx.owner.id, 'maker')
    const again = newId()
    const [row] = await t.tx
      .insert(webhookDelivery)
      .values({
        ownerId: found.ownerId,
        id: again,
        endpointId: found.endpointId,
        eventId: found.eventId,
        resend: (await lastResend(t.tx, found)) + 1,
        customerId: found.customerId,
        streamId: again,
        type: found.type,
        body: found.body,
        dueAt: wallNow(),
      })
      .returning()
    invariant(row, 'an inserted delivery is returned')
    return row
  })
}

/** Sends an event `test` at once, also to an endpoint that is disabled, and answers what came of it. Once, no retry. */
export async function testWebhook(ctx: WebhookCtx, id: string): Promise<DeliveryRow> {
  requireWrite(ctx)
  const endpoint = await requireWebhook(ctx, id)
  const at = wallNow()
  const eventId = newId()
  const data = { webhook: { id: endpoint.id, name: endpoint.name } }
  const [delivery] = await ctx.db
    .insert(webhookDelivery)
    .values({
      ownerId: ctx.owner.id,
      id: newId(),
      endpointId: endpoint.id,
      eventId,
      streamId: eventId,
      type: TEST,
      body: JSON.stringify({ type: TEST, timestamp: ctx.now.toISOString(), data }),
      dueAt: at,
      claimedUntil: claimedUntil(at),
    })
    .returning()
  invariant(delivery, 'an inserted delivery is returned')
  // Of the network, by the wall's clock, wherever the owner's stands.
  return sendNow({ ...ctx, now: at }, { delivery, endpoint }, { webhooks: ctx.webhooks })
}
