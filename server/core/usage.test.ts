import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money } from './money'
import {
  applyEvent,
  countEvents,
  counterValue,
  EMPTY_COUNTER,
  limitReached,
  type Metric,
  type MetricFilter,
  mergeCounters,
  metricProblem,
  totalEstimate,
  type UsageEvent,
  uniqueValue,
} from './usage'

const NOW = new Date('2026-01-01T00:00:00Z')
const second = (n: number) => new Date(NOW.getTime() + n * 1_000)

let made = 0
const event = (fields: Partial<UsageEvent> = {}): UsageEvent => ({
  eventId: `e${made++}`,
  value: 1,
  properties: {},
  at: NOW,
  ...fields,
})

const metric = (aggregation: Metric['aggregation'], fields: Partial<Metric> = {}): Metric => ({
  aggregation,
  property: aggregation === 'sum' || aggregation === 'count' ? null : 'p',
  filters: [],
  ...fields,
})

const counted = (events: UsageEvent[], of: Metric) => counterValue(countEvents(events, of))
const p = (value: unknown, fields: Partial<UsageEvent> = {}) => event({ properties: { p: value }, ...fields })
const twice = (one: UsageEvent, other: Partial<UsageEvent>) => [one, { ...one, ...other }]

// Behaviour page, section 11.
test.each<[string, UsageEvent[], Metric, string]>([
  ['nothing', [], metric('sum'), '0'],
  ['sum of values', [event({ value: 2 }), event({ value: 3.5 }), event({ value: 0 })], metric('sum'), '5.5'],
  ['sum is exact', [event({ value: 0.1 }), event({ value: 0.2 })], metric('sum'), '0.3'],
  ['sum with a correction', [event({ value: 5 }), event({ value: -2 })], metric('sum'), '3'],
  ['count of events', [event({ value: 9 }), event({ value: 0 })], metric('count'), '2'],
  ['a repeated event id counts once', twice(event({ value: 4 }), {}), metric('sum'), '4'],
  ['of two with one id the first counts', twice(event({ value: 4 }), { value: 7 }), metric('sum'), '4'],
  ['max by number, not by text', [p('9'), p('10')], metric('max'), '10'],
  ['max of numbers and texts', [p(9), p('10.5')], metric('max'), '10.5'],
  ['max below zero', [p(-5), p(-3)], metric('max'), '-3'],
  ['max ignores what is no number', [p('many'), p(3), p({ a: 1 })], metric('max'), '3'],
  ['max without the property', [event({ value: 50 })], metric('max'), '0'],
  [
    'latest by time, not by arrival',
    [p(7, { at: second(2) }), p(5, { at: second(1) })],
    metric('latest'),
    '7',
  ],
  ['latest may fall', [p(7, { at: second(1) }), p(5, { at: second(2) })], metric('latest'), '5'],
  ['latest ignores a newer one that is no number', [p(7), p('x', { at: second(9) })], metric('latest'), '7'],
  ['unique by value', [p('a'), p('b'), p('a')], metric('unique_count'), '2'],
  ['unique as text', [p(1), p('1'), p(true), p('true')], metric('unique_count'), '2'],
  ['unique without the property', [event(), p(null)], metric('unique_count'), '0'],
  [
    'the values of others are no property',
    [event()],
    metric('unique_count', { property: 'constructor' }),
    '0',
  ],
])('%s', (_, events, of, value) => {
  expect(counted(events, of)).toBe(value)
})

describe('filters', () => {
  const inclusive: MetricFilter = { name: 'region', value: '1', type: 'inclusive' }
  const exclusive: MetricFilter = { name: 'kind', value: 'test', type: 'exclusive' }
  const events = [
    event({ properties: { region: 1, kind: 'live' } }),
    event({ properties: { region: '1' } }),
    event({ properties: { region: '1', kind: 'test' } }),
    event({ properties: { region: 2 } }),
    event({ properties: { kind: 'live' } }),
    event({ properties: { region: null } }),
  ]
  test.each<[string, MetricFilter[], string]>([
    ['none', [], '6'],
    ['inclusive: there and equal, as text', [inclusive], '3'],
    ['exclusive: absent or different', [exclusive], '5'],
    ['all must hold', [inclusive, exclusive], '2'],
    [
      'a second inclusive one binds its own value',
      [inclusive, { ...inclusive, name: 'kind', value: 'live' }],
      '1',
    ],
  ])('%s', (_, filters, value) => {
    expect(counted(events, metric('count', { filters }))).toBe(value)
  })

  test('a value that was filtered out is not yet seen', () => {
    const unique = metric('unique_count', { filters: [exclusive] })
    const same = [p('a'), p('a')].map((e, i) => ({
      ...e,
      properties: { p: 'a', kind: i === 0 ? 'test' : 'live' },
    }))
    expect(counted(same, unique)).toBe('1')
  })
})

test.each<[Metric['aggregation'], string | null, boolean]>([
  ['sum', null, true],
  ['count', null, true],
  ['max', null, false],
  ['latest', ' ', false],
  ['unique_count', null, false],
  ['unique_count', 'user', true],
])('a metric of %s with property %j is good: %s', (aggregation, property, good) => {
  expect(metricProblem(metric(aggregation, { property })) === null).toBe(good)
})

