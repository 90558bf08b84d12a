import { redirect } from 'next/navigation'
import { attempt, caller, signIn } from '../portal/open'
import { HOME } from '../signin/home'

/**
 * Where a sign-in leads that was for nothing else: who runs a business to it, everybody else to their subscriptions.
 * Every business is a customer of the installation as well, so who is both has their own plan a click further.
 */
export default async function Home() {
  const { owner } = await caller()
  const owners = await attempt(owner.session.list())
  if ('refusal' in owners) signIn(HOME)
  redirect(owners.value.length > 0 ? '/dashboard' : '/portal')
}
