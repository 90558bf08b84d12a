import { redirect } from 'next/navigation'
import { attempt, caller } from '../../../../../open'

type Context = { params: Promise<{ owner: string; id: string }> }

/** One of the owner's own invoices, by a link that is good for a few minutes. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { owner: ownerId, id } = await params
  const { owner } = await caller()
  const answer = await attempt(owner.account.pdf({ ownerId, id }))
  if ('value' in answer) redirect(answer.value.path)
  return new Response('There is no such document\n', { status: 404 })
}
