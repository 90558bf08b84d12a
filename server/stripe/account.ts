import type Stripe from 'stripe'
import { type Money, money } from '../core/money'
import type { ConnectClient, ConnectedAccount } from './client'
import { stripeRefusal } from './outcome'

type Options = { stripeAccount?: string }

/**
 * What Stripe holds of an account. It is asked once and not for long: whoever looks at a balance waits for it, and can
 * ask again.
 */
export async function readBalance(
  stripe: Stripe,
  at: Options,
  { timeoutMs }: { timeoutMs: number },
): Promise<{ pending: Money[]; available: Money[] }> {
  const balance = await stripe.balance.retrieve({}, { ...at, timeout: timeoutMs, maxNetworkRetries: 0 })
  return { pending: balance.pending.map(amountOf), available: balance.available.map(amountOf) }
}

/** Accounts of owners, connected to the installation's own. `browserUrl` is where a browser finds what Stripe serves at `apiUrl`. */
export function connectClient(
  stripe: Stripe,
  links: { apiUrl: string; browserUrl: string } | null,
): ConnectClient {
  return {
    createAccount: ({ key, email, name, country, ownerId }) =>
      asked(async () =>
        accountOf(
          await stripe.accounts.create(
            {
              // Its holder has Stripe's own dashboard, and answers to Stripe for disputes and fees.
              type: 'standard',
              email,
              business_profile: { name },
              metadata: { folio_owner: ownerId },
              ...(country === null ? {} : { country }),
            },
            { idempotencyKey: key },
          ),
        ),
      ),
    readAccount: (stripeId) => asked(async () => accountOf(await stripe.accounts.retrieve(stripeId))),
    createAccountLink: ({ stripeId, returnUrl, refreshUrl }) =>
      asked(async () => {
        const { url } = await stripe.accountLinks.create({
          account: stripeId,
          type: 'account_onboarding',
          return_url: returnUrl,
          refresh_url: refreshUrl,
        })
        return { url: links ? url.replace(links.apiUrl, links.browserUrl) : url }
      }),
  }
}

const amountOf = ({ amount, currency }: { amount: number; currency: string }): Money =>
  money(amount, currency.toUpperCase())

function accountOf(account: Stripe.Account): ConnectedAccount {
  return {
    stripeId: account.id,
    name: account.business_profile?.name ?? account.settings?.dashboard.display_name ?? null,
    chargesEnabled: account.charges_enabled,
    detailsSubmitted: account.details_submitted,
  }
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw stripeRefusal(error)
  }
}
