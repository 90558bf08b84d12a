import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money } from './money'
import { splitTax } from './tax'
import {
  adjust,
  creditCurrency,
  type RedeemFacts,
  redeem,
  type TaxedLine,
  type UnusedVoucher,
  type Voucher,
} from './voucher'

const NOW = new Date('2026-01-01T00:00:00Z')
const eur = (amount: number) => money(amount, 'EUR')

const voucher = (fields: Partial<Voucher> = {}): Voucher => ({
  id: 'v1',
  effect: { type: 'percentage', percentOffPpm: 250_000 },
  entry: { type: 'manual', code: 'spring' },
  enabled: true,
  expiresAt: null,
  redemptionsMax: null,
  oncePerCustomer: false,
  ...fields,
})

const facts = (fields: Partial<RedeemFacts> = {}): RedeemFacts => ({
  by: 'code',
  redemptions: 0,
  redemptionsOfCustomer: 0,
  currencies: { credit: null, subscription: null, default: 'USD' },
  ...fields,
})

const worth: Partial<Voucher> = { effect: { type: 'fixed_credit', amounts: [eur(500), money(600, 'USD')] } }
const automatic: Partial<Voucher> = { entry: { type: 'automatic', event: 'expired_card_added' } }
const inEuro = { currencies: { credit: 'EUR', subscription: 'GBP', default: 'USD' } }
const discount = { kind: 'discount', percentOffPpm: 250_000 }

// Behaviour page, section 10.
test.each<[string, Partial<Voucher>, Partial<RedeemFacts>, object | string]>([
  ['a percentage', {}, {}, discount],
  ['credit in the currency of the credit', worth, inEuro, { kind: 'credit', amount: eur(500) }],
  ['credit in the owner’s currency', worth, {}, { kind: 'credit', amount: money(600, 'USD') }],
  [
    'no amount in that currency',
    worth,
    { currencies: { ...inEuro.currencies, credit: null } },
    'not for GBP',
  ],
  ['disabled', { enabled: false }, {}, 'not valid'],
  ['given by what happened', automatic, { by: 'expired_card_added' }, discount],
  ['an automatic one entered by code', automatic, {}, 'not valid'],
  ['one with a code, given by what happened', {}, { by: 'expired_card_added' }, 'not valid'],
  ['expired to the instant', { expiresAt: NOW }, {}, 'expired'],
  ['about to expire', { expiresAt: new Date(NOW.getTime() + 1) }, {}, discount],
  ['the last of ten', { redemptionsMax: 10 }, { redemptions: 9 }, discount],
  ['used up', { redemptionsMax: 10 }, { redemptions: 10 }, 'used up'],
  ['again, where that is allowed', {}, { redemptionsOfCustomer: 3 }, discount],
  ['again, where it is not', { oncePerCustomer: true }, { redemptionsOfCustomer: 1 }, 'already used'],
  ['once, though others used it', { oncePerCustomer: true }, { redemptions: 7 }, discount],
])('redeem: %s', (_, fields, given, expected) => {
  const came = redeem(voucher(fields), facts(given), NOW)
  if (typeof expected === 'string')
    expect(came).toEqual({ kind: 'refused', message: expect.stringContaining(expected) })
  else expect(came).toEqual(expected)
})

test.each([
  [{ credit: 'EUR', subscription: 'GBP', default: 'USD' }, 'EUR'],
  [{ credit: null, subscription: 'GBP', default: 'USD' }, 'GBP'],
  [{ credit: null, subscription: null, default: 'USD' }, 'USD'],
])('credit of %o is in %s', (currencies, currency) => {
  expect(creditCurrency(currencies)).toBe(currency)
})

const line = (net: number, ratePpm = 0): TaxedLine => splitTax(eur(net), ratePpm, 'tax_excluded')
const unused = (percentOffPpm: number, fields: Partial<UnusedVoucher> = {}): UnusedVoucher => ({
  id: 'a',
  percentOffPpm,
  appliedAt: NOW,
  ...fields,
})

