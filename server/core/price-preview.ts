import { draftInvoice, type InvoiceDraft } from './invoice'
import { money } from './money'
import { type Price, type PricedLine, priceLines, type Quantity } from './pricing'
import { ANY_PRODUCT, flatTax, type TaxNote } from './tax'

/** A price as it is being made, and the tax on a sale of it. */
export type PreviewedPrice = { price: Price; taxIncluded: boolean; ratePpm: number; note: TaxNote | null }

/**
 * What a customer of whom nothing else is known would be invoiced for a quantity: by the same functions that price
 * lines and draft invoices, so that what a form promises is what is billed.
 */
export function previewPrice(
  { price, taxIncluded, ratePpm, note }: PreviewedPrice,
  quantity: Quantity,
  now: Date,
): { lines: PricedLine[]; invoice: InvoiceDraft } {
  const lines = priceLines(price, quantity)
  const invoice = draftInvoice({
    reason: 'subscription_start',
    currency: price.currency,
    issuedAt: now,
    lines: lines.map((line) => ({
      kind: 'period',
      subscriptionId: null,
      priceId: null,
      product: ANY_PRODUCT,
      description: line.description.key,
      quantity: line.quantity,
      unitAmount: line.unitAmount,
      flatAmount: line.flatAmount,
      amount: line.amount,
      taxIncluded,
      periodStartAt: now,
      periodEndAt: now,
    })),
    discounts: [],
    taxOf: flatTax(ratePpm, note),
    credit: money(0, price.currency),
    vouchers: [],
  })
  return { lines, invoice }
}
