import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Actor } from '../ctx'
import { DomainError, ERRORS } from '../errors'
import type { Live } from '../live'
import { ownerScope } from '../usecases/owner'
import { type ApiDeps, logged } from './api'

export type DashboardEventsDeps = Pick<ApiDeps, 'ctxFor' | 'logError'> & {
  /** Who asks, by the session cookie. */
  actorOf(headers: Headers): Promise<Actor>
  live(): Live
}

export type EventLimits = {
  /** Then the browser connects again, with the session and the role that it has by then. */
  lifetimeMs: number
  /** Shorter than any proxy's patience. */
  heartbeatMs: number
  /** Many movements at once are told once. */
  gatherMs: number
  /** Open connections of one person, and of this process. */
  perUser: number
  total: number
}

const LIMITS: EventLimits = {
  lifetimeMs: 55_000,
  heartbeatMs: 20_000,
  gatherMs: 250,
  perUser: 12,
  total: 2_000,
}

/**
 * `GET /api/dashboard/<owner>/events`: tells an open dashboard by server-sent events that something moved, and nothing
 * else; the page then reads what it shows as it always does. For members of the owner, by their session.
 */
export function dashboardEvents(deps: DashboardEventsDeps, limits: EventLimits = LIMITS): Hono {
  const app = new Hono()
  const open = new Map<string, number>()
  let total = 0
  app.get('/api/dashboard/:ownerId/events', async (c) => {
    const actor = await deps.actorOf(c.req.raw.headers)
    const { owner } = await ownerScope(deps.ctxFor(actor), c.req.param('ownerId'))
    const userId = actor.kind === 'user' ? actor.userId : actor.kind
    const mine = open.get(userId) ?? 0
    if (mine >= limits.perUser || total >= limits.total) return c.json({ msg: 'Too many open pages' }, 503)
    open.set(userId, mine + 1)
    total += 1
    const ended = () => {
      const left = (open.get(userId) ?? 1) - 1
      if (left > 0) open.set(userId, left)
      else open.delete(userId)
      total -= 1
    }
    const since = sinceOf(c.req.header('last-event-id') ?? c.req.query('since'))
    const body = eventStream(deps.live(), { ownerId: owner.id, since, limits, ended })
    // Compression and proxies' buffers (nginx) would hold messages back.
    return c.body(body, 200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    })
  })
  app.onError((error, c) => {
    if (error instanceof DomainError) {
      const { http } = ERRORS[error.code]
      return c.json({ msg: error.message }, http as ContentfulStatusCode)
    }
    const requestId = logged(c, deps, error)
    return c.json({ msg: 'Something went wrong on our side', request_id: requestId }, 500)
  })
  return app
}

type StreamOptions = { ownerId: string; since: number | null; limits: EventLimits; ended: () => void }

/** Each message carries the time as its id, so that who connects again hears of what moved in between. */
function eventStream(
  live: Live,
  { ownerId, since, limits, ended }: StreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let finish = () => {}
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let gathering: NodeJS.Timeout | undefined
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      const tell = () => {
        gathering = undefined
        send(`id: ${Date.now()}\nevent: moved\ndata: {}\n\n`)
      }
      const moved = () => {
        gathering ??= setTimeout(tell, limits.gatherMs)
      }
      const close = () => {
        finish()
        controller.close()
      }
      const heartbeat = setInterval(() => send(`id: ${Date.now()}\n\n`), limits.heartbeatMs)
      const lifetime = setTimeout(close, limits.lifetimeMs)
      const unfollow = live.follow(ownerId, { moved, closed: close })
      finish = () => {
        finish = () => {}
        clearTimeout(gathering)
        clearInterval(heartbeat)
        clearTimeout(lifetime)
        unfollow()
        ended()
      }
      send(`retry: 2000\nid: ${Date.now()}\n\n`)
      if (since !== null && live.hasMovedSince(ownerId, since)) moved()
    },
    cancel: () => finish(),
  })
}

function sinceOf(text: string | undefined): number | null {
  const at = Number(text)
  return text !== undefined && Number.isSafeInteger(at) && at > 0 ? at : null
}
