/**
 * The sandbox's HTTP API as the browser calls it: publishable key, form encoding, Stripe's error bodies.
 */

export type Param = string | number | boolean | null | undefined | Params | readonly Param[]
export interface Params {
  [key: string]: Param
}

/** An error as Stripe.js hands it to the page. */
export interface ApiError {
  type: string
  code?: string
  decline_code?: string
  message?: string
  param?: string
  payment_intent?: Intent
  setup_intent?: Intent
}

/** The parts of a SetupIntent or PaymentIntent that the browser looks at; the rest is passed on as it came. */
export interface Intent {
  id: string
  object: 'setup_intent' | 'payment_intent'
  client_secret: string
  status: string
  amount?: number
  currency?: string
  payment_method_types: string[]
  next_action: { type: string } | null
  last_payment_error?: ApiError | null
  last_setup_error?: ApiError | null
  [key: string]: unknown
}

export type Reply<T> = { body: T; error?: undefined } | { body?: undefined; error: ApiError }

export interface Client {
  get<T>(path: string, query: Params): Promise<Reply<T>>
  post<T>(path: string, params: Params): Promise<Reply<T>>
  /** The sandbox's own controls, which speak JSON and need no key. */
  control<T>(path: string, params: Params): Promise<Reply<T>>
}

export interface ClientOptions {
  /** Where the API lives, without a trailing slash: "http://127.0.0.1:4010". */
  apiBase: string
  publishableKey: string
  /** The connected account ("acct_…") that each call is made for. */
  account: string | undefined
}

export function createClient({ apiBase, publishableKey, account }: ClientOptions): Client {
  const headers: Record<string, string> = { Authorization: `Bearer ${publishableKey}` }
  if (account !== undefined) headers['Stripe-Account'] = account
  return {
    get: (path, query) => send(`${apiBase}${path}?${formEncode(query)}`, { headers }),
    post: (path, params) =>
      send(`${apiBase}${path}`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: formEncode(params),
      }),
    control: (path, params) =>
      send(`${apiBase}/_sandbox${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(params),
      }),
  }
}

/** The API base for a script that was loaded from `<base>/v3/`, `<base>/v3/stripe.js` or `<base>/stripe.js`. */
export function apiBaseOf(scriptUrl: string): string {
  const url = new URL(scriptUrl)
  return url.origin + url.pathname.replace(/(\/v3)?(\/stripe\.js)?\/?$/, '')
}

/** Stripe's form encoding: `a[b]=1&list[0]=x`. Null and undefined are left out. */
export function formEncode(params: Params): string {
  const pairs: string[] = []
  const add = (name: string, value: Param): void => {
    if (value === null || value === undefined) return
    if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) add(`${name}[${key}]`, inner as Param)
      return
    }
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  }
  for (const [name, value] of Object.entries(params)) add(name, value)
  return pairs.join('&')
}

async function send<T>(url: string, init: RequestInit): Promise<Reply<T>> {
  let body: unknown
  try {
    const response = await fetch(url, init)
    body = await response.json()
  } catch {
    return {
      error: {
        type: 'api_connection_error',
        message: 'The payment service could not be reached. Try again.',
      },
    }
  }
  // A body without an `error` key is a success, whatever its status: that is how Stripe's own clients read it.
  const { error } = body as { error?: ApiError }
  return error === undefined ? { body: body as T } : { error }
}
