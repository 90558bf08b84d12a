import { expect, test } from 'vitest'
import { medianLoad, medianRatio } from './load'
import { atLeast, below, median } from './report'

test('a median is a value that was measured', () => {
  expect(median([9, 1, 4])).toBe(4)
  expect(median([9, 1, 4, 2])).toBe(2)
  expect(() => median([])).toThrow()
})

const load = (rps: number) => ({ rps, p50Ms: 1, p99Ms: 2, rssMb: 3, cpuUs: null })

test('servers are compared round by round, so that a slow minute counts against neither', () => {
  const ours = [load(900), load(90), load(800)]
  const theirs = [load(1_000), load(100), load(1_000)]
  expect(medianRatio(ours, theirs)).toBe(0.9)
  expect(medianLoad(ours)).toEqual({ rps: 800, p50Ms: 1, p99Ms: 2, rssMb: 3, cpuUs: null })
})

test('a target is met from its bound on, or below it', () => {
  expect(atLeast('ratio', 0.7, 0.7)).toEqual({ what: 'ratio', measured: 0.7, bound: '≥ 0.7', met: true })
  expect(atLeast('ratio', 0.699, 0.7).met).toBe(false)
  expect(below('kB', 130, 130).met).toBe(false)
  expect(below('kB', 129.994, 130)).toMatchObject({ measured: 129.99, met: true })
})