const period = { startAt: second(0), endAt: second(100) }
test.each<[string, number, Date | null, boolean]>([
  ['below', 1_999, null, false],
  ['exactly', 2_000, null, false],
  ['above', 2_001, null, true],
  ['above, again in this period', 9_000, second(1), false],
  ['above, at its first instant', 9_000, second(0), false],
  ['above, in a new period', 2_001, second(-1), true],
])('a limit of 2,000: %s', (_, amount, triggeredAt, reached) => {
  expect(limitReached({ amount: 2_000, action: 'DISABLE', triggeredAt }, money(amount, 'EUR'), period)).toBe(
    reached,
  )
})

test.each<[string, ReturnType<typeof money>[], ReturnType<typeof money> | null]>([
  ['nothing', [], money(0, 'USD')],
  ['one', [money(5, 'EUR')], money(5, 'EUR')],
  ['several', [money(5, 'EUR'), money(7, 'EUR')], money(12, 'EUR')],
  ['of two currencies', [money(5, 'EUR'), money(7, 'USD')], null],
])('an estimate of %s', (_, costs, total) => {
  expect(totalEstimate(costs, 'USD')).toEqual(total)
})

const aggregations = fc.constantFrom('sum', 'count', 'max', 'latest', 'unique_count') as fc.Arbitrary<
  Metric['aggregation']
>
const values = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -500, max: 500 }).map((n) => `${n / 100}`),
  fc.constantFrom('x', null, true),
)
const given = fc.array(
  fc.record({
    id: fc.nat(15),
    value: fc.integer({ min: -1_000, max: 1_000 }).map((n) => n / 10),
    p: values,
    kind: fc.constantFrom('live', 'test', undefined),
    at: fc.nat(5),
  }),
  { maxLength: 30 },
)
const filters = fc.subarray<MetricFilter>([
  { name: 'kind', value: 'live', type: 'inclusive' },
  { name: 'kind', value: 'test', type: 'exclusive' },
])
const built = (rows: { id: number; value: number; p: unknown; kind?: string | undefined; at: number }[]) =>
  rows.map(({ id, value, p, kind, at }) => ({
    eventId: `e${id}`,
    value,
    properties: kind === undefined ? { p } : { p, kind },
    at: second(at),
  }))

/** The same numbers straight from the words of section 11, without a counter. Values are tenths and hundredths. */
function batch(events: UsageEvent[], of: Metric): number {
  const first = events.filter((e, i) => events.findIndex((other) => other.eventId === e.eventId) === i)
  const taken = first.filter((e) =>
    of.filters.every((f) => (e.properties[f.name] === f.value) === (f.type === 'inclusive')),
  )
  const numbers = taken.filter((e) => /^-?[\d.]+$/.test(String(e.properties.p)))
  const texts = taken.map((e) => e.properties.p).filter((value) => value !== null)
  const order = [...numbers].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.eventId < b.eventId ? -1 : 1),
  )
  switch (of.aggregation) {
    case 'count':
      return taken.length
    case 'sum':
      return taken.reduce((total, e) => total + Math.round(Number(e.value) * 10), 0) / 10
    case 'max':
      return numbers.length === 0 ? 0 : Math.max(...numbers.map((e) => Number(e.properties.p)))
    case 'latest':
      return Number(order.at(-1)?.properties.p ?? 0)
    case 'unique_count':
      return new Set(texts.map(String)).size
  }
}

test('counted one by one it is what all of them come to', () => {
  fc.assert(
    fc.property(given, aggregations, filters, (rows, aggregation, kept) => {
      const of = metric(aggregation, { filters: kept })
      const events = built(rows)
      expect(Number(counted(events, of))).toBe(batch(events, of))
    }),
    { numRuns: 500 },
  )
})

test('any order of arrival, and any event sent again, counts the same', () => {
  const shuffled = given.chain((rows) => {
    const unique = rows.filter((row, i) => rows.findIndex((other) => other.id === row.id) === i)
    const again = fc.subarray(unique).map((some) => [...unique, ...some])
    return fc.tuple(
      fc.constant(unique),
      again.chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
    )
  })
  fc.assert(
    fc.property(shuffled, aggregations, filters, ([rows, arrived], aggregation, kept) => {
      const of = metric(aggregation, { filters: kept })
      expect(countEvents(built(arrived), of)).toEqual(countEvents(built(rows), of))
    }),
    { numRuns: 500 },
  )
})

test('batches counted apart and put together are all of them, in either order', () => {
  fc.assert(
    fc.property(given, fc.nat(30), aggregations, (rows, cut, aggregation) => {
      const of = metric(aggregation)
      const unique = rows.filter((row, i) => rows.findIndex((other) => other.id === row.id) === i)
      const apart = unique.filter(
        (row, i) =>
          aggregation !== 'unique_count' ||
          i < cut ||
          !unique.slice(0, cut).some((o) => String(o.p) === String(row.p)),
      )
      const [a, b] = [countEvents(built(apart.slice(0, cut)), of), countEvents(built(apart.slice(cut)), of)]
      expect(mergeCounters(a, b, of)).toEqual(countEvents(built(apart), of))
      expect(mergeCounters(b, a, of)).toEqual(mergeCounters(a, b, of))
    }),
    { numRuns: 500 },
  )
})

test('the question to ask is the text that is counted once', () => {
  expect(uniqueValue(p(1), metric('unique_count'))).toBe('1')
  expect(uniqueValue(p(1), metric('max'))).toBeNull()
  const again = applyEvent(EMPTY_COUNTER, p(1), metric('unique_count'), { event: false, value: true })
  expect(again).toBe(EMPTY_COUNTER)
})
