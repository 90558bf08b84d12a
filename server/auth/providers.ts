import type { AuthOptions } from 'next-auth'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { z } from 'zod'
import type { Ctx } from '../ctx'
import type { OAuthClient } from '../env'
import { DomainError } from '../errors'
import { demoUser, LINK_LIFE_MS } from '../usecases/sign-in'

export type ProviderParts = {
  ctx: Ctx
  appUrl: string
  sandbox: boolean
  github: OAuthClient | null
  google: OAuthClient | null
  sendLink(link: { to: string; url: string; minutes: number }): Promise<void>
}

/** The ways to sign in that this installation has: always by mail, the rest when configured. */
export function providers(parts: ProviderParts): AuthOptions['providers'] {
  return [
    mailProvider(parts),
    ...(parts.github ? [githubProvider(parts.github)] : []),
    ...(parts.google ? [googleProvider(parts.google)] : []),
    ...(parts.sandbox ? [demoProvider(parts.ctx)] : []),
  ]
}

/**
 * GitHub's primary address if it is proven, else another proven one. An address that is not proven could be
 * anybody's, and an address is all that identifies people here.
 */
export function provenGithubEmail(answer: unknown): string | undefined {
  const parsed = GithubEmails.safeParse(answer)
  const proven = parsed.success ? parsed.data.filter((each) => each.verified) : []
  return (proven.find((each) => each.primary) ?? proven[0])?.email
}

// Written out instead of taken from next-auth/providers: those load nodemailer, and Node and bundlers disagree
// on how to import them.

function mailProvider({ appUrl, sendLink }: ProviderParts): AuthOptions['providers'][number] {
  return {
    id: 'email',
    type: 'email',
    name: 'Email',
    server: '',
    from: '',
    maxAge: LINK_LIFE_MS / 1_000,
    sendVerificationRequest: ({ identifier, url }) =>
      sendLink({
        to: identifier,
        // By way of a page: mail scanners follow links, and one that is followed is used up.
        url: `${appUrl}/signin/link${new URL(url).search}`,
        minutes: LINK_LIFE_MS / 60_000,
      }),
    options: {},
  }
}

type GithubProfile = { id: number; login: string; name?: string; email?: string }

function githubProvider(client: OAuthClient): OAuthConfig<GithubProfile> {
  return {
    id: 'github',
    name: 'GitHub',
    type: 'oauth',
    clientId: client.id,
    clientSecret: client.secret,
    issuer: 'https://github.com/login/oauth',
    authorization: {
      url: 'https://github.com/login/oauth/authorize',
      params: { scope: 'read:user user:email' },
    },
    token: 'https://github.com/login/oauth/access_token',
    userinfo: {
      url: 'https://api.github.com/user',
      request: async ({ client: github, tokens }) => {
        const accessToken = tokens.access_token ?? ''
        const profile = await github.userinfo<GithubProfile>(accessToken)
        const answer = await fetch('https://api.github.com/user/emails', {
          headers: { Authorization: `Bearer ${accessToken}` },
          signal: AbortSignal.timeout(10_000),
        })
        return { ...profile, email: answer.ok ? provenGithubEmail(await answer.json()) : undefined }
      },
    },
    profile: (profile) => ({
      id: String(profile.id),
      name: profile.name ?? profile.login,
      email: profile.email,
    }),
  }
}

type GoogleProfile = { sub: string; name?: string; email: string; email_verified: boolean }

function googleProvider(client: OAuthClient): OAuthConfig<GoogleProfile> {
  return {
    id: 'google',
    name: 'Google',
    type: 'oauth',
    clientId: client.id,
    clientSecret: client.secret,
    wellKnown: 'https://accounts.google.com/.well-known/openid-configuration',
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state'],
    profile: (profile) => ({ id: profile.sub, name: profile.name, email: profile.email }),
  }
}

const GithubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))

const DemoCredentials = z.object({ as: z.enum(['customer', 'owner']) })

/** One click, no proof: exists in sandbox mode only, where no money is real. */
function demoProvider(ctx: Ctx): AuthOptions['providers'][number] {
  return {
    id: 'demo',
    type: 'credentials',
    name: 'Demo',
    credentials: { as: { type: 'text' } },
    authorize: async (credentials) => {
      const wanted = DemoCredentials.safeParse(credentials)
      if (!wanted.success) return null
      try {
        const { id, email } = await demoUser(ctx, wanted.data.as)
        return { id, email }
      } catch (error) {
        if (error instanceof DomainError) return null
        throw error
      }
    },
  }
}
