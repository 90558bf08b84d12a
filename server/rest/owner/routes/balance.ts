import { createRoute, z } from '@hono/zod-openapi'
import { type AccountBalance, readBalances } from '../../../usecases/balance'
import type { OwnerApp, RouteParts } from '../app'
import { answers, ownerHeader, security } from '../document'

/** The document lists the names in lower case and shows them with capitals: both are there. */
const Amount = z
  .object({
    Amount: z.number().int(),
    Currency: z.string(),
    amount: z.number().int(),
    currency: z.string(),
  })
  .openapi('Amount', { example: { Amount: 3500, Currency: 'USD', amount: 3500, currency: 'USD' } })

const Account = z
  .object({
    Name: z.string(),
    Pending: z.array(Amount),
    Available: z.array(Amount),
    Error: z.string().optional().openapi({ description: 'Stripe did not answer for this account' }),
  })
  .openapi('AccountBalance')

const balance = createRoute({
  method: 'get',
  path: '/Owner/Balance',
  operationId: 'getBalance',
  summary: "The balances of the owner's Stripe accounts, as Stripe has them",
  security,
  parameters: [ownerHeader],
  responses: answers(z.object({ Accounts: z.array(Account) }), [404]),
})

export function balanceRoutes(app: OwnerApp, { guards }: RouteParts): void {
  app.openapi({ ...balance, middleware: guards.owner('payments', 'read') }, async (c) =>
    c.json({ Accounts: (await readBalances(c.get('owner'))).map(presentAccount) }, 200),
  )
}

function presentAccount({ name, status, pending, available }: AccountBalance): z.infer<typeof Account> {
  return {
    Name: name,
    Pending: pending.map(presentAmount),
    Available: available.map(presentAmount),
    ...(status === 'unavailable' ? { Error: 'Stripe did not answer for this account' } : {}),
  }
}

const presentAmount = ({ amount, currency }: AccountBalance['pending'][number]): z.infer<typeof Amount> => ({
  Amount: amount,
  Currency: currency,
  amount,
  currency,
})
