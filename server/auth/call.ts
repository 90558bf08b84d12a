import { createHash, randomBytes } from 'node:crypto'
import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth, { type AuthOptions } from 'next-auth'
import { publishAuthUrl } from '../env'
import { csrfCookieName } from './session-cookie'

export type AuthCall = {
  action: 'signin' | 'callback' | 'signout'
  /** `email`, `github`, `google` or `demo`; none to sign out. */
  provider?: string
  body?: Record<string, string>
  query?: Record<string, string>
  method?: 'GET' | 'POST'
  /** The cookies that the browser sent. */
  cookies: Record<string, string>
  headers?: Record<string, string>
}

export type AuthAnswer = {
  /** Where next-auth sends the browser; null when it answered without. */
  location: string | null
  /** `Set-Cookie` headers. */
  setCookies: string[]
}

/** What became of a form: next-auth's word for what went wrong, or where to go. */
export type SignInOutcome = { error: string } | { location: string }

/**
 * One call of next-auth from our own code, for forms that work by server actions: the same as a browser's
 * request to `/api/auth/…`, which stays open beside it. The caller has checked where the form came from
 * (Next does for server actions), so the CSRF token is made here, on both sides of its check.
 */
export async function callAuth(options: AuthOptions, appUrl: string, call: AuthCall): Promise<AuthAnswer> {
  publishAuthUrl(appUrl)
  const csrf = csrfPair(options.secret ?? '')
  const request = {
    method: call.method ?? 'POST',
    query: { ...call.query, nextauth: [call.action, ...(call.provider ? [call.provider] : [])] },
    cookies: { ...call.cookies, [csrfCookieName(appUrl)]: csrf.cookie },
    headers: call.headers ?? {},
    body: { ...call.body, csrfToken: csrf.token },
  }
  const answer: AuthAnswer = { location: null, setCookies: [] }
  await NextAuth(request as unknown as NextApiRequest, response(answer), options)
  return answer
}

/** Where next-auth wants the browser, as a path of ours where it is ours: the host may go by several names. */
export function outcomeOf(location: string, appUrl: string): SignInOutcome {
  const target = new URL(location, appUrl)
  if (target.origin !== new URL(appUrl).origin) return { location: target.href }
  const error = target.searchParams.get('error')
  if (error !== null && /^\/(signin|api\/auth\/(error|signin))$/.test(target.pathname)) return { error }
  if (target.pathname === '/api/auth/verify-request') return { location: '/signin/check' }
  return { location: `${target.pathname}${target.search}${target.hash}` }
}

/** next-auth's double-submit pair: the cookie holds the token and its hash with the secret. */
function csrfPair(secret: string): { token: string; cookie: string } {
  const token = randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(`${token}${secret}`).digest('hex')
  return { token, cookie: `${token}|${hash}` }
}

/** As much of a response as next-auth writes to. */
function response(answer: AuthAnswer): NextApiResponse {
  const written = {
    status: () => written,
    getHeader: (name: string) => (isSetCookie(name) ? answer.setCookies : undefined),
    setHeader: (name: string, value: string | string[]) => {
      if (isSetCookie(name)) answer.setCookies = [value].flat()
      if (name.toLowerCase() === 'location') answer.location = String(value)
      return written
    },
    json: () => written,
    send: () => written,
    end: () => written,
  }
  return written as unknown as NextApiResponse
}

const isSetCookie = (name: string): boolean => name.toLowerCase() === 'set-cookie'
