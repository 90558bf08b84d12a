import { latestApiKeys } from '@/db/queries/api-key'
import { type AuditFilter, pageAudit } from '@/db/queries/audit'
import { listOwnerMembers } from '@/db/queries/member'
import type { Page, PageInput } from '../core/page'
import type { OwnerCtx } from '../ctx'
import type { EventType } from './event'
import { type TimelineEntry, timelineEntries } from './timeline'

export type { AuditFilter }

/** What types of events begin with: what the log can be narrowed to. */
export type Noun = EventType extends infer T ? (T extends `${infer N}.${string}` ? N : never) : never

/** In the order in which people look for them. */
export const NOUNS = [
  'customer',
  'subscription',
  'invoice',
  'payment',
  'payment_method',
  'credit_note',
  'credit',
  'product',
  'price',
  'plan',
  'feature',
  'voucher',
  'metric',
  'usage',
  'usage_limit',
  'checkout',
  'tax',
  'tax_type',
  'tax_country',
  'tax_rule',
  'brand',
  'settings',
  'webhook',
  'api_key',
  'member',
  'owner',
  'stripe_account',
  'import',
  'clock',
] as const satisfies readonly Noun[]

/** The events of an owner, newest first, with what they are about by name. */
export async function auditPage(
  ctx: OwnerCtx,
  filter: AuditFilter,
  page: PageInput,
): Promise<Page<TimelineEntry>> {
  const { rows, hasMore } = await pageAudit(ctx.db, ctx.owner.id, filter, page)
  return { rows: await timelineEntries(ctx, rows), hasMore }
}

const CHOICES_MAX = 200

/** Whose doings can be asked for, as the log names them: the team as it is now, and the latest keys. */
export async function auditPeople(ctx: OwnerCtx) {
  const [members, keys] = await Promise.all([
    listOwnerMembers(ctx.db, ctx.owner.id, CHOICES_MAX),
    latestApiKeys(ctx.db, ctx.owner.id, CHOICES_MAX),
  ])
  return {
    members: members.map(({ userId, email }) => ({ actor: `user:${userId}`, email })),
    keys: keys.map(({ id, name }) => ({ actor: `key:${id}`, name })),
  }
}
