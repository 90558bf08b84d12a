import { sql } from 'drizzle-orm'
import type { Account } from '../core/ledger'
import type { OwnerCtx } from '../ctx'
import {
  checkInvoices,
  checkPayments,
  checkRevenue,
  checkTransfers,
  type Difference,
  paymentSums,
} from './ledger-check-rows'
import { checkSales } from './ledger-check-sales'
import { checkStripe } from './ledger-check-stripe'

export type { Difference }

/**
 * Recomputes every balance of an owner's ledger from invoices, credit, payments, refunds, disputes and fees,
 * compares each of these with the transfers that name it, the sums of sales with the transfers they are of, each
 * customer's movements of monthly revenue with its subscriptions, and each that moved money at Stripe with Stripe's
 * own balance transactions on every account, to the cent. Empty: all agree.
 */
export async function checkLedger(ctx: OwnerCtx): Promise<Difference[]> {
  return [
    ...(await checkAccounts(ctx)),
    ...(await checkInvoices(ctx)),
    ...(await checkPayments(ctx)),
    ...(await checkTransfers(ctx)),
    ...(await checkSales(ctx)),
    ...(await checkRevenue(ctx)),
    ...(await checkStripe(ctx)),
  ]
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
  'disputes',
  'fees',
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
    with paid as (${paymentSums(id)}),
    bills as (select * from invoice where owner_id = ${id} and status not in ('void', 'draft')),
    notes as (select * from credit_note where owner_id = ${id}),
    given as (select r.*, p.status as of, p.source from refund r
              join payment p on p.owner_id = r.owner_id and p.id = r.payment_id
              where r.owner_id = ${id} and r.status = 'succeeded'),
    credits as (select currency, amount, reason, source from credit_entry where owner_id = ${id}),
    changes as (select currency, debit, amount from ledger_transfer
                where owner_id = ${id} and reason = 'credit.added')
    select 'receivable' as account, currency, sum(amount) as amount from (
      select currency, total - credit_applied - amount_paid - amount_credited as amount
        from bills where status <> 'uncollectible'
      union all select currency, -overpaid from paid) r group by currency
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
      select currency, cash as amount from paid where source = 'stripe'
      union all select fee_currency, -fee from paid where fee is not null
      union all select fee_currency, -fee from dispute where owner_id = ${id} and fee <> 0) c group by currency
    union all
    select 'disputes', currency, sum(held + case when reversed then 0 else lost end) from paid group by currency
    union all
    select 'fees', currency, sum(amount) from (
      select fee_currency as currency, fee as amount from paid where fee is not null
      union all select fee_currency, fee from dispute where owner_id = ${id} and fee <> 0) f group by currency
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
