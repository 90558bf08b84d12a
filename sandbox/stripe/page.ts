import type { ServerResponse } from 'node:http'
import { PLATFORM_ACCOUNT } from './auth'
import { stripeJsSource } from './browser/source'
import { authenticateIntent, ownerOf } from './control'
import { StripeError } from './error'
import type { Sandbox } from './http'
import { Unit } from './unit'

/** Stripe.js where js.stripe.com would serve it; anything else outside the API is unknown. */
export async function answerPage(path: string, response: ServerResponse): Promise<void> {
  if (path === '/stripe.js' || path === '/v3' || path === '/v3/' || /^\/[a-z]+\/stripe\.js$/.test(path)) {
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
    response.end(await stripeJsSource())
    return
  }
  response.writeHead(404, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({
      error: { type: 'invalid_request_error', message: `Unrecognized request URL (GET: ${path}).` },
    }),
  )
}

/** The bank's page of a redirecting 3-D Secure challenge: two buttons, then back to the shop. */
export async function answerChallenge(
  sandbox: Sandbox,
  call: { method: string; query: string; text: string },
  id: string,
  response: ServerResponse,
): Promise<void> {
  const query = new URLSearchParams(call.query)
  const secret = query.get('client_secret') ?? ''
  const account = await ownerOf(sandbox, id, PLATFORM_ACCOUNT)
  if (account === undefined)
    return html(response, 404, 'No such payment', '<p>There is nothing to confirm here.</p>')
  if (call.method !== 'POST') return html(response, 200, 'Confirm it is you', challengeForm())
  const outcome = new URLSearchParams(call.text).get('outcome') === 'pass' ? 'pass' : 'fail'
  try {
    const returnUrl = await returnUrlOf(sandbox, account, id)
    const intent = await authenticateIntent(sandbox, account, id, outcome, secret)
    if (returnUrl === undefined) return html(response, 200, 'Thank you', '<p>You can close this window.</p>')
    response.writeHead(303, {
      location: withResult(returnUrl, id, secret, 'status' in intent ? String(intent.status) : ''),
    })
    response.end()
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    html(response, 400, 'Nothing to confirm', `<p>${escapeHtml(error.message)}</p>`)
  }
}

/** Receipts, mandates and the onboarding of a connected account: pages that Stripe's objects link to. */
export async function answerDocument(
  sandbox: Sandbox,
  { path, query, method, text }: { path: string; query: string; method: string; text: string },
  response: ServerResponse,
): Promise<void> {
  const [, noun, id = '', verb] = path.split('/')
  if (noun === 'accounts' && verb === 'onboard') {
    return answerOnboarding(sandbox, { id, query, method, text }, response)
  }
  const rows = await sandbox.engine.sql<{ data: { amount?: number; currency?: string } }[]>`
    select data from stripe_sandbox.object where id = ${id} and kind in ('charge', 'mandate') limit 1`
  if (rows[0] === undefined) return html(response, 404, 'Not found', '<p>There is no such document.</p>')
  html(
    response,
    200,
    noun === 'receipts' ? 'Receipt' : 'Mandate',
    `<p>${escapeHtml(id)}</p><p>A document of the Stripe sandbox; no money has moved.</p>`,
  )
}

/** Where the holder of an account would say who they are: two buttons, then back to the platform. */
async function answerOnboarding(
  sandbox: Sandbox,
  { id, query, method, text }: { id: string; query: string; method: string; text: string },
  response: ServerResponse,
): Promise<void> {
  if (method !== 'POST') return html(response, 200, 'Connect your account', ONBOARDING_FORM)
  if (new URLSearchParams(text).get('outcome') !== 'later') await onboard(sandbox, id)
  const target = new URLSearchParams(query).get('return_url')
  if (target === null || !/^https?:\/\//.test(target))
    return html(response, 200, 'Thank you', '<p>You can close this window.</p>')
  response.writeHead(303, { location: target })
  response.end()
}

const ONBOARDING_FORM = `<p>This is where Stripe asks who you are and where your money goes. In the sandbox nobody is
    asked: the account can take test payments at once.</p>
    <form method="post"><button name="outcome" value="ready">Complete</button>
    <button name="outcome" value="later">Later</button></form>`

async function onboard(sandbox: Sandbox, id: string): Promise<void> {
  const rows = await sandbox.engine.sql<{ account: string; data: object }[]>`
    update stripe_sandbox.object set version = version + 1, data = data || ${JSON.stringify(READY)}::text::jsonb
    where id = ${id} and kind = 'account' and account <> id returning account, data`
  const row = rows[0]
  if (row === undefined) return
  const { engine } = sandbox
  const unit = new Unit(engine, {
    account: id,
    root: row.account,
    now: engine.clock.now(id),
    request: { id: null, idempotency_key: null },
  })
  unit.emit('account.updated', row.data, {
    charges_enabled: false,
    details_submitted: false,
    payouts_enabled: false,
  })
  await unit.commit()
}

const READY = {
  charges_enabled: true,
  payouts_enabled: true,
  details_submitted: true,
  capabilities: { card_payments: 'active', sepa_debit_payments: 'active', transfers: 'active' },
  requirements: {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  },
}

async function returnUrlOf(sandbox: Sandbox, account: string, id: string): Promise<string | undefined> {
  const [row] = await sandbox.engine.sql<{ url: string | null }[]>`
    select data->'next_action'->'redirect_to_url'->>'return_url' as url
    from stripe_sandbox.object where account = ${account} and id = ${id}`
  return row?.url ?? undefined
}

function withResult(returnUrl: string, id: string, secret: string, status: string): string {
  const url = new URL(returnUrl)
  const noun = id.startsWith('seti_') ? 'setup_intent' : 'payment_intent'
  url.searchParams.set(noun, id)
  url.searchParams.set(`${noun}_client_secret`, secret)
  url.searchParams.set('redirect_status', status === 'requires_payment_method' ? 'failed' : 'succeeded')
  return url.toString()
}

function challengeForm(): string {
  return `<p>This is the Stripe sandbox's 3-D Secure page. No bank is asked and no money moves.</p>
    <form method="post"><button name="outcome" value="pass">Complete</button>
    <button name="outcome" value="fail">Fail</button></form>`
}

function html(response: ServerResponse, status: number, title: string, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:4rem auto;padding:0 1rem}
button{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}</style><h1>${title}</h1>${body}</html>`)
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
