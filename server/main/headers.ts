export type HeaderOptions = {
  /** Unguessable and new for each response: the scripts of the page carry it. */
  nonce: string
  /** Whether the Stripe sandbox, which lives on our own origin, stands in for Stripe. */
  sandbox: boolean
  /** Whether people reach Folio over https. */
  secure: boolean
  /** Next's development server evaluates code and keeps a socket open. */
  development: boolean
}

/**
 * The headers of every response. The policy names what Stripe.js needs (Stripe documentation, "Security guide",
 * content security policy) and nothing else from outside.
 */
export function securityHeaders(options: HeaderOptions): Record<string, string> {
  const stripe = options.sandbox ? NO_STRIPE : REAL_STRIPE
  const policy = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${options.nonce}'`,
      ...stripe.script,
      ...(options.development ? ["'unsafe-eval'"] : []),
    ],
    // Charts, toasts and the PDF preview write style attributes.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...stripe.image],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...stripe.connect, ...(options.development ? ['ws:'] : [])],
    'frame-src': ["'self'", ...stripe.frame],
    'worker-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  }
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Cross-Origin-Opener-Policy': 'same-origin-allow-popups',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(self)',
    ...(options.secure ? HTTPS_ONLY : {}),
  }
}

/** For a site that people reach by https: browsers take nothing else from this host for a year (RFC 6797). */
export const HTTPS_ONLY = { 'Strict-Transport-Security': 'max-age=31536000' }

type StripeSources = { script: string[]; frame: string[]; connect: string[]; image: string[] }

const REAL_STRIPE: StripeSources = {
  script: ['https://js.stripe.com', 'https://*.js.stripe.com'],
  frame: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
  image: ['https://*.stripe.com'],
}

const NO_STRIPE: StripeSources = { script: [], frame: [], connect: [], image: [] }
