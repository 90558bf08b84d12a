import { createRoute, z } from '@hono/zod-openapi'
import { createManageLink, openManageLink } from '../../../usecases/access-link'
import { viewOf } from '../../../usecases/customer-record'
import { chargeInvoice, latestInvoices, requireOwnInvoice } from '../../../usecases/invoice-charge'
import { listPaymentDetails } from '../../../usecases/payment-detail'
import { requirePortalFeature } from '../../../usecases/portal-feature'
import { countPublicUse } from '../../../usecases/public-pay'
import { cancelById } from '../../../usecases/subscription-cancel'
import { listSubscriptions, requireSubscription } from '../../../usecases/subscription-list'
import { addressOf } from '../../api'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, namedPath, open, path, pdfAnswer, publicAnswers } from '../document'
import { PaymentFailure } from '../error'
import { Customer, presentCustomer } from '../present/customer'
import { Charged, Invoice, presentCharge, presentInvoice } from '../present/invoice'
import { PaymentDetails, presentPaymentDetails } from '../present/payment-detail'
import { presentSubscription, Subscription } from '../present/subscription'
import { fileAnswer } from './file'

const MANAGE = '/api/v1/public/customer/{token}/manage'
/** More than anybody has of either. */
const LIST_MAX = 100
const INVOICES_MAX = 10

const ManageLink = z.object({ token: z.string(), url: z.string() }).openapi('ManageLink', {
  example: {
    token: '27cd18da18bcf7ef953070884fdfefcb7c229a4d56f7f5abec495e540fd5563f',
    url: 'https://folio.example/manage/27cd18da18bcf7ef953070884fdfefcb7c229a4d56f7f5abec495e540fd5563f',
  },
})

const Managed = z
  .object({
    customer: Customer,
    subscriptions: z.array(Subscription),
    payment_methods: z.array(PaymentDetails),
    invoices: z.array(Invoice).openapi({ description: 'the last ten, newest first' }),
  })
  .openapi('ManagedCustomer')

const link = createRoute({
  method: 'get',
  path: '/api/v1/customer/{customerId}/manage-link',
  operationId: 'getCustomerPortalManageLink',
  tags: ['Customers'],
  'x-folio-access': 'write',
  summary: "A link to the customer's portal, for five minutes, used as often as wanted",
  security: apiKey,
  parameters: path('customerId'),
  responses: answers(200, ManageLink, [404]),
})

const view = createRoute({
  ...open,
  method: 'get',
  path: MANAGE,
  operationId: 'viewManagedCustomer',
  summary:
    'What the holder of a manage link sees: running subscriptions, means of payment, the last invoices',
  parameters: namedPath('token'),
  responses: publicAnswers(200, Managed, [404]),
})

const cancel = createRoute({
  ...open,
  method: 'post',
  path: `${MANAGE}/subscription/{subscriptionId}/cancel`,
  operationId: 'cancelManagedSubscription',
  summary: 'Cancel a subscription when what is paid for runs out',
  parameters: [...namedPath('token'), ...path('subscriptionId')],
  responses: publicAnswers(202, Subscription, [403, 404]),
})

const charge = createRoute({
  ...open,
  method: 'post',
  path: `${MANAGE}/invoice/{invoiceId}/charge`,
  operationId: 'chargeManagedInvoice',
  summary: 'Pay an invoice with the default means of payment',
  parameters: [...namedPath('token'), ...path('invoiceId')],
  responses: {
    ...publicAnswers(200, Charged, [400, 404, 429]),
    402: { description: 'declined', content: { 'application/json': { schema: PaymentFailure } } },
  },
})

const download = createRoute({
  ...open,
  method: 'get',
  path: `${MANAGE}/invoice/{invoiceId}/download`,
  operationId: 'downloadManagedInvoice',
  summary: 'An invoice as PDF',
  parameters: [...namedPath('token'), ...path('invoiceId')],
  responses: pdfAnswer('the invoice'),
})

export function manageRoutes(app: BillabearApp, { guards, originOf, payLinkOf }: RouteParts): void {
  const enter = (c: BillabearContext) => openManageLink(c.get('ctx'), c.req.param('token') ?? '')
  app.openapi({ ...link, middleware: guards.customer({ access: 'write' }) }, async (c) => {
    const { token } = await createManageLink(c.get('customer'), { wall: c.get('ctx').now })
    c.header('Cache-Control', 'no-store')
    return c.json({ token, url: `${originOf(c)}/manage/${token}` }, 200)
  })
  app.openapi({ ...view, middleware: guards.open() }, async (c) => {
    const scope = await enter(c)
    const [subscriptions, methods, invoices] = await Promise.all([
      listSubscriptions(scope, { active: true }, { limit: LIST_MAX }),
      listPaymentDetails(scope, { limit: LIST_MAX }),
      latestInvoices(scope, INVOICES_MAX),
    ])
    const of = { customer: viewOf(scope), payLinkOf: payLinkOf(c) }
    return c.json(
      {
        customer: presentCustomer(of.customer),
        subscriptions: subscriptions.rows.map(presentSubscription),
        payment_methods: methods.rows.map(presentPaymentDetails),
        invoices: invoices.map((row) => presentInvoice(row, of)),
      },
      200,
    )
  })
  app.openapi({ ...cancel, middleware: guards.open() }, async (c) => {
    const [scope, id] = [await enter(c), c.req.param('subscriptionId')]
    await requireSubscription(scope, id)
    requirePortalFeature(scope, 'cancel')
    await cancelById(scope, { subscriptionId: id, when: 'end-of-run', refund: 'none', comment: null })
    return c.json(presentSubscription(await requireSubscription(scope, id)), 202)
  })
  app.openapi({ ...charge, middleware: guards.open() }, async (c) => {
    const [scope, id] = [await enter(c), c.req.param('invoiceId')]
    await requireOwnInvoice(scope, id)
    await countPublicUse(c.get('ctx'), { verb: 'pay', key: id, address: addressOf(c) })
    const answer = presentCharge(await chargeInvoice(scope, id))
    return answer.status === 402 ? c.json(answer.body, 402) : c.json(answer.body, 200)
  })
  app.openapi({ ...download, middleware: guards.open() }, async (c) => {
    const [scope, id] = [await enter(c), c.req.param('invoiceId')]
    await requireOwnInvoice(scope, id)
    return fileAnswer(c, scope, { kind: 'invoice', id })
  })
}
