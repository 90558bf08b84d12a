import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { Words } from '@/components/words'
import type { Delivery, Webhook } from './types'
import { webhookWords } from './words'

export function WebhookStatus({ webhook, words }: { webhook: Webhook; words: Words }) {
  const t = webhookWords(words.locale)
  const { enabled, failingSince, disabledReason } = webhook
  if (!enabled && disabledReason !== 'manual')
    return <Chip tone="bad">{disabledReason === 'gone' ? t('status.gone') : t('status.failedFor')}</Chip>
  if (!enabled) return <Chip>{t('status.manual')}</Chip>
  return failingSince ? (
    <Chip tone="warn">{t('status.failing', { date: words.date(failingSince, 'time') })}</Chip>
  ) : (
    <Chip tone="good">{t('status.on')}</Chip>
  )
}

const TONES: Record<Delivery['status'], Tone> = { pending: 'warn', delivered: 'good', failed: 'bad' }

export function DeliveryStatus({ delivery, words }: { delivery: Pick<Delivery, 'status'>; words: Words }) {
  return <Chip tone={TONES[delivery.status]}>{webhookWords(words.locale)(`log.${delivery.status}`)}</Chip>
}

/** "204", "no answer (timeout)" */
export function answerText(
  { status, error }: { status: number | null; error: string | null },
  words: Words,
): string {
  return status === null
    ? webhookWords(words.locale)('delivery.noAnswer', { error: error ?? '–' })
    : String(status)
}
