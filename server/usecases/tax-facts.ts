import type { Db, Tx } from '@/db'
import { loadTaxSetup, sumTurnover, type TaxSetup, type Turnover } from '@/db/queries/tax'
import { convert } from '../core/exchange-rate'
import { type Currency, money } from '../core/money'
import { settingsOf } from '../core/settings'
import { EU, type TaxedProduct } from '../core/tax'
import { startOf, TAX_RATES } from '../core/tax-rates'
import { ruleTax, type TaxCountry, type TaxRule, type TaxRuling, type Threshold } from '../core/tax-rule'
import { addMonths } from '../core/time'
import type { Brand, Customer, CustomerCtx, OwnerCtx } from '../ctx'
import { invariant } from '../errors'

/**
 * The tax on a sale. `saleNet` is what the whole invoice comes to before tax, in minor units of the currency the
 * ruling was loaded for: it counts towards thresholds.
 */
export type RuleSale = (product: TaxedProduct, saleNet: number) => TaxRuling

/** Who buys from which brand, as far as tax goes, and in which currency. */
export type TaxSubject = {
  brand: Pick<Brand, 'address' | 'taxRatePpm'>
  customer: Pick<Customer, 'address' | 'type' | 'vatNumber' | 'standardTaxRatePpm' | 'digitalTaxRatePpm'>
  currency: Currency
}

/** How tax is decided for one customer, by the rules of the behaviour page, section 12 (`ruleTax`). */
export async function loadTaxRuling(
  tx: Db | Tx,
  of: Pick<CustomerCtx, 'owner' | 'brand' | 'customer' | 'now'>,
  currency: Currency,
): Promise<RuleSale> {
  const [rule] = await loadTaxRulings(tx, of, [{ brand: of.brand, customer: of.customer, currency }])
  invariant(rule, 'each subject has its ruling')
  return rule
}

/**
 * The same for many customers of one owner, in the order they are given: four queries for all of them, a fifth
 * where a threshold makes the past twelve months matter, and none where each has a rate of its own. What they buy
 * in one run does not count towards each other's thresholds: it does from the next run on.
 */
export async function loadTaxRulings(
  tx: Db | Tx,
  of: Pick<OwnerCtx, 'owner' | 'now'>,
  subjects: TaxSubject[],
): Promise<RuleSale[]> {
  const codes = new Set(subjects.filter((subject) => !hasOwnRate(subject)).flatMap(countriesOf))
  const setup = codes.size > 0 ? await loadTaxSetup(tx, of.owner.id, [...codes]) : NOTHING
  const past = await loadPast(tx, of, setup)
  const settings = settingsOf(of.owner)
  const defaultTaxType = setup.types.find((type) => type.isDefault)?.id ?? SHIPPED_TYPE
  const physicalTypes = new Set(setup.types.filter((type) => type.physical).map((type) => type.id))
  const known = new Map([...codes].map((code) => [code, countryOf(code, setup, past, defaultTaxType)]))
  return subjects.map((subject) => {
    const { brand, customer } = subject
    const places = countriesOf(subject).flatMap((code) => known.get(code) ?? [])
    return (product, saleNet) =>
      ruleTax(
        {
          customer: {
            country: countryCode(customer),
            region: customer.address.region ?? null,
            type: customer.type,
            taxNumber: customer.vatNumber,
            standardRatePpm: customer.standardTaxRatePpm,
            digitalRatePpm: customer.digitalTaxRatePpm,
          },
          product: {
            taxType: product.taxTypeId,
            physical: product.physical || physicalTypes.has(product.taxTypeId ?? ''),
            ratePpm: product.ratePpm,
          },
          brand: {
            country: countryCode(brand),
            region: brand.address.region ?? null,
            ratePpm: brand.taxRatePpm,
          },
          countries: places.map((place) => ({
            ...atHome(place, countryCode(brand)),
            sale: inCurrency({ net: saleNet, currency: subject.currency }, place.currency),
          })),
          defaultTaxType,
          settings,
        },
        of.now,
      )
  })
}

/** The rates that ship with Folio, of countries where the owner has no rate for its default type. */
const SHIPPED_TYPE = 'shipped'
const NOTHING: TaxSetup = { types: [], countries: [], states: [], rules: [] }
const NEVER: Threshold = {
  collecting: false,
  amount: null,
  transactions: null,
  past: { turnover: 0, transactions: 0 },
}
const MINUTE_MS = 60_000

type Place = Omit<TaxCountry, 'sale'> & { currency: Currency; isSetUp: boolean }

const countryCode = (of: { address: { country?: string } }): string | null =>
  of.address.country?.toUpperCase() ?? null

