import { Chip } from '@/components/ui/chip'
import { Progress } from '@/components/ui/progress'
import type { Words } from '@/components/words'
import type { TaxCountryRow } from './types'
import { taxWords } from './words'

type Standing = Pick<TaxCountryRow, 'collecting' | 'threshold' | 'transactionThreshold' | 'reachedAt'>

/** Whether sales into a place are taxed there. */
export function PlaceStatus({ place, words }: { place: Standing; words: Words }) {
  const t = taxWords(words.locale)
  if (place.collecting)
    return place.reachedAt ? (
      <Chip tone="warn">{t('country.reached', { date: words.date(place.reachedAt, 'medium') })}</Chip>
    ) : (
      <Chip tone="good">{t('country.collecting')}</Chip>
    )
  return place.threshold === null && place.transactionThreshold === null ? (
    <Chip>{t('country.off')}</Chip>
  ) : (
    <Chip tone="accent">{t('country.watching')}</Chip>
  )
}

/** How near a country's threshold is, by turnover and by number. */
export function Nearness({ country, words }: { country: TaxCountryRow; words: Words }) {
  const t = taxWords(words.locale)
  const { threshold, transactionThreshold, past, currency } = country
  const money = (amount: number) => words.money(amount, currency)
  const label = t('country.column.threshold')
  if (threshold === null && transactionThreshold === null)
    return <span className="text-ink-3">{t('country.noThreshold')}</span>
  return (
    <div className="grid min-w-44 gap-2">
      {threshold !== null && (
        <Progress
          label={label}
          value={Math.max(0, Math.min(past.turnover, threshold))}
          max={Math.max(threshold, 1)}
          text={t('country.near', { turnover: money(past.turnover), threshold: money(threshold) })}
          tone={past.turnover * 10 >= threshold * 8 ? 'warn' : 'accent'}
        />
      )}
      {transactionThreshold !== null && (
        <Progress
          label={label}
          value={Math.min(past.transactions, transactionThreshold)}
          max={Math.max(transactionThreshold, 1)}
          text={t('country.sales', { count: past.transactions, max: transactionThreshold })}
          tone={past.transactions * 10 >= transactionThreshold * 8 ? 'warn' : 'accent'}
        />
      )}
    </div>
  )
}
