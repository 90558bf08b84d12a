import { eq } from 'drizzle-orm'
import { owner, user } from '@/db/schema'
import type { OwnerRole } from '@/db/schema/user'
import { LOCALES } from '../core/format'
import type { Ctx, Owner } from '../ctx'
import type { EventMail, EventRow, MailContent } from './mail-content'
import { houseBrand } from './owner'
import { reachedLimit } from './usage-limit'

/** What happens to an owner's books, and is told to the owner by whoever runs this installation. */
export const OWNER_MAILED: ReadonlySet<string> = new Set([
  'tax.country_threshold_reached',
  'tax.state_threshold_reached',
  'webhook.disabled',
  'usage.warning_to_owner',
  'member.invited',
])

/**
 * The mail to the owner that an event calls for. Owners have no language yet: it is in English. An invitation goes to
 * whoever is invited, in their language.
 */
export async function ownerMailOf(ctx: Ctx, row: EventRow): Promise<EventMail | null> {
  const [found] = await ctx.db.select().from(owner).where(eq(owner.id, row.ownerId))
  if (found && row.type === 'member.invited') return invitationOf(ctx, row, found)
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

/** By way of the sign-in, whose own link lives for minutes: a mail that lies about for weeks opens nothing by itself. */
async function invitationOf(ctx: Ctx, row: EventRow, of: Owner): Promise<EventMail> {
  const { email, role, locale } = row.payload as { email: string; role: OwnerRole; locale: string }
  const house = await houseBrand(ctx)
  const target = encodeURIComponent(`/dashboard/${of.id}`)
  return {
    id: row.id,
    to: email,
    locale: LOCALES.find((each) => each === locale) ?? 'en',
    sender: { name: house.name, accent: house.accent, replyTo: house.supportEmail ?? of.email },
    customer: { id: of.id, name: null, timeZone: of.timezone },
    attachment: null,
    content: {
      template: 'invitation',
      path: `/signin?callbackUrl=${target}`,
      owner: of.name,
      role,
      by: await emailOf(ctx, row.actor),
    },
  }
}

async function emailOf(ctx: Ctx, actor: string): Promise<string | null> {
  const [kind, id] = actor.split(':')
  if (kind !== 'user' || id === undefined) return null
  const [found] = await ctx.db.select({ email: user.email }).from(user).where(eq(user.id, id))
  return found?.email ?? null
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
