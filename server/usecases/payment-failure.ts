import { type FailureRow, pageFailures } from '@/db/queries/history'
import type { Page, PageInput } from '../core/page'
import type { CustomerCtx } from '../ctx'

export type { FailureRow }

/** Where dunning stands, in BillaBear's words. */
export const FAILURE_STATES = [
  'payment_retries',
  'payment_failure_no_more_retries',
  'payment_complete',
] as const
export type FailureState = (typeof FAILURE_STATES)[number]

/** The customer's charges that failed while nobody was there, one for each invoice, oldest first. */
export const listFailures = (ctx: CustomerCtx, page: PageInput): Promise<Page<FailureRow>> =>
  pageFailures(ctx.db, ctx.owner.id, ctx.customer.id, page)

/** An open invoice that is not tried again by itself waits for a person, and counts as given up. */
export function failureState(row: Pick<FailureRow, 'invoiceStatus' | 'nextAt'>): FailureState {
  if (row.invoiceStatus === 'paid') return 'payment_complete'
  const retried = row.invoiceStatus === 'open' && row.nextAt !== null
  return retried ? 'payment_retries' : 'payment_failure_no_more_retries'
}
