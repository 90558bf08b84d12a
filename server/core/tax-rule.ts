import { invalidInput } from '../errors'
import { EU, type TaxNote } from './tax'

/** A rate of one tax type in a country or state, while it holds. `validUntil` includes its minute; null is open. */
export type TaxRule = {
  taxType: string
  ratePpm: number
  /** The rate for when no dated rule holds: its own layer, so that a dated rule may lie over it. */
  isDefault: boolean
  validFrom: Date
  validUntil: Date | null
}

/** When sales are taxed somewhere. Amounts are minor units of the country's currency, converted `half_down`. */
export type Threshold = {
  /** The owner is registered there and collects its tax. */
  collecting: boolean
  /** Turnover from which tax is due; zero: from the first sale; null: never by amount. */
  amount: number | null
  /** More sales than this in twelve months make tax due; null: never by number. */
  transactions: number | null
  /** The last twelve months, without this sale. */
  past: { turnover: number; transactions: number }
}

export type TaxState = { code: string; name: string; threshold: Threshold; rules: readonly TaxRule[] }

export type TaxCountry = {
  /** ISO 3166-1 alpha-2. */
  code: string
  inEu: boolean
  threshold: Threshold
  rules: readonly TaxRule[]
  states: readonly TaxState[]
  /** This sale's net amount in the country's currency. */
  sale: number
}

export type TaxRuleFacts = {
  customer: {
    country: string | null
    /** State or province, by name or code. */
    region: string | null
    type: 'individual' | 'business'
    taxNumber: string | null
    standardRatePpm: number | null
    digitalRatePpm: number | null
  }
  /** `physical` of the product or of its tax type; what is not physical is digital. */
  product: { taxType: string | null; physical: boolean; ratePpm: number | null }
  brand: { country: string | null; region: string | null; ratePpm: number | null }
  /** The countries the owner has set up: at least those of the customer and the brand, where they are. */
  countries: readonly TaxCountry[]
  /** The tax type of products without one, and of countries without a rule for another. */
  defaultTaxType: string | null
  settings: { oneStopShop: boolean; taxCustomersWithTaxNumbers: boolean }
}

/** What decided: the steps of the behaviour page, section 12, by name. */
export type TaxReason =
  | 'customer_rate'
  | 'product_rate'
  | 'brand_rate'
  | 'country_unknown'
  | 'eu_business'
  | 'tax_number'
  | 'customer_country'
  | 'brand_country'
  | 'below_threshold'

export type TaxPart = {
  of: 'customer' | 'product' | 'brand' | 'country' | 'state'
  code: string | null
  ratePpm: number
}

/** `ratePpm` is the sum of its parts. No country means that no tax is due anywhere, not a rate of zero. */
export type TaxRuling = {
  ratePpm: number
  country: string | null
  state: string | null
  note: TaxNote | null
  parts: TaxPart[]
  reason: TaxReason
  /** Where this sale reached a threshold: to be marked as collecting, with the owner told to register. */
  reached: { country: string; state: string | null }[]
}

/** The tax on one sale: the first step of section 12 that applies decides. Never throws. */
export function ruleTax(facts: TaxRuleFacts, now: Date): TaxRuling {
  const { customer, product, brand, settings } = facts
  const own = ownRate(customer, product)
  if (own !== null) return fixed('customer_rate', 'customer', own, customer.country)
  if (product.ratePpm !== null) return fixed('product_rate', 'product', product.ratePpm, brand.country)
  if (brand.ratePpm !== null) return fixed('brand_rate', 'brand', brand.ratePpm, brand.country)

  const theirs = countryOf(facts, customer.country)
  const home = countryOf(facts, brand.country)
  const atHome = { country: home, region: brand.region }
  if (!theirs) return taxedAt(facts, atHome, 'country_unknown', now)

  const sellerInEu = home?.inEu ?? EU.has(brand.country ?? '')
  if (theirs.inEu && sellerInEu) {
    const business = customer.type === 'business' && customer.taxNumber
    if (business && theirs.code !== brand.country)
      return untaxed(
        'eu_business',
        theirs.code,
        product.physical ? 'intra_community_supply' : 'reverse_charge',
      )
  } else if (customer.taxNumber && !settings.taxCustomersWithTaxNumbers) {
    return untaxed('tax_number', theirs.code, noteAcross(theirs, sellerInEu, brand.country))
  }

  const by = thresholdReached(theirs.threshold, { sale: theirs.sale, oneStopShop: inShop(theirs, settings) })
  if (by === null) return taxedAt(facts, atHome, 'brand_country', now)
  return taxedAt(facts, { country: theirs, region: customer.region }, 'customer_country', now)
}

