import type { AuthOptions, LoggerInstance } from 'next-auth'
import type { Adapter, AdapterUser } from 'next-auth/adapters'
import type { Ctx } from '../ctx'
import { DomainError } from '../errors'
import { actorForSession, sessionClaim } from '../usecases/session'
import { allowLinkRequest, keepLink, signIn, takeLink } from '../usecases/sign-in'
import { type ProviderParts, providers } from './providers'
import { isSecure } from './session-cookie'

export type AuthParts = ProviderParts & {
  ctx: Ctx
  authSecret: string
  /** The network address that the request came from. */
  address: string
}

const SESSION_SECONDS = 30 * 24 * 60 * 60

/** The pages that next-auth sends people to. */
const PAGES = { signIn: '/signin', error: '/signin', verifyRequest: '/signin/check' }

/**
 * next-auth as Folio uses it, made per request: people are identified by a proven e-mail address alone,
 * sessions are signed cookies that hold the user's id and token version.
 */
export function authOptions(parts: AuthParts): AuthOptions {
  return {
    secret: parts.authSecret,
    useSecureCookies: isSecure(parts.appUrl),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: PAGES,
    providers: providers(parts),
    adapter: adapter(parts.ctx),
    callbacks: callbacks(parts),
    logger,
  }
}

/** Where to go after sign-in: a page of ours, or the start when asked to go anywhere else. */
export function safeTarget(target: string, appUrl: string): string {
  const origin = new URL(appUrl).origin
  const url = URL.canParse(target, origin) ? new URL(target, origin) : null
  return url?.origin === origin ? url.href : origin
}

function callbacks(parts: AuthParts): AuthOptions['callbacks'] {
  const { ctx, address, appUrl } = parts
  return {
    signIn: async ({ user, account, profile, email }) => {
      if (email?.verificationRequest) return allowedLink(ctx, { email: user.email ?? '', address })
      // Google says whether the address is proven; GitHub's is picked among the proven ones.
      const proven = account?.provider !== 'google' || isVerified(profile)
      return (proven && Boolean(user.email)) || refusal('EmailNotVerified')
    },
    jwt: async ({ token, user }) => {
      if (user) {
        const claim = await sessionClaim(ctx, user.id)
        return { sub: claim.userId, version: claim.tokenVersion }
      }
      const actor = await actorForSession(ctx, {
        userId: token.sub ?? '',
        tokenVersion: Number(token.version),
      })
      // next-auth takes the cookie away when this throws.
      if (actor.kind !== 'user') throw new DomainError('unauthenticated')
      return { sub: token.sub, version: token.version, email: actor.email }
    },
    session: ({ session, token }) => ({ expires: session.expires, user: { email: token.email } }),
    redirect: ({ url }) => safeTarget(url, appUrl),
  }
}

/** True, or the page that says to wait. */
async function allowedLink(ctx: Ctx, request: { email: string; address: string }): Promise<true | string> {
  try {
    await allowLinkRequest(ctx, request)
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'rate_limited') return refusal('RateLimited')
    throw error
  }
}

const refusal = (error: string): string => `${PAGES.error}?error=${error}`

const isVerified = (profile: object | undefined): boolean =>
  profile !== undefined && 'email_verified' in profile && profile.email_verified === true

/**
 * The little that next-auth needs to keep. It is told that it knows no one, so that it always "creates" the
 * person: `signIn` then finds or makes the user of the proven e-mail, whichever way it was proven.
 */
function adapter(ctx: Ctx): Adapter {
  return {
    createUser: async (user: Omit<AdapterUser, 'id'>): Promise<AdapterUser> => {
      const { id, email, emailVerifiedAt } = await signIn(ctx, { email: user.email, name: user.name })
      return { id, email, emailVerified: emailVerifiedAt }
    },
    getUser: () => null,
    getUserByEmail: () => null,
    getUserByAccount: () => null,
    linkAccount: () => undefined,
    createVerificationToken: async ({ identifier, token, expires }) => {
      await keepLink(ctx, { email: identifier, secret: token })
      return { identifier, token, expires }
    },
    useVerificationToken: async ({ identifier, token }) => {
      const link = await takeLink(ctx, { email: identifier ?? '', secret: token })
      return link && { identifier: link.email, token, expires: link.expiresAt }
    },
  }
}

/** Sessions that ended and addresses that somebody made up are no faults of the server's. */
const EXPECTED = new Set(['JWT_SESSION_ERROR', 'INVALID_CALLBACK_URL_ERROR'])

const logger: Partial<LoggerInstance> = {
  error: (code, metadata) => {
    if (!EXPECTED.has(code)) console.error(`Sign-in: ${code}`, metadata)
  },
  warn: () => undefined,
  debug: () => undefined,
}
