import { newId } from '@/db/id'
import {
  type DeliveryRow,
  type EventRow,
  listBusyStreams,
  listOwnersToTell,
  listUntoldEvents,
  lockEnabledWebhooks,
  lockOutbox,
  lockUntoldEvents,
  markTold,
  skipUnheard,
  type WebhookRow,
} from '@/db/queries/webhook'
import { webhookDelivery } from '@/db/schema'
import { type Ctx, type OwnerCtx, transact } from '../ctx'
import { ownerScope } from './owner'
import { type WebhookName, webhookName } from './webhook-name'

export type { EventRow }

/** What is told of an event: its name, and its subject as programs see it now. */
export type Telling = { event: EventRow; name: WebhookName }

/** The bodies of what is told, in the same order. */
export type PresentEvents = (ctx: OwnerCtx, tellings: Telling[]) => Promise<unknown[]>

/** Events of owners that nobody listens for, marked at once. */
const SKIPPED_MAX = 10_000
/** Events of one owner at a time: with 20 endpoints that is as many rows as one insert takes. */
const TOLD_MAX = 200

/**
 * Makes deliveries of what happened: one for each event and endpoint that wants to hear of it. Their bodies are
 * made now, so that what is sent later says how it was. Safe with N workers and after any crash: an event is
 * marked in the transaction that writes its deliveries. Answers how many events were done with.
 */
export async function makeDeliveries(
  ctx: Ctx,
  options: { present: PresentEvents; onError?: (error: unknown, about: string) => void },
): Promise<number> {
  let done = await skipUnheard(ctx.db, SKIPPED_MAX)
  for (const ownerId of await listOwnersToTell(ctx.db))
    try {
      done += await tell(await ownerScope(ctx, ownerId), options.present, ctx.now)
    } catch (error) {
      options.onError?.(error, `webhooks of owner ${ownerId}`)
    }
  return done
}

/** `now` is the wall's: what the network is about does not keep an owner's clock. */
async function tell(ctx: OwnerCtx, present: PresentEvents, now: Date): Promise<number> {
  const events = await listUntoldEvents(ctx.db, ctx.owner.id, TOLD_MAX)
  const tellings = events.flatMap((event) => {
    const name = webhookName(event)
    return name === null ? [] : [{ event, name }]
  })
  const bodies = (await present(ctx, tellings)).map((body) => JSON.stringify(body))
  return transact(ctx, async (t) => {
    await lockOutbox(t.tx, ctx.owner.id, 'maker')
    const untold = await lockUntoldEvents(
      t.tx,
      ctx.owner.id,
      events.map((event) => event.id),
    )
    if (untold.size === 0) return 0
    const drafts = tellings.flatMap(({ event, name }, i) =>
      untold.has(event.id) ? [{ event, name, body: bodies[i] ?? '' }] : [],
    )
    const endpoints = await lockEnabledWebhooks(t.tx, ctx.owner.id)
    const rows = drafts.flatMap((draft) => endpoints.flatMap((endpoint) => deliveryOf(draft, endpoint)))
    if (rows.length > 0) {
      const busy = await listBusyStreams(t.tx, ctx.owner.id, {
        endpointIds: endpoints.map((endpoint) => endpoint.id),
        streamIds: [...new Set(rows.map((row) => row.streamId))],
      })
      const inOrder = rows.map((row) => ({ ...row, createdAt: now, dueAt: firstOf(row, busy) ? now : null }))
      await t.tx.insert(webhookDelivery).values(inOrder).onConflictDoNothing()
    }
    await markTold(t.tx, ctx.owner.id, [...untold])
    return untold.size
  })
}

type Draft = Telling & { body: string }

function deliveryOf({ event, name, body }: Draft, endpoint: WebhookRow) {
  if (endpoint.events.length > 0 && !endpoint.events.includes(name)) return []
  return [
    {
      ownerId: event.ownerId,
      id: newId(),
      endpointId: endpoint.id,
      eventId: event.id,
      customerId: event.customerId,
      streamId: event.customerId ?? event.subjectId ?? event.id,
      type: name,
      body,
    },
  ]
}

/** Whether nothing of its stream is before it, which it then is itself for those after. */
function firstOf(row: Pick<DeliveryRow, 'endpointId' | 'streamId'>, busy: Set<string>): boolean {
  const stream = `${row.endpointId} ${row.streamId}`
  if (busy.has(stream)) return false
  busy.add(stream)
  return true
}
