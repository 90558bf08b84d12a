import { type IncomingHttpHeaders, type IncomingMessage, type RequestListener, request } from 'node:http'

/** Where a browser finds the Stripe sandbox: on Folio's own host, since its loopback port is out of reach there. */
export const STRIPE_PREFIX = '/sandbox/stripe'

/**
 * Hands a browser's calls to the Stripe sandbox: its Stripe.js, the API with a publishable key, the challenge and
 * the documents that a customer may see. The secret key and the rest of the control surface stay on loopback.
 */
export function stripeProxy(sandboxUrl: string): RequestListener {
  const { hostname, port } = new URL(sandboxUrl)
  return (incoming, outgoing) => {
    const path = (incoming.url ?? '').slice(STRIPE_PREFIX.length)
    if (!isForBrowsers(incoming, path)) {
      outgoing.writeHead(404, JSON_TYPE).end(errorBody('There is nothing here for a browser'))
      return
    }
    const options = { hostname, port, path, method: incoming.method, headers: passedOn(incoming.headers) }
    const call = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, passedBack(answer))
      answer.pipe(outgoing)
    })
    call.once('error', () => {
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502, JSON_TYPE).end(errorBody('The Stripe sandbox does not answer'))
    })
    outgoing.once('close', () => call.destroy())
    incoming.pipe(call)
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

const PAGES = [
  /^\/stripe\.js(\?|$)/,
  /^\/_sandbox\/intents\/[\w-]+\/authenticate(\?|$)/,
  /^\/_sandbox\/(challenge|receipts|mandates)\/[\w-]+(\?|$)/,
  /^\/_sandbox\/accounts\/[\w-]+\/onboard(\?|$)/,
]

function isForBrowsers(incoming: IncomingMessage, path: string): boolean {
  if (path.startsWith('/v1/')) return /^Bearer pk_test_\w+$/.test(incoming.headers.authorization ?? '')
  return PAGES.some((page) => page.test(path))
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization, accept, 'content-type': type, 'content-length': length } = headers
  const stripe = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('stripe-')))
  return withoutGaps({ ...stripe, authorization, accept, 'content-type': type, 'content-length': length })
}

function passedBack({ headers }: IncomingMessage): IncomingHttpHeaders {
  const { location, 'content-type': type, 'cache-control': cache, 'request-id': id } = headers
  return withoutGaps({ location, 'content-type': type, 'cache-control': cache, 'request-id': id })
}

function withoutGaps(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined))
}

function errorBody(message: string): string {
  return JSON.stringify({ error: { type: 'invalid_request_error', message } })
}
