import { and, eq, isNull, sql } from 'drizzle-orm'
import { lockCustomer } from '@/db/queries/customer'
import { paymentMethod, subscription } from '@/db/schema'
import { DUNNING_DAYS } from '../core/dunning'
import { DEFAULT_SETTINGS, settingsOf } from '../core/settings'
import { type Ctx, transact } from '../ctx'
import { enterCustomer } from './customer'
import { followCustomer } from './customer-lifecycle'
import { record } from './event'
import { endNow } from './subscription-end'
import { recordSubscription, setSubscriptionStatus } from './subscription-state'

/** How long before its end a trial is announced to end. */
export const TRIAL_REMINDER_DAYS = 3
/** How long before its last day a default card is announced to expire. */
const CARD_REMINDER_DAYS = 30
const BATCH = 200

type Options = { ownerId?: string }

/** Tells customers whose trial ends within three days, once each. Answers how many. */
export async function remindTrials(ctx: Ctx, options: Options = {}): Promise<number> {
  const due = await ctx.db.execute<{ id: string; customerId: string }>(sql`
    select s.id, s.customer_id as "customerId" from subscription s join owner o on o.id = s.owner_id
    where s.status = 'trialing' and s.trial_reminded_at is null and s.cancel_at is null
      and s.trial_end_at - make_interval(days => ${TRIAL_REMINDER_DAYS}::int) <= ${nowOf(ctx)}
      ${ownerIs(options, sql`s.owner_id`)}
    limit ${BATCH}`)
  for (const { id, customerId } of due)
    await transact(await enterCustomer(ctx, customerId), async (t) => {
      const [row] = await t.tx
        .update(subscription)
        .set({ trialReminded: t.now })
        .where(
          and(
            eq(subscription.ownerId, t.owner.id),
            eq(subscription.id, id),
            isNull(subscription.trialReminded),
          ),
        )
        .returning()
      if (row) await recordSubscription(t, row, 'subscription.trial_ending', {})
    })
  return due.length
}

/** Tells customers with a live subscription whose default card expires soon, once per expiry date. */
export async function remindExpiringCards(ctx: Ctx, options: Options = {}): Promise<number> {
  const due = await ctx.db.execute<{ id: string; customerId: string; expiry: string }>(sql`
    select m.id, m.customer_id as "customerId", m.exp_year || '-' || m.exp_month as expiry
    from payment_method m
    join customer c on c.owner_id = m.owner_id and c.default_payment_method_id = m.id
    join owner o on o.id = m.owner_id
    where m.type = 'card' and m.status = 'active'
      and m.expiry_warned_for is distinct from (m.exp_year || '-' || m.exp_month)
      and make_date(m.exp_year, m.exp_month, 1) + interval '1 month'
          - make_interval(days => ${CARD_REMINDER_DAYS}::int) <= ${nowOf(ctx)}
      and exists (select 1 from subscription s where s.owner_id = m.owner_id and s.customer_id = m.customer_id
                  and s.status in ('trialing', 'active', 'past_due') and s.cancel_at is null)
      ${ownerIs(options, sql`m.owner_id`)}
    limit ${BATCH}`)
  for (const { id, customerId, expiry } of due)
    await transact(await enterCustomer(ctx, customerId), async (t) => {
      await t.tx
        .update(paymentMethod)
        .set({ expiryWarnedFor: expiry })
        .where(and(eq(paymentMethod.ownerId, t.owner.id), eq(paymentMethod.id, id)))
      await record(t, 'payment_method.expiring', { ownerId: t.owner.id, customerId, subjectId: id })
    })
  return due.length
}

/**
 * Records of each card whose last month is over that it has expired, once per expiry date: programs outside are told.
 * Answers how many.
 */
