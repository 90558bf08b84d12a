import { z } from '@hono/zod-openapi'
import type { CreditFields, CreditRow } from '../../../usecases/credit'
import { required, timestamp } from '../document'
import { currencyCode } from './customer'
import { amountInput } from './money'

export const CreditInput = z
  .object({
    type: z.enum(['credit', 'debit']),
    amount: amountInput(),
    currency: currencyCode,
    reason: required(500),
  })
  .openapi('CreditInput', {
    example: { type: 'credit', amount: 1000, currency: 'EUR', reason: 'An apology' },
  })

export const Credit = z
  .object({
    id: z.uuid(),
    type: z.enum(['credit', 'debit']),
    amount: z.number().int(),
    currency: z.string(),
    reason: z.string(),
    source: z.enum(['manual', 'automated']),
    invoice: z.uuid().nullable().openapi({ description: 'the invoice that used it or gave it back' }),
    created_at: timestamp(),
  })
  .openapi('Credit')

export const presentCredit = (row: CreditRow): z.infer<typeof Credit> => ({
  id: row.id,
  type: row.amount < 0 ? 'debit' : 'credit',
  amount: Math.abs(row.amount),
  currency: row.currency,
  reason: row.reason,
  source: row.source,
  invoice: row.invoiceId,
  created_at: row.at.toISOString(),
})

export const creditFields = (given: z.output<typeof CreditInput>): CreditFields => ({
  type: given.type,
  amount: { amount: given.amount, currency: given.currency },
  reason: given.reason.trim(),
})