describe('order of adjustments (section 8)', () => {
  test.each<[string, number, number, number[], [number, number, number, number]]>([
    // total, credit, vouchers (ppm) → credit applied, credit left, taken off, due
    ['nothing', 1_000, 0, [], [0, 0, 0, 1_000]],
    ['credit reduces', 1_000, 300, [], [300, 0, 0, 700]],
    ['credit above the total', 1_000, 1_500, [], [1_000, 500, 0, 0]],
    ['a debit is added', 1_000, -100, [], [-100, 0, 0, 1_100]],
    ['a percentage of all', 1_000, 0, [250_000], [0, 0, 250, 750]],
    ['credit first, then a percentage of the rest', 1_000, 200, [500_000], [200, 0, 400, 400]],
    ['one voucher alone', 1_000, 0, [500_000, 500_000], [0, 0, 500, 500]],
    ['a voucher does not reduce a debit', 1_000, -100, [500_000], [-100, 0, 500, 600]],
    ['all of it', 1_000, 0, [1_000_000], [0, 0, 1_000, 0]],
    ['half a cent rounds up', 1, 0, [500_000], [0, 0, 1, 0]],
    ['a total of zero takes no debit', 0, -100, [500_000], [0, -100, 0, 0]],
  ])('%s', (_, total, credit, ppms, [applied, left, off, due]) => {
    const vouchers = ppms.map((ppm, i) => unused(ppm, { id: String(i) }))
    const made = adjust([line(total)], { credit: eur(credit), vouchers })
    expect(made).toMatchObject({
      creditApplied: eur(applied),
      creditLeft: eur(left),
      amountDue: eur(due),
    })
    expect(made.voucher?.off.total.amount ?? 0).toBe(off)
  })

  test('a voucher is kept when credit pays everything', () => {
    const made = adjust([line(1_000)], { credit: eur(1_000), vouchers: [unused(500_000)] })
    expect([made.voucher, made.amountDue.amount]).toEqual([null, 0])
  })

  test('the voucher applied first is used first', () => {
    const later = unused(100_000, { id: 'later', appliedAt: new Date(NOW.getTime() + 1) })
    const first = unused(200_000, { id: 'first' })
    expect(adjust([line(1_000)], { credit: eur(0), vouchers: [later, first] }).voucher?.id).toBe('first')
  })

  test('it takes off net and tax as they are in the lines', () => {
    const made = adjust([line(1_000, 190_000), line(1_000, 70_000)], {
      credit: eur(0),
      vouchers: [unused(100_000)],
    })
    expect(made.voucher?.lines.map((l) => [l.net.amount, l.tax.amount, l.total.amount])).toEqual([
      [100, 19, 119],
      [100, 7, 107],
    ])
    expect(made.amountDue.amount).toBe(2_034)
  })

  test('a total below zero is not an invoice', () => {
    expect(() => adjust([line(-1)], { credit: eur(0), vouchers: [] })).toThrow('below zero')
  })
})

test('whatever the lines, credit and voucher: all adds up, no line gives more than it has', () => {
  const lines = fc.array(
    fc
      .tuple(fc.integer({ min: -20_000, max: 1_000_000 }), fc.nat(300_000), fc.boolean())
      .map(([amount, ppm, inside]) => splitTax(eur(amount), ppm, inside ? 'tax_included' : 'tax_excluded')),
    { minLength: 1, maxLength: 8 },
  )
  const totalled = lines.filter((all) => all.reduce((sum, l) => sum + l.total.amount, 0) >= 0)
  const ppm = fc.option(fc.nat(1_000_000))
  fc.assert(
    fc.property(totalled, fc.integer({ min: -500_000, max: 2_000_000 }), ppm, (given, credit, percent) => {
      const vouchers = percent === null ? [] : [unused(percent)]
      const made = adjust(given, { credit: eur(credit), vouchers })
      const total = given.reduce((sum, l) => sum + l.total.amount, 0)
      const off = made.voucher?.off ?? { net: eur(0), tax: eur(0), total: eur(0) }
      expect(made.amountDue.amount).toBe(total - made.creditApplied.amount - off.total.amount)
      expect(made.amountDue.amount).toBeGreaterThanOrEqual(0)
      expect(made.creditApplied.amount + made.creditLeft.amount).toBe(credit)
      expect(off.total.amount).toBe(off.net.amount + off.tax.amount)
      made.voucher?.lines.forEach((part, i) => {
        expect(part.total.amount).toBe(part.net.amount + part.tax.amount)
        for (const of of ['net', 'tax', 'total'] as const) {
          expect(part[of].amount).toBeGreaterThanOrEqual(0)
          expect(part[of].amount).toBeLessThanOrEqual(Math.max(given[i]?.[of].amount ?? 0, 0))
        }
      })
    }),
  )
})
