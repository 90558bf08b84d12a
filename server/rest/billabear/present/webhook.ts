import { z } from '@hono/zod-openapi'
import type { WebhookFields, WebhookRow } from '../../../usecases/webhook'
import type { DeliveryRow } from '../../../usecases/webhook-delivery'
import { WEBHOOK_NAMES } from '../../../usecases/webhook-name'
import { required, text, timestamp } from '../document'

export const WebhookInput = z
  .object({
    name: required(200),
    url: text(2_000).openapi({
      format: 'uri',
      description: 'https; in sandbox mode also http to this machine',
    }),
    events: z
      .array(z.enum(WEBHOOK_NAMES, 'There is no such event.'))
      .max(WEBHOOK_NAMES.length)
      .nullish()
      .openapi({ description: 'none: all of them' }),
  })
  .openapi('WebhookInput', {
    example: {
      name: 'Warehouse',
      url: 'https://example.com/hooks/billing',
      events: ['payment_received', 'subscription_created'],
    },
  })

export const Webhook = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.enum(WEBHOOK_NAMES)).openapi({ description: 'none: all of them' }),
    enabled: z.boolean(),
    disabled_reason: z.enum(['manual', 'failing', 'gone']).nullable().openapi({
      description: 'by hand, because nothing got through for 5 days, or because it answered 410',
    }),
    failing_since: timestamp().nullable().openapi({ description: 'since when nothing gets through' }),
    created_at: timestamp(),
  })
  .openapi('Webhook')

export const WebhookWithSecret = Webhook.extend({
  secret: z
    .string()
    .nullable()
    .openapi({ description: 'shown this once; null when an Idempotency-Key is used again' }),
}).openapi('WebhookWithSecret')

export const presentWebhook = (row: WebhookRow): z.infer<typeof Webhook> => ({
  id: row.id,
  name: row.name,
  url: row.url,
  events: WEBHOOK_NAMES.filter((name) => row.events.includes(name)),
  enabled: row.enabled,
  disabled_reason: row.enabled ? null : (REASONS.find((reason) => reason === row.disabledReason) ?? 'manual'),
  failing_since: row.failingSince?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
})

const REASONS = ['manual', 'failing', 'gone'] as const

export const presentWithSecret = (made: { webhook: WebhookRow; secret: string }) => ({
  ...presentWebhook(made.webhook),
  secret: made.secret,
})

export const webhookFields = (given: z.output<typeof WebhookInput>): WebhookFields => ({
  name: given.name.trim(),
  url: given.url,
  events: [...new Set(given.events ?? [])],
})

const Attempt = z
  .object({
    at: timestamp(),
    status: z.number().int().nullable().openapi({ description: 'of the answer; null when there was none' }),
    error: z.string().nullable(),
    answer: z.string().nullable().openapi({ description: 'how its body begins, up to 2 kB' }),
    duration_ms: z.number().int(),
  })
  .openapi('WebhookAttempt')

export const STATUSES = ['pending', 'delivered', 'failed'] as const

export const WebhookEvent = z
  .object({
    id: z.uuid(),
    webhook: z.uuid().openapi({ description: 'where it is sent' }),
    webhook_id: z.uuid().openapi({ description: 'the header webhook-id: the same each time it is sent' }),
    type: z.string(),
    customer: z.uuid().nullable(),
    status: z.enum(STATUSES),
    resend: z.number().int().openapi({ description: '0, or which sending by hand this is' }),
    body: z.looseObject({ type: z.string(), timestamp: timestamp(), data: z.unknown() }).openapi({
      description: "what is sent: the event, what it is about, and what BillaBear's have beside",
    }),
    attempts: z.array(Attempt),
    next_attempt_at: timestamp().nullable().openapi({
      description: 'null while one before it about the same customer is pending, and once it is done',
    }),
    delivered_at: timestamp().nullable(),
    created_at: timestamp(),
  })
  .openapi('WebhookEvent')

export const presentDelivery = (row: DeliveryRow): z.infer<typeof WebhookEvent> => ({
  id: row.id,
  webhook: row.endpointId,
  webhook_id: row.eventId,
  type: row.type,
  customer: row.customerId,
  status: row.status,
  resend: row.resend,
  body: JSON.parse(row.body),
  attempts: row.attempts.map(({ at, status, error, answer, ms }) => ({
    at,
    status,
    error,
    answer,
    duration_ms: ms,
  })),
  next_attempt_at: row.status === 'pending' ? (row.dueAt?.toISOString() ?? null) : null,
  delivered_at: row.deliveredAt?.toISOString() ?? null,
  created_at: row.createdAt.toISOString(),
})
