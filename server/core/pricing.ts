import { invariant } from '../errors'
import { compareDecimals, DECIMAL_ONE, type Decimal, fromUnits, toUnits } from './decimal'
import { type Currency, type Money, money, mulDiv, sum } from './money'

/** Minor units, or an exact decimal of them as text: "0.05" is five hundredths of a cent. Never below zero. */
export type UnitAmount = number | Decimal

/** Seats are whole numbers, metered use may be a fraction, as decimal text. */
export type Quantity = number | Decimal

/** Units `firstUnit` to `lastUnit`, both included; the last tier is open (`null`). */
export type Tier = { firstUnit: number; lastUnit: number | null; unitAmount: UnitAmount; flatAmount: number }

/** How a price becomes an amount (behaviour page, section 3, "Price maths"). `units` is what one package holds. */
export type PriceModel =
  | { type: 'fixed' | 'one_off' | 'per_unit'; unitAmount: UnitAmount }
  | { type: 'package'; unitAmount: UnitAmount; units: number }
  | { type: 'tiered_volume' | 'tiered_graduated'; tiers: readonly Tier[] }

export type Price = PriceModel & { currency: Currency }

/** What a counter does once it was billed: start anew, or go on (behaviour page, section 11). */
export type MeterKind = 'resettable' | 'continuous'

/** Sentences under `price.` in the message catalogues; `_open` is a tier without an end. */
export type PricedLineKey = 'unit' | 'package' | 'tier' | 'tier_open' | 'volume' | 'volume_open' | 'rebilled'

/** One line: `amount = flatAmount + unitAmount × quantity`, rounded so that what was billed before continues. */
export type PricedLine = {
  description: { key: PricedLineKey; params: Record<string, string | number> }
  quantity: Quantity
  unitAmount: UnitAmount
  flatAmount: number
  amount: Money
}

/** The lines for a quantity; none for a quantity of zero, not even a flat fee. */
export function priceLines(price: Price, quantity: Quantity): PricedLine[] {
  return priceBetween(price, { from: 0, to: quantity })
}

/** What a quantity costs: the sum of its lines. */
export function priceAmount(price: Price, quantity: Quantity): Money {
  return totalOf(priceLines(price, quantity), price.currency)
}

/**
 * What is due when a counter moves from what was billed to what it is now: exactly `bill(to) − bill(from)`,
 * line by line, so that any number of steps comes to the same as one. Tiers and flat fees go on where they
 * were. A smaller `to` gives lines below zero (a true-up in the customer's favour). Below zero counts as zero.
 */
export function priceBetween(price: Price, quantity: { from: Quantity; to: Quantity }): PricedLine[] {
  const span = { from: atLeastZero(quantity.from), to: atLeastZero(quantity.to) }
  if (span.from === span.to) return []
  switch (price.type) {
    case 'fixed':
    case 'one_off':
    case 'per_unit':
      return [unitLine(price, span)]
    case 'package':
      return packageLines(price, span)
    case 'tiered_graduated':
      return price.tiers.flatMap((tier) => graduatedLine(price.currency, tier, span))
    case 'tiered_volume':
      return volumeLines(price.currency, price.tiers, span)
  }
}

/**
 * The lines of a usage price at the end of a period, and what the next bill starts from. A resettable counter
 * is billed whole and starts anew. A continuous one is billed for its increase over the most that was ever
 * billed: a counter that fell back is not billed again on its way up.
 */
export function priceUsage(
  price: Price,
  kind: MeterKind,
  counter: { billed: Quantity; value: Quantity },
): { lines: PricedLine[]; billed: Decimal } {
  if (kind === 'resettable') return { lines: priceLines(price, counter.value), billed: '0' }
  const highest = compareDecimals(counter.value, counter.billed) > 0 ? counter.value : counter.billed
  return {
    lines: priceBetween(price, { from: counter.billed, to: highest }),
    billed: fromUnits(toUnits(highest)),
  }
}

export const totalOf = (lines: PricedLine[], currency: Currency): Money =>
  sum(
    lines.map((line) => line.amount),
    currency,
  )

/** What is wrong with a list of tiers: `index` counts in the list as it was sent, null is the list itself. */
export type TierProblem = {
  index: number | null
  field: 'firstUnit' | 'lastUnit' | 'unitAmount' | 'flatAmount'
  message: string
}

