import type { Words } from '@/components/words'
import type { Address } from '@/server/core/address'
import { countryName } from './countries'

/** An address as lines, the country by its name. */
export function addressLines(address: Address, { locale }: Pick<Words, 'locale'>): string[] {
  const { line1, line2, postcode, city, region, country } = address
  const town = [postcode, city].filter(Boolean).join(' ')
  return [line1, line2, town, region, country && countryName(country, locale)].filter(
    (line): line is string => Boolean(line),
  )
}