export type ThresholdReason = 'collecting' | 'one_stop_shop' | 'transactions' | 'amount'

/**
 * Why sales are taxed somewhere, null when they are not: already collecting, the one-stop-shop, more than so
 * many sales in twelve months, or a turnover that with this sale comes to the threshold.
 */
export function thresholdReached(
  threshold: Threshold,
  facts: { sale: number; oneStopShop: boolean },
): ThresholdReason | null {
  const { past } = threshold
  if (threshold.collecting) return 'collecting'
  if (facts.oneStopShop) return 'one_stop_shop'
  if (threshold.transactions !== null && past.transactions > threshold.transactions) return 'transactions'
  if (threshold.amount !== null && past.turnover + facts.sale >= threshold.amount) return 'amount'
  return null
}

/** The rule for a tax type at an instant: a dated one, else the type's default, else the same of `fallback`. */
export function ruleAt<R extends TaxRule>(
  rules: readonly R[],
  taxType: string | null,
  now: Date,
  fallback: string | null = null,
): R | null {
  const newest = [...rules].sort((a, b) => b.validFrom.getTime() - a.validFrom.getTime())
  const find = (type: string) => {
    const ofType = newest.filter((rule) => rule.taxType === type)
    const defaults = ofType.filter((rule) => rule.isDefault)
    return (
      ofType.find((rule) => !rule.isDefault && holdsAt(rule, now)) ??
      defaults.find((rule) => holdsAt(rule, now)) ??
      defaults[0] ??
      null
    )
  }
  return (taxType === null ? null : find(taxType)) ?? (fallback === null ? null : find(fallback))
}

const MINUTE_MS = 60_000

/**
 * Adds a rule of a country or state (section 12): one that overlaps another of its tax type and layer is refused
 * with `invalid_input` on `valid_from` or `valid_until`. A new open-ended rule closes the open one before it a
 * minute earlier; `closed` is that rule as it is now.
 */
export function addRule<R extends TaxRule>(
  rules: readonly R[],
  rule: R,
): { rules: R[]; closed: { before: R; after: R } | null } {
  if (rule.validUntil !== null && rule.validUntil <= rule.validFrom)
    throw invalidInput({ valid_until: 'The rule must end after it begins' })
  const isPeer = (other: R) => other.taxType === rule.taxType && other.isDefault === rule.isDefault
  const open = rules.find((other) => isPeer(other) && other.validUntil === null)
  const end = new Date(rule.validFrom.getTime() - MINUTE_MS)
  const closes = open !== undefined && rule.validUntil === null && open.validFrom < end
  const closed = closes ? { before: open, after: { ...open, validUntil: end } } : null
  const others = rules.map((other) => (closed && other === closed.before ? closed.after : other))
  const clash = others.find((other) => isPeer(other) && overlap(other, rule))
  if (clash) {
    const field = clash.validFrom <= rule.validFrom ? 'valid_from' : 'valid_until'
    throw invalidInput({ [field]: 'Another rule of this tax type holds at that time' })
  }
  return { rules: [...others, rule], closed }
}

/** Touching is not overlapping: one rule may begin at the instant named as the end of another. */
function overlap(a: TaxRule, b: TaxRule): boolean {
  const endsAfter = (rule: TaxRule, at: Date) => rule.validUntil === null || rule.validUntil > at
  return endsAfter(a, b.validFrom) && endsAfter(b, a.validFrom)
}

