import { newId } from '@/db/id'
import { type CreditFilter, type CreditRow, creditBalances, pageCredit } from '@/db/queries/credit'
import { lockCustomer } from '@/db/queries/customer'
import { listCredits } from '@/db/queries/subscription'
import { creditEntry } from '@/db/schema'
import { giftTransfers } from '../core/ledger'
import { type Money, money } from '../core/money'
import type { Page, PageInput } from '../core/page'
import { type CustomerCtx, requireWrite, type TxCtx } from '../ctx'
import { invalidInput, invariant } from '../errors'
import { record } from './event'
import { post } from './ledger'
import { transactOnce } from './once'

export type { CreditRow }

/** What an owner gives a customer by hand, or takes back; the amount is above zero either way. */
export type CreditFields = { type: 'credit' | 'debit'; amount: Money; reason: string }

/**
 * Gives credit, which the next invoices use up, or a debit, which the next invoice adds. A debit may be more than
 * the credit there is. Throws `invalid_input` for an amount that no balance can hold.
 */
export async function giveCredit(ctx: CustomerCtx, fields: CreditFields): Promise<CreditRow> {
  requireWrite(ctx)
  invariant(fields.amount.amount > 0, 'credit and debit are above zero')
  const sign = fields.type === 'credit' ? 1 : -1
  const amount = money(sign * fields.amount.amount, fields.amount.currency)
  return transactOnce(ctx, async (t) => {
    await lockCustomer(t.tx, t.owner.id, t.customer.id)
    return insertGift(t, { amount, reason: fields.reason, source: 'manual' })
  })
}

/** A page of a customer's credits and debits, oldest first, and what they come to in each currency. */
export async function customerCredit(
  ctx: CustomerCtx,
  filter: CreditFilter,
  page: PageInput,
): Promise<{ page: Page<CreditRow>; balances: Money[] }> {
  const of = { ownerId: ctx.owner.id, customerId: ctx.customer.id }
  const [rows, balances] = await Promise.all([
    pageCredit(ctx.db, of, filter, page),
    creditBalances(ctx.db, of),
  ])
  return { page: rows, balances }
}

/** The entry of a present with its ledger and event, under the customer's lock, which the caller holds. */
export async function insertGift(
  t: TxCtx<CustomerCtx>,
  gift: { amount: Money; reason: string; source: CreditRow['source'] },
): Promise<CreditRow> {
  const of = { ownerId: t.owner.id, customerId: t.customer.id }
  const { amount, currency } = gift.amount
  const balances = await listCredits(t.tx, of.ownerId, [of.customerId])
  const balance = balances.find((each) => each.currency === currency)?.money.amount ?? 0
  if (Math.abs(balance + amount) > BALANCE_MAX)
    throw invalidInput({ amount: 'The balance would be more than can be kept' })
  const [row] = await t.tx
    .insert(creditEntry)
    .values({ ...of, id: newId(), amount, currency, reason: gift.reason, source: gift.source, at: t.now })
    .returning()
  invariant(row, 'an inserted credit is returned')
  await post(t, giftTransfers(gift.amount), { ...of, reason: 'credit.given' })
  const payload = { amount, currency, reason: gift.reason, source: gift.source }
  await record(t, 'credit.given', { ...of, subjectId: row.id, payload })
  return row
}

/** Far beyond any balance, and far within what is exact. */
const BALANCE_MAX = 1_000_000_000_000_000
