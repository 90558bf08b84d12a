import { createRoute, z } from '@hono/zod-openapi'
import type { OwnerCtx } from '../../../ctx'
import { DomainError, invalidInput } from '../../../errors'
import { advanceClock, advanceTo, type ClockState, readClock, requireTestMode } from '../../../usecases/clock'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, instant, jsonBody, text, timestamp } from '../document'

const shared = { ...extension, tags: ['Test'], security: apiKey }

const Clock = z
  .object({
    now: timestamp(),
    frozen: z.boolean().openapi({ description: 'false: it is the real time' }),
  })
  .openapi('TestClock')

const ClockInput = z
  .object({
    now: instant().optional(),
    advance: text(50).optional().openapi({ example: 'P1M', description: 'an ISO 8601 duration' }),
  })
  .refine(
    ({ now, advance }) => (now === undefined) !== (advance === undefined),
    'Send either now or advance.',
  )
  .openapi('TestClockInput', { example: { advance: 'P1M' } })

const JobsInput = z
  .object({ job: text(100).nullish() })
  .openapi('TestJobsInput', { example: { job: 'deliver-webhooks' } })

const Jobs = z
  .object({ done: z.record(z.string(), z.number().int()).openapi({ description: 'how much each job did' }) })
  .openapi('TestJobs', { example: { done: { 'billing-run': 1, 'charge-due': 1 } } })

const readNow = createRoute({
  ...shared,
  method: 'get',
  path: '/api/v1/test/clock',
  operationId: 'readTestClock',
  summary: 'What time it is for this owner; sandbox only',
  responses: answers(200, Clock),
})

const move = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/test/clock',
  operationId: 'moveTestClock',
  summary: 'Move the clock on; sandbox only',
  description:
    'To the instant `now`, or on by `advance`. Each renewal, retry, reminder and trial end on the way is done at its own instant, and the answer comes when all is done. The clock cannot go back.',
  request: jsonBody(ClockInput),
  responses: answers(200, Clock, [400]),
})

const runDue = createRoute({
  ...shared,
  method: 'post',
  path: '/api/v1/test/jobs',
  operationId: 'runTestJobs',
  summary: 'Do everything that is due, or what one job does; sandbox only',
  request: jsonBody(JobsInput),
  responses: answers(200, Jobs, [400]),
})

export function testRoutes(app: BillabearApp, { deps, guards }: RouteParts): void {
  app.openapi({ ...readNow, middleware: guards.owner() }, (c) => {
    requireTestMode(c.get('owner'))
    return c.json(presentClock(readClock(c.get('owner'))), 200)
  })
  app.openapi({ ...move, middleware: guards.owner() }, async (c) => {
    const owner = c.get('owner')
    requireTestMode(owner)
    return c.json(presentClock(await moved(owner, c.req.valid('json'))), 200)
  })
  app.openapi({ ...runDue, middleware: guards.owner() }, async (c) => {
    requireTestMode(c.get('owner'))
    const job = c.req.valid('json').job ?? undefined
    if (job !== undefined && !deps.jobs.names.includes(job))
      throw invalidInput({ job: `There are these jobs: ${deps.jobs.names.join(', ')}.` })
    return c.json({ done: await deps.jobs.run(job) }, 200)
  })
}

async function moved(ctx: OwnerCtx, to: z.output<typeof ClockInput>): Promise<ClockState> {
  if (to.now !== undefined) return advanceTo(ctx, to.now)
  return advanceClock(ctx, to.advance ?? '').catch(asAdvance)
}

/** The duration is called `advance` here. */
function asAdvance(error: unknown): never {
  if (error instanceof DomainError && error.details.fields?.by)
    throw invalidInput({ advance: error.details.fields.by })
  throw error
}

const presentClock = ({ now, frozen }: ClockState) => ({ now: now.toISOString(), frozen })
