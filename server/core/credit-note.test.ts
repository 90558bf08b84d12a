import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DomainError } from '../errors'
import {
  type CreditableLine,
  type CreditedLine,
  type CreditNoteFacts,
  type CreditNotePlan,
  type CreditNoteRequest,
  creditableLines,
  planCreditNote,
} from './credit-note'
import type { InvoiceStatus } from './invoice'
import { money } from './money'
import { splitTax } from './tax'

const eur = (amount: number) => money(amount, 'EUR')
const line = (id: string, net: number, ratePpm = 190_000): CreditableLine => ({
  id,
  ratePpm,
  ...splitTax(eur(net), ratePpm, 'tax_excluded'),
})

const facts = (lines: CreditableLine[], fields: Partial<CreditNoteFacts> = {}): CreditNoteFacts => ({
  status: 'paid',
  currency: 'EUR',
  lines,
  credited: [],
  amountDue: eur(0),
  ...fields,
})

const part = (lineId: string, amount: number | null) => ({
  lineId,
  amount: amount === null ? null : eur(amount),
})

/** The plan, or the fields that were refused. */
function plan(given: CreditNoteFacts, request: CreditNoteRequest): CreditNotePlan | string[] {
  try {
    return planCreditNote(given, request)
  } catch (error) {
    if (error instanceof DomainError) return Object.keys(error.details.fields ?? {})
    throw error
  }
}

const numbers = (made: CreditNotePlan | string[]) =>
  Array.isArray(made) ? made : made.lines.map((l) => [l.lineId, l.net.amount, l.tax.amount, l.total.amount])

/** 100.00 at 19 %, 50.00 at 7 %. */
const TWO = [line('a', 10_000), line('b', 5_000, 70_000)]
const WITH_CREDIT = [line('a', 10_000, 0), line('back', -3_000, 0)]

test.each<[string, CreditableLine[], CreditNoteRequest, (string | (string | number)[])[]]>([
  [
    'all of it',
    TWO,
    { kind: 'all' },
    [
      ['a', 10_000, 1_900, 11_900],
      ['b', 5_000, 350, 5_350],
    ],
  ],
  ['one line', TWO, { kind: 'lines', lines: [part('b', null)] }, [['b', 5_000, 350, 5_350]]],
  ['part of a line', TWO, { kind: 'lines', lines: [part('a', 1_190)] }, [['a', 1_000, 190, 1_190]]],
  [
    'an amount over the lines',
    TWO,
    { kind: 'amount', amount: eur(1_725) },
    [
      ['a', 1_000, 190, 1_190],
      ['b', 500, 35, 535],
    ],
  ],
  [
    'all, with a line below zero',
    WITH_CREDIT,
    { kind: 'all' },
    [
      ['a', 10_000, 0, 10_000],
      ['back', -3_000, 0, -3_000],
    ],
  ],
  [
    'a line and part of what it gave back',
    WITH_CREDIT,
    { kind: 'lines', lines: [part('a', 5_000), part('back', -1_000)] },
    [
      ['a', 5_000, 0, 5_000],
      ['back', -1_000, 0, -1_000],
    ],
  ],
  ['more than the invoice came to', WITH_CREDIT, { kind: 'lines', lines: [part('a', null)] }, ['lines']],
  ['only a line below zero', WITH_CREDIT, { kind: 'lines', lines: [part('back', null)] }, ['lines']],
  ['more than a line', TWO, { kind: 'lines', lines: [part('b', 5_351)] }, ['lines[0].amount']],
  ['nothing of a line', TWO, { kind: 'lines', lines: [part('b', 0)] }, ['lines[0].amount']],
  ['below zero of a line', TWO, { kind: 'lines', lines: [part('b', -1)] }, ['lines[0].amount']],
  ['an unknown line', TWO, { kind: 'lines', lines: [part('a', 1), part('c', 1)] }, ['lines[1].line']],
  ['a line twice', TWO, { kind: 'lines', lines: [part('a', 1), part('a', 1)] }, ['lines[1].line']],
  ['no line', TWO, { kind: 'lines', lines: [] }, ['lines']],
  [
    'another currency of a line',
    TWO,
    { kind: 'lines', lines: [{ lineId: 'a', amount: money(1, 'USD') }] },
    ['lines[0].currency'],
  ],
  ['another currency', TWO, { kind: 'amount', amount: money(1, 'USD') }, ['currency']],
  ['an amount of nothing', TWO, { kind: 'amount', amount: eur(0) }, ['amount']],
  ['an amount above the invoice', TWO, { kind: 'amount', amount: eur(17_251) }, ['amount']],
])('%s', (_, lines, request, expected) => {
  expect(numbers(plan(facts(lines), request))).toEqual(expected)
})

test.each<[InvoiceStatus, boolean]>([
  ['draft', false],
  ['void', false],
  ['open', true],
  ['paid', true],
  ['uncollectible', true],
])('an invoice that is %s can be credited: %s', (status, allowed) => {
  const made = plan(facts(TWO, { status }), { kind: 'all' })
  expect(Array.isArray(made) ? made : []).toEqual(allowed ? [] : ['invoice'])
})

