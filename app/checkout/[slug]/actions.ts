'use server'

import { cookies } from 'next/headers'
import type { BuyerFields } from '@/components/checkout/buyer-form'
import type { PublicPayAnswer } from '@/components/portal/types'
import { settings } from '@/server/env'
import { readLocale } from '../../locale'
import { type Answer, answer, publicCaller } from '../../public-caller'
import { sessionCookie } from './session-cookie'

/** Says who buys, or corrects it: from then on the page shows the tax. */
export async function sayWhoBuys(slug: string, buyer: BuyerFields): Promise<Answer<null>> {
  const locale = await readLocale()
  return answer(begin(slug, { ...buyer, locale }).then(() => null))
}

/** Begins entering a card or bank account. A page that knows its buyer begins the session here. */
export async function startSetup(
  slug: string,
): Promise<Answer<{ setupIntentId: string; clientSecret: string }>> {
  const { checkout } = await publicCaller()
  return answer(
    sessionOf(slug).then(async (known) =>
      checkout.setup({ slug, session: known ?? (await begin(slug, null)) }),
    ),
  )
}

/** Buys with what Stripe.js saved; without it goes on with what was left at the bank's question. */
export async function pay(
  slug: string,
  input: { payment: string | null; amountDue: number | null },
): Promise<Answer<PublicPayAnswer>> {
  const { checkout } = await publicCaller()
  return answer(
    sessionOf(slug).then(async (known) =>
      checkout.pay({ slug, session: known ?? (await begin(slug, null)), ...input }),
    ),
  )
}

/** Forgets what was bought, so that the page sells again. */
export async function orderAgain(slug: string): Promise<void> {
  const jar = await cookies()
  jar.set({ ...sessionCookie(slug, settings().appUrl), value: '', expires: new Date(0) })
}

async function begin(
  slug: string,
  buyer: (BuyerFields & { locale: 'en' | 'de' | 'fr' }) | null,
): Promise<string> {
  const { checkout } = await publicCaller()
  const { session } = await checkout.start({ slug, session: (await sessionOf(slug)) ?? null, buyer })
  const jar = await cookies()
  jar.set({ ...sessionCookie(slug, settings().appUrl), value: session })
  return session
}

async function sessionOf(slug: string): Promise<string | undefined> {
  return (await cookies()).get(sessionCookie(slug, settings().appUrl).name)?.value
}
