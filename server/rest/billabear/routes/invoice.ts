import { createRoute } from '@hono/zod-openapi'
import { viewOf } from '../../../usecases/customer-record'
import { chargeInvoice, enterDocument, listInvoicesOf } from '../../../usecases/invoice-charge'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, documentAnswer, FormatQuery, path, pdfAnswer } from '../document'
import { PaymentFailure } from '../error'
import { listOf, mapPage, PageQuery, presentWhole, wholeListFrom } from '../page'
import { Charged, Invoice, presentCharge, presentInvoice } from '../present/invoice'
import { fileAnswer } from './file'

const list = createRoute({
  method: 'get',
  path: '/api/v1/customer/{customerId}/invoices',
  operationId: 'getInvoicesForCustomer',
  tags: ['Customers', 'Invoices'],
  summary: 'List the invoices of a customer, oldest first',
  security: apiKey,
  parameters: path('customerId'),
  request: { query: PageQuery },
  responses: answers(200, listOf(Invoice), [400, 404, 413]),
})

const charge = createRoute({
  method: 'post',
  path: '/api/v1/invoice/{invoiceId}/charge',
  operationId: 'chargeInvoice',
  tags: ['Invoices'],
  summary: "Charge an invoice to the customer's default means of payment",
  description:
    'One that is paid is not charged again. Without a means of payment nothing happens: `paid` is false.',
  security: apiKey,
  parameters: path('invoiceId'),
  responses: {
    ...answers(200, Charged, [400, 404]),
    402: { description: 'declined', content: { 'application/json': { schema: PaymentFailure } } },
  },
})

const downloadInvoice = createRoute({
  method: 'get',
  path: '/api/v1/invoice/{invoiceId}/download',
  operationId: 'downloadInvoice',
  tags: ['Invoices'],
  summary: 'An invoice as PDF, or as the e-invoice that its customer takes',
  security: apiKey,
  parameters: path('invoiceId'),
  request: { query: FormatQuery },
  responses: documentAnswer('the invoice'),
})

const downloadReceipt = createRoute({
  method: 'get',
  path: '/api/v1/receipt/{receiptId}/download',
  operationId: 'downloadReceipt',
  tags: ['Receipts'],
  summary: 'A receipt as PDF',
  security: apiKey,
  parameters: path('receiptId'),
  responses: pdfAnswer('the receipt'),
})

export function invoiceRoutes(app: BillabearApp, { guards, payLinkOf }: RouteParts): void {
  app.openapi({ ...list, middleware: guards.customer() }, async (c) => {
    const ctx = c.get('customer')
    const page = await listInvoicesOf(ctx, wholeListFrom(c.req.valid('query')))
    const of = { customer: viewOf(ctx), payLinkOf: payLinkOf(c) }
    return c.json(presentWhole(mapPage(page, (row) => presentInvoice(row, of))), 200)
  })
  app.openapi({ ...charge, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('invoiceId')
    const scope = await enterDocument(c.get('owner'), { kind: 'invoice', id })
    const answer = presentCharge(await chargeInvoice(scope, id))
    return answer.status === 402 ? c.json(answer.body, 402) : c.json(answer.body, 200)
  })
  app.openapi({ ...downloadInvoice, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('invoiceId')
    const { format = null } = c.req.valid('query')
    const scope = await enterDocument(c.get('owner'), { kind: 'invoice', id })
    return fileAnswer(c, scope, { kind: 'invoice', id }, format)
  })
  app.openapi({ ...downloadReceipt, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('receiptId')
    return fileAnswer(c, await enterDocument(c.get('owner'), { kind: 'receipt', id }), {
      kind: 'receipt',
      id,
    })
  })
}
