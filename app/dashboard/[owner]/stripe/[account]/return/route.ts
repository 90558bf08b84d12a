import { redirect } from 'next/navigation'
import { attempt, caller } from '../../../../open'

type Context = { params: Promise<{ owner: string; account: string }> }

/** Back from Stripe: asks how the account stands now, and shows it. */
export async function GET(_request: Request, { params }: Context): Promise<never> {
  const { owner: ownerId, account: id } = await params
  const { owner } = await caller()
  // Who may not, or whom Stripe does not answer, sees the account as it was known.
  await attempt(owner.stripeAccount.refresh({ ownerId, id }))
  redirect(`/dashboard/${ownerId}/stripe?back=${id}`)
}