const countriesOf = ({ brand, customer }: TaxSubject): string[] => {
  const codes = [countryCode(customer), countryCode(brand)].filter((code) => code !== null)
  return [...new Set(codes)]
}

/**
 * Rules 1 and 3 decide by themselves: nothing needs to be known of any country. A digital rate is only for what is
 * digital, which a tax type may say.
 */
const hasOwnRate = ({ brand, customer }: TaxSubject): boolean =>
  customer.digitalTaxRatePpm === null && (customer.standardTaxRatePpm !== null || brand.taxRatePpm !== null)

/** A seller collects the tax of its home country without setting it up, if Folio knows the rates there. */
function atHome({ currency: _currency, isSetUp, ...place }: Place, home: string | null) {
  const collecting = place.threshold.collecting || (!isSetUp && place.code === home && place.rules.length > 0)
  return { ...place, threshold: { ...place.threshold, collecting } }
}

function countryOf(code: string, setup: TaxSetup, past: Turnover[], defaultTaxType: string): Place {
  const row = setup.countries.find((country) => country.code === code)
  const shipped = TAX_RATES.find((country) => country.code === code)
  const currency = row?.currency ?? shipped?.currency ?? 'EUR'
  const ofCountry = past.filter((turnover) => turnover.country === code)
  const rules = setup.rules.filter((rule) => rule.country === code).map(ruleOf)
  const own = rules.filter((rule) => rule.state === null)
  const hasDefault = own.some((rule) => rule.taxType === defaultTaxType && rule.isDefault)
  return {
    code,
    currency,
    isSetUp: row !== undefined,
    inEu: row?.inEu ?? EU.has(code),
    threshold: row ? thresholdOf(row, ofCountry, currency) : NEVER,
    rules: hasDefault ? own : [...own, ...shippedRules(code, defaultTaxType)],
    states: setup.states
      .filter((state) => state.country === code)
      .map((state) => {
        const names = [state.code.toLowerCase(), state.name.toLowerCase()]
        const sold = ofCountry.filter((turnover) => names.includes(turnover.region))
        return {
          code: state.code,
          name: state.name,
          threshold: thresholdOf(state, sold, currency),
          rules: rules.filter((rule) => rule.state === state.code),
        }
      }),
  }
}

type Limits = { threshold: number | null; transactionThreshold: number | null; collecting: boolean }

function thresholdOf(row: Limits, past: Turnover[], currency: Currency): Threshold {
  return {
    collecting: row.collecting,
    amount: row.threshold,
    transactions: row.transactionThreshold,
    past: {
      turnover: past.reduce((sum, of) => sum + inCurrency(of, currency), 0),
      transactions: past.reduce((sum, of) => sum + of.transactions, 0),
    },
  }
}

const ruleOf = (row: TaxSetup['rules'][number]): TaxRule & { state: string | null } => ({
  state: row.state,
  taxType: row.taxTypeId,
  ratePpm: row.ratePpm,
  isDefault: row.isDefault,
  validFrom: row.validFrom,
  validUntil: row.validUntil,
})

/** As defaults, so that an owner's dated rule lies over them. What was before the data began is taken as they begin. */
function shippedRules(code: string, taxType: string): TaxRule[] {
  const rates = TAX_RATES.find((country) => country.code === code)?.rates ?? []
  return rates.map((row, i) => {
    const next = rates[i + 1]
    return {
      taxType,
      ratePpm: row.standardPpm,
      isDefault: true,
      validFrom: i === 0 ? new Date(0) : startOf(row),
      validUntil: next ? new Date(startOf(next).getTime() - MINUTE_MS) : null,
    }
  })
}

/** A sale in a currency without a known rate does not count towards a threshold. */
const inCurrency = (of: { net: number; currency: Currency }, currency: Currency): number =>
  convert(money(of.net, of.currency), currency) ?? 0

/** The past twelve months of the countries where a threshold is not reached yet, and could be. */
async function loadPast(
  tx: Db | Tx,
  { owner, now }: Pick<OwnerCtx, 'owner' | 'now'>,
  setup: TaxSetup,
): Promise<Turnover[]> {
  const { oneStopShop } = settingsOf(owner)
  const open = (row: Limits) =>
    !row.collecting && (row.threshold !== null || row.transactionThreshold !== null)
  const countries = setup.countries
    .filter((row) => {
      const reachable = open(row) && !(oneStopShop && row.inEu)
      return reachable || setup.states.some((state) => state.country === row.code && open(state))
    })
    .map((row) => row.code)
  if (countries.length === 0) return []
  return sumTurnover(tx, owner.id, { countries, since: addMonths(now, -12), until: now })
}
