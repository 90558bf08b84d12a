import { pdfTranslator } from './adapters/messages'
import { renderCreditNotePdf, renderInvoicePdf, renderReceiptPdf } from './adapters/pdf'
import { type EInvoice, type EInvoiceProfile, eInvoiceProblems } from './core/e-invoice'
import { eInvoiceXml } from './core/e-invoice-xml'
import type { Locale } from './core/format'
import { isTaxNote } from './core/tax'
import type { Actor, CustomerCtx } from './ctx'
import { DomainError, invalidInput } from './errors'
import { enterCreditNote } from './usecases/credit-note'
import { enterCustomer } from './usecases/customer'
import { creditNoteDocument, invoiceDocument, receiptDocument } from './usecases/document'
import { eCreditNoteOf, eInvoiceOf } from './usecases/e-invoice'
import { enterDocument } from './usecases/invoice-charge'
import { ownerScope } from './usecases/owner'
import { ctxFor } from './wire'

export type DocumentKind = 'invoice' | 'receipt' | 'credit_note'
export type Document = { pdf: Buffer; name: string }
export type DocumentFile = {
  content: Buffer
  name: string
  contentType: 'application/pdf' | 'application/xml'
}
/** Both ZUGFeRD names are what ZUGFeRD is today: version 1 was never EN 16931 and is not taken any more. */
export type DocumentFormat = 'pdf' | 'zugferd' | 'zugferd_v1' | 'xrechnung'

type DocumentRef = { kind: DocumentKind; id: string }

/**
 * An invoice, receipt or credit note as PDF, for whoever may see its customer; null for everybody else and for what
 * is not there. A composition root: it joins the document's words and numbers to the printer.
 */
export async function printDocument(
  actor: Actor,
  of: DocumentRef & { customerId: string },
): Promise<Document | null> {
  try {
    const scope = await enterCustomer(ctxFor(actor), of.customerId)
    const { content, name } = await pdfFile(scope, of, formatOf(scope))
    return { pdf: content, name }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return null
    throw error
  }
}

/**
 * A document of an owner's in a format, for whoever is of its team; null for everybody else, for what is not there,
 * and for an e-invoice that lacks what the norm wants.
 */
export async function ownersDocument(
  actor: Actor,
  of: DocumentRef & { ownerId: string; format: DocumentFormat },
): Promise<DocumentFile | null> {
  try {
    const owner = await ownerScope(ctxFor(actor), of.ownerId)
    const { kind, id } = of
    const scope =
      kind === 'credit_note' ? await enterCreditNote(owner, id) : await enterDocument(owner, { kind, id })
    return await documentFile(scope, { kind, id }, of.format)
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'not_found' || error.code === 'invalid_input'))
      return null
    throw error
  }
}

/**
 * A document of a customer as a file, in the format asked for or else the customer's own. What lacks a fact that the
 * norm of an e-invoice wants is a plain PDF, unless the format was asked for: then `invalid_input` names what is
 * missing. Throws `not_found` outside the customer.
 */
export async function documentFile(
  scope: CustomerCtx,
  of: DocumentRef,
  asked: DocumentFormat | null = null,
): Promise<DocumentFile> {
  const format = asked ?? formatOf(scope)
  if (asked !== null && asked !== 'pdf') await requireComplete(scope, of, profileOf(asked))
  if (format !== 'xrechnung') return pdfFile(scope, of, format)
  const written = await electronic(scope, of, 'xrechnung')
  if (written === null) return pdfFile(scope, of, 'pdf')
  return {
    content: Buffer.from(written.xml),
    name: fileName(written.invoice.number, 'xml'),
    contentType: 'application/xml',
  }
}

/** What is attached to a mail: the document to read, and beside it the one for machines where it is a file of its own. */
export async function documentFiles(scope: CustomerCtx, of: DocumentRef): Promise<DocumentFile[]> {
  const file = await documentFile(scope, of)
  return file.contentType === 'application/pdf' ? [file] : [await pdfFile(scope, of, 'pdf'), file]
}

async function pdfFile(scope: CustomerCtx, of: DocumentRef, format: DocumentFormat): Promise<DocumentFile> {
  const { document, pdf } = await print(scope, of)
  const name = fileName(document.number, 'pdf')
  const plain = { content: pdf, name, contentType: 'application/pdf' as const }
  if (profileOf(format) !== 'factur_x' || format === 'pdf') return plain
  const written = await electronic(scope, of, 'factur_x')
  if (written === null) return plain
  const t = pdfTranslator(document.locale)
  const { attachInvoiceXml } = await import('./adapters/pdf/attach')
  const content = await attachInvoiceXml(pdf, {
    xml: written.xml,
    number: document.number,
    title: t(`title.${of.kind}`, { number: document.number }),
    author: document.seller.name,
    issuedAt: document.issuedAt,
  })
  return { ...plain, content }
}

async function print(scope: CustomerCtx, { kind, id }: DocumentRef) {
  switch (kind) {
    case 'invoice': {
      const document = await invoiceDocument(scope, id)
      return { document, pdf: await renderInvoicePdf(document) }
    }
    case 'credit_note': {
      const document = await creditNoteDocument(scope, id)
      return { document, pdf: await renderCreditNotePdf(document) }
    }
    case 'receipt': {
      const document = await receiptDocument(scope, id)
      return { document, pdf: await renderReceiptPdf(document) }
    }
  }
}

/** The XML of an invoice or credit note; null for a receipt, and where the norm wants what is not there. */
async function electronic(scope: CustomerCtx, of: DocumentRef, profile: EInvoiceProfile) {
  const invoice = await loadEInvoice(scope, of)
  if (!invoice || Object.keys(eInvoiceProblems(invoice, profile)).length > 0) return null
  return { invoice, xml: eInvoiceXml(invoice, profile) }
}

async function requireComplete(scope: CustomerCtx, of: DocumentRef, profile: EInvoiceProfile): Promise<void> {
  const invoice = await loadEInvoice(scope, of)
  if (!invoice) throw invalidInput({ format: 'There is no e-invoice of this document' })
  const problems = eInvoiceProblems(invoice, profile)
  if (Object.keys(problems).length > 0) throw invalidInput(problems)
}

async function loadEInvoice(scope: CustomerCtx, { kind, id }: DocumentRef): Promise<EInvoice | null> {
  if (kind === 'receipt') return null
  try {
    const facts = kind === 'invoice' ? await eInvoiceOf(scope, id) : await eCreditNoteOf(scope, id)
    const t = pdfTranslator(localeOf(scope))
    return { ...facts, sentences: facts.notes.map((note) => (isTaxNote(note) ? t(`notes.${note}`) : note)) }
  } catch (error) {
    // A void invoice has its PDF and nothing for machines.
    if (error instanceof DomainError && error.code === 'not_found') return null
    throw error
  }
}

const formatOf = (scope: CustomerCtx): DocumentFormat => scope.customer.invoiceFormat

const profileOf = (format: DocumentFormat): EInvoiceProfile =>
  format === 'xrechnung' ? 'xrechnung' : 'factur_x'

const localeOf = ({ customer: { locale } }: CustomerCtx): Locale =>
  locale === 'de' || locale === 'fr' ? locale : 'en'

/** A number as a file's name: nothing in it that a header or a file system could misread. */
const fileName = (number: string, ending: 'pdf' | 'xml'): string =>
  `${number.replace(/[^\w.-]+/g, '-')}.${ending}`