/** To the end of the minute: a rule closed a minute before the next one leaves no instant without a rule. */
function holdsAt(rule: TaxRule, at: Date): boolean {
  if (rule.validFrom > at) return false
  if (rule.validUntil === null) return true
  const minute = Math.floor(rule.validUntil.getTime() / MINUTE_MS) * MINUTE_MS
  return at.getTime() < minute + MINUTE_MS
}

/** Digital products take the digital rate where there is one; a rate of zero is a rate. */
function ownRate(customer: TaxRuleFacts['customer'], product: TaxRuleFacts['product']): number | null {
  if (product.physical) return customer.standardRatePpm
  return customer.digitalRatePpm ?? customer.standardRatePpm
}

const countryOf = (facts: TaxRuleFacts, code: string | null): TaxCountry | null =>
  facts.countries.find((country) => country.code === code) ?? null

const inShop = (country: TaxCountry, settings: TaxRuleFacts['settings']): boolean =>
  country.inEu && settings.oneStopShop

const isNew = (by: ThresholdReason): boolean => by === 'amount' || by === 'transactions'

/** At home nothing is crossed; into the EU the buyer accounts for the tax, out of it none is due there. */
function noteAcross(theirs: TaxCountry, sellerInEu: boolean, home: string | null): TaxNote | null {
  if (theirs.code === home) return null
  if (theirs.inEu) return 'reverse_charge'
  return sellerInEu ? 'outside_eu' : null
}

function fixed(reason: TaxReason, of: TaxPart['of'], ratePpm: number, country: string | null): TaxRuling {
  const parts = [{ of, code: country, ratePpm }]
  return { ratePpm, country, state: null, note: null, parts, reason, reached: [] }
}

const untaxed = (reason: TaxReason, country: string | null, note: TaxNote | null): TaxRuling => ({
  ratePpm: 0,
  country,
  state: null,
  note,
  parts: [],
  reason,
  reached: [],
})

/** The rules of the country that may tax the sale, its state added; below its threshold no tax and no country. */
function taxedAt(
  facts: TaxRuleFacts,
  place: { country: TaxCountry | null; region: string | null },
  reason: TaxReason,
  now: Date,
): TaxRuling {
  const { country } = place
  const oneStopShop = country !== null && inShop(country, facts.settings)
  const by = country && thresholdReached(country.threshold, { sale: country.sale, oneStopShop })
  if (!country || by === null) return untaxed('below_threshold', null, null)
  const type = facts.product.taxType ?? facts.defaultTaxType
  const rule = ruleAt(country.rules, type, now, facts.defaultTaxType)
  const parts: TaxPart[] = rule ? [{ of: 'country', code: country.code, ratePpm: rule.ratePpm }] : []
  const state = stateOf(country, place.region)
  const stateBy = state && thresholdReached(state.threshold, { sale: country.sale, oneStopShop: false })
  const stateRule = state && stateBy ? ruleAt(state.rules, type, now, facts.defaultTaxType) : null
  if (state && stateRule) parts.push({ of: 'state', code: state.code, ratePpm: stateRule.ratePpm })
  const reached: TaxRuling['reached'] = isNew(by) ? [{ country: country.code, state: null }] : []
  if (state && stateBy && isNew(stateBy)) reached.push({ country: country.code, state: state.code })
  return {
    ratePpm: parts.reduce((sum, part) => sum + part.ratePpm, 0),
    country: country.code,
    state: state && stateRule ? state.name : null,
    note: null,
    parts,
    reason,
    reached,
  }
}

function stateOf(country: TaxCountry, region: string | null): TaxState | null {
  const wanted = region?.trim().toLowerCase()
  if (!wanted) return null
  const named = (state: TaxState) =>
    state.name.toLowerCase() === wanted || state.code.toLowerCase() === wanted
  return country.states.find(named) ?? null
}
