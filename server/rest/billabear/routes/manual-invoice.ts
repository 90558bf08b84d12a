import { createRoute } from '@hono/zod-openapi'
import type { CustomerCtx } from '../../../ctx'
import { DomainError, invalidInput } from '../../../errors'
import { enterCustomer } from '../../../usecases/customer'
import { enterDocument } from '../../../usecases/invoice-charge'
import { markPaid, markUncollectible, voidOpenInvoice } from '../../../usecases/invoice-close'
import { listOwnerInvoices, requireInvoiceView } from '../../../usecases/invoice-list'
import { sendInvoice } from '../../../usecases/invoice-send'
import {
  createManualInvoice,
  deleteDraft,
  finalizeInvoice,
  replaceDraft,
} from '../../../usecases/manual-invoice'
import type { BillabearApp, RouteParts } from '../app'
import type { BillabearContext } from '../auth'
import { answers, apiKey, Empty, extension, jsonBody, path } from '../document'
import { listOf, mapPage, pageFrom, presentPage } from '../page'
import { Invoice, presentInvoice } from '../present/invoice'
import {
  dateFrom,
  InvoiceBody,
  InvoiceItems,
  InvoiceQuery,
  invoiceFilter,
  MarkPaidBody,
  manualItems,
  SendBody,
} from '../present/manual-invoice'

const common = { ...extension, tags: ['Invoices'], security: apiKey }
const one = { ...common, path: '/api/v1/invoice/{invoiceId}' as const, parameters: path('invoiceId') }

const list = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/invoice',
  operationId: 'listInvoices',
  summary: 'List all invoices, drafts among them, oldest first',
  request: { query: InvoiceQuery },
  responses: answers(200, listOf(Invoice), [400, 413]),
})

const create = createRoute({
  ...common,
  method: 'post',
  path: '/api/v1/invoice',
  operationId: 'createInvoice',
  summary: 'Write an invoice by hand; it is issued at once unless it is a draft',
  description: "All items are in one currency. Due after the owner's days; nothing is charged by itself.",
  request: jsonBody(InvoiceBody),
  responses: answers(201, Invoice, [400]),
})

const fetchOne = createRoute({
  ...one,
  method: 'get',
  operationId: 'showInvoiceById',
  summary: 'An invoice by id',
  responses: answers(200, Invoice, [404]),
})

const replace = createRoute({
  ...one,
  method: 'put',
  operationId: 'updateInvoice',
  summary: 'Replace the items of a draft',
  request: jsonBody(InvoiceItems),
  responses: answers(202, Invoice, [400, 404]),
})

const remove = createRoute({
  ...one,
  method: 'delete',
  operationId: 'deleteInvoice',
  summary: 'Delete a draft',
  responses: answers(202, Empty, [400, 404]),
})

const finalize = createRoute({
  ...one,
  method: 'post',
  path: '/api/v1/invoice/{invoiceId}/finalize',
  operationId: 'finalizeInvoice',
  summary: 'Issue a draft: it gets its number and is final',
  responses: answers(202, Invoice, [400, 404]),
})

const cancel = createRoute({
  ...one,
  method: 'post',
  path: '/api/v1/invoice/{invoiceId}/void',
  operationId: 'voidInvoice',
  summary: 'Void an open invoice on which nothing was paid',
  responses: answers(202, Invoice, [400, 404, 409]),
})

const paid = createRoute({
  ...one,
  method: 'post',
  path: '/api/v1/invoice/{invoiceId}/mark-paid',
  operationId: 'markInvoicePaid',
  summary: 'Record that all that is due was paid outside Stripe; writes a payment and a receipt',
  request: jsonBody(MarkPaidBody),
  responses: answers(202, Invoice, [400, 404, 409]),
})

const giveUp = createRoute({
  ...one,
  method: 'post',
  path: '/api/v1/invoice/{invoiceId}/uncollectible',
  operationId: 'markInvoiceUncollectible',
  summary: 'Give up what is due as bad debt; it may still be paid',
  responses: answers(202, Invoice, [400, 404, 409]),
})

