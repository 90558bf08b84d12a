import { eq } from 'drizzle-orm'
import { owner } from '@/db/schema'
import type { Ctx } from '../ctx'
import type { EventMail, EventRow, MailContent } from './event-mail'
import { houseBrand } from './owner'
import { reachedLimit } from './usage-limit'

/** What happens to an owner's books, and is told to the owner by whoever runs this installation. */
export const OWNER_MAILED: ReadonlySet<string> = new Set([
  'tax.country_threshold_reached',
  'tax.state_threshold_reached',
  'webhook.disabled',
  'usage.warning_to_owner',
])

/** The mail to the owner that an event calls for. Owners have no language yet: it is in English. */
export async function ownerMailOf(ctx: Ctx, row: EventRow): Promise<EventMail | null> {
  const [found] = await ctx.db.select().from(owner).where(eq(owner.id, row.ownerId))
  const content = found && contentOf(found.name, row)
  if (!found || !content) return null
  const house = await houseBrand(ctx)
  return {
    id: row.id,
    to: found.email,
    locale: 'en',
    sender: { name: house.name, accent: house.accent, replyTo: house.supportEmail ?? found.email },
    customer: { id: found.id, name: found.firstName, timeZone: found.timezone },
    attachment: null,
    content,
  }
}

function contentOf(owner: string, row: EventRow): MailContent | null {
  if (row.type === 'usage.warning_to_owner') return usageLimit(owner, row)
  return row.type === 'webhook.disabled' ? webhookDisabled(owner, row) : threshold(owner, row)
}

function threshold(owner: string, row: EventRow): MailContent {
  const { country, name: state } = row.payload as { country: string; name?: string }
  const name = COUNTRIES.of(country) ?? country
  const place = state === undefined ? name : `${state}, ${name}`
  return { template: 'taxThreshold', path: '/', owner, place, reachedAt: row.at }
}

function usageLimit(owner: string, row: EventRow): MailContent {
  const customerEmail = String(row.payload.email)
  return { template: 'usageLimitReached', path: '/', owner, customerEmail, ...reachedLimit(row) }
}

/** Who disabled it by hand knows. */
function webhookDisabled(owner: string, row: EventRow): MailContent | null {
  const { name, url, reason, failingSince } = row.payload as Record<string, string | undefined>
  if (reason !== 'failing' && reason !== 'gone') return null
  return {
    template: 'webhookDisabled',
    path: '/',
    owner,
    webhook: name ?? '',
    target: url ?? '',
    reason,
    failingSince: failingSince === undefined ? row.at : new Date(failingSince),
  }
}

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' })
