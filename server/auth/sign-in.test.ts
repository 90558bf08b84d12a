import { decode, encode } from 'next-auth/jwt'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../ctx'
import { identityTestkit, later } from '../usecases/identity-testkit'
import { actorForSession, revokeSessions } from '../usecases/session'
import { DEMO_EMAIL, signIn } from '../usecases/sign-in'
import { type AuthCall, callAuth } from './call'
import { type AuthParts, authOptions } from './options'
import { sessionCookieName } from './session-cookie'

const kit = identityTestkit()
const APP_URL = 'http://localhost:3000'
const SECRET = 'a secret of the tests, long enough for anyone'
let unique = 0
const email = () => `reader${++unique}@example.com`

/** next-auth checks a link's end against the wall clock too, so these tests run at the real time. */
function parts(overrides: Partial<AuthParts> = {}) {
  const sent: { to: string; url: string; minutes: number }[] = []
  const all: AuthParts = {
    ctx: kit.ctx({ kind: 'nobody' }, new Date()),
    appUrl: APP_URL,
    authSecret: SECRET,
    sandbox: false,
    github: null,
    google: null,
    address: `10.1.0.${++unique}`,
    sendLink: async (link) => {
      sent.push(link)
    },
    ...overrides,
  }
  return { all, sent }
}

const call = (all: AuthParts, request: Omit<AuthCall, 'cookies'> & Partial<Pick<AuthCall, 'cookies'>>) =>
  callAuth(authOptions(all), all.appUrl, { cookies: {}, ...request })

/** Asks for a link and answers what the mail's link carries. */
async function askForLink(all: AuthParts, sent: { url: string }[], to: string, callbackUrl = '/portal') {
  await call(all, { action: 'signin', provider: 'email', body: { email: to, callbackUrl } })
  const url = new URL(sent.at(-1)?.url ?? 'none:')
  return { page: `${url.origin}${url.pathname}`, query: Object.fromEntries(url.searchParams) }
}

const openLink = (all: AuthParts, query: Record<string, string>) =>
  call(all, { action: 'callback', provider: 'email', method: 'GET', query })

function sessionOf(setCookies: string[], appUrl = APP_URL): string | undefined {
  const name = sessionCookieName(appUrl)
  return setCookies
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1)
    .split(';')[0]
}

async function actorOf(cookie: string | undefined): Promise<Actor> {
  const claim = await decode({ token: cookie, secret: SECRET })
  return actorForSession(kit.ctx(), { userId: String(claim?.sub), tokenVersion: Number(claim?.version) })
}

describe('sign-in by mail', () => {
  it('mails a link to the page that uses it, and signs in once', async () => {
    const { all, sent } = parts()
    const to = email()
    const { page, query } = await askForLink(all, sent, to)
    expect(sent).toMatchObject([{ to, minutes: 15 }])
    expect(page).toBe(`${APP_URL}/signin/link`)
    const first = await openLink(all, query)
    expect(first.location).toBe(`${APP_URL}/portal`)
    expect(await actorOf(sessionOf(first.setCookies))).toMatchObject({ kind: 'user', email: to })
    const second = await openLink(all, query)
    expect(second.location).toBe(`${APP_URL}/api/auth/error?error=Verification`)
    expect(sessionOf(second.setCookies)).toBeUndefined()
  })

  it('keeps neither the secret of the link nor what next-auth makes of it', async () => {
    const { all, sent } = parts()
    const { query } = await askForLink(all, sent, email())
    expect(query.token).toMatch(/^[0-9a-f]{64}$/)
    expect(await kit.isStored(query.token ?? '')).toBe(false)
  })

  it('answers the same for an address with and without an account', async () => {
    const known = email()
    await signIn(kit.ctx(), { email: known })
    const answers = []
    for (const to of [known, email()]) {
      const { all } = parts()
      const { location } = await call(all, { action: 'signin', provider: 'email', body: { email: to } })
      answers.push(location)
    }
    expect(answers[0]).toBe(answers[1])
  })

  it('refuses a link for another address, a wrong secret and a late one', async () => {
    const { all, sent } = parts()
    const { query } = await askForLink(all, sent, email())
    const late = parts({ ctx: kit.ctx({ kind: 'nobody' }, later(16 * 60_000, new Date())) }).all
    const attempts = [
      openLink(all, { ...query, email: email() }),
      openLink(all, { ...query, token: 'f'.repeat(64) }),
      openLink(all, { token: query.token ?? '' }),
      openLink(late, query),
    ]
    for (const attempt of attempts) {
      const { location, setCookies } = await attempt
      expect(location).toBe(`${APP_URL}/api/auth/error?error=Verification`)
      expect(sessionOf(setCookies)).toBeUndefined()
    }
  })

  it('says to wait after five links to one address, and mails no more', async () => {
    const { all, sent } = parts()
    const to = email()
    for (let count = 0; count < 5; count += 1) await askForLink(all, sent, to)
    const { location } = await call(parts().all, { action: 'signin', provider: 'email', body: { email: to } })
    expect(location).toBe('/signin?error=RateLimited')
    expect(sent).toHaveLength(5)
  })

  it('does not send people elsewhere afterwards', async () => {
    for (const target of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      const { all, sent } = parts()
      const { query } = await askForLink(all, sent, email(), target)
      expect(query.callbackUrl).toBe(APP_URL)
      const { location } = await openLink(all, { ...query, callbackUrl: target })
      expect(location).toBe(APP_URL)
    }
  })

  it('refuses a target that is no address of the web', async () => {
    const { all, sent } = parts()
    const { query } = await askForLink(all, sent, email())
    const answer = await openLink(all, { ...query, callbackUrl: 'javascript:alert(1)' })
    expect(answer).toEqual({ location: null, setCookies: [] })
  })

  it('takes no form without the CSRF pair', async () => {
    const { all, sent } = parts()
    const options = authOptions(all)
    const { default: NextAuth } = await import('next-auth')
    const headers: Record<string, unknown> = {}
    const response = {
      status: () => response,
      getHeader: () => undefined,
      setHeader: (name: string, value: unknown) => {
        headers[name] = value
        return response
      },
      end: () => response,
    }
    const request = {
      method: 'POST',
      query: { nextauth: ['signin', 'email'] },
      cookies: {},
      headers: {},
      body: { email: email() },
    }
    await NextAuth(request as never, response as never, options)
    expect(headers.Location).toBe(`${APP_URL}/api/auth/signin?csrf=true`)
    expect(sent).toEqual([])
  })
})

