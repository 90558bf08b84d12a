/**
 * Where a scale is marked: whole steps of 1, 2 or 5 times a power of ten from at or below the least to at or above the
 * greatest value, zero always among them. Values are whole (minor units, counts); of nothing but zero it is zero alone.
 */
export function niceTicks(values: Iterable<number | null>): number[] {
  let low = 0
  let high = 0
  for (const value of values) {
    if (value === null) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low === high) return [0]
  // The step that leaves the least room unused; of two that leave the same, the one with fewer marks.
  const [wide, narrow] = [4, 5].map((wanted) => ticksBy(niceStep((high - low) / wanted), low, high))
  return narrow && wide && lengthOf(narrow) < lengthOf(wide) ? narrow : (wide ?? [0])
}

/** The sums that stacked bars come to, above and below zero: what their scale has to hold. */
export function stackedExtremes(series: readonly (readonly (number | null)[])[]): number[] {
  const length = Math.max(0, ...series.map((values) => values.length))
  return Array.from({ length }, (_, at) => at).flatMap((at) => {
    const here = series.map((values) => values[at] ?? 0)
    return [sumOf(here.filter((value) => value > 0)), sumOf(here.filter((value) => value < 0))]
  })
}

/** How often an axis of `count` points names one, so that it has at most `most` names; whole days where they are hours. */
export function labelStep(count: number, most: number): number {
  const least = Math.max(1, Math.ceil(count / most))
  return least > 12 && least <= 24 ? 24 : least
}

const lengthOf = (ticks: number[]): number => (ticks.at(-1) ?? 0) - (ticks[0] ?? 0)

function ticksBy(step: number, low: number, high: number): number[] {
  const first = Math.floor(low / step)
  const count = Math.ceil(high / step) - first + 1
  return Array.from({ length: count }, (_, at) => (first + at) * step + 0)
}

const sumOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10
  return Math.max(1, Math.round(factor * power))
}
