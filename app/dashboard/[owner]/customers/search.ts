import type { Inputs } from '@/server/trpc/root'
import { one, type Search } from '../../open'

type Asked = Omit<Inputs['owner']['customer']['export'], 'ownerId' | 'after'>

const STANDINGS = ['active', 'trialing', 'past_due', 'none', 'disabled'] as const

/** What a list of customers is asked for by its address; what is none is not asked for. */
export function askedOf(search: Awaited<Search>): Asked {
  const standing = STANDINGS.find((each) => each === one(search.status))
  const [text, brandId, country] = [one(search.q)?.slice(0, 200), one(search.brand), one(search.country)]
  return {
    ...(text ? { text } : {}),
    ...(standing ? { standing } : {}),
    ...(brandId && brandId.length <= 64 ? { brandId } : {}),
    ...(country && /^[A-Z]{2}$/.test(country) ? { country } : {}),
  }
}

export { STANDINGS }
