import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { DashboardOwner } from '@/components/dashboard/frame'
import { type Words, wordsFor } from '@/components/words'
import type { Caller, Refusal } from '@/server/trpc/caller'
import { readLocale } from '../locale'
import { attempt, caller, signIn } from '../portal/open'

export { attempt, caller, one, required, type Search } from '../portal/open'

export type DashboardParams = Promise<{ owner: string }>

/** What each page of an owner's dashboard starts from. */
export type DashboardPage = {
  owner: DashboardOwner
  /** The address that this owner's pages are below. */
  base: string
  /** The input of each procedure. */
  key: { ownerId: string }
  /** The procedures. */
  api: Caller['owner']
  /** Dates in the owner's time zone, money, and what goes wrong; the area's own words are `area()`'s. */
  words: Words
  /** A viewer is shown no buttons that change anything; the use-cases refuse it in any case. */
  mayWrite: boolean
  isAdmin: boolean
}

/**
 * Opens a page of the dashboard. Who is not signed in goes to sign in and comes back to `path` ("/customers"); an owner
 * the person is no member of is 404.
 */
export async function openDashboard(params: DashboardParams, path = ''): Promise<DashboardPage> {
  const { owner: id } = await params
  const answer = await enter(id)
  if ('owner' in answer) return answer
  if (answer.code === 'unauthenticated') signIn(`/dashboard/${id}${path}`)
  notFound()
}

/** The same for a page that changes something: who may only look finds nothing there. */
export async function openToWrite(params: DashboardParams, path: string): Promise<DashboardPage> {
  const page = await openDashboard(params, path)
  return page.mayWrite ? page : notFound()
}

/** The same without going anywhere: for titles and for the frame around a page. */
export async function peekDashboard(params: DashboardParams): Promise<DashboardPage | null> {
  const answer = await enter((await params).owner)
  return 'owner' in answer ? answer : null
}

const enter = cache(async (id: string): Promise<DashboardPage | Refusal> => {
  const { owner: api } = await caller()
  const answer = await attempt(api.session.get({ ownerId: id }))
  if ('refusal' in answer) return answer.refusal
  const owner = answer.value
  const words = wordsFor(await readLocale(), owner.timezone)
  const isAdmin = owner.role === 'admin' || owner.role === 'system'
  const mayWrite = owner.role !== 'viewer'
  return {
    owner,
    base: `/dashboard/${owner.id}`,
    key: { ownerId: owner.id },
    api,
    words,
    mayWrite,
    isAdmin,
  }
})
