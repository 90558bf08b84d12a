import { currentActor } from '@/server/auth'
import { type DocumentKind, printDocument } from '@/server/documents'

/** Answers a request for a printed document: the file, the sign-in, or 404. */
export async function answerPdf(
  request: Request,
  of: { customerId: string; kind: DocumentKind; id: string },
): Promise<Response> {
  const actor = await currentActor(request.headers)
  if (actor.kind === 'nobody') {
    const { pathname } = new URL(request.url)
    const location = `/signin?callbackUrl=${encodeURIComponent(pathname)}`
    return new Response(null, { status: 307, headers: { Location: location } })
  }
  const printed = await printDocument(actor, of)
  if (printed === null) return new Response('There is no such document\n', { status: 404 })
  return new Response(new Uint8Array(printed.pdf), {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${printed.name}"`,
      // The same for ever once it is paid, but for its owner's eyes only.
      'Cache-Control': 'private, no-store',
    },
  })
}
