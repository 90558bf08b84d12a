import { sql } from 'drizzle-orm'
import type { Account } from '../core/ledger'
import type { OwnerCtx } from '../ctx'
import type { StripeMovement } from '../stripe/client'

/** One thing that does not agree: what it is about, what the books say and what they should say. */
export type Difference = { about: string; currency: string; expected: number; found: number }

/** Stripe's movements read at most; older ones are not compared. */
const MOVEMENTS_MAX = 10_000

/**
 * Recomputes every balance of an owner's ledger from invoices, credit, payments and refunds, and compares
 * each payment and refund with Stripe's own balance transactions, to the cent. Empty: all agree.
 */
export async function checkLedger(ctx: OwnerCtx): Promise<Difference[]> {
  return [...(await checkAccounts(ctx)), ...(await checkInvoices(ctx)), ...(await checkStripe(ctx))]
}

const CHECKED: ReadonlySet<Account> = new Set([
  'receivable',
  'customer_credit',
  'refunds',
  'stripe_cash',
  'bank_cash',
  'bad_debt',
  'revenue',
  'tax',
  'discounts',
])

type Sum = { account: Account; currency: string; amount: string }

/** Each account's balance against what the rows it is a projection of come to. */
async function checkAccounts(ctx: OwnerCtx): Promise<Difference[]> {
  const id = ctx.owner.id
  const found = await ctx.db.execute<Sum>(sql`
    select account, currency, sum(amount) as amount from (
      select debit as account, currency, amount from ledger_transfer where owner_id = ${id}
      union all
      select credit, currency, -amount from ledger_transfer where owner_id = ${id}) moves
    group by account, currency`)
  const expected = await ctx.db.execute<Sum>(sql`
    with bills as (select * from invoice where owner_id = ${id} and status not in ('void', 'draft')),
    notes as (select * from credit_note where owner_id = ${id}),
    given as (select r.*, p.status as of, p.source from refund r
              join payment p on p.owner_id = r.owner_id and p.id = r.payment_id
              where r.owner_id = ${id} and r.status = 'succeeded'),
    credits as (select currency, amount, reason, source from credit_entry where owner_id = ${id}),
    changes as (select currency, debit, amount from ledger_transfer
                where owner_id = ${id} and reason = 'credit.added')
    select 'receivable' as account, currency, sum(total - credit_applied - amount_paid - amount_credited) as amount
      from bills where status <> 'uncollectible' group by currency
    union all
    select 'bad_debt', currency, sum(total - credit_applied - amount_paid - amount_credited)
      from bills where status = 'uncollectible' group by currency
    union all
    select 'customer_credit', currency, -sum(amount) from credits group by currency
    union all
    select 'discounts', currency, sum(amount) from credits
      where source = 'manual' or reason like 'Voucher: %' group by currency
    union all
    select 'refunds', currency, sum(amount) from (
      select currency, amount from given where reason is distinct from 'not_owed'
      union all select currency, -refunded from notes) r group by currency
    union all
    select 'stripe_cash', currency, sum(amount) from (
      select currency, amount from payment
        where owner_id = ${id} and source = 'stripe' and status not in ('reversed', 'disputed')
      union all select currency, -amount from given
        where source = 'stripe' and of not in ('reversed', 'disputed')) c group by currency
    union all
    select 'bank_cash', currency, sum(amount) from (
      select currency, amount from payment where owner_id = ${id} and source = 'manual'
      union all select currency, -amount from given where source = 'manual') b group by currency
    union all
    select 'revenue', currency, sum(amount) from (
      select currency, -net as amount from bills union all
      select currency, net from notes union all
      select currency, amount from changes where debit = 'revenue') r group by currency
    union all
    select 'tax', currency, sum(amount) from (
      select currency, -tax as amount from bills union all
      select currency, tax from notes union all
      select currency, amount from changes where debit = 'tax') t group by currency`)
  return compare(expected, found, CHECKED)
}

function compare(expected: Sum[], found: Sum[], accounts: ReadonlySet<Account>): Difference[] {
  const key = (s: Sum) => `${s.account} ${s.currency}`
  const should = new Map(expected.map((s) => [key(s), Number(s.amount)]))
  const is = new Map(found.filter((s) => accounts.has(s.account)).map((s) => [key(s), Number(s.amount)]))
  return [...new Set([...should.keys(), ...is.keys()])].flatMap((about) => {
    const [account = '', currency = ''] = about.split(' ')
    const [want, have] = [should.get(about) ?? 0, is.get(about) ?? 0]
    return want === have ? [] : [{ about: `account ${account}`, currency, expected: want, found: have }]
  })
}

