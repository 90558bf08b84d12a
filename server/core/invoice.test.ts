import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Coupon, couponRefusal, type Discount, discountApplies } from './discount'
import { documentNumber, draftInvoice, type LineInput } from './invoice'
import { money, sum } from './money'
import { ANY_PRODUCT, flatTax, splitTax } from './tax'

const NOW = new Date('2026-01-01T00:00:00Z')

const line = (amount: number, fields: Partial<LineInput> = {}): LineInput => ({
  kind: 'period',
  subscriptionId: null,
  product: ANY_PRODUCT,
  priceId: null,
  description: 'Team',
  quantity: 1,
  unitAmount: amount,
  amount: money(amount, 'EUR'),
  taxIncluded: false,
  periodStartAt: NOW,
  periodEndAt: new Date('2026-02-01T00:00:00Z'),
  ...fields,
})

const discount = (fields: Partial<Discount>): Discount => ({
  id: 'd1',
  subscriptionId: null,
  name: 'D',
  percentOffPpm: null,
  amountOff: null,
  currency: null,
  duration: 'forever',
  durationMonths: null,
  startedAt: NOW,
  endedAt: null,
  ...fields,
})

const draft = (lines: LineInput[], fields: Partial<Parameters<typeof draftInvoice>[0]> = {}) =>
  draftInvoice({
    reason: 'subscription_start',
    currency: 'EUR',
    issuedAt: NOW,
    lines,
    discounts: [],
    taxOf: flatTax(0),
    vouchers: [],
    credit: money(0, 'EUR'),
    ...fields,
  })

test('tax on top, tax inside, and a discount before tax', () => {
  const taxOf = flatTax(190_000)
  expect(draft([line(4_900)], { taxOf })).toMatchObject({
    net: { amount: 4_900 },
    tax: { amount: 931 },
    total: { amount: 5_831 },
  })
  expect(draft([line(5_831, { taxIncluded: true })], { taxOf })).toMatchObject({
    net: { amount: 4_900 },
    tax: { amount: 931 },
    total: { amount: 5_831 },
  })
  const off = discount({ percentOffPpm: 200_000, duration: 'once' })
  const halved = draft([line(4_900)], { taxOf, discounts: [off] })
  expect(halved).toMatchObject({ discount: { amount: 980 }, net: { amount: 3_920 }, tax: { amount: 745 } })
  expect(halved.discountsUsed).toEqual(['d1'])
})

test('discounts come one after another, never below nothing', () => {
  const both = [
    discount({ percentOffPpm: 500_000 }),
    discount({ id: 'd2', amountOff: 1_000, currency: 'EUR' }),
  ]
  expect(draft([line(3_000)], { discounts: both }).total.amount).toBe(500)
  expect(draft([line(1_500)], { discounts: both }).total.amount).toBe(0)
  const dollars = [discount({ amountOff: 1_000, currency: 'USD' })]
  expect(draft([line(3_000)], { discounts: dollars }).total.amount).toBe(3_000)
})

test('a repeating discount counts months from its start, a used one is over', () => {
  const three = discount({ percentOffPpm: 100_000, duration: 'repeating', durationMonths: 3 })
  expect(discountApplies(three, new Date('2026-03-31T23:59:59Z'))).toBe(true)
  expect(discountApplies(three, new Date('2026-04-01T00:00:00Z'))).toBe(false)
  expect(discountApplies({ ...three, endedAt: NOW }, NOW)).toBe(false)
})

test('credit is used last and only as far as it goes', () => {
  expect(draft([line(3_000)], { credit: money(1_000, 'EUR') })).toMatchObject({
    total: { amount: 3_000 },
    creditApplied: { amount: 1_000 },
    amountDue: { amount: 2_000 },
  })
  expect(draft([line(3_000)], { credit: money(9_000, 'EUR') }).amountDue.amount).toBe(0)
})

const rates = fc.integer({ min: 0, max: 300_000 })

test('whatever the lines, rates and discounts, parts sum to the whole and nothing is below zero', () => {
  const lines = fc.array(
    fc.record({
      amount: fc.nat(10_000_000),
      inside: fc.boolean(),
      rate: fc.option(rates, { nil: undefined }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  const discounts = fc.array(
    fc.oneof(
      fc.nat(1_000_000).map((percentOffPpm) => discount({ percentOffPpm })),
      fc.nat(20_000_000).map((amountOff) => discount({ amountOff, currency: 'EUR' })),
    ),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(lines, discounts, rates, fc.nat(5_000_000), (given, offs, ratePpm, credit) => {
      const made = draft(
        given.map(({ amount, inside, rate }) =>
          line(amount, { taxIncluded: inside, ...(rate === undefined ? {} : { ratePpm: rate }) }),
        ),
        { discounts: offs, taxOf: flatTax(ratePpm), credit: money(credit, 'EUR') },
      )
      expect(made.total.amount).toBe(made.net.amount + made.tax.amount)
      expect(made.total.amount).toBe(made.creditApplied.amount + made.amountDue.amount)
      for (const part of ['net', 'tax', 'total', 'discount', 'amount'] as const)
        expect(
          sum(
            made.lines.map((l) => l[part]),
            'EUR',
          ).amount,
        ).toBe(part === 'amount' ? made.subtotal.amount : made[part].amount)
      for (const l of made.lines)
        expect(Math.min(l.net.amount, l.tax.amount, l.discount.amount)).toBeGreaterThanOrEqual(0)
      expect(made.discount.amount).toBeLessThanOrEqual(made.subtotal.amount)
    }),
  )
})

test('net and tax of an inclusive price give the price back, at any rate', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), rates, (amount, rate) => {
      const { net, tax, total } = splitTax(money(amount, 'EUR'), rate, 'tax_included')
      expect(net.amount + tax.amount).toBe(total.amount)
      expect(total.amount).toBe(amount)
    }),
  )
})

const coupon = (fields: Partial<Coupon>): Coupon => ({
  id: 'X',
  name: 'X',
  percentOffPpm: 100_000,
  amountOff: null,
  currency: null,
  duration: 'once',
  durationMonths: null,
  redeemBy: null,
  redemptionsMax: null,
  redemptions: 0,
  valid: true,
  ...fields,
})

test.each([
  ['a good one', {}, {}, null],
  ['expired', { redeemBy: NOW }, {}, 'expired'],
  ['used up at Stripe', { redemptionsMax: 1, redemptions: 1 }, {}, 'used up'],
  ['used up here', { redemptionsMax: 2 }, { redeemedHere: 2 }, 'used up'],
  ['not valid', { valid: false }, {}, 'not valid'],
  ['of another currency', { percentOffPpm: null, amountOff: 5, currency: 'USD' }, {}, 'in USD'],
  ['used before', {}, { usedByThisCustomer: true }, 'already used'],
])('a coupon: %s', (_, fields, facts, refusal) => {
  const of = { currency: 'EUR', redeemedHere: 0, usedByThisCustomer: false, ...facts }
  const said = couponRefusal(coupon(fields), of, NOW)
  if (refusal === null) expect(said).toBeNull()
  else expect(said).toContain(refusal)
})

test('numbers are padded, and longer ones stay whole', () => {
  expect(documentNumber('NW', 2026, 7)).toBe('NW-2026-0007')
  expect(documentNumber('NW', 2026, 12_345)).toBe('NW-2026-12345')
})
