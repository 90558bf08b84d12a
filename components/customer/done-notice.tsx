import { Notice, type NoticeTone } from '@/components/ui/notice'
import type { Words } from '@/components/words'
import { offerTitle, priceText } from '../plan/offer-words'
import { Said } from '../portal/said'
import type { Customer, Subscription } from '../portal/types'

export interface DoneNoticeProps {
  /** What has just been done, from the address. */
  done: string | undefined
  customer: Customer
  subscription: Subscription | null
  words: Words
}

/** Says what has just been done, from what the customer is on now: an old link says nothing untrue. */
export function DoneNotice({ done, customer, subscription, words }: DoneNoticeProps) {
  const said = done === undefined || !subscription ? null : say(done, customer, subscription, words)
  if (said === null) return null
  return (
    <Said key={done}>
      <Notice tone={said.tone ?? 'good'} title={said.title} live="status">
        {said.text}
      </Notice>
    </Said>
  )
}

type Sentence = { title: string; text?: string; tone?: NoticeTone }

function say(done: string, customer: Customer, subscription: Subscription, words: Words): Sentence | null {
  const { t, date } = words
  const { status, cancelAt, nextOffer, offer, periodEndAt } = subscription
  const plan = offerTitle(offer, words)
  const runs = status === 'active' || status === 'trialing'
  const email = customer.receiptEmail ?? customer.email
  switch (done) {
    case 'subscribed':
      return runs
        ? { title: t('done.subscribed', { plan }), text: t('done.subscribedText', { email }) }
        : null
    case 'processing':
      return { tone: 'info', title: t('done.processing'), text: t('done.processingText', { plan }) }
    case 'unknown':
      return { tone: 'warn', title: t('done.unknown'), text: t('done.unknownText') }
    case 'trial':
      return status === 'trialing'
        ? { title: t('done.trial', { plan: offer.title }), text: t('done.trialText') }
        : null
    case 'changed':
      return runs ? { title: t('done.changed', { plan }) } : null
    case 'scheduled':
      if (!nextOffer) return null
      return {
        title: t('done.scheduled'),
        text: t('overview.scheduledText', {
          plan: nextOffer.title,
          date: date(periodEndAt),
          price: priceText(nextOffer, words),
        }),
      }
    case 'canceled':
      if (cancelAt) return { title: t('done.canceledLater', { plan: offer.title, date: date(cancelAt) }) }
      return status === 'canceled' ? { title: t('done.canceled', { plan: offer.title }) } : null
    case 'resumed':
      return cancelAt || nextOffer ? null : { title: t('done.resumed', { plan: offer.title }) }
    default:
      return null
  }
}
