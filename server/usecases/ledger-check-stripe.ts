import { sql } from 'drizzle-orm'
import { ACCOUNT_OF_CUSTOMER } from '@/db/queries/customer'
import type { OwnerCtx } from '../ctx'
import type { StripeMovement } from '../stripe/client'
import { type Difference, differs } from './ledger-check-rows'

/** Pages of a hundred movements read of one account; one that has more is said not to have been compared. */
const PAGES_MAX = 50_000

type Kind = 'payment' | 'refund' | 'dispute'

/** What one row of ours should have moved at Stripe. `fee` is null where it is not known or not asked for. */
type Expected = {
  account: string | null
  sourceId: string
  kind: Kind
  about: string
  currency: string
  amount: string
  fee: string | null
  feeCurrency: string | null
}

/**
 * Each payment, refund and dispute against the balance transactions that Stripe has for it, fees included, on every
 * account that the owner is paid on; and money at Stripe that is one of the owner's charges but in no payment.
 */
export async function checkStripe(ctx: OwnerCtx): Promise<Difference[]> {
  const ours = await listExpected(ctx)
  const differences: Difference[] = []
  const accounts = new Set([...(await listAccounts(ctx)), ...ours.map((row) => row.account)])
  for (const account of accounts) {
    const rows = ours.filter((row) => row.account === account)
    const book = await readBook(ctx, account, new Set(rows.map((row) => row.sourceId)))
    for (const row of rows) differences.push(...compare(row, book.moved.get(row.sourceId)))
    for (const charge of await strangers(ctx, book.charges))
      differences.push({ about: charge.about, currency: charge.currency, expected: 0, found: charge.amount })
    if (!book.isWhole)
      differences.push({
        about: `account ${account ?? 'own'}: too long to compare`,
        currency: '',
        expected: 0,
        found: 0,
      })
  }
  return differences
}

type Moved = { amount: number; currency: string; fee: number }
type Charge = { sourceId: string; attemptId: string; amount: number; currency: string }
type Book = { moved: Map<string, Moved>; charges: Charge[]; isWhole: boolean }

/** Sums what moved by the ids that are asked for, page by page, so that any length takes the same memory. */
async function readBook(ctx: OwnerCtx, account: string | null, wanted: Set<string>): Promise<Book> {
  const book: Book = { moved: new Map(), charges: [], isWhole: false }
  let after: string | null = null
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer: { movements: StripeMovement[]; next: string | null } = await ctx.stripe
      .for(account)
      .listMovements({ after })
    for (const movement of answer.movements) note(book, movement, wanted)
    after = answer.next
    if (after === null) return { ...book, isWhole: true }
  }
  return book
}

function note(
  book: Book,
  { kind, sourceId, attemptId, amount, fee }: StripeMovement,
  wanted: Set<string>,
): void {
  if (sourceId === null || kind === 'other') return
  if (wanted.has(sourceId)) {
    const before = book.moved.get(sourceId) ?? { amount: 0, currency: amount.currency, fee: 0 }
    book.moved.set(sourceId, {
      ...before,
      amount: before.amount + amount.amount,
      fee: before.fee + fee.amount,
    })
  } else if (kind === 'payment' && attemptId !== null)
    book.charges.push({ sourceId, attemptId, amount: amount.amount, currency: amount.currency })
}

/** What Stripe converted is compared by its presence alone: the rate is Stripe's. */
function compare(row: Expected, moved: Moved | undefined): Difference[] {
  const about = `${row.about} at Stripe`
  if (!moved) return differs(about, row.currency, row.amount, '0')
  if (moved.currency !== row.currency) return []
  const isFee = row.fee !== null && row.feeCurrency === moved.currency
  return [
    ...differs(about, row.currency, row.amount, String(moved.amount)),
    ...(isFee ? differs(`${about}: fee`, row.currency, row.fee ?? '0', String(moved.fee)) : []),
  ]
}

/** Charges made for attempts of this owner that no payment knows. */
async function strangers(ctx: OwnerCtx, charges: Charge[]) {
  if (charges.length === 0) return []
  const ids = JSON.stringify(charges.map((charge) => charge.attemptId))
  const rows = await ctx.db.execute<{ id: string }>(sql`
    select a.id from payment_attempt a where a.owner_id = ${ctx.owner.id}
      and a.id::text in (select jsonb_array_elements_text(${ids}::text::jsonb))`)
  const mine = new Set(rows.map((row) => row.id))
  return charges
    .filter((charge) => mine.has(charge.attemptId))
    .map((charge) => ({ ...charge, about: `charge ${charge.sourceId} at Stripe: in no payment` }))
}

/** The accounts that the owner's brands are paid on. */
async function listAccounts(ctx: OwnerCtx): Promise<(string | null)[]> {
  const rows = await ctx.db.execute<{ account: string | null }>(sql`
    select distinct s.stripe_id as account from brand b
    left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
    where b.owner_id = ${ctx.owner.id}`)
  return rows.map((row) => row.account)
}

/**
 * A refund on its way may have moved already or not, and is not compared. A fee is asked for once it was told, and of
 * a payment of yesterday in any case.
 */
async function listExpected(ctx: OwnerCtx): Promise<Expected[]> {
  return ctx.db.execute<Expected>(sql`
    with paid as (
      select p.*, ${ACCOUNT_OF_CUSTOMER} as account, i.number, coalesce(a.status = 'failed', false) as reversed,
        exists (select 1 from dispute d where d.owner_id = p.owner_id and d.payment_id = p.id) as disputed
      from payment p
      join invoice i on i.owner_id = p.owner_id and i.id = p.invoice_id
      join customer c on c.owner_id = p.owner_id and c.id = p.customer_id
      join brand b on b.owner_id = c.owner_id and b.id = c.brand_id
      left join stripe_account s on s.owner_id = b.owner_id and s.id = b.stripe_account_id
      left join payment_attempt a on a.owner_id = p.owner_id and a.id = p.attempt_id
      where p.owner_id = ${ctx.owner.id} and p.source = 'stripe')
    select account, stripe_charge_id as "sourceId", 'payment' as kind,
      'payment ' || id || ' of ' || number as about, currency,
      case when reversed and not disputed then 0 else amount end as amount,
      case when fee is not null then fee when created_at < now() - interval '1 day' then 0 end as fee,
      coalesce(fee_currency, currency) as "feeCurrency"
    from paid where stripe_charge_id is not null
    union all
    select p.account, r.stripe_refund_id, 'refund', 'refund ' || r.id || ' of ' || p.number, r.currency,
      case when r.status = 'succeeded' then -r.amount else 0 end, null, null
    from refund r join paid p on p.owner_id = r.owner_id and p.id = r.payment_id
    where r.status = 'succeeded' or (r.status = 'failed' and r.stripe_refund_id is not null)
    union all
    select p.account, d.stripe_dispute_id, 'dispute', 'dispute ' || d.id || ' of ' || p.number, d.currency,
      case when d.status = 'won' then 0 else -d.amount end, d.fee, coalesce(d.fee_currency, d.currency)
    from dispute d join paid p on p.owner_id = d.owner_id and p.id = d.payment_id`)
}
