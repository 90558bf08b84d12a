import { answerPdf } from '../../../../pdf'

type Context = { params: Promise<{ customer: string; id: string }> }

/** The credit note as PDF. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { customer, id } = await params
  return answerPdf(request, { customerId: customer, kind: 'credit_note', id })
}
