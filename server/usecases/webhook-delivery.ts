import { newId } from '@/db/id'
import {
  type DeliveryFilter,
  type DeliveryRow,
  findDelivery,
  lastResend,
  lockOutbox,
  pageDeliveries,
} from '@/db/queries/webhook'
import { webhookDelivery } from '@/db/schema'
import { wallNow } from '../clock'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, requireWrite, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { requireWebhook, type WebhookCtx } from './webhook'
import { claimedUntil, sendNow, TEST } from './webhook-send'

export type { DeliveryFilter, DeliveryRow }

/** What was sent or is to be, oldest first. */
export const listDeliveries = (
  ctx: OwnerCtx,
  filter: DeliveryFilter,
  page: PageInput,
): Promise<Page<DeliveryRow>> => pageDeliveries(ctx.db, ctx.owner.id, filter, page)

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
  const endpoint = await requireWebhook(ctx, found.endpointId)
  if (!endpoint.enabled)
    throw new DomainError('conflict', { message: 'This webhook is disabled: enable it first' })
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
