import { renderToBuffer } from '@react-pdf/renderer'
import type { CreditNoteDocument, InvoiceDocument, PrintedDocument, ReceiptDocument } from '../core/document'
import { pdfTranslator } from './messages'
import { loadFontsFor } from './pdf/fonts'
import { Headline, Parties } from './pdf/head'
import { Lines } from './pdf/lines'
import { Masthead, Sheet } from './pdf/page'
import { LegalNotes, Totals } from './pdf/totals'

/**
 * Prints an invoice on A4. The same document always gives the same bytes: its date is the day of issue, never
 * the day of printing, so a copy fetched years later equals the first.
 */
export function renderInvoicePdf(document: InvoiceDocument): Promise<Buffer> {
  return print(document)
}

/** Prints the receipt for a payment, in the same hand as the invoice. */
export function renderReceiptPdf(document: ReceiptDocument): Promise<Buffer> {
  return print(document)
}

/** Prints a credit note, in the same hand as the invoice. */
export function renderCreditNotePdf(document: CreditNoteDocument): Promise<Buffer> {
  return print(document)
}

async function print(document: PrintedDocument): Promise<Buffer> {
  await loadFontsFor(textsOf(document))
  const t = pdfTranslator(document.locale)
  // Called as functions and not as an element: the root that react-pdf takes must be its own Document.
  return renderToBuffer(
    Sheet({
      document,
      t,
      children: (
        <>
          <Masthead document={document} t={t} />
          <Headline document={document} t={t} />
          <Parties document={document} t={t} />
          <Lines document={document} t={t}>
            <Totals document={document} t={t} />
          </Lines>
          <LegalNotes document={document} t={t} />
        </>
      ),
    }),
  )
}

/** Every text in the document, wherever it stands, so that a new field cannot miss its fonts. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array || value instanceof Date) return []
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf)
  return []
}
