import { renderCreditNotePdf, renderInvoicePdf, renderReceiptPdf } from './adapters/pdf'
import type { Actor, CustomerCtx } from './ctx'
import { DomainError } from './errors'
import { enterCustomer } from './usecases/customer'
import { creditNoteDocument, invoiceDocument, receiptDocument } from './usecases/document'
import { ctxFor } from './wire'

export type DocumentKind = 'invoice' | 'receipt' | 'credit_note'
export type Document = { pdf: Buffer; name: string }

/**
 * An invoice or receipt as PDF, for whoever may see its customer; null for everybody else and for what is
 * not there. A composition root: it joins the document's words and numbers to the printer.
 */
export async function printDocument(
  actor: Actor,
  of: { customerId: string; kind: DocumentKind; id: string },
): Promise<Document | null> {
  try {
    const scope = await enterCustomer(ctxFor(actor), of.customerId)
    return await renderDocument(scope, of)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return null
    throw error
  }
}

/** An invoice or receipt of a customer as PDF. Throws `not_found` outside the customer. */
export async function renderDocument(
  scope: CustomerCtx,
  of: { kind: DocumentKind; id: string },
): Promise<Document> {
  if (of.kind === 'invoice') {
    const document = await invoiceDocument(scope, of.id)
    return { pdf: await renderInvoicePdf(document), name: fileName(document.number) }
  }
  if (of.kind === 'credit_note') {
    const document = await creditNoteDocument(scope, of.id)
    return { pdf: await renderCreditNotePdf(document), name: fileName(document.number) }
  }
  const document = await receiptDocument(scope, of.id)
  return { pdf: await renderReceiptPdf(document), name: fileName(document.number) }
}

/** A number as a file's name: nothing in it that a header or a file system could misread. */
const fileName = (number: string): string => `${number.replace(/[^\w.-]+/g, '-')}.pdf`
