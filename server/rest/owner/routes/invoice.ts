import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { DomainError } from '../../../errors'
import { openPdfLink, PDF_LINK_LIFE_MS, pdfToken } from '../../../usecases/bill-link'
import {
  checkOfInvoice,
  houseInvoices,
  linesAfter,
  requireCheckedInvoice,
  requireHouseInvoice,
} from '../../../usecases/house-account'
import { UPCOMING } from '../../../usecases/invoice'
import type { OwnerApp, RouteParts } from '../app'
import { answers, invoiceId, ownerHeader, security, text } from '../document'
import { CheckedInvoice, Invoice, Line, presentInvoice, presentLines } from '../present/invoice'

/** Invoices in one answer, and lines in one. */
const INVOICES = 100
const LINES = 100

const list = createRoute({
  method: 'get',
  path: '/Owner/Invoice',
  operationId: 'getInvoices',
  summary: "The owner's own invoices, newest first",
  security,
  parameters: [ownerHeader],
  request: {
    query: z.object({
      last: z
        .uuid('is the id of an invoice')
        .optional()
        .openapi({
          description: `the last invoice received: the next ${INVOICES} follow`,
        }),
    }),
  },
  responses: answers(z.object({ Items: z.array(Invoice) }), [400, 404]),
})

const read = createRoute({
  method: 'get',
  path: '/Owner/Invoice/{invoiceId}',
  operationId: 'getInvoice',
  summary: 'One invoice, or the upcoming one as it will be written',
  security,
  parameters: [ownerHeader, invoiceId],
  responses: answers(CheckedInvoice, [404]),
})

const checked = {
  customer: text(255).default('').openapi({ description: "the invoice's `customer`" }),
  check: text(255).default('').openapi({ description: "the invoice's `MoreChk`" }),
}

const lines = createRoute({
  method: 'get',
  path: '/Owner/Invoice/{invoiceId}/Lines',
  operationId: 'getInvoiceLines',
  summary: 'The lines of an invoice, from where the last answer ended',
  description: `At most ${LINES}; none are left when there are no items.`,
  security,
  parameters: [ownerHeader, invoiceId],
  request: {
    query: z.object({
      ...checked,
      last: text(255).optional().openapi({ description: 'the id of the last line received' }),
    }),
  },
  responses: answers(z.object({ Items: z.array(Line) }), [400, 404]),
})

const pdf = createRoute({
  method: 'get',
  path: '/Owner/Invoice/{invoiceId}/Pdf',
  operationId: 'getInvoicePdf',
  summary: 'A link to download an invoice, for a few minutes',
  security,
  parameters: [ownerHeader, invoiceId],
  request: { query: z.object(checked) },
  responses: answers(z.object({ Link: z.string() }), [400, 404]),
})

const download = createRoute({
  method: 'get',
  path: '/Owner/Invoice/{invoiceId}/Pdf/{token}',
  operationId: 'downloadInvoicePdf',
  summary: 'The invoice behind a link, without signing in',
  parameters: [
    invoiceId,
    { name: 'token', in: 'path' as const, required: true, schema: { type: 'string' as const } },
  ],
  responses: {
    200: { description: 'the PDF', content: { 'application/pdf': { schema: z.string() } } },
    404: { description: 'the link is over, or none' },
  },
})

const idOf = (c: Context): string => c.req.param('invoiceId') ?? ''

export function invoiceRoutes(app: OwnerApp, { deps, guards, viewOf }: RouteParts): void {
  const mine = guards.owner('settings', 'read')
  app.openapi({ ...list, middleware: mine }, async (c) => {
    const { last: after } = c.req.valid('query')
    const { rows, scope } = await houseInvoices(c.get('owner'), { limit: INVOICES, after })
    const view = viewOf(c)
    return c.json({ Items: scope ? rows.map((row) => presentInvoice(row, scope, view)) : [] }, 200)
  })
  app.openapi({ ...read, middleware: mine }, async (c) => {
    const found = await requireHouseInvoice(c.get('owner'), idOf(c))
    const invoice = presentInvoice(found.invoice, found.scope, viewOf(c))
    return c.json({ ...invoice, MoreChk: checkOfInvoice(found, deps.linkKey()) }, 200)
  })
  app.openapi({ ...lines, middleware: mine }, async (c) => {
    const { last, ...given } = c.req.valid('query')
    const asked = { ...given, invoiceId: idOf(c), key: deps.linkKey() }
    const { invoice, scope } = await requireCheckedInvoice(c.get('owner'), asked)
    const shown = linesAfter(invoice, { last, limit: LINES })
    return c.json({ Items: presentLines(invoice, shown, scope, viewOf(c)) }, 200)
  })
  app.openapi({ ...pdf, middleware: mine }, async (c) => {
    const key = deps.linkKey()
    const asked = { ...c.req.valid('query'), invoiceId: idOf(c), key }
    const { invoice, scope } = await requireCheckedInvoice(c.get('owner'), asked)
    if (invoice.id === UPCOMING)
      throw new DomainError('not_found', { message: 'An invoice that is still to come has no PDF' })
    const expiresAt = new Date(c.get('ctx').now.getTime() + PDF_LINK_LIFE_MS)
    const token = pdfToken(key, { customerId: scope.customer.id, invoiceId: invoice.id, expiresAt })
    return c.json({ Link: `${viewOf(c).origin}/Owner/Invoice/${invoice.id}/Pdf/${token}` }, 200)
  })
  app.openapi({ ...download, middleware: guards.open() }, async (c) => {
    const link = { key: deps.linkKey(), token: c.req.param('token') ?? '' }
    const { scope, invoiceId: id } = await openPdfLink(c.get('ctx'), link)
    if (id !== idOf(c)) throw new DomainError('not_found', { message: 'No such invoice' })
    // Loaded with the first download: the printer is heavy, and most processes never print.
    const { documentFile } = await import('../../../documents')
    const file = await documentFile(scope, { kind: 'invoice', id }, 'pdf')
    c.header('Content-Disposition', `inline; filename="${file.name}"`)
    c.header('Content-Type', file.contentType)
    return c.body(new Uint8Array(file.content), 200)
  })
}