/** More tiers than this are a mistake. */
export const TIERS_MAX = 100

/** Tiers in their order, with an end of -1 (as BillaBear's own tests write it) read as open. */
export function orderTiers(tiers: readonly Tier[]): Tier[] {
  return tiers
    .map((tier) => ({ ...tier, lastUnit: tier.lastUnit === -1 ? null : tier.lastUnit }))
    .sort((a, b) => a.firstUnit - b.firstUnit)
}

/**
 * Section 3: tiers start at 1, touch without gap or overlap, and the last one is open. Returns each problem
 * once, where it is; an empty list is a good list of tiers.
 */
export function validateTiers(tiers: readonly Tier[]): TierProblem[] {
  if (tiers.length === 0) return [{ index: null, field: 'firstUnit', message: 'A tiered price needs a tier' }]
  if (tiers.length > TIERS_MAX)
    return [{ index: null, field: 'firstUnit', message: `A price has at most ${TIERS_MAX} tiers` }]
  const alone = tiers.flatMap((tier, index) => tierProblems(tier, index))
  if (alone.length > 0) return alone
  const order = tiers.map((_, index) => index)
  order.sort((a, b) => (tiers[a]?.firstUnit ?? 0) - (tiers[b]?.firstUnit ?? 0))
  const sorted = orderTiers(tiers)
  return sorted.flatMap((tier, at) => {
    const index = order[at] ?? at
    const before = sorted[at - 1]
    const problem = (field: TierProblem['field'], message: string) => [{ index, field, message }]
    if (before === undefined && tier.firstUnit !== 1)
      return problem('firstUnit', 'The first tier must start at 1')
    if (before?.lastUnit === null) return problem('firstUnit', 'Only the last tier may be open')
    if (before && tier.firstUnit <= (before.lastUnit ?? 0))
      return problem('firstUnit', `Tiers overlap: the one before ends at ${before.lastUnit}`)
    if (before && tier.firstUnit !== (before.lastUnit ?? 0) + 1)
      return problem('firstUnit', `There is a gap: the tier before ends at ${before.lastUnit}`)
    if (at === sorted.length - 1 && tier.lastUnit !== null)
      return problem('lastUnit', 'The last tier must be open: leave its last unit out')
    return []
  })
}

function tierProblems(tier: Tier, index: number): TierProblem[] {
  const problems: TierProblem[] = []
  const wrong = (field: TierProblem['field'], message: string) => problems.push({ index, field, message })
  const last = tier.lastUnit === -1 ? null : tier.lastUnit
  if (!Number.isSafeInteger(tier.firstUnit) || tier.firstUnit < 1)
    wrong('firstUnit', 'The first unit must be a whole number above zero')
  if (last !== null && !Number.isSafeInteger(last)) wrong('lastUnit', 'The last unit must be a whole number')
  else if (last !== null && last < tier.firstUnit)
    wrong('lastUnit', 'The last unit must not be below the first unit')
  if (!isUnitAmount(tier.unitAmount)) wrong('unitAmount', 'The unit price must be zero or more')
  if (!Number.isSafeInteger(tier.flatAmount) || tier.flatAmount < 0)
    wrong('flatAmount', 'The flat fee must be a whole number, zero or more')
  return problems
}

const isUnitAmount = (value: UnitAmount): boolean =>
  typeof value === 'number'
    ? Number.isSafeInteger(value) && value >= 0
    : /^\d{1,15}(\.\d{1,12})?$/.test(value)

/** Quantities in units of 10^-12. */
type Span = { from: bigint; to: bigint }

function unitLine(price: { unitAmount: UnitAmount; currency: Currency }, { from, to }: Span): PricedLine {
  const amount = times(price.unitAmount, to) - times(price.unitAmount, from)
  return line('unit', {}, to - from, price.unitAmount, 0, money(amount, price.currency))
}

function packageLines(
  price: { unitAmount: UnitAmount; units: number; currency: Currency },
  { from, to }: Span,
): PricedLine[] {
  const packages = { from: packagesOf(from, price.units), to: packagesOf(to, price.units) }
  if (packages.from === packages.to) return []
  const amount = times(price.unitAmount, packages.to) - times(price.unitAmount, packages.from)
  const params = { units: fromUnits(to), size: price.units }
  const count = packages.to - packages.from
  return [line('package', params, count, price.unitAmount, 0, money(amount, price.currency))]
}

