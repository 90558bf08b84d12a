import { currentActor, linkActor } from '@/server/auth'
import { type DocumentKind, printDocument } from '@/server/documents'

/** Answers a request for a printed document: the file, the sign-in, or 404. */
export async function answerPdf(
  request: Request,
  of: { customerId: string; kind: DocumentKind; id: string },
): Promise<Response> {
  const known = await Promise.all([currentActor(request.headers), linkActor(request.headers)])
  const actors = known.filter((actor) => actor.kind !== 'nobody')
  if (actors.length === 0) {
    const { pathname } = new URL(request.url)
    const location = `/signin?callbackUrl=${encodeURIComponent(pathname)}`
    return new Response(null, { status: 307, headers: { Location: location } })
  }
  let printed: Awaited<ReturnType<typeof printDocument>> = null
  for (const actor of actors) printed ??= await printDocument(actor, of)
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
