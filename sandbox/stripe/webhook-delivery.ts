import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultBook } from './fault'
import type { Sql } from './store'
import type { Endpoint, Endpoints } from './webhook-endpoint'

type Delivery = {
  seq: string
  account: string
  event: string
  endpoint: string
  attempts: number
  type: string
  body: string
  pending: string
}

type Outcome = 'delivered' | 'failed' | 'postponed'
/** `gone` was finished by somebody else meanwhile. */
type Tried = { delivery: Delivery; result: Outcome | 'gone' }

const BATCH = 50
const CONCURRENCY = 8
const TIMEOUT_MS = 10_000
const IDLE_MS = 500
const BACKOFF_FIRST_MS = 250
const BACKOFF_MAX_MS = 30_000
/** Real Stripe tries for three days; with thirty seconds between tries this is hours. */
const ATTEMPTS_MAX = 500
const REORDER_MS = 1500

/**
 * Posts events to the endpoints until each has answered 2xx, with growing pauses by the wall clock. Several
 * deliveries run at once and nothing keeps their order, as with Stripe.
 */
export class Deliverer {
  private isRunning = false
  private isStopped = false
  private wake: () => void = () => undefined
  private loop: Promise<void> = Promise.resolve()
  private passing: Promise<unknown> = Promise.resolve()
  /** An endpoint that refuses connections is left alone for a while, whatever is due for it. */
  private readonly pausedUntil = new Map<string, { at: number; failures: number }>()

  constructor(
    private readonly sql: Sql,
    private readonly endpoints: Endpoints,
    private readonly faults: FaultBook,
  ) {}

  /** Lets go of what was meant for endpoints that are no more, then delivers until it is stopped. */
  async start(): Promise<void> {
    await this.sql`
      update stripe_sandbox.delivery set status = 'dropped', last_error = 'the endpoint is gone'
      where status = 'pending' and not endpoint = any(${this.endpoints.ids()})`
    this.isRunning = true
    this.loop = this.run()
  }

  async stop(): Promise<void> {
    this.isStopped = true
    this.wake()
    await this.loop
  }

  /** There is something new to deliver. */
  nudge(): void {
    if (this.isRunning) this.wake()
  }

