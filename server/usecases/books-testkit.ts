import { sql } from 'drizzle-orm'
import type Stripe from 'stripe'
import type { OwnerCtx } from '../ctx'
import { checkLedger } from './ledger-check'

/**
 * What must hold of an owner's books after anything whatever happened to it; a sentence for each thing that does not.
 * Asked when nothing is on its way any more.
 */
export async function wrongsOf(ctx: OwnerCtx, stripe: Stripe): Promise<string[]> {
  const found = [
    ...(await checkLedger(ctx)).map((d) => `${d.about} ${d.currency}: ${d.found}, not ${d.expected}`),
    ...(await wrongNumbers(ctx)),
    ...(await billedTwice(ctx)),
    ...(await usageBilledTwice(ctx)),
    ...(await refundedTooMuch(ctx)),
    ...(await paidTwice(ctx)),
    ...(await leftLying(ctx)),
    ...(await wrongAtStripe(ctx, stripe)),
  ]
  return found
}

/** Each series counts 1, 2, 3 … without a gap and without a number given twice. */
async function wrongNumbers(ctx: OwnerCtx): Promise<string[]> {
  const id = ctx.owner.id
  const rows = await ctx.db.execute<{ series: string; given: number[]; next: string }>(sql`
    with documents as (
      select brand_id, 'invoice' as series, number from invoice where owner_id = ${id} and status <> 'draft' and reason <> 'import'
      union all select brand_id, 'receipt', number from receipt where owner_id = ${id}
      union all select brand_id, 'credit_note', number from credit_note where owner_id = ${id})
    select s.series, s.next, coalesce((select array_agg(substring(d.number from '[0-9]+$')::int)
      from documents d where d.brand_id = s.brand_id and d.series = s.series), '{}') as given
    from number_series s where s.owner_id = ${id}`)
  return rows.flatMap(({ series, given, next }) => {
    const numbers = [...given].sort((a, b) => a - b)
    const gapless = numbers.every((number, i) => number === i + 1) && Number(next) === numbers.length + 1
    return gapless ? [] : [`numbers of ${series}: ${numbers.join(' ')}, next ${next}`]
  })
}

/**
 * A period billed in advance overlaps no other of its subscription, unless a change of plan began a new one in between:
 * one that was invoiced is a `restart`, one that gave credit has no line and is known by its event.
 */
async function billedTwice(ctx: OwnerCtx): Promise<string[]> {
  const id = ctx.owner.id
  const rows = await ctx.db.execute<{ id: string; a: string; b: string }>(sql`
    with lines as (select distinct l.subscription_id, l.kind, l.period_start_at as s, l.period_end_at as e
      from invoice_line l where l.owner_id = ${id} and l.voided_at is null and l.kind in ('period', 'restart'))
    select one.subscription_id as id, one.s || ' to ' || one.e as a, two.s || ' to ' || two.e as b
    from lines one join lines two on two.subscription_id = one.subscription_id
      and two.kind = 'period' and (two.s > one.s or (two.s = one.s and two.e > one.e)) and two.s < one.e
    where not exists (select 1 from lines cut where cut.subscription_id = one.subscription_id
        and cut.kind = 'restart' and cut.s >= one.s and cut.s <= two.s and (cut.s, cut.e) <> (one.s, one.e))
      and not exists (select 1 from event v where v.owner_id = ${id} and v.subject_id = one.subscription_id
        and v.type = 'subscription.changed' and v.payload ? 'fromPriceId' and not v.payload ? 'seats'
        and v.at >= one.s and v.at <= two.s)`)
  return rows.map(({ id: of, a, b }) => `billed twice of ${of}: ${a} and ${b}`)
}

/** What invoices took of a counter is what the counter says was taken, but for what was free in a trial, and never more than was counted. */
async function usageBilledTwice(ctx: OwnerCtx): Promise<string[]> {
  const rows = await ctx.db.execute<{
    id: string
    billed: string
    value: string
    lines: string
    free: boolean
  }>(sql`
    select c.subscription_id as id, s.trial_end_at is not null as free, coalesce(c.billed, 0) as billed, c.value, coalesce((
      select sum(l.quantity) from invoice_line l where l.owner_id = c.owner_id
        and l.subscription_id = c.subscription_id and l.metric_id = c.metric_id
        and l.period_start_at = c.period_start_at and l.voided_at is null), 0) as lines
    from usage_counter c
    join subscription s on s.owner_id = c.owner_id and s.id = c.subscription_id
    where c.owner_id = ${ctx.owner.id}`)
  return rows.flatMap(({ id, billed, value, lines, free }) =>
    (Number(lines) === Number(billed) || (free && Number(lines) < Number(billed))) &&
    Number(billed) <= Number(value)
      ? []
      : [`usage of ${id}: counted ${value}, taken ${billed}, on invoices ${lines}`],
  )
}

