import { createRoute, z } from '@hono/zod-openapi'
import { DomainError } from '../../../errors'
import { invoices } from '../../../usecases/invoice'
import { receipts } from '../../../usecases/receipt'
import type { BucketApp, RouteParts } from '../app'
import { answers, bearer, path } from '../document'
import { Invoice, presentInvoice } from '../present/invoice'
import { presentReceipt, Receipt } from '../present/receipt'

const listInvoices = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/invoices',
  operationId: 'getInvoices',
  summary: 'Retrieve the invoices of the bucket, newest first',
  security: bearer,
  parameters: path('id'),
  responses: answers(z.array(Invoice), [400, 404]),
})

const listReceipts = createRoute({
  method: 'get',
  path: '/api/bucket/{id}/payment/receipts',
  operationId: 'getReceipts',
  summary: 'Retrieve the receipts of the bucket, newest first',
  security: bearer,
  parameters: path('id'),
  responses: answers(z.array(Receipt), [400, 404]),
})

export function invoiceRoutes(app: BucketApp, { guards, viewOf }: RouteParts): void {
  app.openapi({ ...listInvoices, middleware: guards.bucket([400, 404]) }, async (c) => {
    const ctx = c.get('customer')
    const found = await invoices(ctx)
    if (found.length === 0) throw new DomainError('not_found', { message: 'This bucket has no invoices' })
    const view = viewOf(c)
    return c.json(
      found.map((invoice) => presentInvoice(invoice, ctx.customer, view)),
      200,
    )
  })
  app.openapi({ ...listReceipts, middleware: guards.bucket([400, 404]) }, async (c) => {
    const ctx = c.get('customer')
    const found = await receipts(ctx)
    if (found.length === 0) throw new DomainError('not_found', { message: 'This bucket has no receipts' })
    const view = viewOf(c)
    return c.json(
      found.map((receipt) => presentReceipt(receipt, ctx.customer, view)),
      200,
    )
  })
}
