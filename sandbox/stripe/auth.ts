import type { IncomingMessage } from 'node:http'
import { StripeError } from './error'
import type { Form } from './form'
import { stableText } from './id'
import type { KeyKind } from './route'

/** The platform account of the key `sk_test_folio`. */
export const PLATFORM_ACCOUNT = 'acct_1FolioSandbox001'

export type Identity = { root: string; key: KeyKind; secret: string }

/**
 * Reads the key from Bearer or Basic authorization, or from the `key` parameter as Stripe.js sends it. `sk_test_folio` and
 * `pk_test_folio` belong to the platform; any `sk_test_folio_x` with its `pk_test_folio_x` is a separate account of its own.
 */
export function identify(request: IncomingMessage, form: Form): Identity {
  const secret = keyOf(request, form)
  if (secret === undefined) {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    })
  }
  const match = /^(sk|rk|pk)_test_folio(?:_([A-Za-z0-9]{1,60}))?$/.exec(secret)
  if (match === null) {
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${masked(secret)}`,
    })
  }
  const [, prefix, name] = match
  const root = name === undefined ? PLATFORM_ACCOUNT : `acct_${stableText(`root ${name}`, 16)}`
  return { root, key: prefix === 'pk' ? 'publishable' : 'secret', secret }
}

export function requireSecretKey(identity: Identity): void {
  if (identity.key === 'secret') return
  throw new StripeError(403, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message:
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
  })
}

export function noSuchAccount(identity: Identity, account: string): StripeError {
  return new StripeError(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key '${masked(identity.secret)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
  })
}

function keyOf(request: IncomingMessage, form: Form): string | undefined {
  const header = request.headers.authorization ?? ''
  const [scheme, value = ''] = header.split(' ')
  if (scheme?.toLowerCase() === 'bearer' && value !== '') return value
  if (scheme?.toLowerCase() === 'basic') {
    const user = Buffer.from(value, 'base64').toString('utf8').split(':')[0]
    if (user !== undefined && user !== '') return user
  }
  return typeof form.key === 'string' ? form.key : undefined
}

function masked(secret: string): string {
  return secret.length > 12
    ? `${secret.slice(0, 8)}${'*'.repeat(secret.length - 12)}${secret.slice(-4)}`
    : secret
}
