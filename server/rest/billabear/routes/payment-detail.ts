import { createRoute, z } from '@hono/zod-openapi'
import {
  addPaymentDetails,
  deletePaymentDetails,
  enterPaymentDetails,
  listPaymentDetails,
  makeDefaultPaymentDetails,
  requirePaymentDetails,
} from '../../../usecases/payment-detail'
import { startSetup } from '../../../usecases/payment-method'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, Empty, extension, jsonBody, path, required } from '../document'
import { listOf, mapPage, PageQuery, presentWhole, wholeListFrom } from '../page'
import { FrontendToken, PaymentDetails, presentPaymentDetails } from '../present/payment-detail'

const shared = { tags: ['Payment Details'], security: apiKey }
const OF_CUSTOMER = '/api/v1/customer/{customerId}/payment-methods'
const ONE = '/api/v1/payment-methods/{paymentDetailsId}'

const begin = createRoute({
  ...shared,
  method: 'get',
  path: `${OF_CUSTOMER}/frontend-payment-token`,
  operationId: 'startFrontendPaymentDetails',
  summary: 'Begin adding a means of payment: what a browser gives to Stripe.js',
  parameters: path('customerId'),
  responses: answers(200, FrontendToken, [404]),
})

const complete = createRoute({
  ...shared,
  method: 'post',
  path: `${OF_CUSTOMER}/frontend-payment-token`,
  operationId: 'completeFrontendPaymentDetails',
  summary: 'Take what the browser got from Stripe.js; it is the default from then on',
  parameters: path('customerId'),
  request: jsonBody(
    z
      .object({
        token: required(255).openapi({
          description: 'a card token, a payment method or a confirmed SetupIntent',
        }),
      })
      .openapi({ example: { token: 'tok_visa' } }),
  ),
  responses: answers(201, PaymentDetails, [400, 404]),
})

const list = createRoute({
  ...shared,
  method: 'get',
  path: OF_CUSTOMER,
  operationId: 'listPaymentDetails',
  summary: "List a customer's means of payment, oldest first",
  parameters: path('customerId'),
  request: { query: PageQuery },
  responses: answers(200, listOf(PaymentDetails), [400, 404, 413]),
})

const fetchOne = createRoute({
  ...shared,
  method: 'get',
  path: ONE,
  operationId: 'getPaymentDetails',
  summary: 'A means of payment by id, also after it was deleted',
  parameters: path('paymentDetailsId'),
  responses: answers(200, PaymentDetails, [404]),
})

const fetchOfCustomer = createRoute({
  ...fetchOne,
  ...extension,
  path: `${OF_CUSTOMER}/{paymentDetailsId}`,
  operationId: 'getPaymentDetailsCustomer',
  parameters: path('customerId', 'paymentDetailsId'),
})

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: ONE,
  operationId: 'deletePaymentDetails',
  summary: 'Delete a means of payment; no other becomes the default',
  parameters: path('paymentDetailsId'),
  responses: answers(202, Empty, [404]),
})

const removeOfCustomer = createRoute({
  ...remove,
  path: `${OF_CUSTOMER}/{paymentDetailsId}`,
  operationId: 'deletePaymentDetailsCustomer',
  parameters: path('customerId', 'paymentDetailsId'),
})

const makeDefault = createRoute({
  ...shared,
  method: 'post',
  path: `${ONE}/default`,
  operationId: 'makeDefaultPaymentDetails',
  summary: 'Make a means of payment the one that is charged',
  parameters: path('paymentDetailsId'),
  responses: answers(202, Empty, [404]),
})

const makeDefaultOfCustomer = createRoute({
  ...makeDefault,
  path: `${OF_CUSTOMER}/{paymentDetailsId}/default`,
  operationId: 'makeDefaultPaymentDetailsCustomer',
  parameters: path('customerId', 'paymentDetailsId'),
})

export function paymentDetailRoutes(app: BillabearApp, { deps, guards }: RouteParts): void {
  app.openapi({ ...begin, middleware: guards.customer() }, async (c) => {
    const ctx = c.get('customer')
    const { clientSecret } = await startSetup(ctx)
    return c.json(
      {
        token: clientSecret,
        ...(deps.publishableKey ? { publishable_key: deps.publishableKey() } : {}),
        ...(ctx.account === null ? {} : { stripe_account: ctx.account }),
      },
      200,
    )
  })
  app.openapi({ ...complete, middleware: guards.customer() }, async (c) => {
    const added = await addPaymentDetails(c.get('customer'), c.req.valid('json').token)
    return c.json(presentPaymentDetails(added), 201)
  })
  app.openapi({ ...list, middleware: guards.customer() }, async (c) => {
    const page = await listPaymentDetails(c.get('customer'), wholeListFrom(c.req.valid('query')))
    return c.json(presentWhole(mapPage(page, presentPaymentDetails)), 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) => {
    const found = await requirePaymentDetails(c.get('owner'), c.req.param('paymentDetailsId'))
    return c.json(presentPaymentDetails(found), 200)
  })
  app.openapi({ ...fetchOfCustomer, middleware: guards.customer() }, async (c) => {
    const found = await requirePaymentDetails(c.get('customer'), c.req.param('paymentDetailsId'))
    return c.json(presentPaymentDetails(found), 200)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('paymentDetailsId')
    await deletePaymentDetails(await enterPaymentDetails(c.get('owner'), id), id)
    return c.json({}, 202)
  })
  app.openapi({ ...removeOfCustomer, middleware: guards.customer() }, async (c) => {
    await deletePaymentDetails(c.get('customer'), c.req.param('paymentDetailsId'))
    return c.json({}, 202)
  })
  app.openapi({ ...makeDefault, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('paymentDetailsId')
    await makeDefaultPaymentDetails(await enterPaymentDetails(c.get('owner'), id), id)
    return c.json({}, 202)
  })
  app.openapi({ ...makeDefaultOfCustomer, middleware: guards.customer() }, async (c) => {
    await makeDefaultPaymentDetails(c.get('customer'), c.req.param('paymentDetailsId'))
    return c.json({}, 202)
  })
}
