import type { Brand, Owner } from '../../ctx'
import type { PayAnswer } from '../../usecases/public-pay'
import type { StripeJs } from '../trpc'

// What people without an account get to see: the brand, what is sold or owed, and what became of paying it.

export function presentSeller({ brand, owner, account }: Seller, stripeJs: StripeJs) {
  return {
    brand: { name: brand.name, email: brand.email, accent: brand.accent },
    timeZone: owner.timezone,
    stripe: { ...stripeJs, account },
  }
}

type Seller = { brand: Brand; owner: Owner; account: string | null }

/** `pending`: the bank has not answered yet. The client secret is for the bank's question. */
export function presentPayAnswer(answer: PayAnswer) {
  return {
    outcome: answer.kind === 'declined' ? ('failed' as const) : answer.kind,
    clientSecret: answer.kind === 'requires_action' ? answer.clientSecret : null,
    declineCode: answer.kind === 'declined' ? answer.code : null,
  }
}