  /** Tries everything that is pending, due or not, until nothing is left or what is left fails; counts both. */
  async flush(): Promise<{ delivered: number; failed: number; pending: number }> {
    this.pausedUntil.clear()
    let delivered = 0
    let failed = 0
    const tried = new Set<string>()
    for (;;) {
      const batch = (await this.take({ isForced: true })).filter((one) => !tried.has(one.seq))
      if (batch.length === 0) break
      for (const { delivery, result } of await this.pass(batch, { isForced: true })) {
        // One that was held back comes again in the next round, behind the others.
        if (result !== 'postponed') tried.add(delivery.seq)
        if (result === 'delivered') delivered += 1
        if (result === 'failed') failed += 1
      }
    }
    const [row] = await this.sql<{ count: number }[]>`
      select count(*)::int as count from stripe_sandbox.delivery where status = 'pending'`
    return { delivered, failed, pending: row?.count ?? 0 }
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      let worked = 0
      try {
        const batch = await this.take({ isForced: false })
        worked = batch.length
        if (worked > 0) await this.pass(batch, { isForced: false })
      } catch (error) {
        if (!this.isStopped) console.error('stripe sandbox, webhooks:', error)
      }
      if (worked < BATCH && !this.isStopped) await this.idle()
    }
  }

  private async idle(): Promise<void> {
    const stop = new AbortController()
    const woken = new Promise<void>((resolve) => {
      this.wake = resolve
    })
    await Promise.race([woken, sleep(IDLE_MS, undefined, { signal: stop.signal }).catch(() => undefined)])
    stop.abort()
    this.wake = () => undefined
  }

  private async take({ isForced }: { isForced: boolean }): Promise<Delivery[]> {
    const open = this.endpoints.ids().filter((id) => (this.pausedUntil.get(id)?.at ?? 0) <= Date.now())
    if (open.length === 0) return []
    return this.sql<Delivery[]>`
      select d.seq, d.account, d.event, d.endpoint, d.attempts, e.type, e.data::text as body,
        (select count(*) from stripe_sandbox.delivery o where o.account = d.account and o.event = d.event and o.status = 'pending') as pending
      from stripe_sandbox.delivery d
      join stripe_sandbox.event e on e.account = d.account and e.id = d.event
      where d.status = 'pending' and (${isForced} or d.due_at <= now()) and d.endpoint = any(${open})
      order by ${isForced ? this.sql`d.seq` : this.sql`d.due_at, d.seq`} limit ${isForced ? 10 * BATCH : BATCH}`
  }

  /** Delivers a batch; one pass at a time, so that a flush and the loop never post the same delivery twice. */
  private pass(batch: readonly Delivery[], how: { isForced: boolean }): Promise<Tried[]> {
    const run = this.passing.catch(() => undefined).then(() => this.passNow(batch, how))
    this.passing = run
    return run
  }

  private async passNow(batch: readonly Delivery[], how: { isForced: boolean }): Promise<Tried[]> {
    const queue = await this.stillPending(batch)
    const done = new Set(queue.map((one) => one.seq))
    const tried: Tried[] = batch
      .filter((one) => !done.has(one.seq))
      .map((delivery) => ({ delivery, result: 'gone' as const }))
    const workers = Array.from({ length: Math.min(CONCURRENCY, queue.length) }, async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        tried.push({ delivery: one, result: await this.deliver(one, how) })
      }
    })
    await Promise.all(workers)
    return tried
  }

  private async stillPending(batch: readonly Delivery[]): Promise<Delivery[]> {
    const rows = await this.sql<{ seq: string }[]>`
      select seq from stripe_sandbox.delivery where status = 'pending' and seq = any(${batch.map((one) => one.seq)}::bigint[])`
    const open = new Set(rows.map((row) => row.seq))
    return batch.filter((one) => open.has(one.seq))
  }

  private async deliver(one: Delivery, { isForced }: { isForced: boolean }): Promise<Outcome> {
    const endpoint = this.endpoints.get(one.endpoint)
    if (endpoint === undefined) {
      await this.finish(one, 'dropped', 'the endpoint is gone')
      return 'failed'
    }
    const faults =
      one.attempts === 0 ? this.faults.strikeWebhook({ type: one.type, account: one.account }) : []
    const delay = faults.reduce(
      (ms, fault) => (fault.kind === 'late' ? fault.ms : fault.kind === 'reorder' ? REORDER_MS : ms),
      0,
    )
    if (faults.some((fault) => fault.kind === 'drop')) {
      await this.finish(one, 'dropped', 'dropped on demand')
      return 'delivered'
    }
    if (delay > 0) {
      // Counted as tried, so that the fault does not strike the same delivery again when it comes due.
      await this.postpone(one, isForced ? 0 : delay, 'held back on demand')
      return 'postponed'
    }
    const problem = await this.post(endpoint, one)
    if (problem === undefined && faults.some((fault) => fault.kind === 'double'))
      await this.post(endpoint, one)
    if (problem === undefined) {
      this.pausedUntil.delete(endpoint.id)
      await this.finish(one, 'delivered', null)
      return 'delivered'
    }
    await this.fail(one, problem)
    return 'failed'
  }

  private async post(endpoint: Endpoint, one: Delivery): Promise<string | undefined> {
    const body = withPending(one)
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signatureHeader(endpoint.secret, body),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
      })
      await response.arrayBuffer()
      return response.ok ? undefined : `status ${response.status}`
    } catch (error) {
      const failures = (this.pausedUntil.get(endpoint.id)?.failures ?? 0) + 1
      this.pausedUntil.set(endpoint.id, { at: Date.now() + backoffMs(Math.min(failures, 6)), failures })
      return error instanceof Error ? error.message : String(error)
    }
  }

  private async finish(
    one: Delivery,
    status: 'delivered' | 'dropped',
    problem: string | null,
  ): Promise<void> {
    await this.sql`
      update stripe_sandbox.delivery set status = ${status}, attempts = attempts + 1, last_error = ${problem} where seq = ${one.seq}`
  }

  private async fail(one: Delivery, problem: string): Promise<void> {
    if (one.attempts + 1 >= ATTEMPTS_MAX) await this.finish(one, 'dropped', problem)
    else await this.postpone(one, backoffMs(one.attempts), problem)
  }

  private async postpone(one: Delivery, delayMs: number, problem: string): Promise<void> {
    await this.sql`
      update stripe_sandbox.delivery
      set attempts = attempts + 1, last_error = ${problem}, due_at = now() + make_interval(secs => ${delayMs / 1000})
      where seq = ${one.seq}`
  }
}

/** The `Stripe-Signature` of a body (docs.stripe.com/webhooks#verify-manually); dated by the wall clock, as receivers check it. */
export function signatureHeader(secret: string, body: string, at = Math.floor(Date.now() / 1000)): string {
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  return `t=${at},v1=${signature}`
}

function withPending(one: Delivery): string {
  return JSON.stringify({ ...JSON.parse(one.body), pending_webhooks: Number(one.pending) }, null, 2)
}

function backoffMs(attempts: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempts, 12))
}
