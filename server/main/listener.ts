import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { isPrivateAddress } from '../core/network'
import { HTTPS_ONLY, securityHeaders } from './headers'
import { PID_PATH } from './run-file'
import type { StaticFiles } from './static-files'
import { STRIPE_PREFIX } from './stripe-proxy'

export type ListenerOptions = {
  api: RequestListener
  pages: RequestListener
  /** The sandbox mailbox; null when mail goes out by SMTP. */
  mailbox: RequestListener | null
  /** The browser's side of the Stripe sandbox; null when the real Stripe is used. */
  stripe: RequestListener | null
  /** The compressed files of the build; null in development, where Next makes them as they are asked for. */
  files: StaticFiles | null
  secure: boolean
  development: boolean
}

/**
 * One listener for the whole product: the APIs are answered by Hono, everything else by Next (design §4). In
 * development Next answers the APIs too, through the route handlers that mount the same app, so that a change
 * to them shows without a restart.
 */
export function listener(options: ListenerOptions): RequestListener {
  const { secure, development } = options
  const sandbox = options.stripe !== null
  return (request, response) => {
    const path = pathOf(request)
    if (path === PID_PATH) {
      response.setHeader('Content-Type', 'text/plain').end(String(process.pid))
      return
    }
    if (options.mailbox !== null && /^\/sandbox\/mail(\.json|\/|$)/.test(path)) {
      // It shows mail in frames and brings policies of its own for them.
      options.mailbox(request, response)
      return
    }
    if (options.stripe !== null && path.startsWith(`${STRIPE_PREFIX}/`)) {
      setAll(response, SANDBOX_HEADERS)
      options.stripe(request, response)
      return
    }
    // Webhooks come in dozens and have nothing to reload.
    if (isApiPath(path) && (!development || path === WEBHOOK_PATH)) {
      // A body that a browser takes for a page may do nothing at all.
      setAll(response, secure ? { ...API_HEADERS, ...HTTPS_ONLY } : API_HEADERS)
      options.api(request, response)
      return
    }
    if (options.files?.(request, response)) return
    const nonce = randomBytes(16).toString('base64')
    const headers = securityHeaders({ nonce, sandbox, secure, development })
    setAll(response, headers)
    // Next reads the nonce for its own scripts from the policy in the request; whatever the client sent goes.
    request.headers['content-security-policy'] = headers['Content-Security-Policy']
    request.headers['x-nonce'] = nonce
    sayWhoAsks(request)
    options.pages(request, response)
  }
}

/** Who comes straight from outside is who they are: limits count by address, so that header is not theirs to write. */
function sayWhoAsks(request: IncomingMessage): void {
  const peer = request.socket.remoteAddress
  if (peer && !isPrivateAddress(peer)) request.headers['x-forwarded-for'] = peer
}

const WEBHOOK_PATH = '/api/stripe/webhook'

/** The paths of the three APIs, tRPC and the webhooks; sign-in (`/api/auth`) belongs to Next. */
export function isApiPath(path: string): boolean {
  if (/^\/api\/auth(\/|$)/.test(path)) return false
  return /^\/(api|(v1\/)?Owner)(\/|$)/.test(path)
}

const API_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** The challenge and the documents of the sandbox are plain pages: no script, and no frame but our own. */
const SANDBOX_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/'
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

function setAll(response: ServerResponse, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}
