import type { SumLine } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import type { PaymentFile } from '../invoice/money-types'
import { moneyWords } from '../invoice/money-words'

/** From what was paid to what is left of it. A fee in another currency is said, not taken off. */
export function paymentSums(payment: PaymentFile, words: Words): SumLine[] {
  const t = moneyWords(words.locale)
  const { amount, currency, refunded, fee, feeCurrency, room, source } = payment
  const less = (key: string, label: string, value: number): SumLine[] =>
    value === 0 ? [] : [{ key, label, value: words.money(-value, currency), weight: 'quiet' }]
  const feeHere = fee !== null && feeCurrency === currency ? fee : 0
  const feeLine: SumLine[] =
    source === 'manual'
      ? []
      : fee === null || feeCurrency === null
        ? [{ key: 'fee', label: t('payment.fee'), value: t('payment.feeLater'), weight: 'quiet' }]
        : [{ key: 'fee', label: t('payment.fee'), value: words.money(-fee, feeCurrency), weight: 'quiet' }]
  const net = amount - feeHere - room.refunded - room.held - room.lost
  return [
    { key: 'gross', label: t('payment.gross'), value: words.money(amount, currency) },
    ...feeLine,
    ...less('refunded', t('payment.refunded'), refunded),
    ...less('refunding', t('payment.refunding'), room.refunded - refunded),
    ...less('held', t('payment.held'), room.held),
    ...less('lost', t('payment.lost'), room.lost),
    { key: 'net', label: t('payment.net'), value: words.money(net, currency), weight: 'total' },
  ]
}