test('taxes come by rate, the highest first, lines of one rate together', () => {
  const made = planCreditNote(facts([line('b', 100, 70_000), line('a', 200), line('c', 300)]), {
    kind: 'all',
  })
  expect(made.taxes).toEqual([
    { ratePpm: 190_000, net: eur(500), tax: eur(95) },
    { ratePpm: 70_000, net: eur(100), tax: eur(7) },
  ])
})

test.each([
  ['unpaid', 17_250, 17_250, 0],
  ['paid', 0, 0, 17_250],
  ['paid in part', 7_250, 7_250, 10_000],
])('%s: what is due is lowered first, the rest goes back', (_, due, reducesDue, givesBack) => {
  const made = planCreditNote(facts(TWO, { amountDue: eur(due) }), { kind: 'all' })
  expect(made).toMatchObject({ reducesDue: eur(reducesDue), givesBack: eur(givesBack) })
})

describe('after earlier credit notes', () => {
  test('only the rest can be credited, and its net and tax are the exact rest', () => {
    const one = [line('a', 100, 70_000)]
    const first = planCreditNote(facts(one), { kind: 'amount', amount: eur(50) })
    const left = facts(one, { credited: first.lines })
    expect(creditableLines(left).map((l) => l.total.amount)).toEqual([57])
    expect(plan(left, { kind: 'amount', amount: eur(58) })).toEqual(['amount'])
    const second = planCreditNote(left, { kind: 'all' })
    expect([first.net.amount + second.net.amount, first.tax.amount + second.tax.amount]).toEqual([100, 7])
    const done = facts(one, { credited: [...first.lines, ...second.lines] })
    expect(plan(done, { kind: 'all' })).toEqual(['invoice'])
  })

  test('each note keeps the proportion of net and tax, counted over all of them', () => {
    const one = [line('a', 100, 70_000)]
    const first = planCreditNote(facts(one), { kind: 'amount', amount: eur(50) })
    const second = planCreditNote(facts(one, { credited: first.lines }), { kind: 'amount', amount: eur(20) })
    expect([first, second].map((note) => [note.net.amount, note.tax.amount])).toEqual([
      [47, 3],
      [18, 2],
    ])
  })

  test('notes that were rounded otherwise still leave no line below zero', () => {
    const odd: CreditedLine = {
      lineId: 'a',
      ratePpm: 190_000,
      net: eur(10_000),
      tax: eur(0),
      total: eur(10_000),
    }
    const made = planCreditNote(facts([line('a', 10_000)], { credited: [odd] }), {
      kind: 'amount',
      amount: eur(950),
    })
    expect(numbers(made)).toEqual([['a', 0, 950, 950]])
  })
})

test('any notes one after another never exceed the invoice, and with the last one come to it exactly', () => {
  const lines = fc
    .array(fc.tuple(fc.integer({ min: -3_000, max: 10_000 }), fc.constantFrom(0, 70_000, 190_000, 255_000)), {
      minLength: 1,
      maxLength: 5,
    })
    .map((all) => all.map(([net, ratePpm], i) => line(String(i), net, ratePpm)))
    .filter((all) => all.reduce((sum, l) => sum + l.total.amount, 0) > 0)
  const request = fc.oneof(
    fc.integer({ min: 1, max: 20_000 }).map((n): CreditNoteRequest => ({ kind: 'amount', amount: eur(n) })),
    fc
      .uniqueArray(fc.tuple(fc.nat(5), fc.option(fc.integer({ min: -3_000, max: 9_000 }))), {
        minLength: 1,
        maxLength: 3,
        selector: ([id]) => id,
      })
      .map(
        (named): CreditNoteRequest => ({ kind: 'lines', lines: named.map(([id, n]) => part(String(id), n)) }),
      ),
  )
  fc.assert(
    fc.property(lines, fc.array(request, { maxLength: 8 }), (invoiced, requests) => {
      let credited: CreditedLine[] = []
      let total = 0
      for (const wanted of [...requests, { kind: 'all' } as const]) {
        const made = plan(facts(invoiced, { credited }), wanted)
        if (Array.isArray(made)) continue
        for (const l of made.lines) {
          expect(l.total.amount).toBe(l.net.amount + l.tax.amount)
          for (const of of ['net', 'tax'] as const)
            expect(l[of].amount * l.total.amount).toBeGreaterThanOrEqual(0)
        }
        const sumOf = (of: 'net' | 'tax') => made.taxes.reduce((sum, rate) => sum + rate[of].amount, 0)
        expect([sumOf('net'), sumOf('tax')]).toEqual([made.net.amount, made.tax.amount])
        expect(made.total.amount).toBe(made.net.amount + made.tax.amount)
        expect(made.total.amount).toBe(made.reducesDue.amount + made.givesBack.amount)
        credited = [...credited, ...made.lines]
        total += made.total.amount
        for (const rest of creditableLines(facts(invoiced, { credited }))) {
          const whole = invoiced.find((l) => l.id === rest.id)
          for (const of of ['net', 'tax', 'total'] as const) {
            const [size, left] = [whole?.[of].amount ?? 0, rest[of].amount]
            expect(Math.abs(left)).toBeLessThanOrEqual(Math.abs(size))
            expect(left * size).toBeGreaterThanOrEqual(0)
          }
        }
      }
      expect(total).toBe(invoiced.reduce((sum, l) => sum + l.total.amount, 0))
    }),
    { numRuns: 500 },
  )
})
