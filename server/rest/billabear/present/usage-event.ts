import { z } from '@hono/zod-openapi'
import { readDecimal } from '../../../core/decimal'
import { EVENTS_MAX, type EventOutcome, type UsageEventInput } from '../../../usecases/usage-event'
import { required, text } from '../document'

/** Properties of one event, as JSON. */
const PROPERTIES_CHARS_MAX = 8_192

/** NUL and halves of a surrogate pair, which no database column can keep, as JSON has them. */
const UNKEEPABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

const wellFormed = (max: number) =>
  required(max).refine((value) => !/\p{Surrogate}/u.test(value), 'This value is not well-formed text')

/** PHP writes an object without properties as a list. */
const properties = z
  .unknown()
  .transform((value) => (Array.isArray(value) && value.length === 0 ? {} : (value ?? {})))
  .pipe(
    z.custom<Record<string, unknown>>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'This value should be an object.',
    ),
  )
  .superRefine((value, context) => {
    const json = JSON.stringify(value)
    if (json.length > PROPERTIES_CHARS_MAX)
      context.addIssue({
        code: 'custom',
        message: `Properties have at most ${PROPERTIES_CHARS_MAX} characters`,
      })
    else if (UNKEEPABLE.test(json))
      context.addIssue({ code: 'custom', message: 'Properties may not contain NUL' })
  })

export const EventInput = z
  .object({
    event_id: wellFormed(255).openapi({
      description: 'your own; of two events with one id the first counts',
    }),
    subscription: z.string().openapi({ format: 'uuid' }),
    code: text(64).openapi({ description: "the metric's code" }),
    value: z
      .number()
      .refine((value) => readDecimal(value) !== null, 'This value is too large.')
      .openapi({ description: 'what a metric of sum adds up; fractions are kept to twelve decimals' }),
    properties: properties.optional().openapi({
      type: 'object',
      description: 'what filters and other metrics look at',
      additionalProperties: true,
    }),
    timestamp: z.iso
      .datetime({ offset: true, error: 'This value is not a date and time such as 2026-01-31T12:00:00Z.' })
      .nullish()
      .openapi({
        description:
          'when it happened, if not now (an extension): at most five minutes ahead, not before the subscription started',
        'x-folio-extension': true,
      }),
  })
  .openapi('Event', {
    example: {
      event_id: '0197a2f0-0000-7000-8000-00000000000e',
      subscription: '0197a2f0-0000-7000-8000-000000000004',
      code: 'api_calls',
      value: 1,
      properties: { region: 'eu' },
    },
  })

/** Events are judged one by one, so that one that is none spoils no other. */
export const BatchInput = z
  .preprocess(
    (body) => (Array.isArray(body) ? { events: body } : body),
    z.object({
      events: z
        .array(z.unknown())
        .min(1, 'A batch has at least one event.')
        .max(EVENTS_MAX, `A batch has at most ${EVENTS_MAX} events.`)
        .openapi({ type: 'array', items: { $ref: '#/components/schemas/Event' } }),
    }),
  )
  .openapi('EventBatch', {
    description: 'up to 1,000 events; the bare list is read too',
    example: {
      events: [
        {
          event_id: 'call-1',
          subscription: '0197a2f0-0000-7000-8000-000000000001',
          code: 'calls',
          value: 1,
          properties: { region: 'eu' },
        },
      ],
    },
  })

const BatchOutcome = z
  .object({
    event_id: z.string().nullable(),
    status: z.enum(['accepted', 'duplicate', 'error']),
    errors: z
      .record(z.string(), z.string())
      .optional()
      .openapi({ description: 'per field, why it was not taken' }),
  })
  .openapi('EventOutcome')

export const BatchAnswer = z
  .object({
    data: z.array(BatchOutcome).openapi({ description: 'in the order of the events' }),
    accepted: z.number().int(),
    duplicate: z.number().int(),
    error: z.number().int(),
  })
  .openapi('EventBatchAnswer', {
    example: {
      data: [
        { event_id: 'call-1', status: 'accepted' },
        { event_id: 'call-1', status: 'duplicate' },
        { event_id: 'call-2', status: 'error', errors: { code: 'There is no such metric' } },
      ],
      accepted: 1,
      duplicate: 1,
      error: 1,
    },
  })

export function eventFields(given: z.output<typeof EventInput>): UsageEventInput {
  return {
    eventId: given.event_id,
    subscriptionId: given.subscription,
    code: given.code,
    value: readDecimal(given.value) ?? '0',
    properties: given.properties ?? {},
    at: given.timestamp ? new Date(given.timestamp) : null,
  }
}

/** Each event of a batch as it was read: what can be taken, or what is wrong with it per field. */
export function readBatch(events: unknown[]): (UsageEventInput | { fields: Record<string, string> })[] {
  return events.map((event) => {
    const read = EventInput.safeParse(event)
    if (read.success) return eventFields(read.data)
    const fields: Record<string, string> = {}
    for (const issue of read.error.issues) fields[issue.path.map(String).join('.') || 'event'] = issue.message
    return { fields }
  })
}

export function presentBatch(events: unknown[], outcomes: EventOutcome[]): z.infer<typeof BatchAnswer> {
  const count = (status: EventOutcome['status']) => outcomes.filter((one) => one.status === status).length
  return {
    data: outcomes.map((outcome, i) => ({
      event_id: idOf(events[i]),
      ...(outcome.status === 'error'
        ? { status: outcome.status, errors: outcome.fields }
        : { status: outcome.status }),
    })),
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    error: count('error'),
  }
}

function idOf(event: unknown): string | null {
  const id = typeof event === 'object' && event !== null && 'event_id' in event ? event.event_id : null
  return typeof id === 'string' ? id.slice(0, 255) : null
}
