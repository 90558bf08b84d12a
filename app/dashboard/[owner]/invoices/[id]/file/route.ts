import { answerDocument } from '../../../../money-document'

type Context = { params: Promise<{ owner: string; id: string }> }

/** The invoice as a file, in the format that the address names or else the customer's own. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { owner, id } = await params
  return answerDocument(request, { ownerId: owner, kind: 'invoice', id })
}
