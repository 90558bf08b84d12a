import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import type { Customer } from '@/components/portal/types'
import { type Words, wordsFor } from '@/components/words'
import { type Caller, createCaller, type Refusal, refusalOf } from '@/server/trpc/caller'
import { readLocale } from '../locale'

/** The procedures for this request: one context, however many parts a page has. */
export const caller = cache(async (): Promise<Caller> => createCaller(await headers()))

export type PortalParams = Promise<{ customer: string }>
export type Search = Promise<Record<string, string | string[] | undefined>>

/** What each page of one customer starts from. */
export type PortalPage = {
  customer: Customer
  /** The address that this customer's pages are below. */
  base: string
  /** The input of each procedure. */
  key: { customerId: string }
  portal: Caller['portal']
  words: Words
}

/**
 * Opens a customer's page. Who is not signed in goes to sign in and comes back to `path` ("/cancel"); a
 * customer out of sight is 404.
 */
export async function openPage(params: PortalParams, path = ''): Promise<PortalPage> {
  const { customer: id } = await params
  const answer = await enter(id)
  if ('customer' in answer) return answer
  if (answer.code === 'unauthenticated') signIn(`/portal/${id}${path}`)
  notFound()
}

/** The same without going anywhere: for titles and for the frame around a page. */
export async function peekPage(params: PortalParams): Promise<PortalPage | null> {
  const answer = await enter((await params).customer)
  return 'customer' in answer ? answer : null
}

/** Runs a part of a page; a refusal that a page shows is an answer, the rest is not caught. */
export async function attempt<T>(work: Promise<T>): Promise<{ value: T } | { refusal: Refusal }> {
  try {
    return { value: await work }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    return { refusal }
  }
}

/** As `attempt`, for what a page cannot do without: anything refused is 404. */
export async function required<T>(work: Promise<T>): Promise<T> {
  const answer = await attempt(work)
  return 'value' in answer ? answer.value : notFound()
}

export function signIn(target: string): never {
  redirect(`/signin?callbackUrl=${encodeURIComponent(target)}`)
}

/** One value of a search parameter. */
export const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value

const enter = cache(async (id: string): Promise<PortalPage | Refusal> => {
  const { portal } = await caller()
  const answer = await attempt(portal.customer.get({ customerId: id }))
  if ('refusal' in answer) return answer.refusal
  const customer = answer.value
  const words = wordsFor(await readLocale(), customer.timeZone)
  return { customer, base: `/portal/${customer.id}`, key: { customerId: id }, portal, words }
})
