import { createRoute, z } from '@hono/zod-openapi'
import { enterPayment, listPayments, listRefunds, requireRefund } from '../../../usecases/payment-list'
import { refundPayment } from '../../../usecases/payment-refund'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, filter, jsonBody, path, required } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { currencyCode } from '../present/customer'
import { Payment, presentPayment, presentRefund, Refund } from '../present/payment'

const NameQuery = PageQuery.extend({
  name: filter("found anywhere in the customer's name, company or e-mail, with its case"),
})

const payments = createRoute({
  method: 'get',
  path: '/api/v1/payment',
  operationId: 'listPayment',
  tags: ['Payments'],
  summary: 'List all payments, oldest first',
  security: apiKey,
  request: { query: NameQuery },
  responses: answers(200, listOf(Payment), [400, 413]),
})

const paymentsOfCustomer = createRoute({
  method: 'get',
  path: '/api/v1/customer/{customerId}/payment',
  operationId: 'getPaymentsForCustomer',
  tags: ['Customers', 'Payments'],
  summary: 'List the payments of a customer, oldest first',
  security: apiKey,
  parameters: path('customerId'),
  request: { query: NameQuery },
  responses: answers(200, listOf(Payment), [400, 404, 413]),
})

const refunds = createRoute({
  method: 'get',
  path: '/api/v1/refund',
  operationId: 'listRefund',
  tags: ['Refunds'],
  summary: 'List all refunds, oldest first',
  security: apiKey,
  request: { query: NameQuery },
  responses: answers(200, listOf(Refund), [400, 413]),
})

const refundsOfCustomer = createRoute({
  method: 'get',
  path: '/api/v1/customer/{customerId}/refund',
  operationId: 'getRefundsForCustomer',
  tags: ['Customers', 'Refunds'],
  summary: 'List the refunds of a customer, oldest first',
  security: apiKey,
  parameters: path('customerId'),
  request: { query: NameQuery },
  responses: answers(200, listOf(Refund), [400, 404, 413]),
})

const fetchRefund = createRoute({
  method: 'get',
  path: '/api/v1/refund/{refundId}',
  operationId: 'showRefundById',
  tags: ['Refunds'],
  summary: 'A refund by id',
  security: apiKey,
  parameters: path('refundId'),
  responses: answers(200, Refund, [404]),
})

const RefundInput = z
  .object({
    amount: z.number().int().positive('This value should be positive.').max(Number.MAX_SAFE_INTEGER),
    currency: currencyCode.nullish(),
    reason: required(2_000).nullish(),
  })
  .openapi('IssueRefundPayment', {
    example: { amount: 1000, currency: 'EUR', reason: 'Customer thought they cancelled but had not' },
  })

const issueRefund = createRoute({
  method: 'post',
  path: '/api/v1/payment/{paymentId}/refund',
  operationId: 'refundPayment',
  tags: ['Payments', 'Refunds'],
  summary: 'Give part of a payment back',
  description:
    'All refunds of a payment together are never more than it: 406. `currency` is that of the payment.',
  security: apiKey,
  parameters: path('paymentId'),
  request: jsonBody(RefundInput),
  responses: {
    ...answers(202, Refund, [400, 404]),
    406: {
      description: 'Refund amount higher than payment',
      content: { 'application/json': { schema: z.object({ message: z.string() }) } },
    },
  },
})

export function paymentRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...payments, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listPayments(c.get('owner'), query, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentPayment)), 200)
  })
  app.openapi({ ...paymentsOfCustomer, middleware: guards.customer() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listPayments(c.get('customer'), query, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentPayment)), 200)
  })
  app.openapi({ ...refunds, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listRefunds(c.get('owner'), query, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentRefund)), 200)
  })
  app.openapi({ ...refundsOfCustomer, middleware: guards.customer() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listRefunds(c.get('customer'), query, pageFrom(query))
    return c.json(presentPage(mapPage(page, presentRefund)), 200)
  })
  app.openapi({ ...fetchRefund, middleware: guards.owner() }, async (c) =>
    c.json(presentRefund(await requireRefund(c.get('owner'), c.req.param('refundId'))), 200),
  )
  app.openapi({ ...issueRefund, middleware: guards.owner({ success: true }) }, async (c) => {
    const { amount, currency = null, reason = null } = c.req.valid('json')
    const id = c.req.param('paymentId')
    const scope = await enterPayment(c.get('owner'), id)
    const answer = await refundPayment(scope, id, { amount, currency, reason })
    if (answer.kind === 'over')
      return c.json({ message: `At most ${answer.left} of this payment can be refunded` }, 406)
    return c.json(presentRefund(await requireRefund(c.get('owner'), answer.refund.id)), 202)
  })
}
