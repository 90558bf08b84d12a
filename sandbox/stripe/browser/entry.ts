/** The script itself: loaded with a plain script tag in place of https://js.stripe.com, defines `window.Stripe`. */
import { createStripe, type SandboxStripe, type StripeOptions } from './stripe'

interface StripeConstructor {
  (publishableKey: string, options?: StripeOptions): SandboxStripe
  /** The release that @stripe/stripe-js expects; another one makes it warn. */
  version: string
  sandbox: true
}

const script = document.currentScript
if (!(script instanceof HTMLScriptElement)) throw new Error('Load the sandbox stripe.js with a script tag.')
const scriptUrl = script.src

const Stripe = ((publishableKey, options) =>
  createStripe(scriptUrl, publishableKey, options)) as StripeConstructor
Stripe.version = 'endive'
Stripe.sandbox = true
Object.assign(window, { Stripe })
