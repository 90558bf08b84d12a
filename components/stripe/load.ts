import type { Stripe } from '@stripe/stripe-js'

/** Where the person's payment details go; comes from the server with the page. */
export interface StripeConfig {
  publishableKey: string
  /** The sandbox's own stripe.js; null loads the real one from js.stripe.com. */
  scriptUrl: string | null
  /** The connected account ("acct_…") that the money goes to; null for the platform's own. */
  account: string | null
  /** The page's language, for what the payment form says. */
  locale?: 'en' | 'de' | 'fr'
}

const loaded = new Map<string, Promise<Stripe>>()

/**
 * Stripe.js for an account, fetched on first use and kept. Rejects when the script cannot be reached; the next call
 * tries again.
 */
export function loadStripeFor(config: StripeConfig): Promise<Stripe> {
  const key = JSON.stringify([config.publishableKey, config.scriptUrl, config.account, config.locale])
  const known = loaded.get(key)
  if (known !== undefined) return known
  const made = load(config).catch((error: unknown) => {
    loaded.delete(key)
    throw error
  })
  loaded.set(key, made)
  return made
}

async function load({ publishableKey, scriptUrl, account, locale }: StripeConfig): Promise<Stripe> {
  if (scriptUrl !== null) await loadScript(scriptUrl)
  // `loadStripe` uses a Stripe that is already on the page: that is how the sandbox's takes its place.
  const { loadStripe } = await import('@stripe/stripe-js/pure')
  const stripe = await loadStripe(publishableKey, {
    ...(account === null ? {} : { stripeAccount: account }),
    ...(locale === undefined ? {} : { locale }),
  })
  if (stripe === null) throw new Error('Stripe.js only runs in a browser')
  return stripe
}

function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if ('Stripe' in window) return resolve()
    const script = document.createElement('script')
    script.src = url
    script.onload = () => resolve()
    script.onerror = () => {
      script.remove()
      reject(new Error(`${url} could not be loaded`))
    }
    document.head.append(script)
  })
}
