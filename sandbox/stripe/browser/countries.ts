/** ISO 3166-1 alpha-2 codes that Stripe takes as a billing country; names come from `Intl`. */
import type { Choice } from './field'

const CODES =
  'AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PY QA RE RO RS RU RW SA SB SC SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WF WS XK YE YT ZA ZM ZW'

/** Countries where Stripe asks for the postal code of a card's billing address. */
const ASKS_POSTAL_CODE = new Set(['US', 'GB', 'CA', 'PR'])

export function countryChoices(locale: string): Choice[] {
  const names = new Intl.DisplayNames([locale, 'en'], { type: 'region' })
  return CODES.split(' ')
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale))
}

export function asksPostalCode(country: string): boolean {
  return ASKS_POSTAL_CODE.has(country)
}

/** The country to start from: the region of a tag such as "de-AT", else the language's most likely one. */
export function likelyCountry(locale: string): string {
  const region = new Intl.Locale(locale).maximize().region
  return region !== undefined && CODES.includes(region) ? region : 'US'
}
