import { createRoute } from '@hono/zod-openapi'
import { type EventOutcome, recordUsage, recordUsageBatch } from '../../../usecases/usage-event'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, jsonBody } from '../document'
import {
  BatchAnswer,
  BatchInput,
  EventInput,
  eventFields,
  presentBatch,
  readBatch,
} from '../present/usage-event'

const create = createRoute({
  method: 'post',
  path: '/api/v1/events',
  operationId: 'createEvent',
  tags: ['Usage'],
  summary: 'Count an event',
  description:
    'Answered once it is kept. An `event_id` counts once, however often it is sent and whatever else runs: sending it again is 201 and changes nothing. An event that comes after its period was billed is billed with the next invoice.',
  security: apiKey,
  request: jsonBody(EventInput),
  responses: answers(201, Empty, [400, 429]),
})

const createMany = createRoute({
  ...extension,
  method: 'post',
  path: '/api/v1/events/batch',
  operationId: 'createEvents',
  tags: ['Usage'],
  summary: 'Count up to 1,000 events',
  description:
    'Each is answered for itself: `accepted`, `duplicate`, or the error it has. One spoils no other.',
  security: apiKey,
  request: jsonBody(BatchInput),
  responses: answers(201, BatchAnswer, [400, 429]),
})

export function usageEventRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...create, middleware: guards.owner() }, async (c) => {
    await recordUsage(c.get('owner'), eventFields(c.req.valid('json')))
    return c.json({}, 201)
  })
  app.openapi({ ...createMany, middleware: guards.owner() }, async (c) => {
    const { events } = c.req.valid('json')
    const read = readBatch(events)
    const good = read.flatMap((event) => ('fields' in event ? [] : [event]))
    const taken = (await recordUsageBatch(c.get('owner'), good)).values()
    const outcomes = read.map((event): EventOutcome => {
      if ('fields' in event) return { status: 'error', fields: event.fields }
      return taken.next().value ?? { status: 'error', fields: {} }
    })
    return c.json(presentBatch(events, outcomes), 201)
  })
}
