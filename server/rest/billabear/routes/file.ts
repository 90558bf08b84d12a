import type { CustomerCtx } from '../../../ctx'
import type { BillabearContext } from '../auth'

/** Answers a document of a customer as a file to keep. Throws `not_found` outside the customer. */
export async function fileAnswer(
  c: BillabearContext,
  scope: CustomerCtx,
  of: { kind: 'invoice' | 'receipt' | 'credit_note'; id: string },
  format: 'pdf' | 'zugferd' | 'zugferd_v1' | 'xrechnung' | null = null,
) {
  // Loaded with the first download: the printer is heavy, and most processes never print.
  const { documentFile } = await import('../../../documents')
  const file = await documentFile(scope, of, format)
  c.header('Content-Disposition', `attachment; filename="${file.name}"`)
  c.header('Content-Type', file.contentType)
  return c.body(new Uint8Array(file.content), 200)
}