const send = createRoute({
  ...one,
  method: 'post',
  path: '/api/v1/invoice/{invoiceId}/send',
  operationId: 'sendInvoice',
  summary: 'Mail an invoice again, to the customer or to the address given',
  request: jsonBody(SendBody),
  responses: answers(202, Invoice, [400, 404]),
})

/** What the owner does with invoices; that they are charged and downloaded is in `invoice.ts`. */
export function manualInvoiceRoutes(app: BillabearApp, { guards, payLinkOf }: RouteParts): void {
  const shown = async (c: BillabearContext, id: string) => {
    const view = await requireInvoiceView(c.get('owner'), id)
    return presentInvoice(view.invoice, { customer: view.customer, payLinkOf: payLinkOf(c) })
  }
  /** Does something to the invoice of the path and answers what it is then. */
  const changed = async (c: BillabearContext, act: (scope: CustomerCtx, id: string) => Promise<unknown>) => {
    const id = c.req.param('invoiceId') ?? ''
    await act(await enterDocument(c.get('owner'), { kind: 'invoice', id }), id)
    return shown(c, id)
  }

  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const page = await listOwnerInvoices(c.get('owner'), invoiceFilter(query), pageFrom(query))
    const link = payLinkOf(c)
    const rows = page.rows.map(({ invoice, customer }) => ({ ...invoice, view: customer }))
    const presented = mapPage({ ...page, rows }, (row) =>
      presentInvoice(row, { customer: row.view, payLinkOf: link }),
    )
    return c.json(presentPage(presented), 200)
  })
  app.openapi({ ...create, middleware: guards.owner() }, async (c) => {
    const { customer, items, draft } = c.req.valid('json')
    const scope = await customerOf(c, customer)
    const made = await createManualInvoice(scope, { items: manualItems(items), draft: draft ?? false })
    return c.json(await shown(c, made.id), 201)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(await shown(c, c.req.param('invoiceId')), 200),
  )
  app.openapi({ ...replace, middleware: guards.owner() }, async (c) => {
    const items = manualItems(c.req.valid('json').items)
    return c.json(await changed(c, (scope, id) => replaceDraft(scope, id, items)), 202)
  })
  app.openapi({ ...remove, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('invoiceId')
    await deleteDraft(await enterDocument(c.get('owner'), { kind: 'invoice', id }), id)
    return c.json({}, 202)
  })
  app.openapi({ ...finalize, middleware: guards.owner() }, async (c) =>
    c.json(await changed(c, finalizeInvoice), 202),
  )
  app.openapi({ ...cancel, middleware: guards.owner() }, async (c) =>
    c.json(await changed(c, voidOpenInvoice), 202),
  )
  app.openapi({ ...paid, middleware: guards.owner() }, async (c) => {
    const { reference = null, paid_at } = c.req.valid('json')
    const paidAt = paid_at == null ? null : dateFrom('paid_at', paid_at)
    return c.json(await changed(c, (scope, id) => markPaid(scope, id, { reference, paidAt })), 202)
  })
  app.openapi({ ...giveUp, middleware: guards.owner() }, async (c) =>
    c.json(await changed(c, markUncollectible), 202),
  )
  app.openapi({ ...send, middleware: guards.owner() }, async (c) => {
    const { email = null } = c.req.valid('json')
    return c.json(await changed(c, (scope, id) => sendInvoice(scope, id, { email })), 202)
  })
}

async function customerOf(c: BillabearContext, id: string): Promise<CustomerCtx> {
  try {
    return await enterCustomer(c.get('ctx'), id)
  } catch (error) {
    // It is in the body and not in the path: what is wrong is the field.
    if (error instanceof DomainError && error.code === 'not_found')
      throw invalidInput({ customer: 'There is no such customer' })
    throw error
  }
}
