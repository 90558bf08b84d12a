import { randomBytes } from 'node:crypto'
import { and, count, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import { findWebhook, pageWebhooks, type WebhookRow } from '@/db/queries/webhook'
import { webhookEndpoint } from '@/db/schema'
import { wallNow } from '../clock'
import { covers } from '../core/api-key'
import type { Page, PageInput } from '../core/page'
import { ROTATION_MS, type WebhookPort } from '../core/webhook'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invalidInput, invariant } from '../errors'
import { type EventType, record } from './event'
import type { WebhookName } from './webhook-name'

export type { WebhookRow }

/** An owner's scope with what webhooks need from outside. */
export type WebhookCtx = OwnerCtx & { webhooks: WebhookPort }

/** Where a program wants to hear, and of what; no event named is all of them. */
export type WebhookFields = { name: string; url: string; events: WebhookName[] }

/** More endpoints than this of one owner would make each event too much work. */
export const WEBHOOKS_MAX = 20

/** The owner's endpoints, oldest first. */
export const listWebhooks = (ctx: OwnerCtx, page: PageInput): Promise<Page<WebhookRow>> =>
  pageWebhooks(ctx.db, ctx.owner.id, page)

/** One endpoint; `not_found` outside the owner. */
export async function requireWebhook(ctx: OwnerCtx, id: string): Promise<WebhookRow> {
  const found = await findWebhook(ctx.db, ctx.owner.id, id)
  if (!found) throw new DomainError('not_found', { message: 'No such webhook' })
  return found
}

/**
 * Creates an endpoint. `secret` is shown this once and kept sealed. Throws `invalid_input` for an address that
 * webhooks may not be sent to, `conflict` beyond `WEBHOOKS_MAX`, `forbidden` for a key that may not read everything.
 */
export async function createWebhook(
  ctx: WebhookCtx,
  fields: WebhookFields,
): Promise<{ webhook: WebhookRow; secret: string }> {
  requireWrite(ctx)
  requireReader(ctx)
  await requireTarget(ctx, fields.url)
  const id = newId()
  const secret = newSigningSecret()
  const webhook = await transact<OwnerCtx, WebhookRow>(ctx, async (t) => {
    const [taken] = await t.tx
      .select({ count: count() })
      .from(webhookEndpoint)
      .where(eq(webhookEndpoint.ownerId, ctx.owner.id))
    if ((taken?.count ?? 0) >= WEBHOOKS_MAX)
      throw new DomainError('conflict', { message: `There can be ${WEBHOOKS_MAX} webhooks at most` })
    const sealedSecret = ctx.webhooks.seal(secret, purposeOf({ ownerId: ctx.owner.id, id }))
    const [row] = await t.tx
      .insert(webhookEndpoint)
      .values({ ...fields, ownerId: ctx.owner.id, id, sealedSecret })
      .returning()
    invariant(row, 'an inserted webhook is returned')
    await note(t, row, 'webhook.created')
    return row
  })
  return { webhook, secret }
}

/** Replaces name, address and events; the secret stays, and so does what is still to be sent. */
export async function replaceWebhook(
  ctx: WebhookCtx,
  id: string,
  fields: WebhookFields,
): Promise<WebhookRow> {
  requireWrite(ctx)
  requireReader(ctx)
  const found = await requireWebhook(ctx, id)
  await requireTarget(ctx, fields.url)
  // What is known of another address says nothing about this one.
  const failing = fields.url === found.url ? {} : { failingSince: null }
  return change(ctx, found, { ...fields, ...failing }, 'webhook.updated')
}

/** An endpoint hears of every area: a key that may read only some would learn of the others by it. */
function requireReader({ actor }: OwnerCtx): void {
  if (actor.kind === 'api_key' && !covers(actor.scopes, ['read']))
    throw new DomainError('forbidden', {
      message: 'A webhook hears of everything: this API key may not read all',
    })
}

/** What is still to be sent goes on from where it stopped. Twice is once. */
export async function enableWebhook(ctx: OwnerCtx, id: string): Promise<WebhookRow> {
  requireWrite(ctx)
  const found = await requireWebhook(ctx, id)
  if (found.enabled) return found
  const fresh = { enabled: true, disabledReason: null, failingSince: null }
  return change(ctx, found, fresh, 'webhook.enabled')
}

/** Nothing is sent any more, and of what happens meanwhile nothing is kept for later. Twice is once. */
export async function disableWebhook(ctx: OwnerCtx, id: string): Promise<WebhookRow> {
  requireWrite(ctx)
  const found = await requireWebhook(ctx, id)
  if (!found.enabled) return found
  return change(ctx, found, { enabled: false, disabledReason: 'manual' }, 'webhook.disabled')
}

/** Deletes an endpoint with all that was sent to it or still is to be. */
export async function deleteWebhook(ctx: OwnerCtx, id: string): Promise<void> {
  requireWrite(ctx)
  const found = await requireWebhook(ctx, id)
  await transact(ctx, async (t) => {
    const [row] = await t.tx.delete(webhookEndpoint).where(keyOf(found)).returning()
    if (row) await note(t, row, 'webhook.deleted')
  })
}

/** Makes a new secret, shown this once. For a day the one before signs too, so that receivers can follow. */
export async function rotateWebhookSecret(
  ctx: WebhookCtx,
  id: string,
): Promise<{ webhook: WebhookRow; secret: string }> {
  requireWrite(ctx)
  const found = await requireWebhook(ctx, id)
  const secret = newSigningSecret()
  const changes = {
    sealedSecret: ctx.webhooks.seal(secret, purposeOf(found)),
    previousSecret: found.sealedSecret,
    previousUntil: new Date(wallNow().getTime() + ROTATION_MS),
  }
  return { webhook: await change(ctx, found, changes, 'webhook.secret_rotated'), secret }
}

/** What a secret of an endpoint is sealed for. */
export const purposeOf = (row: { ownerId: string; id: string }): string => `webhook:${row.ownerId}:${row.id}`

/** As Standard Webhooks has secrets: `whsec_` and 24 to 64 random bytes in base64. */
const newSigningSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

async function requireTarget(ctx: WebhookCtx, url: string): Promise<void> {
  const refusal = await ctx.webhooks.refusalOf(url)
  if (refusal !== null) throw invalidInput({ url: refusal })
}

function change(
  ctx: OwnerCtx,
  found: WebhookRow,
  changes: Partial<WebhookRow>,
  type: EventType,
): Promise<WebhookRow> {
  return transact(ctx, async (t) => {
    const [row] = await t.tx.update(webhookEndpoint).set(changes).where(keyOf(found)).returning()
    if (!row) throw new DomainError('not_found', { message: 'No such webhook' })
    await note(t, row, type)
    return row
  })
}

const note = (t: TxCtx<OwnerCtx>, row: WebhookRow, type: EventType): Promise<void> =>
  record(t, type, {
    ownerId: row.ownerId,
    subjectId: row.id,
    payload: { name: row.name, url: row.url, reason: row.disabledReason },
  })

const keyOf = (row: WebhookRow) =>
  and(eq(webhookEndpoint.ownerId, row.ownerId), eq(webhookEndpoint.id, row.id))
