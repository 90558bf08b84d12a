import type { ReactNode } from 'react'
import { ButtonLink } from '@/components/ui/button'
import { Notice, type NoticeTone } from '@/components/ui/notice'
import type { Words } from '@/components/words'
import { declineReason } from '@/server/core/decline'
import { expiryMonth, methodLabel } from '../payment-method/label'
import type { Overview } from '../portal/types'
import { type Attention, attentionOf } from './attention'

export interface AttentionListProps {
  overview: Overview
  now: Date
  /** The address of the customer's pages. */
  base: string
  words: Words
}

/** What needs doing, each with the one thing to do about it. */
export function AttentionList({ overview, now, base, words }: AttentionListProps) {
  const found = attentionOf(overview, now)
  if (found.length === 0) return null
  return (
    <div className="grid gap-3">
      {found.map((attention) => {
        const { tone, title, text, action } = say(attention, { overview, base, words })
        const key = 'invoice' in attention ? attention.invoice.id : attention.kind
        return (
          <Notice
            key={key}
            tone={tone}
            title={title}
            action={action && <ButtonLink href={action.href}>{action.label}</ButtonLink>}
          >
            {text}
          </Notice>
        )
      })}
    </div>
  )
}

type Said = { tone: NoticeTone; title: string; text?: ReactNode; action?: { href: string; label: string } }
type About = Omit<AttentionListProps, 'now'>

function say(attention: Attention, about: About): Said {
  switch (attention.kind) {
    case 'authenticate':
    case 'overdue':
    case 'processing':
    case 'unknown':
      return sayInvoice(attention, about)
    default:
      return sayMethod(attention, about)
  }
}

type OfInvoice = Extract<Attention, { invoice: unknown }>

function sayInvoice(attention: OfInvoice, { base, words }: About): Said {
  const { t, common, money, date } = words
  const { invoice } = attention
  const amount = money(invoice.amountDue, invoice.currency)
  const href = `${base}/invoices/${invoice.id}/pay`
  switch (attention.kind) {
    case 'authenticate':
      return {
        tone: 'warn',
        title: t('attention.authenticate'),
        text: t('attention.authenticateText', { amount, number: invoice.number }),
        action: { href, label: t('attention.authenticateAction', { amount }) },
      }
    case 'processing':
      return {
        tone: 'info',
        title: t('attention.processing', { amount }),
        text: t('attention.processingText'),
      }
    case 'unknown':
      return { tone: 'info', title: t('attention.unknown', { amount }), text: t('attention.unknownText') }
    case 'overdue': {
      const { declineCode, retryAt, hadMethod } = attention
      const said = declineReason(declineCode)
      const reason = said !== 'generic' && t('attention.overdueReason', { reason: common(`decline.${said}`) })
      const retry = retryAt
        ? t('attention.overdueRetry', { date: date(retryAt) })
        : t('attention.overdueNoRetry')
      const text = hadMethod ? [reason, retry].filter(Boolean).join(' ') : t('attention.overdueNoMethod')
      const action = { href, label: t('attention.pay', { amount }) }
      return { tone: 'bad', title: t('attention.overdue', { amount }), text, action }
    }
  }
}

function sayMethod(attention: Exclude<Attention, OfInvoice>, { overview, base, words }: About): Said {
  const { t, money, date } = words
  const add = { href: `${base}/payment-methods/add`, label: t('attention.addMethod') }
  switch (attention.kind) {
    case 'mandate':
      return {
        tone: 'warn',
        title: t('attention.mandate'),
        text: t('attention.mandateText'),
        action: { href: `${base}/payment-methods/add?type=sepa_debit`, label: t('attention.mandateAction') },
      }
    case 'expired': {
      const text = t('attention.expiredText', { method: methodLabel(attention.method, words) })
      return {
        tone: 'bad',
        title: t('attention.expired'),
        text,
        action: { ...add, label: t('attention.expiringAction') },
      }
    }
    case 'expiring': {
      const { method, chargeAt } = attention
      const month = expiryMonth({ expMonth: method.expMonth ?? 1, expYear: method.expYear ?? 1970 }, words)
      const text = t('attention.expiringText', { method: methodLabel(method, words), date: date(chargeAt) })
      return {
        tone: 'warn',
        title: t('attention.expiring', { month }),
        text,
        action: { ...add, label: t('attention.expiringAction') },
      }
    }
    case 'trial_no_method': {
      const { next, subscription } = overview
      const plan = (subscription?.nextOffer ?? subscription?.offer)?.title ?? ''
      const amount = next ? money(next.amountDue, next.currency) : ''
      return {
        tone: 'warn',
        title: t('attention.trialNoMethod', { date: date(attention.endsAt) }),
        text: t('attention.trialNoMethodText', { plan, amount }),
        action: add,
      }
    }
    case 'no_method':
      return {
        tone: 'warn',
        title: t('attention.noMethod'),
        text: t('attention.noMethodText', { date: date(attention.chargeAt) }),
        action: add,
      }
  }
}
