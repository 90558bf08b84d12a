'use server'

import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { SignInOutcome } from '@/server/auth/call'
import { signInBy, signOutHere } from '@/server/auth/request'
import { EMAIL_COOKIE, EMAIL_COOKIE_SECONDS } from './email-cookie'
import { HOME } from './home'

/** What the e-mail form shows after it was sent: what was typed, and what is wrong with it. */
export type LinkState = { email: string; error: string | null }

/** Sends a sign-in link and goes on to "check your mail", whether or not the address is known. */
export async function requestLink(_previous: LinkState, form: FormData): Promise<LinkState> {
  const typed = textOf(form, 'email').trim()
  const email = z.email().max(320).safeParse(typed)
  if (!email.success) return { email: typed, error: 'EmailInvalid' }
  const outcome = await signInBy('email', { email: email.data, callbackUrl: callbackUrl(form) })
  if ('error' in outcome) return { email: typed, error: outcome.error }
  const jar = await cookies()
  jar.set(EMAIL_COOKIE, email.data, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/signin',
    maxAge: EMAIL_COOKIE_SECONDS,
  })
  redirect(outcome.location)
}

/** Goes to GitHub or Google. */
export async function signInElsewhere(form: FormData): Promise<void> {
  const provider = z.enum(['github', 'google']).parse(form.get('provider'))
  leave(await signInBy(provider, { callbackUrl: callbackUrl(form) }))
}

/** The sandbox's one click: as the demo customer or the demo owner. */
export async function signInAsDemo(form: FormData): Promise<void> {
  leave(await signInBy('demo', { as: textOf(form, 'as'), callbackUrl: callbackUrl(form) }))
}

/** Ends this browser's session and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await signOutHere()
  redirect('/signin')
}

function leave(outcome: SignInOutcome): never {
  if ('error' in outcome) redirect(`/signin?error=${encodeURIComponent(outcome.error)}`)
  redirect(outcome.location)
}

/** The page asked for before sign-in; next-auth refuses one that is not ours. */
const callbackUrl = (form: FormData): string => textOf(form, 'callbackUrl') || HOME

function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
