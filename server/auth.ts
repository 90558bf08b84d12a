import { decode } from 'next-auth/jwt'
import { linkCookieName, sessionCookieName } from './auth/session-cookie'
import type { Actor } from './ctx'
import { actorForLinkSession } from './usecases/access-link'
import { actorForSession } from './usecases/session'
import { ctxFor, wire } from './wire'

/**
 * Who sends a request, by its session cookie: for server components (`await headers()`) and for tRPC. A session
 * that is expired, revoked or no session of ours is nobody. Reads the user's row each time, so ask once per
 * request.
 */
export async function currentActor(headers: Pick<Headers, 'get'>): Promise<Actor> {
  const { appUrl, authSecret } = wire().env
  const cookie = readCookie(headers.get('cookie') ?? '', sessionCookieName(appUrl))
  if (cookie === undefined) return { kind: 'nobody' }
  // A cookie that cannot be read was not made by us or is too old: nobody, not an error.
  const session = await decode({ token: cookie, secret: authSecret }).catch(() => null)
  if (typeof session?.sub !== 'string' || typeof session.version !== 'number') return { kind: 'nobody' }
  return actorForSession(ctxFor({ kind: 'nobody' }), { userId: session.sub, tokenVersion: session.version })
}

/** Who came by a manage link in this browser: the one customer that it opened, or nobody. */
export async function linkActor(headers: Pick<Headers, 'get'>): Promise<Actor> {
  const cookie = readCookie(headers.get('cookie') ?? '', linkCookieName(wire().env.appUrl))
  return cookie === undefined ? { kind: 'nobody' } : actorForLinkSession(ctxFor({ kind: 'nobody' }), cookie)
}

/** A cookie of a Cookie header (RFC 6265, 4.2); ours never need the quoting or the chunks others may. */
function readCookie(header: string, name: string): string | undefined {
  const found = header.split(/; */).find((pair) => pair.startsWith(`${name}=`))
  return found?.slice(name.length + 1)
}
