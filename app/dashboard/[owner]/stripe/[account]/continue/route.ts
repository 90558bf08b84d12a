import { redirect } from 'next/navigation'
import { attempt, caller } from '../../../../open'

type Context = { params: Promise<{ owner: string; account: string }> }

/** Stripe sends people here when its page is over: they go on with another one. */
export async function GET(_request: Request, { params }: Context): Promise<never> {
  const { owner: ownerId, account: id } = await params
  const { owner } = await caller()
  const answer = await attempt(owner.stripeAccount.onboard({ ownerId, id }))
  redirect('value' in answer ? answer.value.url : `/dashboard/${ownerId}/stripe`)
}
