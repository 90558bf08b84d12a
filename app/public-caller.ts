import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { Caller } from '@/server/trpc/caller'
import { createCaller, type Refusal, refusalOf } from '@/server/trpc/caller'

/** The procedures for people without an account. */
export async function publicCaller(): Promise<Caller['public']> {
  const sent = await headers()
  // The last one is what the nearest proxy (or Next itself) saw; those before it anybody can make up.
  const address = sent.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  return (await createCaller(sent, { address })).public
}

/** What a form's action answers: what was asked for, or why not. */
export type Answer<T> = { value: T } | { refusal: Refusal }

export async function answer<T>(work: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === null) throw error
    return { refusal }
  }
}

/** For what a page cannot do without: anything refused is 404. */
export async function orNotFound<T>(work: Promise<T>): Promise<T> {
  const found = await answer(work)
  return 'value' in found ? found.value : notFound()
}
