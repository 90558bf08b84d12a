import type { CustomerCtx } from '../../ctx'
import { requireInvoice } from '../../usecases/invoice'
import { openInvoices } from '../../usecases/subscription'
import { presentOpenInvoice } from './present'

/** How many open invoices are looked at closely; someone with more has other worries. */
const OPEN_MAX = 5

/** What there is to pay, oldest first, with what became of each attempt. */
export async function presentOpen(scope: CustomerCtx) {
  const open = (await openInvoices(scope)).slice(0, OPEN_MAX)
  const full = await Promise.all(open.map((row) => requireInvoice(scope, row.id)))
  return full.map(presentOpenInvoice)
}
