import { createRoute, z } from '@hono/zod-openapi'
import { customerCredit, giveCredit } from '../../../usecases/credit'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, extension, jsonBody, path } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { Credit, CreditInput, creditFields, presentCredit } from '../present/credit'
import { currencyCode } from '../present/customer'
import { Amount } from '../present/money'

const shared = {
  ...extension,
  path: '/api/v1/customer/{customerId}/credit',
  tags: ['Customers', 'Credit'],
  security: apiKey,
  parameters: path('customerId'),
}

const list = createRoute({
  ...shared,
  method: 'get',
  operationId: 'listCustomerCredit',
  summary: "A customer's credits and debits, oldest first, with what they come to",
  request: {
    query: PageQuery.extend({
      type: z.enum(['credit', 'debit']).optional(),
      currency: currencyCode.optional(),
    }),
  },
  responses: answers(
    200,
    listOf(Credit).extend({
      balance: z.array(Amount).openapi({
        description: 'of all entries, per currency; below zero it is added to the next invoice',
      }),
    }),
    [400, 404, 413],
  ),
})

const create = createRoute({
  ...shared,
  method: 'post',
  operationId: 'createCustomerCredit',
  summary: 'Give a customer credit, or take a debit that its next invoice adds',
  request: jsonBody(CreditInput),
  responses: answers(201, Credit, [400, 404]),
})

export function creditRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.customer() }, async (c) => {
    const query = c.req.valid('query')
    const found = { type: query.type, currency: query.currency }
    const { page, balances } = await customerCredit(c.get('customer'), found, pageFrom(query))
    return c.json({ ...presentPage(mapPage(page, presentCredit)), balance: balances }, 200)
  })
  app.openapi({ ...create, middleware: guards.customer() }, async (c) =>
    c.json(presentCredit(await giveCredit(c.get('customer'), creditFields(c.req.valid('json')))), 201),
  )
}
