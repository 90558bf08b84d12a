import { Socket } from 'node:net'
import { openDatabase } from '@/db'
import { connectStripe } from '../stripe/connect'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'

/**
 * A worker of its own that bills and charges what is due, and is killed at one chosen step: a step is anything it
 * says to Postgres or to Stripe. `sent`: it dies right after saying it, and so never hears the answer.
 */
type Task = {
  databaseUrl: string
  stripeUrl: string
  now: string
  dieAtStep: number | null
  sent: boolean
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task
let step = 0

const write = Socket.prototype.write
Socket.prototype.write = function (this: Socket, ...said: unknown[]) {
  // Two sockets are the process's own way to its parent; they have no address.
  const isStep = this.remoteAddress !== undefined && step++ === task.dieAtStep
  if (isStep && !task.sent) process.kill(process.pid, 'SIGKILL')
  const flushed = Reflect.apply(write, this, said)
  if (isStep) process.kill(process.pid, 'SIGKILL')
  return flushed
}

async function main(): Promise<void> {
  const database = openDatabase(task.databaseUrl, { poolMax: 4 })
  const ctx = {
    db: database.db,
    stripe: connectStripe({
      secretKey: 'sk_test_folio',
      webhookSecret: 'whsec_test',
      sandboxUrl: task.stripeUrl,
    }),
    now: new Date(task.now),
    actor: { kind: 'system' as const },
  }
  await runBilling(ctx)
  const billing = step
  while ((await chargeDue(ctx)) > 0);
  const all = step
  await database.close()
  process.stdout.write(JSON.stringify({ billing, all }))
}

await main()