export async function recordExpiredCards(ctx: Ctx, options: Options = {}): Promise<number> {
  const due = await ctx.db.execute<{ id: string; customerId: string; expiry: string }>(sql`
    select m.id, m.customer_id as "customerId", m.exp_year || '-' || m.exp_month as expiry
    from payment_method m join owner o on o.id = m.owner_id
    where m.type = 'card' and m.status = 'active'
      and m.expired_told_for is distinct from (m.exp_year || '-' || m.exp_month)
      and make_date(m.exp_year, m.exp_month, 1) + interval '1 month' <= ${nowOf(ctx)}
      ${ownerIs(options, sql`m.owner_id`)}
    limit ${BATCH}`)
  for (const { id, customerId, expiry } of due)
    await transact(await enterCustomer(ctx, customerId), async (t) => {
      const [row] = await t.tx
        .update(paymentMethod)
        .set({ expiredToldFor: expiry })
        .where(
          and(
            eq(paymentMethod.ownerId, t.owner.id),
            eq(paymentMethod.id, id),
            sql`${paymentMethod.expiredToldFor} is distinct from ${expiry}`,
          ),
        )
        .returning()
      if (row) await record(t, 'payment_method.expired', { ownerId: t.owner.id, customerId, subjectId: id })
    })
  return due.length
}

/**
 * Ends what stayed unpaid through the owner's whole dunning schedule, as the owner chose: cancelled, or unpaid and not
 * renewed until somebody pays; or it runs on as past due. Answers how many.
 */
export async function endDunning(ctx: Ctx, options: Options = {}): Promise<number> {
  const due = await ctx.db.execute<{ id: string; customerId: string }>(sql`
    select s.id, s.customer_id as "customerId"
    from subscription s
    join owner o on o.id = s.owner_id
    join invoice_line l on l.owner_id = s.owner_id and l.subscription_id = s.id
    join invoice i on i.owner_id = s.owner_id and i.id = l.invoice_id and i.status = 'open'
    left join payment_attempt a on a.owner_id = i.owner_id and a.invoice_id = i.id and a.status = 'failed'
    where s.status = 'past_due' and coalesce(o.settings ->> 'dunningEnd', ${DEFAULT_SETTINGS.dunningEnd}) <> 'open'
      ${ownerIs(options, sql`s.owner_id`)}
      and not exists (select 1 from payment_attempt p where p.owner_id = i.owner_id and p.invoice_id = i.id
                      and p.status in ('pending', 'requires_action', 'processing'))
    group by s.owner_id, s.id, s.customer_id, o.clock_at, o.settings
    having min(coalesce(a.settled_at, i.issued_at)) + make_interval(days =>
      coalesce((o.settings -> 'dunningDays' ->> -1)::int, ${lastDunningDay()}::int) + 1) <= ${nowOf(ctx)}
    limit ${BATCH}`)
  for (const { id, customerId } of due)
    await transact(await enterCustomer(ctx, customerId), async (t) => {
      await lockCustomer(t.tx, t.owner.id, t.customer.id)
      const row = await t.tx.query.subscription.findFirst({
        where: (s, { and, eq }) => and(eq(s.ownerId, t.owner.id), eq(s.id, id)),
      })
      if (row?.status !== 'past_due') return
      if (settingsOf(t.owner).dunningEnd === 'unpaid') {
        await setSubscriptionStatus(t, row, 'unpaid', 'subscription.unpaid')
        return
      }
      await endNow(t, row, 'payment_failed')
      await recordSubscription(t, row, 'subscription.canceled', {
        reason: 'payment_failed',
        when: 'instantly',
      })
      await followCustomer(t)
    })
  return due.length
}

const lastDunningDay = () => DUNNING_DAYS.at(-1) ?? 0

/** The owner's now, frozen or not, as SQL; the query joins `owner o`. */
const nowOf = (ctx: Ctx) => sql`coalesce(o.clock_at, ${ctx.now.toISOString()}::timestamptz)`

const ownerIs = (options: Options, column: ReturnType<typeof sql>) =>
  options.ownerId ? sql`and ${column} = ${options.ownerId}` : sql``
