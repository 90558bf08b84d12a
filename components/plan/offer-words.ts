import type { Words } from '@/components/words'
import type { Offer } from '../portal/types'

type Priced = Pick<Offer, 'unitAmount' | 'interval'>

/** "per month", "every 3 months". */
export function perInterval({ unit, count }: Offer['interval'], { common }: Words): string {
  return count === 1 ? common(`per.${unit}`) : common(`per.${unit}s`, { count })
}

/** "€49.00 per month" */
export const priceText = (offer: Priced, words: Words): string =>
  words.common('amountPer', {
    amount: words.money(offer.unitAmount.amount, offer.unitAmount.currency),
    interval: perInterval(offer.interval, words),
  })

/** "Team, yearly": a plan at one of its prices. */
export function offerTitle(offer: Pick<Offer, 'title' | 'interval'>, words: Words): string {
  const { unit, count } = offer.interval
  const rhythm =
    count === 1
      ? words.common(`rhythm.${unit}`)
      : words.common('rhythm.other', { interval: perInterval(offer.interval, words) })
  return words.common('planRhythm', { plan: offer.title, rhythm })
}

/** Whether two offers recur alike. */
export const sameRhythm = (a: Offer['interval'], b: Offer['interval']): boolean =>
  a.unit === b.unit && a.count === b.count

const DAYS = { day: 1, week: 7, month: 30, year: 365 } as const

const daysOf = ({ unit, count }: Offer['interval']): number => DAYS[unit] * count

/**
 * Whether a change gives less: a shorter commitment, or a lower price for the same time. Then the page
 * proposes the end of the period, because the present one is paid; the person may choose otherwise.
 */
export function isDowngrade(from: Priced, to: Priced): boolean {
  const [fromDays, toDays] = [daysOf(from.interval), daysOf(to.interval)]
  if (fromDays !== toDays) return toDays < fromDays
  return to.unitAmount.amount < from.unitAmount.amount
}