async function refundedTooMuch(ctx: OwnerCtx): Promise<string[]> {
  const rows = await ctx.db.execute<{ id: string; amount: string; refunded: string; refunds: string }>(sql`
    select p.id, p.amount, p.refunded, coalesce(sum(r.amount), 0) as refunds
    from payment p left join refund r on r.owner_id = p.owner_id and r.payment_id = p.id and r.status <> 'failed'
    where p.owner_id = ${ctx.owner.id} group by p.owner_id, p.id`)
  return rows.flatMap(({ id, amount, refunded, refunds }) =>
    Number(refunds) <= Number(amount) && Number(refunded) <= Number(amount)
      ? []
      : [`refunds of ${id}: ${refunds} (${refunded}) of ${amount}`],
  )
}

/** An invoice that says it is paid is, to the cent and once. */
async function paidTwice(ctx: OwnerCtx): Promise<string[]> {
  const rows = await ctx.db.execute<{ number: string; due: string; status: string }>(sql`
    select number, status, total - credit_applied - amount_paid - amount_credited as due from invoice
    where owner_id = ${ctx.owner.id} and status in ('paid', 'open', 'uncollectible')`)
  return rows.flatMap(({ number, due, status }) =>
    (status === 'paid') === (Number(due) === 0) && Number(due) >= 0
      ? []
      : [`${number} is ${status}, due ${due}`],
  )
}

/** Nothing waits that nobody will ever come back to. */
async function leftLying(ctx: OwnerCtx): Promise<string[]> {
  const now = ctx.now.toISOString()
  const id = ctx.owner.id
  const rows = await ctx.db.execute<{ about: string }>(sql`
    select 'attempt ' || a.status || ' of ' || a.invoice_id as about from payment_attempt a
      where a.owner_id = ${id} and a.status = 'pending' and a.due_at <= ${now}::timestamptz
    union all select 'refund pending ' || r.id from refund r where r.owner_id = ${id} and r.status = 'pending'
    union all select 'subscription due ' || s.id from subscription s
      where s.owner_id = ${id} and s.due_at <= ${now}::timestamptz
    union all select 'start of ' || s.id || ' waits for nothing' from subscription s
      where s.owner_id = ${id} and s.status = 'incomplete' and not exists (select 1 from payment_attempt a
        join invoice i on i.owner_id = a.owner_id and i.id = a.invoice_id
        where i.owner_id = s.owner_id and i.subscription_id = s.id
          and a.status in ('pending', 'requires_action', 'processing'))
    union all select 'change of ' || s.id || ' waits for nothing' from subscription s
      where s.owner_id = ${id} and s.pending_invoice_id is not null and not exists (
        select 1 from payment_attempt a where a.owner_id = s.owner_id and a.invoice_id = s.pending_invoice_id
          and a.status in ('pending', 'requires_action', 'processing'))`)
  return rows.map(({ about }) => `left lying: ${about}`)
}

/** Stripe took what the payments say and gave back what the refunds say, customer by customer. */
async function wrongAtStripe(ctx: OwnerCtx, stripe: Stripe): Promise<string[]> {
  const rows = await ctx.db.execute<{ stripeId: string; paid: string; count: string; refunded: string }>(sql`
    select c.stripe_customer_id as "stripeId", coalesce(sum(p.amount), 0) as paid, count(p.id) as count,
      coalesce(sum((select sum(r.amount) from refund r where r.owner_id = p.owner_id and r.payment_id = p.id
        and r.status = 'succeeded')), 0) as refunded
    from customer c left join payment p on p.owner_id = c.owner_id and p.customer_id = c.id and p.source = 'stripe'
    where c.owner_id = ${ctx.owner.id} and c.stripe_customer_id is not null
    group by c.owner_id, c.id`)
  const wrong = await Promise.all(
    rows.map(async (row) => {
      const charges = await chargesOf(stripe, row.stripeId)
      const taken = charges.reduce((sum, charge) => sum + charge.amount_captured, 0)
      const back = charges.reduce((sum, charge) => sum + charge.amount_refunded, 0)
      const here = [row.paid, row.count, row.refunded].map(Number)
      const there = [taken, charges.length, back]
      return here.every((amount, i) => amount === there[i])
        ? []
        : [`paid, payments, refunded: here ${here.join(', ')}, at Stripe ${there.join(', ')}`]
    }),
  )
  return wrong.flat()
}

async function chargesOf(stripe: Stripe, customer: string): Promise<Stripe.Charge[]> {
  const all: Stripe.Charge[] = []
  for await (const charge of stripe.charges.list({ customer, limit: 100 }))
    if (charge.status === 'succeeded') all.push(charge)
  return all
}
