import { openDatabase } from '@/db'
import { createWebhookSender } from '../adapters/webhook'
import type { Ctx } from '../ctx'
import { createSeal } from '../seal'
import { connectStripe } from '../stripe/connect'
import { sendDeliveries } from './webhook-send'

/** A worker of its own that is killed when the first webhook has been taken and nothing of it written down. */
type Task = { databaseUrl: string; authSecret: string; now: string }

const task = JSON.parse(process.argv[2] ?? '{}') as Task
const sender = createWebhookSender({ sandbox: true })
const ctx: Ctx = {
  db: openDatabase(task.databaseUrl, { poolMax: 2 }).db,
  stripe: connectStripe({ secretKey: 'sk_test_folio', webhookSecret: 'whsec_test' }),
  now: new Date(task.now),
  actor: { kind: 'system' },
}

await sendDeliveries(ctx, {
  webhooks: {
    ...createSeal(task.authSecret),
    ...sender,
    send: async (message) => {
      const outcome = await sender.send(message)
      process.kill(process.pid, 'SIGKILL')
      return outcome
    },
  },
})
