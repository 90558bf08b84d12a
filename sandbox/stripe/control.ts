import type { ServerResponse } from 'node:http'
import type Stripe from 'stripe'
import { PLATFORM_ACCOUNT } from './auth'
import { closeDispute, insertDispute } from './dispute'
import { StripeError } from './error'
import type { Sandbox } from './http'
import { instrumentOf } from './instrument'
import { isSameSecret } from './intent'
import { idOf, type Row } from './kind'
import { answerChallenge, answerDocument } from './page'
import { finishAuthentication } from './payment-attempt'
import { finishSetupAuthentication } from './setup-intent'
import { StaleError, Unit } from './unit'

type Json = { [name: string]: unknown }
type ControlCall = { method: string; path: string; query: string; text: string }
type Reply = { status: number; body: unknown }

/** The sandbox's own controls under `/_sandbox`: JSON in and out, no key needed, loopback only. */
export async function answerControl(
  sandbox: Sandbox,
  call: ControlCall,
  response: ServerResponse,
): Promise<void> {
  const path = call.path.slice('/_sandbox'.length)
  if (path.startsWith('/challenge/'))
    return answerChallenge(sandbox, call, path.slice('/challenge/'.length), response)
  const isDocument = /^\/(receipts|mandates)\//.test(path) && call.method === 'GET'
  if (isDocument || path.startsWith('/accounts/')) return answerDocument(sandbox, { ...call, path }, response)
  const { status, body } = await reply(sandbox, { ...call, path }).catch((error: unknown): Reply => {
    if (error instanceof StripeError) return { status: error.status, body: { error: error.body } }
    console.error('stripe sandbox, control:', error)
    return { status: 500, body: { error: { message: 'The sandbox failed; its log says why.' } } }
  })
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function reply(sandbox: Sandbox, call: ControlCall): Promise<Reply> {
  const given = readJson(call)
  if (given === undefined) return refuse('the body is not a JSON object')
  const query = new URLSearchParams(call.query)
  const account = String(given.account ?? query.get('account') ?? PLATFORM_ACCOUNT)
  const intent = /^\/intents\/([^/]+)\/(authenticate|settle)$/.exec(call.path)
  if (intent !== null && call.method === 'POST')
    return replyIntent(sandbox, account, intent[1] ?? '', intent[2] ?? '', given)
  const coupon = /^\/coupons\/([^/]+)\/redeem$/.exec(call.path)
  if (coupon !== null && call.method === 'POST')
    return redeemCoupon(sandbox, account, decodeURIComponent(coupon[1] ?? ''))
  const dispute = /^\/(charges|disputes)\/([^/]+)\/(dispute|close)$/.exec(call.path)
  if (dispute !== null && call.method === 'POST')
    return replyDispute(sandbox, account, { id: dispute[2] ?? '', verb: dispute[3] ?? '', given })
  const fault = /^\/faults\/([^/]+)$/.exec(call.path)
  if (fault !== null && call.method === 'DELETE')
    return { status: sandbox.faults.remove(fault[1] ?? '') ? 200 : 404, body: {} }
  switch (`${call.method} ${call.path}`) {
    case 'GET ':
    case 'GET /':
      return {
        status: 200,
        body: { ok: true, platform: PLATFORM_ACCOUNT, now: sandbox.engine.clock.now(PLATFORM_ACCOUNT) },
      }
    case 'GET /clock':
      return { status: 200, body: readClock(sandbox, account) }
    case 'POST /clock':
      return moveClock(sandbox, account, given)
    case 'GET /faults':
      return { status: 200, body: { data: sandbox.faults.list() } }
    case 'POST /faults': {
      const added = sandbox.faults.add(given)
      return typeof added === 'string' ? refuse(added) : { status: 200, body: added }
    }
    case 'DELETE /faults':
      sandbox.faults.clear()
      return { status: 200, body: {} }
    case 'POST /deliver':
      return { status: 200, body: await sandbox.deliverer.flush() }
    case 'GET /requests':
      return { status: 200, body: { data: sandbox.log.last() } }
    default:
      return {
        status: 404,
        body: { error: { message: `no such control: ${call.method} /_sandbox${call.path}` } },
      }
  }
}

function readClock(sandbox: Sandbox, account: string) {
  const now = sandbox.engine.clock.now(account)
  return {
    account,
    now,
    iso: new Date(now * 1000).toISOString(),
    frozen: sandbox.engine.clock.isFrozen(account),
  }
}

/** `now` (seconds or ISO) freezes the account there; `advance_seconds` moves it ahead; `frozen: false` lets it run. */
async function moveClock(sandbox: Sandbox, account: string, given: Json): Promise<Reply> {
  const { clock } = sandbox.engine
  const present = clock.now(account)
  if (given.now !== undefined) {
    const at = instantOf(given.now)
    if (at === undefined) return refuse('now must be seconds since 1970 or an ISO instant')
    if (at < present && (await hasHistory(sandbox, account))) {
      return refuse(`the clock of ${account} is at ${present} and does not go back`)
    }
    const settled = await sandbox.settler.settle(account, at)
    await clock.freeze(account, at)
    if (given.frozen === false) await clock.release(account)
    return { status: 200, body: { ...readClock(sandbox, account), settled } }
  }
  if (given.advance_seconds !== undefined) {
    const seconds = Number(given.advance_seconds)
    if (!Number.isSafeInteger(seconds) || seconds < 0)
      return refuse('advance_seconds must be a whole number, not negative')
    const settled = await sandbox.settler.settle(account, present + seconds)
    await clock.advance(account, seconds)
    return { status: 200, body: { ...readClock(sandbox, account), settled } }
  }
  if (given.frozen === false) {
    await clock.release(account)
    return { status: 200, body: { ...readClock(sandbox, account), settled: 0 } }
  }
  if (given.frozen === true) {
    await clock.freeze(account, present)
    return { status: 200, body: { ...readClock(sandbox, account), settled: 0 } }
  }
  return refuse('give now, advance_seconds or frozen')
}

/** Counts a redemption: what Stripe does when a coupon is put on one of its own subscriptions or invoices. */
async function redeemCoupon(sandbox: Sandbox, account: string, id: string): Promise<Reply> {
  const [row] = await sandbox.engine.sql<{ data: object }[]>`
    update stripe_sandbox.object
    set version = version + 1, data = jsonb_set(data, '{times_redeemed}', to_jsonb((data->>'times_redeemed')::int + 1))
    where account = ${account} and id = ${id} and kind in ('coupon', 'promotion_code') returning data`
  return row === undefined
    ? { status: 404, body: { error: { message: `No such coupon: '${id}'` } } }
    : { status: 200, body: row.data }
}

async function hasHistory(sandbox: Sandbox, account: string): Promise<boolean> {
  const [row] = await sandbox.engine
    .sql`select 1 from stripe_sandbox.event where account = ${account} limit 1`
  return row !== undefined
}

async function replyIntent(
  sandbox: Sandbox,
  account: string,
  id: string,
  verb: string,
  given: Json,
): Promise<Reply> {
  const owner = await ownerOf(sandbox, id, account)
  if (owner === undefined) return { status: 404, body: { error: { message: `No such intent: '${id}'` } } }
  if (verb === 'settle') return { status: 200, body: { settled: await settleIntent(sandbox, owner, id) } }
  if (given.outcome !== 'pass' && given.outcome !== 'fail') return refuse('outcome must be pass or fail')
  const secret = typeof given.client_secret === 'string' ? given.client_secret : undefined
  return { status: 200, body: await authenticateIntent(sandbox, owner, id, given.outcome, secret) }
}

/** Answers the 3-D Secure challenge of an intent that waits for it; answers the intent as it is then. */
export async function authenticateIntent(
  sandbox: Sandbox,
  account: string,
  id: string,
  outcome: 'pass' | 'fail',
  clientSecret: string | undefined,
): Promise<object> {
  const root = await sandbox.accounts.rootOf(account)
  for (;;) {
    const { engine } = sandbox
    const unit = new Unit(engine, {
      account,
      root,
      now: engine.clock.now(account),
      request: { id: null, idempotency_key: null },
    })
    try {
      const intent = await authenticate(unit, id, outcome, clientSecret)
      await unit.commit()
      return intent
    } catch (error) {
      if (error instanceof StaleError) continue
      // A card that is declined after the challenge was passed: the intent says so, the challenge itself went well.
      if (!(error instanceof StripeError) || !error.keep) throw error
      await unit.commit()
      return error.body.payment_intent ?? error.body.setup_intent ?? {}
    }
  }
}

/** What the bank does: disputes a charge, or a part of it, and decides a dispute. Answers the dispute. */
async function replyDispute(
  sandbox: Sandbox,
  account: string,
  { id, verb, given }: { id: string; verb: string; given: Json },
): Promise<Reply> {
  const { reason = 'fraudulent', status = verb === 'dispute' ? 'needs_response' : 'lost' } = given
  const body = await inUnit(sandbox, account, async (unit) => {
    if (verb === 'dispute') {
      const charge = await unit.require('charge', id)
      const amount = typeof given.amount === 'number' ? { amount: given.amount } : {}
      return insertDispute(unit, charge, {
        reason: String(reason),
        status: String(status) as Stripe.Dispute.Status,
        ...amount,
      }).data
    }
    return closeDispute(unit, await unit.require('dispute', id), {
      status: status === 'won' ? 'won' : 'lost',
    })
  })
  return { status: 200, body }
}

/** Runs a change of the sandbox's own making, again when something else changed meanwhile. */
async function inUnit<T>(sandbox: Sandbox, account: string, work: (unit: Unit) => Promise<T>): Promise<T> {
  const root = await sandbox.accounts.rootOf(account)
  for (;;) {
    const { engine } = sandbox
    const request = { id: null, idempotency_key: null }
    const unit = new Unit(engine, { account, root, now: engine.clock.now(account), request })
    try {
      const made = await work(unit)
      await unit.commit()
      return made
    } catch (error) {
      if (!(error instanceof StaleError)) throw error
    }
  }
}

/** The account that an intent lives in, so that a browser need not know it. */
export async function ownerOf(sandbox: Sandbox, id: string, preferred: string): Promise<string | undefined> {
  const rows = await sandbox.engine.sql<{ account: string }[]>`
    select account from stripe_sandbox.object where id = ${id} and kind in ('payment_intent', 'setup_intent')`
  return rows.find((row) => row.account === preferred)?.account ?? rows[0]?.account
}

async function authenticate(
  unit: Unit,
  id: string,
  outcome: 'pass' | 'fail',
  clientSecret: string | undefined,
): Promise<object> {
  const row = await unit.findAny(id)
  if (row?.kind !== 'payment_intent' && row?.kind !== 'setup_intent') throw new StripeError(404, missing(id))
  const intent = row.data as Row<'payment_intent' | 'setup_intent'>['data']
  if (clientSecret !== undefined && !isSameSecret(clientSecret, intent.client_secret ?? ''))
    throw new StripeError(400, missing(id))
  if (intent.status !== 'requires_action') {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      message: `${id} does not wait for authentication, its status is ${intent.status}.`,
    })
  }
  const method = await unit.findAny(idOf(intent.payment_method) ?? '')
  if (method === undefined) throw new StripeError(400, missing(idOf(intent.payment_method) ?? ''))
  const instrument = instrumentOf(method as Row<'payment_method'>)
  return row.kind === 'payment_intent'
    ? finishAuthentication(unit, row as Row<'payment_intent'>, instrument, outcome)
    : finishSetupAuthentication(unit, row as Row<'setup_intent'>, instrument, outcome)
}

async function settleIntent(sandbox: Sandbox, account: string, id: string): Promise<boolean> {
  const [row] = await sandbox.engine.sql<{ charge: string | null }[]>`
    select data->>'latest_charge' as charge from stripe_sandbox.object where account = ${account} and id = ${id}`
  return row?.charge == null ? false : sandbox.settler.settleCharge(account, row.charge)
}

function missing(id: string) {
  return {
    type: 'invalid_request_error' as const,
    code: 'resource_missing',
    message: `No such intent: '${id}'`,
  }
}

function readJson(call: ControlCall): Json | undefined {
  if (call.text === '') return {}
  try {
    const value: unknown = JSON.parse(call.text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

function instantOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : undefined
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000)
}

function refuse(message: string): Reply {
  return { status: 400, body: { error: { message } } }
}
