import { createRoute, z } from '@hono/zod-openapi'
import type { CustomerCtx } from '../../../ctx'
import { DomainError } from '../../../errors'
import {
  bankAccount,
  type PaymentMethod,
  removePaymentMethod,
  setBankAccount,
} from '../../../usecases/payment-method'
import type { BucketApp, RouteParts } from '../app'
import { answers, bearer, jsonBody, path, required, text } from '../document'
import { BankAccount, presentBank } from '../present/bank'

const attach = createRoute({
  method: 'post',
  path: '/api/bucket/{id}/payment/banks',
  operationId: 'attachBankAccount',
  summary: 'Add a bank account to the bucket customer, in place of the one there was',
  security: bearer,
  parameters: path('id'),
  request: jsonBody(
    z.object({
      iban: text(64)
        .optional()
        .openapi({ description: 'without it the mandate is given later in the portal' }),
      type: z.literal('sepa', 'only sepa is available'),
      name: required(200).openapi({ description: 'name of the account holder' }),
    }),
  ),
  responses: answers(z.object({ data: BankAccount }), [400, 500]),
})

const fetchOne = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/banks',
  operationId: 'fetchBankAccount',
  summary: 'Fetch the bank account of the bucket customer',
  security: bearer,
  parameters: path('id'),
  responses: answers(z.object({ data: BankAccount }), [404, 500]),
})

const remove = createRoute({
  method: 'delete',
  path: '/api/bucket/{id}/payment/banks',
  operationId: 'deleteBankAccount',
  summary: 'Delete the bank account of the bucket customer',
  security: bearer,
  parameters: path('id'),
  responses: answers(BankAccount, [403, 404, 500]),
})

export function bankRoutes(app: BucketApp, { guards, viewOf }: RouteParts): void {
  app.openapi({ ...attach, middleware: guards.bucket([400, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const { iban, name } = c.req.valid('json')
    const account = await setBankAccount(ctx, { iban, holderName: name })
    return c.json({ data: presentBank(account, ctx.customer, viewOf(c)) }, 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.bucket([404, 500]) }, async (c) => {
    const ctx = c.get('customer')
    return c.json({ data: presentBank(await requireBank(ctx), ctx.customer, viewOf(c)) }, 200)
  })
  app.openapi({ ...remove, middleware: guards.bucket([404, 500]) }, async (c) => {
    const ctx = c.get('customer')
    const removed = await removePaymentMethod(ctx, (await requireBank(ctx)).id)
    return c.json(presentBank(removed, ctx.customer, viewOf(c)), 200)
  })
}

async function requireBank(ctx: CustomerCtx): Promise<PaymentMethod> {
  const account = await bankAccount(ctx)
  if (!account) throw new DomainError('not_found', { message: 'There is no bank account' })
  return account
}
