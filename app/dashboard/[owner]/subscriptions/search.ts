import type { Inputs } from '@/server/trpc/root'
import { one, type Search } from '../../open'

type Asked = Omit<Inputs['owner']['subscription']['export'], 'ownerId' | 'after'>

export const STANDINGS = [
  'active',
  'trialing',
  'past_due',
  'unpaid',
  'paused',
  'ending',
  'canceled',
  'incomplete',
] as const

/** What a list of subscriptions is asked for by its address; what is none is not asked for. */
export function askedOf(search: Awaited<Search>): Asked {
  const standing = STANDINGS.find((each) => each === one(search.status))
  const [text, planId, brandId] = [one(search.q)?.slice(0, 200), one(search.plan), one(search.brand)]
  return {
    ...(text ? { text } : {}),
    ...(standing ? { standing } : {}),
    ...(planId && planId.length <= 64 ? { planId } : {}),
    ...(brandId && brandId.length <= 64 ? { brandId } : {}),
  }
}
