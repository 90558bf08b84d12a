import { type SumLine, SumList } from '@/components/ui/sum-list'
import type { Words } from '@/components/words'
import { isTaxNote } from '@/server/core/tax'
import type { Draft } from '../portal/types'
import { periodText } from './period'

export interface DraftSumProps {
  draft: Draft
  /** Names of the discounts in it, when they are known. */
  discountNames?: readonly string[]
  /** What the last line is called: "Total", "To pay today". */
  totalLabel: string
  words: Words
}

/** An invoice that is not written yet, line by line, to the cent. */
export function DraftSum({ draft, discountNames = [], totalLabel, words }: DraftSumProps) {
  const { t, money } = words
  const amount = (value: number) => money(value, draft.currency)
  const lines: SumLine[] = draft.lines.map((line, at) => ({
    key: `line-${at}`,
    label: lineLabel(line, words),
    value: amount(line.amount),
    // A thing that is paid once has no period.
    ...(line.kind === 'item' ? {} : { detail: periodText(line.periodStartAt, line.periodEndAt, words) }),
  }))
  if (draft.discount > 0)
    lines.push({
      key: 'discount',
      label:
        discountNames.length > 0
          ? t('sum.discountNamed', { names: discountNames.join(', ') })
          : t('sum.discount'),
      value: amount(-draft.discount),
      weight: 'quiet',
    })
  if (draft.tax !== 0 || draft.notes.length > 0)
    lines.push({
      key: 'tax',
      label: taxLabel(draft, words),
      value: amount(draft.tax),
      weight: 'quiet',
      ...noteOf(draft, words),
    })
  if (draft.creditApplied !== 0) {
    lines.push({
      key: 'credit',
      label: draft.creditApplied > 0 ? t('sum.credit') : t('sum.debit'),
      value: amount(-draft.creditApplied),
      weight: 'quiet',
    })
  }
  lines.push({ key: 'total', label: totalLabel, value: amount(draft.amountDue), weight: 'total' })
  return <SumList lines={lines} />
}

function lineLabel(line: Draft['lines'][number], { t }: Words): string {
  const plan =
    line.kind !== 'usage' && Number(line.quantity) > 1
      ? `${line.quantity} × ${line.description}`
      : line.description
  if (line.kind === 'proration_credit') return t('sum.unused', { plan })
  if (line.kind === 'usage') return t('sum.usage', { plan })
  if (line.kind === 'usage_adjustment') return t('sum.usageAdjustment', { plan })
  return line.kind === 'proration_charge' ? t('sum.rest', { plan }) : plan
}

/** "VAT 19 %", or without a rate when the lines differ. */
function taxLabel(draft: Draft, { t, rate }: Words): string {
  const rates = [...new Set(draft.lines.map((line) => line.taxRatePpm))]
  const [only] = rates
  if (rates.length !== 1 || only === undefined) return t('sum.taxMixed')
  const isIncluded = draft.lines.every((line) => line.taxIncluded)
  return isIncluded ? t('sum.taxIncluded', { rate: rate(only) }) : t('sum.tax', { rate: rate(only) })
}

/** The sentences that the law wants beside a tax of nothing; the lines of one invoice may differ in theirs. */
function noteOf(draft: Draft, { t }: Words): Pick<SumLine, 'detail'> {
  const notes = draft.notes.filter(isTaxNote).map((note) => t(`notes.${note}`))
  return notes.length > 0 ? { detail: notes.join(' ') } : {}
}
