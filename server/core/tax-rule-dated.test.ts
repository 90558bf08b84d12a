import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addRule, ruleAt, type TaxRule, type Threshold, thresholdReached } from './tax-rule'

const LONG_AGO = new Date('2020-01-01T00:00:00Z')
const at = (text: string) => new Date(`${text}Z`)

const rule = (ratePpm: number, fields: Partial<TaxRule> = {}): TaxRule => ({
  taxType: 'digital',
  ratePpm,
  isDefault: false,
  validFrom: LONG_AGO,
  validUntil: null,
  ...fields,
})

const threshold = (fields: Partial<Threshold> = {}): Threshold => ({
  collecting: false,
  amount: null,
  transactions: null,
  past: { turnover: 0, transactions: 0 },
  ...fields,
})

test.each<[string, Partial<Threshold>, { sale: number; oneStopShop: boolean }, string | null]>([
  ['collecting', { collecting: true }, { sale: 0, oneStopShop: false }, 'collecting'],
  ['one-stop-shop', {}, { sale: 0, oneStopShop: true }, 'one_stop_shop'],
  [
    'nothing set',
    { past: { turnover: 10 ** 12, transactions: 10 ** 6 } },
    { sale: 1, oneStopShop: false },
    null,
  ],
  ['zero, from the first sale', { amount: 0 }, { sale: 0, oneStopShop: false }, 'amount'],
  [
    'one unit below',
    { amount: 1_000, past: { turnover: 800, transactions: 1 } },
    { sale: 199, oneStopShop: false },
    null,
  ],
  [
    'to the unit, with this sale',
    { amount: 1_000, past: { turnover: 800, transactions: 1 } },
    { sale: 200, oneStopShop: false },
    'amount',
  ],
  [
    'as many sales as allowed',
    { transactions: 200, past: { turnover: 0, transactions: 200 } },
    { sale: 1, oneStopShop: false },
    null,
  ],
  [
    'more sales than allowed',
    { transactions: 200, past: { turnover: 0, transactions: 201 } },
    { sale: 1, oneStopShop: false },
    'transactions',
  ],
])('threshold: %s', (_, fields, sale, reason) => {
  expect(thresholdReached(threshold(fields), sale)).toBe(reason)
})

