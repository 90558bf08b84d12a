import { cookies, headers } from 'next/headers'
import { type NextRequest, NextResponse } from 'next/server'
import NextAuth from 'next-auth'
import { readLocale } from '@/app/locale'
import { renderMail } from '../adapters/mail/templates'
import { publishAuthUrl } from '../env'
import { DomainError } from '../errors'
import { endLinkSession, startLinkSession } from '../usecases/access-link'
import { houseBrand } from '../usecases/owner'
import { ctxFor, wire } from '../wire'
import { type AuthCall, callAuth, outcomeOf, type SignInOutcome } from './call'
import { authOptions } from './options'
import { isSecure, linkCookieName } from './session-cookie'

/** next-auth's own routes, for `app/api/auth`. */
export async function answerAuth(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const { nextauth } = await context.params
  // Would let anybody write into our log.
  if (nextauth[0] === '_log') return new Response(null, { status: 404 })
  publishAuthUrl(wire().env.appUrl)
  return NextAuth(request, context, await requestOptions())
}

/** Starts or completes a sign-in from a server action; the cookies it sets are in the action's response. */
export async function signInBy(
  provider: 'email' | 'github' | 'google' | 'demo',
  body: Record<string, string>,
): Promise<SignInOutcome> {
  // Credentials are proof themselves; the other ways first have to fetch one.
  return call({ action: provider === 'demo' ? 'callback' : 'signin', provider, body })
}

/** Ends this browser's sessions: the person's own, and one that a manage link began. */
export async function signOutHere(): Promise<void> {
  await call({ action: 'signout', body: {} })
  const [jar, name] = [await cookies(), linkCookieName(wire().env.appUrl)]
  const link = jar.get(name)?.value
  if (link === undefined) return
  await endLinkSession(ctxFor({ kind: 'nobody' }), link)
  jar.set({ ...linkCookie(), value: '', expires: new Date(0) })
}

/**
 * Takes a manage link in exchange for a session of this browser, and answers where the portal of its customer is;
 * null for a link that is over. Only in a route handler, which may set cookies.
 */
export async function enterByLink(token: string): Promise<string | null> {
  try {
    const { secret, expiresAt, customer } = await startLinkSession(ctxFor({ kind: 'nobody' }), token)
    const jar = await cookies()
    jar.set({ ...linkCookie(), value: secret, expires: expiresAt })
    return `/portal/${customer.bucketId}`
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return null
    throw error
  }
}

/** Lax: a link in a mail leads here from another site. */
function linkCookie() {
  const { appUrl } = wire().env
  const path = '/'
  return {
    name: linkCookieName(appUrl),
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure(appUrl),
    path,
  } as const
}

/** What the sign-in page offers, and in whose name. */
export async function signInChoices() {
  const { env } = wire()
  const { name } = await houseBrand(ctxFor({ kind: 'nobody' }))
  return {
    brand: name,
    sandbox: env.sandbox,
    /** Whether mail lands in the sandbox's mailbox. */
    mailbox: env.embedded.mail,
    providers: (['github', 'google'] as const).filter((provider) => env[provider] !== null),
  }
}

async function call(request: Pick<AuthCall, 'action' | 'provider' | 'body'>): Promise<SignInOutcome> {
  const { appUrl } = wire().env
  const jar = await cookies()
  const sent = Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value]))
  const { location, setCookies } = await callAuth(await requestOptions(), appUrl, {
    ...request,
    cookies: sent,
  })
  const response = new NextResponse(null)
  for (const each of setCookies) response.headers.append('set-cookie', each)
  for (const cookie of new NextResponse(null, { headers: response.headers }).cookies.getAll()) {
    // An emptied cookie comes out of Next's parser without its end, and the browser would keep it.
    jar.set(cookie.value ? cookie : { ...cookie, value: '', expires: new Date(0) })
  }
  return outcomeOf(location ?? '/', appUrl)
}

async function requestOptions() {
  const { env, mailer } = wire()
  const ctx = ctxFor({ kind: 'nobody' })
  const forwarded = (await headers()).get('x-forwarded-for') ?? ''
  const locale = await readLocale()
  return authOptions({
    ctx,
    appUrl: env.appUrl,
    authSecret: env.authSecret,
    sandbox: env.sandbox,
    github: env.github,
    google: env.google,
    // The last one is what the nearest proxy (or Next itself) saw; those before it anybody can make up.
    address: forwarded.split(',').at(-1)?.trim() || 'unknown',
    sendLink: async ({ to, url, minutes }) => {
      const brand = await houseBrand(ctx)
      const mail = renderMail('signIn', { brand, to, name: null, url, minutes }, locale)
      const replyTo = brand.supportEmail
      await mailer.send({ ...mail, to, senderName: brand.name, replyTo, attachments: [] })
    },
  })
}
