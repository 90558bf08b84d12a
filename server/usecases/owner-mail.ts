import { eq } from 'drizzle-orm'
import { owner } from '@/db/schema'
import type { Ctx } from '../ctx'
import type { EventMail, EventRow } from './event-mail'
import { houseBrand } from './owner'

/** What happens to an owner's books, and is told to the owner by whoever runs this installation. */
export const OWNER_MAILED: ReadonlySet<string> = new Set([
  'tax.country_threshold_reached',
  'tax.state_threshold_reached',
])

/** The mail to the owner that an event calls for. Owners have no language yet: it is in English. */
export async function ownerMailOf(ctx: Ctx, row: EventRow): Promise<EventMail | null> {
  const [found] = await ctx.db.select().from(owner).where(eq(owner.id, row.ownerId))
  if (!found) return null
  const house = await houseBrand(ctx)
  const { country, name: state } = row.payload as { country: string; name?: string }
  const name = COUNTRIES.of(country) ?? country
  return {
    id: row.id,
    to: found.email,
    locale: 'en',
    sender: { name: house.name, accent: house.accent, replyTo: house.supportEmail ?? found.email },
    customer: { id: found.id, name: found.firstName, timeZone: found.timezone },
    attachment: null,
    content: {
      template: 'taxThreshold',
      path: '/',
      owner: found.name,
      place: state === undefined ? name : `${state}, ${name}`,
      reachedAt: row.at,
    },
  }
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' })
