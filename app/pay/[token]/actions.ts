'use server'

import type { PublicPayAnswer } from '@/components/portal/types'
import { type Answer, answer, publicCaller } from '../../public-caller'

/** Begins entering a card or bank account for the invoice of a link. */
export async function startSetup(
  token: string,
): Promise<Answer<{ setupIntentId: string; clientSecret: string }>> {
  const { invoice } = await publicCaller()
  return answer(invoice.setup({ token }))
}

/** Pays the invoice of a link with what Stripe.js saved; without it goes on after the bank's question. */
export async function pay(
  token: string,
  { payment }: { payment: string | null },
): Promise<Answer<PublicPayAnswer>> {
  const { invoice } = await publicCaller()
  return answer(invoice.pay({ token, payment }))
}
