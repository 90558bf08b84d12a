import { openDatabase } from '@/db'
import type { Ctx } from '../ctx'
import type { StripeAccounts, StripeClient } from '../stripe/client'
import { connectStripe } from '../stripe/connect'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'
import { payCheckout } from './checkout-pay'
import { cancelAll, keyed } from './crash.test-verbs'
import { enterCustomer } from './customer'
import { subscribe } from './subscribe'

/**
 * A process of its own that is killed at one chosen step: before or after the commit of any transaction,
 * before or after the answer of any call to Stripe. It says `done` when it got through alive.
 */
type Task = {
  databaseUrl: string
  stripeUrl: string
  customerId: string
  now: string
  verb: 'subscribe' | 'renew' | 'start' | 'refund' | 'cancel' | 'checkout'
  /** For `checkout`: which page, and the buyer's token. */
  at?: { slug: string; token: string }
  dieAtStep: number
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task
let step = 0

/** SIGKILL: no handler runs, no socket is closed in order, as when the power goes. */
function passStep(): void {
  if (step++ === task.dieAtStep) process.kill(process.pid, 'SIGKILL')
}

async function main(): Promise<void> {
  const database = openDatabase(task.databaseUrl, { poolMax: 2 })
  const commit = database.db.transaction.bind(database.db)
  database.db.transaction = (async (work: Parameters<typeof commit>[0]) => {
    const result = await commit(async (tx) => {
      const answer = await work(tx)
      passStep()
      return answer
    })
    passStep()
    return result
  }) as typeof commit
  const stripe = connectStripe({
    secretKey: 'sk_test_folio',
    webhookSecret: 'whsec_test',
    sandboxUrl: task.stripeUrl,
  })
  const ctx: Ctx = {
    db: database.db,
    stripe: mortal(stripe),
    now: new Date(task.now),
    actor: { kind: 'system' },
  }
  if (task.verb === 'subscribe') await subscribe(await enterCustomer(ctx, task.customerId), { plan: 'small' })
  else if (task.verb === 'cancel') await cancelAll(await enterCustomer(ctx, task.customerId))
  else if (task.verb === 'start' || task.verb === 'refund')
    await keyed(await enterCustomer(ctx, task.customerId), task.verb)
  else if (task.at)
    await payCheckout(
      { ...ctx, actor: { kind: 'nobody' } },
      { ...task.at, payment: 'tok_visa', amountDue: null, address: undefined },
    )
  else {
    await runBilling(ctx)
    await chargeDue(ctx)
  }
  await database.close()
  process.stdout.write('done')
}

function mortal(accounts: StripeAccounts): StripeAccounts {
  return {
    ...accounts,
    for: (account) =>
      new Proxy(accounts.for(account), {
        get: (target, name: keyof StripeClient) => async (input: never) => {
          passStep()
          const answer = await (target[name] as (input: never) => Promise<unknown>)(input)
          passStep()
          return answer
        },
      }),
  }
}

await main()
