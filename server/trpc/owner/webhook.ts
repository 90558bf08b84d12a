import { z } from 'zod'
import type { OwnerCtx } from '../../ctx'
import { invariant } from '../../errors'
import {
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  listWebhooks,
  replaceWebhook,
  requireWebhook,
  rotateWebhookSecret,
  type WebhookCtx,
  type WebhookRow,
} from '../../usecases/webhook'
import {
  type DeliveryRow,
  latestDeliveries,
  requireDelivery,
  resendDelivery,
  resendSince,
  testWebhook,
} from '../../usecases/webhook-delivery'
import { WEBHOOK_NAMES } from '../../usecases/webhook-name'
import { ownerProcedure, router, type TrpcContext } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()
const fields = z.object({
  name: z.string().trim().min(1).max(200),
  url: z.string().trim().max(2_000),
  /** None: all of them. */
  events: z.array(z.enum(WEBHOOK_NAMES)).max(WEBHOOK_NAMES.length),
})

export const webhookRouter = router({
  list: ownerProcedure.input(pageInput).query(async ({ ctx, input }) =>
    presentPage(await listWebhooks(ctx.scope, pageOf(input)), input, {
      cursor: (row) => row.id,
      row: presentWebhook,
    }),
  ),

  get: ownerProcedure
    .input(z.object({ id }))
    .query(async ({ ctx, input }) => presentWebhook(await requireWebhook(ctx.scope, input.id))),

  /** The events that can be chosen. */
  events: ownerProcedure.query(() => WEBHOOK_NAMES.filter((name) => !name.startsWith('integration_'))),

  /** What was sent or is to be, the latest first. */
  deliveries: ownerProcedure
    .input(pageInput.extend({ webhookId: id, status: z.enum(['pending', 'delivered', 'failed']).optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const { id: endpointId } = await requireWebhook(scope, input.webhookId)
      const page = await latestDeliveries(scope, { endpointId, status: input.status }, pageOf(input))
      return presentPage(page, input, { cursor: (row) => row.id, row: presentDelivery })
    }),

  /** One delivery: what is sent, and what came of each try. */
  delivery: ownerProcedure.input(z.object({ id })).query(async ({ ctx, input }) => {
    const row = await requireDelivery(ctx.scope, input.id)
    return {
      ...presentDelivery(row),
      webhookId: row.endpointId,
      messageId: row.eventId,
      body: JSON.stringify(JSON.parse(row.body), null, 2),
      tries: row.attempts.map(({ at, status, error, answer, ms }) => ({
        at: new Date(at),
        status,
        error,
        answer,
        ms,
      })),
    }
  }),

  /** The secret is in this answer and in no other. */
  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { name, url, events } = input
    const { webhook, secret } = await createWebhook(outward(ctx), { name, url, events })
    return { id: webhook.id, secret }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    const { name, url, events } = input
    await replaceWebhook(outward(ctx), input.id, { name, url, events })
  }),

  rotate: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    const { secret } = await rotateWebhookSecret(outward(ctx), input.id)
    return { secret }
  }),

  enable: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    await enableWebhook(ctx.scope, input.id)
  }),

  disable: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    await disableWebhook(ctx.scope, input.id)
  }),

  remove: ownerProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => deleteWebhook(ctx.scope, input.id)),

  /** Sends a test now and answers what came of it. */
  test: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    const { id, status } = await testWebhook(outward(ctx), input.id)
    return { id, status }
  }),

  resend: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    const { id } = await resendDelivery(ctx.scope, input.id)
    return { id }
  }),

  /** Sends again what failed since a day. */
  resendSince: ownerProcedure
    .input(z.object({ id, since: z.date() }))
    .mutation(({ ctx, input }) => resendSince(ctx.scope, input.id, input.since)),
})

/** The scope with what webhooks need from outside. */
function outward({ scope, outside }: Pick<TrpcContext, 'outside'> & { scope: OwnerCtx }): WebhookCtx {
  invariant(outside, 'webhooks are sent from where there is a network')
  return { ...scope, webhooks: outside.webhooks }
}

function presentWebhook(row: WebhookRow) {
  const { id, name, url, enabled, failingSince, disabledReason, createdAt } = row
  return {
    id,
    name,
    url,
    events: WEBHOOK_NAMES.filter((each) => row.events.includes(each)),
    enabled,
    failingSince,
    disabledReason: enabled ? null : (REASONS.find((reason) => reason === disabledReason) ?? 'manual'),
    createdAt,
  }
}

const REASONS = ['manual', 'failing', 'gone'] as const

function presentDelivery(row: DeliveryRow) {
  const last = row.attempts.at(-1)
  return {
    id: row.id,
    type: row.type,
    status: row.status,
    resend: row.resend,
    attempts: row.attempts.length,
    /** What the last try came to. */
    lastStatus: last?.status ?? null,
    lastError: last?.error ?? null,
    /** Null while one before it about the same customer is pending, and once it is done. */
    nextAt: row.status === 'pending' ? row.dueAt : null,
    deliveredAt: row.deliveredAt,
    createdAt: row.createdAt,
  }
}
