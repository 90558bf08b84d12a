import { Chip } from '@/components/ui/chip'
import type { Tone } from '@/components/ui/tone'
import type { Words } from '@/components/words'
import type { Voucher } from './types'
import { voucherWords } from './words'

/** "20% off the next invoice", "€10.00 or $11.00 credit" */
export function worthText({ percentOffPpm, amounts }: Voucher, words: Words): string {
  const t = voucherWords(words.locale)
  if (percentOffPpm !== null) return t('percentage', { percent: words.rate(percentOffPpm) })
  const list = new Intl.ListFormat(words.locale, { type: 'disjunction' })
  return t('credit', { amount: list.format(amounts.map((each) => words.money(each.amount, each.currency))) })
}

/** "3 of 500", "used twice" */
export function usesText({ redemptions, redemptionsMax }: Voucher, words: Words): string {
  const t = voucherWords(words.locale)
  return redemptionsMax === null
    ? t('uses', { count: redemptions })
    : t('usesOf', { count: redemptions, max: redemptionsMax })
}

const TONES: Record<Voucher['status'], Tone> = {
  active: 'good',
  disabled: 'neutral',
  expired: 'neutral',
  used: 'accent',
}

export function VoucherStatus({ voucher, words }: { voucher: Voucher; words: Words }) {
  return <Chip tone={TONES[voucher.status]}>{voucherWords(words.locale)(`status.${voucher.status}`)}</Chip>
}
