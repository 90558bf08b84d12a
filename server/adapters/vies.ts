import { z } from 'zod'
import type { VatAnswer } from '../core/vat-number'

export type Vies = { check(of: { country: string; number: string }): Promise<VatAnswer> }

/**
 * The Commission's service (https://ec.europa.eu/taxation_customs/vies/#/technical-information): asks VIES for a VAT number of a member state, named by its VAT prefix (EL for Greece). Only what VIES says plainly
 * is an answer: when it or the member state is down, busy or slow, or answers something else, it is `unknown`.
 */
export function createVies(options: { url: string; timeoutMs?: number }): Vies {
  const { url, timeoutMs = TIMEOUT_MS } = options
  return {
    async check({ country, number }) {
      try {
        const path = `/ms/${encodeURIComponent(country)}/vat/${encodeURIComponent(number)}`
        const response = await fetch(`${url}${path}`, {
          headers: { accept: 'application/json' },
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        })
        if (!response.ok) return 'unknown'
        const { isValid, userError } = Answer.parse(await response.json())
        if (isValid && userError === 'VALID') return 'valid'
        // INVALID_INPUT is about a number that no member state could have given out.
        return !isValid && REFUSED.has(userError) ? 'invalid' : 'unknown'
      } catch {
        return 'unknown'
      }
    },
  }
}

const TIMEOUT_MS = 5_000
const REFUSED: ReadonlySet<string> = new Set(['INVALID', 'INVALID_INPUT'])
const Answer = z.object({ isValid: z.boolean(), userError: z.string() })
