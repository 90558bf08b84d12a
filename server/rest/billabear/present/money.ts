import { z } from '@hono/zod-openapi'
import { currencyCode } from './customer'

/** Beyond this, sums of a few thousand would no longer be exact. */
export const AMOUNT_MAX = 999_999_999_999

/** A positive amount in minor units, as a program sends it. */
export const amountInput = () =>
  z
    .number('This value should be a whole number.')
    .int('This value should be a whole number.')
    .positive('This value should be positive.')
    .max(AMOUNT_MAX, 'This value is too large.')
    .openapi({ description: 'in minor units' })

export const AmountInput = z.object({ amount: amountInput(), currency: currencyCode })

/** An amount as it is sent. */
export const Amount = z
  .object({ amount: z.number().int(), currency: z.string() })
  .openapi('Amount', { example: { amount: 1000, currency: 'EUR' } })
