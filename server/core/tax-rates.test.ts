import { expect, test } from 'vitest'
import { EU } from './tax'
import { startOf, TAX_RATES, TAX_RATES_CHECKED, TAX_RATES_FROM, TAX_SOURCES, taxRatesAt } from './tax-rates'

test('every member state is there once, and the three neighbours', () => {
  const codes = TAX_RATES.map((country) => country.code)
  expect([...codes].sort()).toEqual([...EU, 'GB', 'CH', 'NO'].sort())
  expect(EU.size).toBe(27)
})

// Each change of a rate since 2024, from the day before to the day itself, as its source has it.
test.each([
  ['EE', '2024-12-31', 220_000, [90_000, 50_000]],
  ['EE', '2025-06-30', 220_000, [130_000, 90_000]],
  ['EE', '2025-07-01', 240_000, [130_000, 90_000]],
  ['FI', '2024-08-31', 240_000, [140_000, 100_000]],
  ['FI', '2024-09-01', 255_000, [140_000, 100_000]],
  ['FI', '2026-01-01', 255_000, [135_000, 100_000]],
  ['SK', '2024-12-31', 200_000, [100_000, 50_000]],
  ['SK', '2025-01-01', 230_000, [190_000, 50_000]],
  ['RO', '2025-07-31', 190_000, [90_000, 50_000]],
  ['RO', '2025-08-01', 210_000, [110_000]],
  ['LT', '2025-12-31', 210_000, [90_000, 50_000]],
  ['LT', '2026-01-01', 210_000, [120_000, 50_000]],
  ['AT', '2026-06-30', 200_000, [130_000, 100_000]],
  ['AT', '2026-07-01', 200_000, [130_000, 100_000, 49_000]],
  ['LU', '2024-01-01', 170_000, [140_000, 80_000, 30_000]],
  ['CH', '2024-01-01', 81_000, [38_000, 26_000]],
  ['NO', '2026-01-01', 250_000, [150_000, 120_000]],
  ['GB', '2026-01-01', 200_000, [50_000]],
  ['DK', '2026-01-01', 250_000, []],
  ['HU', '2026-01-01', 270_000, [180_000, 50_000]],
])('%s on %s: %i', (code, day, standardPpm, reducedPpm) => {
  expect(taxRatesAt(code, new Date(`${day}T12:00:00Z`))).toMatchObject({ standardPpm, reducedPpm })
})

test('a new rate holds from midnight, not a moment earlier', () => {
  expect(taxRatesAt('EE', new Date('2025-06-30T23:59:59.999Z'))?.standardPpm).toBe(220_000)
  expect(taxRatesAt('EE', new Date('2025-07-01T00:00:00.000Z'))?.standardPpm).toBe(240_000)
})

test('nothing is said of other countries, nor of earlier years', () => {
  expect(taxRatesAt('US', new Date('2026-01-01T00:00:00Z'))).toBeNull()
  expect(taxRatesAt('DE', new Date('2023-12-31T23:59:59Z'))).toBeNull()
})

test.each(TAX_RATES.map((country) => [country.code, country] as const))(
  '%s keeps to the law',
  (_, country) => {
    const starts = country.rates.map((row) => startOf(row).getTime())
    expect(country.rates[0]?.from).toBe(TAX_RATES_FROM)
    expect(starts.every(Number.isFinite)).toBe(true)
    expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b))
    expect(starts.at(-1)).toBeLessThanOrEqual(new Date(TAX_RATES_CHECKED).getTime())
    expect(TAX_SOURCES[country.source].url).toMatch(/^https:/)
    for (const { standardPpm, reducedPpm } of country.rates) {
      // Directive 2006/112/EC, article 97: a standard rate in the EU is 15 % or more.
      if (EU.has(country.code)) expect(standardPpm).toBeGreaterThanOrEqual(150_000)
      expect([standardPpm, ...reducedPpm]).toEqual(
        [...new Set([standardPpm, ...reducedPpm])].sort((a, b) => b - a),
      )
      expect(Math.min(standardPpm, ...reducedPpm)).toBeGreaterThan(0)
      expect([standardPpm, ...reducedPpm].every((ppm) => ppm % 1_000 === 0)).toBe(true)
    }
  },
)
