import { z } from 'zod'
import { addDays, dayStartAt } from '../../core/time'
import type { OwnerCtx } from '../../ctx'

/** Rows on a page of the dashboard, and as many at once as a file of them is made from. */
const PAGE = 25
const PAGE_MAX = 200

const day = z.iso.date()

/** What every list of documents and money is looked through by; texts and days as an address has them. */
export const moneySearch = z.object({
  text: z.string().trim().max(100).optional(),
  customer: z.uuid().optional(),
  brand: z.uuid().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** Days in the owner's time zone, both included. */
  from: day.optional(),
  to: day.optional(),
  after: z.uuid().optional(),
  before: z.uuid().optional(),
  limit: z.int().min(1).max(PAGE_MAX).default(PAGE),
})

/** The same in the words of the use-cases. */
export function searchOf(scope: OwnerCtx, input: z.output<typeof moneySearch>) {
  const { timezone } = scope.owner
  const { text, customer, brand, currency, from, to } = input
  return {
    text: text || undefined,
    customerId: customer,
    brandId: brand,
    currency,
    from: from === undefined ? undefined : dayStartAt(from, timezone),
    before: to === undefined ? undefined : dayStartAt(dayAfter(to), timezone),
  }
}

const dayAfter = (given: string): string =>
  addDays(new Date(`${given}T00:00:00Z`), 1)
    .toISOString()
    .slice(0, 10)

export const someOf = ({ after, before, limit }: z.output<typeof moneySearch>) => ({ after, before, limit })
