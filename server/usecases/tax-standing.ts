import { sumTurnover, type Turnover } from '@/db/queries/tax'
import { convert } from '../core/exchange-rate'
import { type Currency, money } from '../core/money'
import { addMonths } from '../core/time'
import type { OwnerCtx } from '../ctx'

/** What was sold into a place in the last twelve months, before tax, in minor units of its currency. */
export type PlaceTurnover = { turnover: number; transactions: number }

/** What of the last twelve months counts towards the threshold of each of these countries. One query for all of them. */
export async function turnoverOf(
  ctx: OwnerCtx,
  countries: readonly { code: string; currency: Currency }[],
): Promise<Map<string, PlaceTurnover>> {
  if (countries.length === 0) return new Map()
  const past = await sumTurnover(ctx.db, ctx.owner.id, {
    countries: countries.map(({ code }) => code),
    since: addMonths(ctx.now, -12),
    until: ctx.now,
  })
  return new Map(
    countries.map(({ code, currency }) => [
      code,
      sumOf(
        past.filter((row) => row.country === code),
        currency,
      ),
    ]),
  )
}

/** A sale in a currency without a known rate does not count, as it does not for the threshold. */
const sumOf = (rows: Turnover[], currency: Currency): PlaceTurnover => ({
  turnover: rows.reduce((sum, row) => sum + (convert(money(row.net, row.currency), currency) ?? 0), 0),
  transactions: rows.reduce((sum, row) => sum + row.transactions, 0),
})