/** A begun package is a whole one. */
function packagesOf(quantity: bigint, units: number): bigint {
  invariant(Number.isSafeInteger(units) && units > 0, 'a package holds at least one unit')
  const size = BigInt(units) * DECIMAL_ONE
  return ((quantity + size - 1n) / size) * DECIMAL_ONE
}

/** A tier's flat fee is due once, when its first unit is reached. */
function graduatedLine(currency: Currency, tier: Tier, { from, to }: Span): PricedLine[] {
  const units = { from: unitsIn(tier, from), to: unitsIn(tier, to) }
  if (units.from === units.to) return []
  const reached = Number(units.to > 0n) - Number(units.from > 0n)
  const amount = times(tier.unitAmount, units.to) - times(tier.unitAmount, units.from)
  const flat = tier.flatAmount * reached
  return [
    line(
      tier.lastUnit === null ? 'tier_open' : 'tier',
      range(tier),
      units.to - units.from,
      tier.unitAmount,
      flat,
      money(amount + flat, currency),
    ),
  ]
}

/** How much of a quantity falls into a tier; between two whole units the later one has begun. */
function unitsIn(tier: Tier, quantity: bigint): bigint {
  const start = BigInt(tier.firstUnit - 1) * DECIMAL_ONE
  const end = tier.lastUnit === null ? quantity : BigInt(tier.lastUnit) * DECIMAL_ONE
  const top = quantity < end ? quantity : end
  return top > start ? top - start : 0n
}

/**
 * The tier that holds the whole quantity prices all of it. A step into another tier prices everything anew
 * and takes off what was billed; within one tier it is the further units alone.
 */
function volumeLines(currency: Currency, tiers: readonly Tier[], { from, to }: Span): PricedLine[] {
  const old = from === 0n ? null : tierOf(tiers, from)
  const next = to === 0n ? null : tierOf(tiers, to)
  if (old !== null && old === next) {
    const amount = times(next.unitAmount, to) - times(next.unitAmount, from)
    return [volumeLine(next, to - from, 0, money(amount, currency))]
  }
  const whole = next && money(next.flatAmount + times(next.unitAmount, to), currency)
  const billed = old && money(-old.flatAmount - times(old.unitAmount, from), currency)
  return [
    ...(next && whole ? [volumeLine(next, to, next.flatAmount, whole)] : []),
    ...(old && billed ? [line('rebilled', range(old), -from, old.unitAmount, -old.flatAmount, billed)] : []),
  ]
}

const volumeLine = (tier: Tier, units: bigint, flat: number, amount: Money): PricedLine =>
  line(tier.lastUnit === null ? 'volume_open' : 'volume', range(tier), units, tier.unitAmount, flat, amount)

function tierOf(tiers: readonly Tier[], quantity: bigint): Tier {
  const tier = tiers.find((t) => t.lastUnit === null || quantity <= BigInt(t.lastUnit) * DECIMAL_ONE)
  invariant(tier, 'the last tier is open')
  return tier
}

const range = (tier: Tier): Record<string, number> =>
  tier.lastUnit === null ? { first: tier.firstUnit } : { first: tier.firstUnit, last: tier.lastUnit }

/**
 * Section 3 rounds line products "half-ceiling"; amounts are never below zero here, where that is `half_up`.
 * Each end of a step is rounded by itself: their difference is what telescopes.
 */
const times = (unitAmount: UnitAmount, units: bigint): number =>
  mulDiv(1, toUnits(unitAmount) * units, DECIMAL_ONE * DECIMAL_ONE, 'half_up')

function line(
  key: PricedLineKey,
  params: Record<string, string | number>,
  units: bigint,
  unitAmount: UnitAmount,
  flatAmount: number,
  amount: Money,
): PricedLine {
  const whole = units % DECIMAL_ONE === 0n ? Number(units / DECIMAL_ONE) : Number.NaN
  const quantity = Number.isSafeInteger(whole) ? whole : fromUnits(units)
  return { description: { key, params }, quantity, unitAmount, flatAmount: flatAmount || 0, amount }
}

function atLeastZero(quantity: Quantity): bigint {
  const units = toUnits(quantity)
  return units > 0n ? units : 0n
}
