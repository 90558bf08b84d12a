import type { StripeConfig } from '@/components/stripe/load'
import type { Words } from '@/components/words'
import type { OpenInvoice, Overview } from '../portal/types'
import type { PortalClient } from '../trpc/client'
import { carryOut } from './charge'

/** What a new default means of payment is charged for at once. */
export type Owed = {
  ids: string[]
  /** "Save and pay €58.31", "€58.31 for invoice NW-7 is charged to it at once." */
  amount: string
  sentence: string
  /** Where to go when it is paid; where to try again when it is not. */
  doneHref: string
  payHref: string
}

/** Invoices of a plan that is past due, but for those that a debit is on its way for. */
export function owedOf({ open }: Pick<Overview, 'open'>, base: string, words: Words): Owed | null {
  const owed = open.filter(
    (each) => each.isOwed && !each.attempts.some(({ status }) => status === 'processing'),
  )
  const [first] = owed
  if (!first) return null
  const { t, money } = words
  const amount = money(sumOf(owed), first.currency)
  const own = `${base}/invoices/${first.id}`
  return {
    ids: owed.map(({ id }) => id),
    amount,
    sentence:
      owed.length === 1
        ? t('add.owed', { amount, number: first.number })
        : t('add.owedMany', { amount, count: owed.length }),
    doneHref: owed.length === 1 ? `${own}?done=paid` : `${base}/invoices`,
    payHref: `${own}/pay`,
  }
}

export type PayOwedContext = {
  customerId: string
  methodId: string
  stripe: StripeConfig
  onAuthenticate: () => void
}

/**
 * Pays what is owed while the person is there, with 3-D Secure if the bank asks, and answers the page that
 * follows: where it is paid, or where it can be tried again.
 */
export async function payOwed(portal: PortalClient, owed: Owed, context: PayOwedContext): Promise<string> {
  try {
    for (const id of owed.ids) await carryOut(portal, { kind: 'invoice', id }, context)
    return owed.doneHref
  } catch (error) {
    const { code, details } = (error as { data?: { domain?: Refused } }).data?.domain ?? {}
    if (code !== 'card_declined') throw error
    return `${owed.payHref}?${new URLSearchParams({ method: context.methodId, declined: details?.declineCode ?? '' })}`
  }
}

type Refused = { code?: string; details?: { declineCode?: string | null } }

const sumOf = (owed: readonly OpenInvoice[]): number =>
  owed.reduce((sum, { amountDue }) => sum + amountDue, 0)
