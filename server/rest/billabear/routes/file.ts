import type { CustomerCtx } from '../../../ctx'
import type { BillabearContext } from '../auth'

/** Answers a printed document of a customer as a file to keep. Throws `not_found` outside the customer. */
export async function fileAnswer(
  c: BillabearContext,
  scope: CustomerCtx,
  of: { kind: 'invoice' | 'receipt' | 'credit_note'; id: string },
) {
  // Loaded with the first download: the printer is heavy, and most processes never print.
  const { renderDocument } = await import('../../../documents')
  const document = await renderDocument(scope, of)
  c.header('Content-Disposition', `attachment; filename="${document.name}"`)
  c.header('Content-Type', 'application/pdf')
  return c.body(new Uint8Array(document.pdf), 200)
}
