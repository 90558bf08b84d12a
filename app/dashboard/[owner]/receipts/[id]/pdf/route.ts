import { answerDocument } from '../../../../money-document'

type Context = { params: Promise<{ owner: string; id: string }> }

/** The receipt as PDF. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { owner, id } = await params
  return answerDocument(request, { ownerId: owner, kind: 'receipt', id })
}