describe('sessions', () => {
  async function session() {
    const { all, sent } = parts()
    const { query } = await askForLink(all, sent, email())
    return { all, cookie: sessionOf((await openLink(all, query)).setCookies) ?? '' }
  }

  it('say no more than who, and until when', async () => {
    const { cookie } = await session()
    const claim = await decode({ token: cookie, secret: SECRET })
    expect(Object.keys(claim ?? {}).sort()).toEqual(['exp', 'iat', 'jti', 'sub', 'version'])
    const days = (Number(claim?.exp) - Number(claim?.iat)) / 86_400
    expect(days).toBe(30)
  })

  it('end everywhere when they are revoked', async () => {
    const { cookie } = await session()
    const actor = await actorOf(cookie)
    if (actor.kind !== 'user') throw new Error('signed in')
    await revokeSessions(kit.ctx(actor), actor.userId)
    expect(await actorOf(cookie)).toEqual({ kind: 'nobody' })
  })

  it('are taken away by next-auth’s own route too once revoked', async () => {
    const { all, cookie } = await session()
    const actor = await actorOf(cookie)
    if (actor.kind !== 'user') throw new Error('signed in')
    const ask = () =>
      call(all, {
        action: 'session' as AuthCall['action'],
        method: 'GET',
        cookies: { [sessionCookieName(APP_URL)]: cookie },
      })
    expect(sessionOf((await ask()).setCookies)).not.toBe('')
    await revokeSessions(kit.ctx(actor), actor.userId)
    expect(sessionOf((await ask()).setCookies)).toBe('')
  })

  it('end in this browser by signing out', async () => {
    const { all, cookie } = await session()
    const { setCookies } = await call(all, {
      action: 'signout',
      cookies: { [sessionCookieName(APP_URL)]: cookie },
    })
    expect(sessionOf(setCookies)).toBe('')
  })

  it('of an https installation travel by https alone', async () => {
    const appUrl = 'https://billing.example.com'
    const { all, sent } = parts({ appUrl })
    const { query, page } = await askForLink(all, sent, email())
    expect(page).toBe(`${appUrl}/signin/link`)
    const { setCookies } = await openLink(all, query)
    const cookie = setCookies.find((each) => each.startsWith('__Secure-next-auth.session-token='))
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; Secure/)
    expect(cookie).toMatch(/; SameSite=Lax/)
  })

  it('signed with another secret are nobody’s', async () => {
    const person = await signIn(kit.ctx(), { email: email() })
    const forged = await encode({ token: { sub: person.id, version: 1 }, secret: 'another secret' })
    await expect(decode({ token: forged, secret: SECRET })).rejects.toThrow()
  })
})

describe('the sandbox’s one click', () => {
  const demo = (all: AuthParts, as: string) =>
    call(all, { action: 'callback', provider: 'demo', body: { as } })

  it('signs in as the demo customer and the demo owner', async () => {
    for (const as of ['customer', 'owner'] as const) {
      const { all } = parts({ sandbox: true })
      expect((await demo(all, as)).location).toContain('error=CredentialsSignin')
      await signIn(kit.ctx(), { email: DEMO_EMAIL[as] })
      const { location, setCookies } = await demo(all, as)
      expect(location).toBe(APP_URL)
      expect(await actorOf(sessionOf(setCookies))).toMatchObject({ email: DEMO_EMAIL[as] })
    }
  })

  it('knows nobody else', async () => {
    const { all } = parts({ sandbox: true })
    for (const as of ['', 'admin', 'someone@example.com']) {
      const { location, setCookies } = await demo(all, as)
      expect(location).toContain('error=CredentialsSignin')
      expect(sessionOf(setCookies)).toBeUndefined()
    }
  })

  it('does not exist outside the sandbox', async () => {
    await signIn(kit.ctx(), { email: DEMO_EMAIL.owner })
    const { all } = parts({ sandbox: false })
    const { setCookies } = await demo(all, 'owner')
    expect(sessionOf(setCookies)).toBeUndefined()
  })
})
