import { declineReason } from '@/server/core/decline'
import { expiredFrom } from '../payment-method/label'
import type { Method, OpenInvoice, Overview } from '../portal/types'

/** Something the person should know or do, most pressing first. */
export type Attention =
  | { kind: 'authenticate'; invoice: OpenInvoice }
  | {
      kind: 'overdue'
      invoice: OpenInvoice
      declineCode: string | null
      retryAt: Date | null
      hadMethod: boolean
    }
  | { kind: 'processing'; invoice: OpenInvoice }
  | { kind: 'unknown'; invoice: OpenInvoice }
  | { kind: 'mandate'; method: Method }
  | { kind: 'expired'; method: Method }
  | { kind: 'expiring'; method: Method; chargeAt: Date }
  | { kind: 'trial_no_method'; endsAt: Date }
  | { kind: 'no_method'; chargeAt: Date }

/** What needs doing, from what the overview shows. */
export function attentionOf(overview: Overview, now: Date): Attention[] {
  const found = overview.open.map((invoice) => ofInvoice(invoice, now))
  const pressing = ['authenticate', 'overdue', 'unknown', 'processing']
  found.sort((a, b) => pressing.indexOf(a.kind) - pressing.indexOf(b.kind))
  const waiting = overview.methods.find((method) => method.status === 'incomplete')
  if (waiting) found.push({ kind: 'mandate', method: waiting })
  return [...found, ...ofNextCharge(overview, now)]
}

function ofInvoice(invoice: OpenInvoice, now: Date): Attention {
  const { attempts } = invoice
  const open = attempts.find((attempt) => !['paid', 'failed', 'canceled'].includes(attempt.status))
  if (open?.status === 'requires_action') return { kind: 'authenticate', invoice }
  if (open?.status === 'processing') return { kind: 'processing', invoice }
  if (open?.status === 'pending' && open.dueAt <= now) return { kind: 'unknown', invoice }
  const failed = attempts.filter((attempt) => attempt.status === 'failed').at(-1)
  // A renewal that the bank wants confirmed: the same card pays it, once the person is there to say yes.
  if (failed && !open && declineReason(failed.declineCode) === 'authentication')
    return { kind: 'authenticate', invoice }
  return {
    kind: 'overdue',
    invoice,
    declineCode: failed?.declineCode ?? null,
    retryAt: open?.dueAt ?? null,
    hadMethod: attempts.length > 0,
  }
}

/** Whether the next charge can work with what there is. */
function ofNextCharge({ next, methods, subscription }: Overview, now: Date): Attention[] {
  if (!next || next.amountDue === 0) return []
  const chosen = methods.find((method) => method.isDefault)
  if (!chosen) {
    const isTrial = subscription?.status === 'trialing'
    return [
      isTrial
        ? { kind: 'trial_no_method', endsAt: next.issuedAt }
        : { kind: 'no_method', chargeAt: next.issuedAt },
    ]
  }
  const from = expiredFrom(chosen)
  if (from === null || from > next.issuedAt) return []
  return [
    from <= now
      ? { kind: 'expired', method: chosen }
      : { kind: 'expiring', method: chosen, chargeAt: next.issuedAt },
  ]
}
