import { z } from '@hono/zod-openapi'
import type { ManualItem } from '../../../core/manual-invoice'
import { addDays } from '../../../core/time'
import { invalidInput } from '../../../errors'
import type { InvoiceFilter } from '../../../usecases/invoice-list'
import { required, text } from '../document'
import { PageQuery } from '../page'
import { currencyCode } from './customer'

const Item = z.object({
  description: required(1_000),
  amount: z.number().int().min(-1e12).max(1e12).openapi({ description: 'the price of one, in minor units' }),
  currency: currencyCode,
  quantity: z.number().int().min(1, 'This value should be 1 or more.').max(1_000_000).nullish(),
  tax_type: z.uuid('There is no such tax type').nullish(),
  including_tax: z.boolean().nullish(),
})

const items = z.array(Item).min(1, 'An invoice needs at least one item').max(500)

export const InvoiceItems = z.object({ items }).openapi('InvoiceItems', {
  example: { items: [{ description: 'Set-up', amount: 25_000, currency: 'EUR', quantity: 1 }] },
})

export const InvoiceBody = z
  .object({
    customer: required(64).openapi({ format: 'uuid' }),
    items,
    draft: z.boolean().nullish().openapi({ description: 'keep it a draft, without a number' }),
  })
  .openapi('CreateInvoice', {
    example: {
      customer: '018f6a3e-5b7c-7d21-9c55-3f1a2b4c5d6e',
      items: [{ description: 'Setup', amount: 10_000, currency: 'EUR', quantity: 1, including_tax: false }],
      draft: false,
    },
  })

export const manualItems = (given: z.infer<typeof items>): ManualItem[] =>
  given.map((item) => ({
    description: item.description,
    amount: item.amount,
    currency: item.currency,
    quantity: item.quantity ?? 1,
    taxTypeId: item.tax_type ?? null,
    taxIncluded: item.including_tax ?? false,
  }))

export const MarkPaidBody = z
  .object({
    reference: text(500).nullish().openapi({ description: 'what the money is called elsewhere' }),
    paid_at: text(40).nullish().openapi({ description: 'a day or an instant; now unless told' }),
  })
  .openapi('MarkInvoicePaid', { example: { reference: 'Statement 12/2026', paid_at: '2026-12-01' } })

export const SendBody = z
  .object({ email: z.email('This value is not a valid email address.').max(320).nullish() })
  .openapi('SendInvoice', { example: { email: 'accounts@example.org' } })

export const InvoiceQuery = PageQuery.extend({
  customer: text(64).optional(),
  status: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']).optional(),
  number: text(100).optional().openapi({ description: 'found anywhere in it, with its case' }),
  currency: text(3).optional(),
  from: text(40).optional().openapi({ description: 'issued on that day or later' }),
  to: text(40).optional().openapi({ description: 'issued on that day or earlier' }),
})

export function invoiceFilter(query: z.infer<typeof InvoiceQuery>): InvoiceFilter {
  const { customer, status, number, currency, from, to } = query
  return {
    customerId: customer,
    status,
    number,
    currency: currency?.toUpperCase(),
    from: from === undefined ? undefined : dateFrom('from', from),
    before: to === undefined ? undefined : isDay(to) ? addDays(dateFrom('to', to), 1) : dateFrom('to', to),
  }
}

/** A day, which begins at midnight UTC, or an instant. Throws `invalid_input` for anything else. */
export function dateFrom(field: string, given: string): Date {
  const at = isDay(given) || INSTANT.test(given) ? new Date(given) : new Date(Number.NaN)
  const year = at.getUTCFullYear()
  const isReal = year >= 1970 && year <= 9_999
  // 31 February would otherwise be a day in March.
  if (!isReal || (isDay(given) && !at.toISOString().startsWith(given)))
    throw invalidInput({ [field]: 'This value is not a valid date.' })
  return at
}

const isDay = (given: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(given)
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/