describe('dated rules', () => {
  const refusal = (rules: TaxRule[], added: TaxRule) => {
    try {
      addRule(rules, added)
    } catch (error) {
      return (error as { details: { fields: Record<string, string> } }).details.fields
    }
    return null
  }
  const dated = (from: string, until: string | null, ratePpm = 1, fields: Partial<TaxRule> = {}) =>
    rule(ratePpm, {
      validFrom: at(`${from}T00:00`),
      validUntil: until === null ? null : at(`${until}T00:00`),
      ...fields,
    })

  test.each<[string, TaxRule[], TaxRule, string | null]>([
    ['the first one', [], dated('2026-01-01', null), null],
    ['begins inside another', [dated('2026-01-01', '2026-02-01')], dated('2026-01-10', null), 'valid_from'],
    [
      'ends inside another',
      [dated('2026-01-10', '2026-02-01')],
      dated('2026-01-01', '2026-01-20'),
      'valid_until',
    ],
    [
      'lies around another',
      [dated('2026-01-10', '2026-01-12')],
      dated('2026-01-01', '2026-02-01'),
      'valid_until',
    ],
    ['ends where another begins', [dated('2026-02-01', null)], dated('2026-01-01', '2026-02-01'), null],
    ['open, before an open one', [dated('2026-02-01', null)], dated('2026-01-01', null), 'valid_until'],
    [
      'dated, within an open one',
      [dated('2026-01-01', null)],
      dated('2026-02-01', '2026-03-01'),
      'valid_from',
    ],
    ['begins with an open one', [dated('2026-01-01', null)], dated('2026-01-01', null), 'valid_from'],
    [
      'of another tax type',
      [dated('2026-01-01', null)],
      dated('2026-01-01', null, 1, { taxType: 'books' }),
      null,
    ],
    [
      'over a default',
      [dated('2026-01-01', null, 1, { isDefault: true })],
      dated('2026-07-01', '2026-12-31'),
      null,
    ],
    ['ends before it begins', [], dated('2026-02-01', '2026-01-01'), 'valid_until'],
  ])('%s', (_, rules, added, field) => {
    expect(Object.keys(refusal(rules, added) ?? {})).toEqual(field === null ? [] : [field])
  })

  test('a new open rule closes the open one a minute earlier, and no instant is without a rule', () => {
    const { rules, closed } = addRule(
      [dated('2025-01-01', null, 220_000)],
      dated('2025-07-01', null, 240_000),
    )
    expect(closed?.after).toMatchObject({ ratePpm: 220_000, validUntil: at('2025-06-30T23:59') })
    const rateAt = (text: string) => ruleAt(rules, 'digital', at(text))?.ratePpm
    expect(['2025-06-30T23:58:59', '2025-06-30T23:59:59.999', '2025-07-01T00:00'].map(rateAt)).toEqual([
      220_000, 220_000, 240_000,
    ])
    expect(rateAt('2024-12-31T23:59:59')).toBeUndefined()
  })

  test('an end includes its minute and no more', () => {
    const rules = [rule(7, { validUntil: at('2026-01-01T10:00:30') })]
    const held = ['10:00:59.999', '10:01:00'].map((time) =>
      ruleAt(rules, 'digital', at(`2026-01-01T${time}`)),
    )
    expect(held).toEqual([rules[0], null])
  })

  test('a rule that ends before the open one begins leaves it open', () => {
    const { closed, rules } = addRule([dated('2026-02-01', null)], dated('2025-01-01', '2026-01-15'))
    expect([closed, rules.length]).toEqual([null, 2])
  })

  test('a dated rule lies over the default, which holds for the rest, even before its own date', () => {
    const rules = [
      dated('2020-01-01', null, 190_000, { isDefault: true }),
      dated('2020-07-01', '2020-12-31', 160_000),
    ]
    const rateAt = (text: string) => ruleAt(rules, 'digital', at(text))?.ratePpm
    expect(
      ['2020-06-30T00:00', '2020-08-01T00:00', '2021-01-01T00:00', '2019-01-01T00:00'].map(rateAt),
    ).toEqual([190_000, 160_000, 190_000, 190_000])
  })

  test('whatever is added in whatever order, the rules of a layer never overlap', () => {
    const day = fc.nat(300).map((n) => new Date(LONG_AGO.getTime() + n * 86_400_000))
    const added = fc.record({
      taxType: fc.constantFrom('digital', 'books'),
      ratePpm: fc.nat(300_000),
      isDefault: fc.boolean(),
      validFrom: day,
      validUntil: fc.option(day),
    })
    fc.assert(
      fc.property(fc.array(added, { maxLength: 12 }), (all) => {
        let rules: TaxRule[] = []
        for (const one of all) if (refusal(rules, one) === null) rules = addRule(rules, one).rules
        for (const a of rules)
          for (const b of rules) {
            if (a === b || a.taxType !== b.taxType || a.isDefault !== b.isDefault) continue
            const [first, second] = a.validFrom <= b.validFrom ? [a, b] : [b, a]
            expect(first.validUntil).not.toBeNull()
            expect(first.validUntil?.getTime()).toBeLessThanOrEqual(second.validFrom.getTime())
          }
      }),
    )
  })

  test('open rules added one after another leave no hole: each instant has the latest that began', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(minutes, fc.nat(700_000_000), (starts, offset) => {
        const sorted = starts.map((n) => n * 2).sort((a, b) => a - b)
        const from = (n: number) => new Date(LONG_AGO.getTime() + n * 60_000)
        const rules = sorted.reduce<TaxRule[]>(
          (made, n) => addRule(made, rule(n, { validFrom: from(n) })).rules,
          [],
        )
        const now = new Date(LONG_AGO.getTime() + offset)
        const begun = sorted.filter((n) => from(n) <= now).at(-1)
        expect(ruleAt(rules, 'digital', now)?.ratePpm).toBe(begun)
      }),
    )
  })
})
