import type { Currency } from './money'

/** Where a country publishes its rates. */
export type TaxSource = 'tedb' | 'hmrc' | 'estv' | 'skatteetaten'

/** The pages behind each source. */
export const TAX_SOURCES: Record<TaxSource, { name: string; url: string }> = {
  tedb: {
    name: 'European Commission, Taxes in Europe Database (TEDB), VAT rates',
    url: 'https://ec.europa.eu/taxation_customs/tedb/',
  },
  hmrc: { name: 'HM Revenue & Customs, VAT rates', url: 'https://www.gov.uk/vat-rates' },
  estv: {
    name: 'Eidgenössische Steuerverwaltung, Mehrwertsteuersätze',
    url: 'https://www.estv.admin.ch/estv/de/home/mehrwertsteuer/mwst-steuersaetze.html',
  },
  skatteetaten: {
    name: 'Skatteetaten, satser for merverdiavgift',
    url: 'https://www.skatteetaten.no/satser/merverdiavgift',
  },
}

/** A country's rates from a day on (midnight UTC) until its next row. Reduced rates from the highest down. */
export type TaxRates = { from: string; standardPpm: number; reducedPpm: readonly number[] }

export type CountryTaxRates = {
  /** ISO 3166-1 alpha-2: Greece is GR, though its VAT numbers begin with EL. */
  code: string
  /** The country's own currency, which its thresholds are counted in. */
  currency: Currency
  source: TaxSource
  /** From the oldest to the newest; the first row is where these data begin, not where its rates do. */
  rates: readonly TaxRates[]
}

/** These data begin on 1 January 2024, and were looked through for changes up to this day. */
export const TAX_RATES_FROM = '2024-01-01'
export const TAX_RATES_CHECKED = '2026-11-21'

/**
 * Standard and reduced VAT rates of the EU-27, the United Kingdom, Switzerland and Norway (issue 3, point 12).
 *
 * Checked against copies of TEDB's own data (standard rates with their dates, as of September 2026; reduced rates,
 * as of April 2026), gov.uk, Skatteetaten's page and reports of the Swiss change of 2024. Which goods and services
 * a reduced rate is for is the owner's to know: here are the rates, as choices for rules. Left out: rates of zero,
 * rates of islands, enclaves and farming flat rates, parking rates, and rates lowered for a few months (Spain's on
 * food and energy in 2024, for example). Not certain, and worth a look before relying on it: Austria's 4.9 % on some
 * foods, which its government decided for 1 July 2026 and which was not in the copy of TEDB.
 */
export const TAX_RATES: readonly CountryTaxRates[] = [
  of('AT', 'EUR', 'tedb', [TAX_RATES_FROM, 20, 13, 10], ['2026-07-01', 20, 13, 10, 4.9]),
  of('BE', 'EUR', 'tedb', [TAX_RATES_FROM, 21, 12, 6]),
  // Bulgaria took the euro on 1 January 2026.
  of('BG', 'EUR', 'tedb', [TAX_RATES_FROM, 20, 9]),
  of('CY', 'EUR', 'tedb', [TAX_RATES_FROM, 19, 9, 5, 3]),
  of('CZ', 'CZK', 'tedb', [TAX_RATES_FROM, 21, 12]),
  of('DE', 'EUR', 'tedb', [TAX_RATES_FROM, 19, 7]),
  of('DK', 'DKK', 'tedb', [TAX_RATES_FROM, 25]),
  of('EE', 'EUR', 'tedb', [TAX_RATES_FROM, 22, 9, 5], ['2025-01-01', 22, 13, 9], ['2025-07-01', 24, 13, 9]),
  of('ES', 'EUR', 'tedb', [TAX_RATES_FROM, 21, 10, 4]),
  of(
    'FI',
    'EUR',
    'tedb',
    [TAX_RATES_FROM, 24, 14, 10],
    ['2024-09-01', 25.5, 14, 10],
    ['2026-01-01', 25.5, 13.5, 10],
  ),
  of('FR', 'EUR', 'tedb', [TAX_RATES_FROM, 20, 10, 5.5, 2.1]),
  of('GR', 'EUR', 'tedb', [TAX_RATES_FROM, 24, 13, 6]),
  of('HR', 'EUR', 'tedb', [TAX_RATES_FROM, 25, 13, 5]),
  of('HU', 'HUF', 'tedb', [TAX_RATES_FROM, 27, 18, 5]),
  of('IE', 'EUR', 'tedb', [TAX_RATES_FROM, 23, 13.5, 9, 4.8]),
  of('IT', 'EUR', 'tedb', [TAX_RATES_FROM, 22, 10, 5, 4]),
  of('LT', 'EUR', 'tedb', [TAX_RATES_FROM, 21, 9, 5], ['2026-01-01', 21, 12, 5]),
  of('LU', 'EUR', 'tedb', [TAX_RATES_FROM, 17, 14, 8, 3]),
  of('LV', 'EUR', 'tedb', [TAX_RATES_FROM, 21, 12, 5]),
  of('MT', 'EUR', 'tedb', [TAX_RATES_FROM, 18, 12, 7, 5]),
  of('NL', 'EUR', 'tedb', [TAX_RATES_FROM, 21, 9]),
  of('PL', 'PLN', 'tedb', [TAX_RATES_FROM, 23, 8, 5]),
  of('PT', 'EUR', 'tedb', [TAX_RATES_FROM, 23, 13, 6]),
  // 9 % stayed until 31 July 2026 for some homes sold under older contracts, and for nothing else.
  of('RO', 'RON', 'tedb', [TAX_RATES_FROM, 19, 9, 5], ['2025-08-01', 21, 11]),
  of('SE', 'SEK', 'tedb', [TAX_RATES_FROM, 25, 12, 6]),
  of('SI', 'EUR', 'tedb', [TAX_RATES_FROM, 22, 9.5, 5]),
  of('SK', 'EUR', 'tedb', [TAX_RATES_FROM, 20, 10, 5], ['2025-01-01', 23, 19, 5]),
  of('GB', 'GBP', 'hmrc', [TAX_RATES_FROM, 20, 5]),
  of('CH', 'CHF', 'estv', [TAX_RATES_FROM, 8.1, 3.8, 2.6]),
  of('NO', 'NOK', 'skatteetaten', [TAX_RATES_FROM, 25, 15, 12]),
]

/** A country's rates at an instant; null before these data begin and for countries that are not in them. */
export function taxRatesAt(code: string, at: Date): TaxRates | null {
  const rates = TAX_RATES.find((country) => country.code === code)?.rates ?? []
  return rates.findLast((row) => startOf(row) <= at) ?? null
}

/** The instant from which a row holds. */
export const startOf = (row: TaxRates): Date => new Date(`${row.from}T00:00:00Z`)

/** A day, the standard rate and the reduced ones in percent, as the sources write them. */
type Row = [from: string, standard: number, ...reduced: number[]]

function of(code: string, currency: Currency, source: TaxSource, ...rows: Row[]): CountryTaxRates {
  const rates = rows.map(([from, standard, ...reduced]) => ({
    from,
    standardPpm: ppm(standard),
    reducedPpm: reduced.map(ppm),
  }))
  return { code, currency, source, rates }
}

/** 8.1 × 10,000 is 81,000 but for the last bit of a float. */
function ppm(percent: number): number {
  return Math.round(percent * 10_000)
}
