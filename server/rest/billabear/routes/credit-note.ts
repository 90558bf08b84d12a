import { createRoute, z } from '@hono/zod-openapi'
import {
  enterCreditNote,
  issueCreditNote,
  listCreditNotes,
  requireCreditNote,
} from '../../../usecases/credit-note'
import { enterDocument } from '../../../usecases/invoice-charge'
import { requireInvoiceView } from '../../../usecases/invoice-list'
import type { BillabearApp, RouteParts } from '../app'
import { answers, apiKey, documentAnswer, extension, FormatQuery, jsonBody, path, text } from '../document'
import { listOf, mapPage, PageQuery, pageFrom, presentPage } from '../page'
import { CreditNote, CreditNoteBody, creditNoteInput, presentCreditNote } from '../present/credit-note'
import { fileAnswer } from './file'

const common = { ...extension, tags: ['Credit notes'], security: apiKey }
const ofInvoice = {
  ...common,
  path: '/api/v1/invoice/{invoiceId}/credit-note' as const,
  parameters: path('invoiceId'),
}

const create = createRoute({
  ...ofInvoice,
  method: 'post',
  operationId: 'createCreditNote',
  summary: 'Correct an issued invoice by a credit note',
  description:
    'Lines, or an amount, or all that is left. It lowers what is due first; what was paid is given back to the payment (`refund`) or kept as credit.',
  request: jsonBody(CreditNoteBody),
  responses: answers(201, CreditNote, [400, 404, 409]),
})

const listOfInvoice = createRoute({
  ...ofInvoice,
  method: 'get',
  operationId: 'listCreditNotesOfInvoice',
  summary: 'List the credit notes of an invoice, oldest first',
  request: { query: PageQuery },
  responses: answers(200, listOf(CreditNote), [400, 404, 413]),
})

const list = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/credit-note',
  operationId: 'listCreditNotes',
  summary: 'List all credit notes, oldest first',
  request: {
    query: PageQuery.extend({
      customer: text(64).optional().openapi({ description: 'of this customer' }),
      invoice: z.string().max(64).optional().openapi({ description: 'of this invoice' }),
    }),
  },
  responses: answers(200, listOf(CreditNote), [400, 413]),
})

const fetchOne = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/credit-note/{creditNoteId}',
  operationId: 'showCreditNoteById',
  summary: 'A credit note by id',
  parameters: path('creditNoteId'),
  responses: answers(200, CreditNote, [404]),
})

const download = createRoute({
  ...common,
  method: 'get',
  path: '/api/v1/credit-note/{creditNoteId}/download',
  operationId: 'downloadCreditNote',
  summary: 'A credit note as PDF, or as the e-invoice that its customer takes',
  parameters: path('creditNoteId'),
  request: { query: FormatQuery },
  responses: documentAnswer('the credit note'),
})

export function creditNoteRoutes(app: BillabearApp, { guards }: RouteParts): void {
  app.openapi({ ...create, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('invoiceId')
    const body = c.req.valid('json')
    const { invoice } = await requireInvoiceView(c.get('owner'), id)
    const scope = await enterDocument(c.get('owner'), { kind: 'invoice', id })
    const note = await issueCreditNote(scope, id, creditNoteInput(body, invoice.currency))
    return c.json(presentCreditNote(note), 201)
  })
  app.openapi({ ...listOfInvoice, middleware: guards.owner() }, async (c) => {
    const { invoice } = await requireInvoiceView(c.get('owner'), c.req.param('invoiceId'))
    const page = pageFrom(c.req.valid('query'))
    const found = await listCreditNotes(c.get('owner'), { invoiceId: invoice.id }, page)
    return c.json(presentPage(mapPage(found, presentCreditNote)), 200)
  })
  app.openapi({ ...list, middleware: guards.owner() }, async (c) => {
    const query = c.req.valid('query')
    const { customer: customerId, invoice: invoiceId } = query
    const found = await listCreditNotes(c.get('owner'), { customerId, invoiceId }, pageFrom(query))
    return c.json(presentPage(mapPage(found, presentCreditNote)), 200)
  })
  app.openapi({ ...fetchOne, middleware: guards.owner() }, async (c) =>
    c.json(presentCreditNote(await requireCreditNote(c.get('owner'), c.req.param('creditNoteId'))), 200),
  )
  app.openapi({ ...download, middleware: guards.owner() }, async (c) => {
    const id = c.req.param('creditNoteId')
    const { format = null } = c.req.valid('query')
    const scope = await enterCreditNote(c.get('owner'), id)
    return fileAnswer(c, scope, { kind: 'credit_note', id }, format)
  })
}
