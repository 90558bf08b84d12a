import type Stripe from 'stripe'
import { readBalance } from './balance'
import { bookCapture, openDispute } from './charge'
import { decideDispute } from './dispute'
import { previousAttributes } from './event'
import { idOf, type Row } from './kind'
import { failIntent } from './payment-attempt'
import { instrumentOfCharge } from './payment-intent'
import { failRefund, settleRefund } from './refund'
import { type Engine, StaleError, type Task, Unit } from './unit'

type Work = { task: Task; id: string; at: number }

/** Does what is due by an account's clock, one piece after the other in the order of their instants. */
export class Settler {
  private readonly queues = new Map<string, Promise<unknown>>()

  constructor(
    private readonly engine: Engine,
    private readonly rootOf: (account: string) => Promise<string>,
  ) {}

  /** Settles everything due up to an instant in seconds and answers how many pieces there were. */
  settle(account: string, until: number): Promise<number> {
    const before = this.queues.get(account) ?? Promise.resolve()
    const run = before.catch(() => undefined).then(() => this.run(account, until))
    this.queues.set(account, run)
    return run
  }

  /** For accounts that follow the wall clock: looks once what has come due. */
  async tick(): Promise<void> {
    const accounts = await this.engine.sql<{ account: string; at: string }[]>`
      select account, min(at) as at from stripe_sandbox.due group by account`
    for (const { account, at } of accounts) {
      const now = this.engine.clock.now(account)
      if (Number(at) <= now) await this.settle(account, now)
    }
  }

  /** Settles one debit at once, whatever its date: for people who do not want to move the clock. */
  async settleCharge(account: string, charge: string): Promise<boolean> {
    const [row] = await this.engine.sql<{ at: string }[]>`
      select at from stripe_sandbox.due where account = ${account} and task = 'settle_charge' and id = ${charge}`
    if (row === undefined) return false
    await this.work(
      account,
      { task: 'settle_charge', id: charge, at: Number(row.at) },
      this.engine.clock.now(account),
    )
    return true
  }

  private async run(account: string, until: number): Promise<number> {
    for (let count = 0; ; count++) {
      const [row] = await this.engine.sql<{ task: Task; id: string; at: string }[]>`
        select task, id, at from stripe_sandbox.due
        where account = ${account} and at <= ${until} order by at, seq limit 1`
      if (row === undefined) return count
      await this.work(account, { ...row, at: Number(row.at) }, Number(row.at))
    }
  }

  private async work(account: string, work: Work, now: number): Promise<void> {
    const root = await this.rootOf(account)
    for (let tries = 1; ; tries++) {
      const unit = new Unit(this.engine, { account, root, now, request: { id: null, idempotency_key: null } })
      unit.finish(work)
      try {
        await perform(unit, work)
        await unit.commit()
        return
      } catch (error) {
        if (!(error instanceof StaleError) || tries >= TRIES_MAX) throw error
      }
    }
  }
}

const TRIES_MAX = 25

async function perform(unit: Unit, { task, id }: Work): Promise<void> {
  switch (task) {
    case 'settle_charge':
      return settleCharge(unit, id)
    case 'settle_refund':
      return settleRefund(unit, id)
    case 'fail_refund':
      return failRefund(unit, id)
    case 'close_dispute':
      return decideDispute(unit, id)
    case 'balance_available':
      unit.emit('balance.available', await readBalance(unit))
  }
}

/** The bank's word on a SEPA debit, days after it was sent. */
async function settleCharge(unit: Unit, id: string): Promise<void> {
  const charge = await unit.find('charge', id)
  if (charge === undefined || charge.data.status !== 'pending') return
  const instrument = await instrumentOfCharge(unit, charge.data)
  const intent = await unit.find('payment_intent', idOf(charge.data.payment_intent) ?? '')
  if (instrument.type !== 'sepa_debit') return
  const { behaviour } = instrument.iban
  const before = charge.data
  if (behaviour.outcome === 'fails') {
    const message = FAILURE_MESSAGES[behaviour.failureCode] ?? "The customer's bank did not allow the debit."
    unit.update(charge, {
      status: 'failed',
      captured: false,
      amount_captured: 0,
      failure_code: behaviour.failureCode,
      failure_message: message,
    })
    unit.emit('charge.failed', charge.data, previousAttributes(before, charge.data))
    if (intent !== undefined) {
      const code = behaviour.failureCode as Stripe.PaymentIntent.LastPaymentError.Code
      failIntent(unit, intent, instrument, { type: 'invalid_request_error', code, message, charge: id })
    }
    return
  }
  unit.update(charge, {
    status: 'succeeded',
    paid: true,
    receipt_url: `${unit.engine.baseUrl()}/_sandbox/receipts/${charge.id}`,
  })
  bookCapture(unit, charge, instrument, charge.data.amount)
  unit.emit('charge.succeeded', charge.data, previousAttributes(before, charge.data))
  if (intent !== undefined) succeed(unit, intent)
  openDispute(unit, charge, instrument)
}

function succeed(unit: Unit, intent: Row<'payment_intent'>): void {
  const data = unit.update(intent, {
    status: 'succeeded',
    amount_received: intent.data.amount,
    processing: null,
  })
  unit.emit('payment_intent.succeeded', data)
}

const FAILURE_MESSAGES: { [code: string]: string } = {
  insufficient_funds: 'The bank account has insufficient funds to complete the debit.',
  charge_exceeds_source_limit: 'The payment amount exceeds the weekly payment volume limit of this account.',
  charge_exceeds_weekly_limit: 'The payment amount exceeds the weekly transaction limit of this account.',
}
