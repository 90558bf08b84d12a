import type { WebhookPort } from '../core/webhook'
import type { Ctx } from '../ctx'
import { runBilling } from '../usecases/billing-run'
import { chargeDue, expireAbandoned, refundDue } from '../usecases/charge-due'
import { continueClockRuns } from '../usecases/clock-run'
import { deliverEvents } from '../usecases/event-mail'
import { bookFees } from '../usecases/fee'
import { continueImports } from '../usecases/import-run'
import type { EventMail } from '../usecases/mail-content'
import { remindOverdue } from '../usecases/overdue'
import { askAboutRefunds } from '../usecases/refund'
import { endDunning, recordExpiredCards, remindExpiringCards, remindTrials } from '../usecases/reminder'
import { processStripeEvents, pullAllStripeEvents } from '../usecases/stripe-event'
import { recheckLimits } from '../usecases/usage-limit'
import { makeDeliveries, type PresentEvents } from '../usecases/webhook-make'
import { purgeDeliveries } from '../usecases/webhook-purge'
import { sendDeliveries } from '../usecases/webhook-send'

/** What jobs need beyond the verbs: a fresh context each time, mail out, and where errors are told. */
export type JobDeps = {
  ctx: () => Ctx
  sendMail: (mail: EventMail) => Promise<void>
  webhooks: WebhookPort
  /** The bodies of webhooks. */
  presentEvents: PresentEvents
  onError: (error: unknown, about: string) => void
}

/** `apart`: it waits for others' servers, and so runs beside the rest, which it would hold up. */
export type Job = {
  name: string
  everyMs: number
  run: (deps: JobDeps) => Promise<number>
  apart?: true
}

/** Everything that runs by itself, in the order it runs. Each is safe with N workers and after any crash. */
export const JOBS: Job[] = [
  job('stripe-events', 1_000, ({ ctx, onError }) => processStripeEvents(ctx(), { onError })),
  job('pull-stripe-events', 300_000, ({ ctx, onError }) => pullAllStripeEvents(ctx(), { onError })),
  job('billing-run', 1_000, ({ ctx, onError }) => runBilling(ctx(), { onError })),
  job('charge-due', 1_000, ({ ctx, onError }) => chargeDue(ctx(), { onError })),
  job('ask-about-refunds', 3_600_000, ({ ctx, onError }) => askAboutRefunds(ctx(), { onError })),
  job('book-fees', 60_000, ({ ctx, onError }) => bookFees(ctx(), { onError })),
  job('refund-due', 10_000, ({ ctx, onError }) => refundDue(ctx(), { onError })),
  job('expire-abandoned', 60_000, ({ ctx, onError }) => expireAbandoned(ctx(), { onError })),
  job('end-dunning', 60_000, ({ ctx }) => endDunning(ctx())),
  job('remind-overdue', 60_000, ({ ctx }) => remindOverdue(ctx())),
  job('remind-trials', 60_000, ({ ctx }) => remindTrials(ctx())),
  job('remind-expiring-cards', 3_600_000, ({ ctx }) => remindExpiringCards(ctx())),
  job('record-expired-cards', 3_600_000, ({ ctx }) => recordExpiredCards(ctx())),
  job('purge-webhooks', 3_600_000, ({ ctx }) => purgeDeliveries(ctx())),
  job('check-limits', 60_000, ({ ctx }) => recheckLimits(ctx())),
  job('deliver-events', 1_000, ({ ctx, sendMail, onError }) =>
    deliverEvents(ctx(), { send: sendMail, onError }),
  ),
  { ...job('deliver-webhooks', 1_000, deliverWebhooks), apart: true },
  // Apart, too: a year takes a while, and so do thousands of customers, and the rest is not to wait for them.
  { ...job('run-imports', 1_000, ({ ctx, onError }) => continueImports(ctx(), { onError })), apart: true },
  { ...job('move-clocks', 1_000, ({ ctx, onError }) => continueClockRuns(ctx(), { onError })), apart: true },
]

/** A job that always finds something more than this often is stopped, so that the others get their turn. */
const ROUNDS_MAX = 50

/** Runs everything that is due, once, until nothing is left. Answers how much each job did. */
export async function runJobs(deps: JobDeps, only?: string): Promise<Record<string, number>> {
  const done: Record<string, number> = {}
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let worked = 0
    for (const { name, run } of JOBS) {
      if (only !== undefined && only !== name) continue
      const count = name === 'pull-stripe-events' && round > 0 ? 0 : await run(deps)
      done[name] = (done[name] ?? 0) + count
      worked += count
    }
    if (worked === 0) break
  }
  return done
}

/** Runs the jobs on their schedule until stopped; `stop` resolves when the one at work is done. */
export function startWorker(deps: JobDeps): { stop(): Promise<void>; wake(): void } {
  const lanes = [JOBS.filter((j) => !j.apart), JOBS.filter((j) => j.apart)].map((jobs) =>
    startLane(deps, jobs),
  )
  return {
    wake: () => {
      for (const lane of lanes) lane.wake()
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()))
    },
  }
}

/** Jobs that take turns. */
function startLane(deps: JobDeps, jobs: Job[]): { stop(): Promise<void>; wake(): void } {
  const dueAt = new Map(jobs.map(({ name }) => [name, 0]))
  let stopped = false
  let wake = () => {}
  const loop = async () => {
    while (!stopped) {
      for (const { name, everyMs, run } of jobs) {
        if (stopped || performance.now() < (dueAt.get(name) ?? 0)) continue
        const count = await run(deps).catch((error: unknown) => {
          deps.onError(error, name)
          return 0
        })
        // A job that found work may have left some; one that did not waits for its turn.
        dueAt.set(name, count > 0 ? 0 : performance.now() + everyMs)
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, IDLE_MS)
        wake = () => {
          clearTimeout(timer)
          for (const { name, everyMs } of jobs) if (everyMs <= 1_000) dueAt.set(name, 0)
          resolve()
        }
      })
    }
  }
  const running = loop()
  return {
    wake: () => wake(),
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}

const IDLE_MS = 250

async function deliverWebhooks({ ctx, webhooks, presentEvents, onError }: JobDeps): Promise<number> {
  const made = await makeDeliveries(ctx(), { present: presentEvents, onError })
  return made + (await sendDeliveries(ctx(), { webhooks, onError }))
}

function job(name: string, everyMs: number, run: Job['run']): Job {
  return { name, everyMs, run }
}