/** Each invoice against its lines, its payments and the transfers that name it. */
async function checkInvoices(ctx: OwnerCtx): Promise<Difference[]> {
  const id = ctx.owner.id
  const rows = await ctx.db.execute<{
    number: string
    currency: string
    total: string
    lines: string
    amountPaid: string
    payments: string
    credited: string
    notes: string
    noteTotals: string
    noteLines: string
  }>(sql`
    select i.number, i.currency, i.total, i.amount_paid as "amountPaid", i.amount_credited as credited,
      (select coalesce(sum(n.reduces_due), 0) from credit_note n
        where n.owner_id = i.owner_id and n.invoice_id = i.id) as notes,
      (select coalesce(sum(n.total), 0) from credit_note n
        where n.owner_id = i.owner_id and n.invoice_id = i.id) as "noteTotals",
      (select coalesce(sum(l.total), 0) from credit_note n
        join credit_note_line l on l.owner_id = n.owner_id and l.credit_note_id = n.id
        where n.owner_id = i.owner_id and n.invoice_id = i.id) as "noteLines",
      (select coalesce(sum(l.total), 0) from invoice_line l
        where l.owner_id = i.owner_id and l.invoice_id = i.id) as lines,
      (select coalesce(sum(p.amount), 0) from payment p
        where p.owner_id = i.owner_id and p.invoice_id = i.id and (p.source = 'manual' or p.attempt_id in (
          select a.id from payment_attempt a where a.owner_id = i.owner_id and a.invoice_id = i.id
            and a.status = 'paid'))
        and not exists (select 1 from refund r where r.owner_id = p.owner_id and r.payment_id = p.id
                        and r.reason = 'not_owed')) as payments
    from invoice i where i.owner_id = ${id}`)
  return rows.flatMap((row) => [
    ...differs(`invoice ${row.number}: lines`, row.currency, row.total, row.lines),
    ...differs(`invoice ${row.number}: payments`, row.currency, row.amountPaid, row.payments),
    ...differs(`invoice ${row.number}: credited`, row.currency, row.credited, row.notes),
    ...differs(`invoice ${row.number}: credit notes`, row.currency, row.noteTotals, row.noteLines),
    ...(Number(row.noteTotals) > Number(row.total)
      ? [
          {
            about: `invoice ${row.number}: credited beyond its total`,
            currency: row.currency,
            expected: Number(row.total),
            found: Number(row.noteTotals),
          },
        ]
      : []),
  ])
}

/** Each payment and refund against the balance transaction that Stripe has for it. */
async function checkStripe(ctx: OwnerCtx): Promise<Difference[]> {
  const ours = await ctx.db.execute<{
    sourceId: string
    about: string
    currency: string
    amount: string
    account: string | null
  }>(sql`
    select p.stripe_charge_id as "sourceId", 'payment of ' || i.number as about, p.currency, p.amount,
      s.stripe_id as account
    from payment p
    join invoice i on i.owner_id = p.owner_id and i.id = p.invoice_id
    join brand b on b.owner_id = i.owner_id and b.id = i.brand_id
    left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
    where p.owner_id = ${ctx.owner.id} and p.stripe_charge_id is not null
    union all
    select r.stripe_refund_id, 'refund of ' || i.number, r.currency, -r.amount, s.stripe_id
    from refund r
    join payment p on p.owner_id = r.owner_id and p.id = r.payment_id
    join invoice i on i.owner_id = p.owner_id and i.id = p.invoice_id
    join brand b on b.owner_id = i.owner_id and b.id = i.brand_id
    left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
    where r.owner_id = ${ctx.owner.id} and r.status = 'succeeded' and p.source = 'stripe'`)
  const differences: Difference[] = []
  for (const account of new Set(ours.map((row) => row.account))) {
    const movements = await listAll(ctx, account)
    const moved = new Map(
      movements.flatMap((m) =>
        m.kind === 'payment' || m.kind === 'refund' ? [[m.sourceId, m.amount.amount]] : [],
      ),
    )
    for (const row of ours.filter((o) => o.account === account))
      differences.push(
        ...differs(`${row.about} at Stripe`, row.currency, row.amount, String(moved.get(row.sourceId) ?? 0)),
      )
  }
  return differences
}

async function listAll(ctx: OwnerCtx, account: string | null): Promise<StripeMovement[]> {
  const all: StripeMovement[] = []
  for (let after: string | null = null; all.length < MOVEMENTS_MAX; ) {
    const page = await ctx.stripe.for(account).listMovements({ after })
    all.push(...page.movements)
    if (page.next === null) break
    after = page.next
  }
  return all
}

function differs(about: string, currency: string, expected: string, found: string): Difference[] {
  const [want, have] = [Number(expected), Number(found)]
  return want === have ? [] : [{ about, currency, expected: want, found: have }]
}
