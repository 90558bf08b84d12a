import type Stripe from 'stripe'
import { type Route, route } from './route'
import type { Unit } from './unit'

export const balanceRoutes: Route[] = [route('GET', '/v1/balance', {}, ({ unit }) => readBalance(unit))]

/** Sums every movement of the account by currency: available by its clock, or still pending. */
export async function readBalance(unit: Unit): Promise<Stripe.Balance> {
  const rows = await unit.engine.sql<
    { currency: string; kind: string; available: string; pending: string }[]
  >`
    select data->>'currency' as currency,
      case when data->>'type' like 'payment%' then 'bank_account' else 'card' end as kind,
      coalesce(sum((data->>'net')::bigint) filter (where (data->>'available_on')::bigint <= ${unit.now}), 0) as available,
      coalesce(sum((data->>'net')::bigint) filter (where (data->>'available_on')::bigint > ${unit.now}), 0) as pending
    from stripe_sandbox.object
    where account = ${unit.account} and kind = 'balance_transaction'
    group by 1, 2 order by 1, 2`
  const currencies = [...new Set(rows.map((row) => row.currency))]
  if (currencies.length === 0) currencies.push('eur')
  const amounts = (which: 'available' | 'pending') =>
    currencies.map((currency) => {
      const own = rows.filter((row) => row.currency === currency)
      const types = Object.fromEntries(own.map((row) => [row.kind, Number(row[which])]))
      return {
        amount: own.reduce((sum, row) => sum + Number(row[which]), 0),
        currency,
        source_types: { card: 0, ...types },
      }
    })
  return {
    object: 'balance',
    available: amounts('available'),
    connect_reserved: currencies.map((currency) => ({ amount: 0, currency })),
    livemode: false,
    pending: amounts('pending'),
  } satisfies Stripe.Balance
}
