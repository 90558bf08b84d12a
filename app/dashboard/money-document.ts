import { currentActor } from '@/server/auth'
import { type DocumentFormat, type DocumentKind, ownersDocument } from '@/server/documents'

const FORMATS: readonly DocumentFormat[] = ['pdf', 'zugferd', 'xrechnung']

/** Answers a request of an owner's team for a document: the file, the sign-in, or 404. */
export async function answerDocument(
  request: Request,
  of: { ownerId: string; kind: DocumentKind; id: string },
): Promise<Response> {
  const actor = await currentActor(request.headers)
  const { pathname, searchParams } = new URL(request.url)
  if (actor.kind === 'nobody') {
    const location = `/signin?callbackUrl=${encodeURIComponent(pathname)}`
    return new Response(null, { status: 307, headers: { Location: location } })
  }
  const format = FORMATS.find((each) => each === searchParams.get('format')) ?? 'pdf'
  const file = await ownersDocument(actor, { ...of, format })
  if (file === null) return new Response('There is no such document\n', { status: 404 })
  return new Response(new Uint8Array(file.content), {
    headers: {
      'Content-Type': file.contentType,
      'Content-Disposition': `inline; filename="${file.name}"`,
      'Cache-Control': 'private, no-store',
    },
  })
}
