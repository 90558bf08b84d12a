import { describe, expect, it } from 'vitest'
import { identityTestkit } from '../usecases/identity-testkit'
import { callAuth, outcomeOf } from './call'
import { type AuthParts, authOptions, safeTarget } from './options'
import { provenGithubEmail } from './providers'

const kit = identityTestkit()
const APP_URL = 'http://localhost:3000'

const parts = (overrides: Partial<AuthParts> = {}): AuthParts => ({
  ctx: kit.ctx({ kind: 'nobody' }),
  appUrl: APP_URL,
  authSecret: 'a secret of the tests, long enough for anyone',
  sandbox: false,
  github: null,
  google: null,
  address: 'here',
  sendLink: async () => undefined,
  ...overrides,
})

const client = { id: 'the-client', secret: 'the-secret' }
const ids = (of: AuthParts) => authOptions(of).providers.map(({ id }) => id)

describe('providers', () => {
  it('are those that are configured', () => {
    expect(ids(parts())).toEqual(['email'])
    expect(ids(parts({ github: client, google: client }))).toEqual(['email', 'github', 'google'])
    expect(ids(parts({ sandbox: true }))).toEqual(['email', 'demo'])
  })

  it('send people to GitHub with our client, a state and the way back', async () => {
    const answer = await callAuth(authOptions(parts({ github: client })), APP_URL, {
      action: 'signin',
      provider: 'github',
      body: { callbackUrl: '/portal' },
      cookies: {},
    })
    const target = new URL(answer.location ?? 'none:')
    expect(`${target.origin}${target.pathname}`).toBe('https://github.com/login/oauth/authorize')
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      client_id: 'the-client',
      redirect_uri: `${APP_URL}/api/auth/callback/github`,
      scope: 'read:user user:email',
      state: expect.stringMatching(/.{20,}/),
    })
    expect(answer.setCookies.some((each) => each.startsWith('next-auth.state='))).toBe(true)
  })
})

describe('an address from elsewhere', () => {
  it('counts only when GitHub proved it, the primary one first', () => {
    const emails = [
      { email: 'old@example.com', primary: false, verified: true },
      { email: 'main@example.com', primary: true, verified: true },
    ]
    expect(provenGithubEmail(emails)).toBe('main@example.com')
    expect(provenGithubEmail([emails[0], { ...emails[1], verified: false }])).toBe('old@example.com')
    expect(provenGithubEmail([{ ...emails[1], verified: false }])).toBeUndefined()
    for (const answer of [[], null, { message: 'Not Found' }, [{ email: 'x@example.com' }]]) {
      expect(provenGithubEmail(answer)).toBeUndefined()
    }
  })

  it('counts only when Google says that it is proven', async () => {
    const { callbacks } = authOptions(parts({ google: client }))
    const ask = (profile: object, email: string | null = 'a@example.com') =>
      callbacks?.signIn?.({
        user: { id: '1', email },
        account: { provider: 'google', type: 'oauth', providerAccountId: '1' },
        profile,
      })
    expect(await ask({ email_verified: true })).toBe(true)
    for (const profile of [{ email_verified: false }, {}, { email_verified: 'true' }]) {
      expect(await ask(profile)).toBe('/signin?error=EmailNotVerified')
    }
    expect(await ask({ email_verified: true }, null)).toBe('/signin?error=EmailNotVerified')
  })
})

describe('safeTarget', () => {
  it.each([
    ['/portal', `${APP_URL}/portal`],
    ['/portal?tab=cards#top', `${APP_URL}/portal?tab=cards#top`],
    [`${APP_URL}/pay/1`, `${APP_URL}/pay/1`],
    ['', `${APP_URL}/`],
    ['https://evil.example/x', APP_URL],
    ['//evil.example/x', APP_URL],
    ['/\\evil.example', APP_URL],
    ['\\\\evil.example', APP_URL],
    ['http://localhost:3000@evil.example', APP_URL],
    ['http://localhost:30001/', APP_URL],
    ['https://localhost:3000/', APP_URL],
    ['javascript:alert(1)', APP_URL],
    ['data:text/html,x', APP_URL],
    ['http://[', APP_URL],
  ])('%j leads to %s', (target, expected) => {
    expect(safeTarget(target, APP_URL)).toBe(expected)
  })
})

describe('outcomeOf', () => {
  it.each([
    [`${APP_URL}/portal?tab=cards#top`, { location: '/portal?tab=cards#top' }],
    [`${APP_URL}/api/auth/verify-request?provider=email&type=email`, { location: '/signin/check' }],
    [`${APP_URL}/api/auth/error?error=EmailSignin`, { error: 'EmailSignin' }],
    ['/signin?error=RateLimited', { error: 'RateLimited' }],
    [`${APP_URL}/api/auth/signin?error=OAuthSignin`, { error: 'OAuthSignin' }],
    [`${APP_URL}/portal?error=something`, { location: '/portal?error=something' }],
    [
      'https://github.com/login/oauth/authorize?error=x',
      { location: 'https://github.com/login/oauth/authorize?error=x' },
    ],
  ])('%s becomes %j', (location, expected) => {
    expect(outcomeOf(location, APP_URL)).toEqual(expected)
  })
})
