import { answerPdf } from '../../../../pdf'

type Context = { params: Promise<{ customer: string; id: string }> }

/** The receipt as PDF. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { customer, id } = await params
  return answerPdf(request, { customerId: customer, kind: 'receipt', id })
}
