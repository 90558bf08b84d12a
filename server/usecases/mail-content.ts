import type { event } from '@/db/schema'
import type { Locale } from '../core/format'
import type { PortalPage } from './portal-invite'

/** A mail as facts: which template, with what in it. Paths are below the installation's own address. */
export type EventMail = {
  /** The event's id: the mail's Message-ID, so that one sent twice after a crash is one. */
  id: string
  to: string
  locale: Locale
  sender: { name: string; accent: string; replyTo: string }
  customer: { id: string; name: string | null; timeZone: string }
  /** Printed and attached. */
  attachment: { kind: 'invoice' | 'receipt' | 'credit_note'; id: string } | null
  content: MailContent
}

type Priced = { amount: number; currency: string }
/** The invoice that the mail's link pays, without signing in. */
type PaidByLink = { ownerId: string; id: string }

export type MailContent =
  | { template: 'welcome'; path: string; plan: string | null }
  | { template: 'portalLink'; path: string; purpose: PortalPage }
  | ({
      template: 'trialEnding'
      path: string
      plan: string
      endsAt: Date
      interval: 'day' | 'week' | 'month' | 'year'
      method: string | null
    } & Priced)
  | ({
      template: 'receipt'
      path: string
      paidAt: Date
      method: string
      invoiceNumber: string
      receiptNumber: string
    } & Priced)
  | ({
      template: 'paymentFailed'
      path: string
      pays: PaidByLink
      method: string
      invoiceNumber: string
      declineCode: string | null
      nextAttemptAt: Date | null
      endsAt: Date | null
    } & Priced)
  | ({
      template: 'actionRequired'
      path: string
      pays: PaidByLink
      method: string
      invoiceNumber: string
      endsAt: Date | null
    } & Priced)
  | {
      template: 'cardExpiring'
      path: string
      card: string
      expiresMonth: number
      expiresYear: number
      nextCharge: (Priced & { at: Date }) | null
    }
  | {
      template: 'subscriptionCanceled'
      path: string
      plan: string
      endsAt: Date
      effective: 'now' | 'period_end'
    }
  | ({ template: 'invoice'; path: string; invoiceNumber: string; dueAt: Date; isPaid: boolean } & Priced)
  | ({ template: 'invoiceOverdue'; path: string; invoiceNumber: string; dueAt: Date } & Priced)
  | ({
      template: 'creditNote'
      path: string
      creditNoteNumber: string
      invoiceNumber: string
      reducesDue: number
      givenBack: number
      keptAsCredit: number
    } & Priced)
  | ({
      template: 'bankDebitNotice'
      path: string
      debitAt: Date
      account: string
      mandate: string
      creditorId: null
      invoiceNumber: string
    } & Priced)
  | ({ template: 'usageWarning'; path: string; limit: number; action: 'WARNING' | 'DISABLE' } & Priced)
  | ({
      template: 'usageLimitReached'
      path: string
      owner: string
      customerEmail: string
      limit: number
      action: 'WARNING' | 'DISABLE'
    } & Priced)
  | {
      template: 'invitation'
      path: string
      owner: string
      role: 'admin' | 'finance' | 'viewer'
      by: string | null
    }
  | { template: 'taxThreshold'; path: string; owner: string; place: string; reachedAt: Date }
  | {
      template: 'webhookDisabled'
      path: string
      owner: string
      webhook: string
      target: string
      reason: 'failing' | 'gone'
      failingSince: Date
    }
  | ({
      /** To the owner: only a person can find another way to give this money back. */
      template: 'refundFailed'
      path: string
      customerEmail: string
      invoiceNumber: string
      reason: string | null
      wasGiven: boolean
    } & Priced)

export type EventRow = typeof event.$inferSelect
