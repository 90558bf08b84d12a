import { z } from 'zod'
import { isCountryCode } from '../../core/country'
import { isCurrency, settingsOf } from '../../core/settings'
import { splitTax } from '../../core/tax'
import { TAX_RATES, TAX_SOURCES, taxRatesAt } from '../../core/tax-rates'
import { ruleAt } from '../../core/tax-rule'
import type { OwnerCtx } from '../../ctx'
import { listBrands } from '../../usecases/brand'
import {
  addTaxRule,
  deleteTaxRule,
  listTaxCountries,
  putTaxCountry,
  putTaxState,
  requireTaxCountry,
  type TaxCountryView,
  type TaxRuleView,
} from '../../usecases/tax-country'
import { previewTax } from '../../usecases/tax-preview'
import { type PlaceTurnover, turnoverOf } from '../../usecases/tax-standing'
import {
  createTaxType,
  deleteTaxType,
  listTaxTypes,
  replaceTaxType,
  requireTaxType,
} from '../../usecases/tax-type'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()
const country = z.string().toUpperCase().refine(isCountryCode)
const state = z.string().regex(/^[A-Za-z0-9-]{1,10}$/)
const amount = z.number().int().min(0).max(999_999_999_999)
const limits = z.object({
  threshold: amount.nullable(),
  transactionThreshold: z.number().int().min(0).max(1_000_000_000).nullable(),
  collecting: z.boolean(),
})

export const taxRouter = router({
  /** What would be charged on a sale, by the rules of invoices, and why. */
  preview: ownerProcedure
    .input(
      z.object({
        country,
        region: z.string().trim().max(100).optional(),
        type: z.enum(['individual', 'business']),
        taxTypeId: id.nullable(),
        brand: z.string().max(64),
        amount: amount.max(99_999_999_999),
      }),
    )
    .query(async ({ ctx: { scope }, input }) => {
      const { taxTypeId, type, region, brand } = input
      const physical = taxTypeId === null ? false : (await requireTaxType(scope, taxTypeId)).physical
      const currency = scope.owner.defaultCurrency
      const [ruling] = await previewTax(scope, {
        buyers: [{ country: input.country, type, ...(region ? { region } : {}) }],
        currency,
        product: { taxTypeId, physical, ratePpm: null },
        brand,
        saleNet: input.amount,
      })
      const ratePpm = ruling?.ratePpm ?? 0
      const { net, tax, total } = splitTax({ amount: input.amount, currency }, ratePpm, 'tax_excluded')
      return {
        ratePpm,
        reason: ruling?.reason ?? 'below_threshold',
        note: ruling?.note ?? null,
        parts: ruling?.parts ?? [],
        reached: ruling?.reached ?? [],
        currency,
        net: net.amount,
        tax: tax.amount,
        total: total.amount,
      }
    }),

  /** What the form of the preview offers, and the owner's choices. */
  choices: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const [types, brands] = await Promise.all([
      listTaxTypes(scope, {}, { limit: 200 }),
      listBrands(scope, {}, { limit: 100 }),
    ])
    const { oneStopShop, taxCustomersWithTaxNumbers, checkVatNumbersOnline } = settingsOf(scope.owner)
    return {
      types: types.rows.map(presentType),
      brands: brands.rows.map(({ code, name, address }) => ({
        code,
        name,
        country: address.country ?? null,
      })),
      settings: { oneStopShop, taxCustomersWithTaxNumbers, checkVatNumbersOnline },
    }
  }),

  /** The countries that are set up, by code, each with how near its threshold is. */
  countries: ownerProcedure.input(pageInput).query(async ({ ctx: { scope }, input }) => {
    // By code, and only onwards: there are never more than there are countries.
    const page = await listTaxCountries(scope, {}, pageOf({ after: input.after }))
    const past = await turnoverOf(scope, page.rows)
    const shown = presentPage(page, input, {
      cursor: (row) => row.code,
      row: (row) => presentCountry(row, { scope, past: past.get(row.code) }),
    })
    return { ...shown, previous: null }
  }),

  country: ownerProcedure.input(z.object({ country })).query(async ({ ctx: { scope }, input }) => {
    const row = await requireTaxCountry(scope, input.country)
    const past = await turnoverOf(scope, [row])
    const shipped = TAX_RATES.find((each) => each.code === row.code)
    return {
      ...presentCountry(row, { scope, past: past.get(row.code) }),
      rules: row.rules.map(presentRule),
      states: row.states.map((each) => ({
        code: each.code,
        name: each.name,
        collecting: each.collecting,
        threshold: each.threshold,
        transactionThreshold: each.transactionThreshold,
        reachedAt: each.reachedAt,
        rules: each.rules.map(presentRule),
      })),
      source: shipped ? TAX_SOURCES[shipped.source] : null,
    }
  }),

  /** Sets a country up, or changes it. */
  putCountry: ownerProcedure
    .input(
      limits.partial().extend({
        country,
        currency: z.string().toUpperCase().refine(isCurrency).optional(),
        inEu: z.boolean().optional(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { country: code, threshold, transactionThreshold, collecting, currency, inEu } = input
      await putTaxCountry(ctx.scope, code, {
        threshold,
        transactionThreshold,
        collecting,
        currency,
        inEu,
      })
    }),

  putState: ownerProcedure
    .input(
      limits.partial().extend({ country, code: state, name: z.string().trim().min(1).max(100).optional() }),
    )
    .mutation(async ({ ctx, input }) => {
      const { country, code, name, threshold, transactionThreshold, collecting } = input
      const fields = { name, threshold, transactionThreshold, collecting }
      await putTaxState(ctx.scope, { country, state: code }, fields)
    }),

  addRule: ownerProcedure
    .input(
      z.object({
        country,
        state: state.nullable(),
        taxTypeId: id.optional(),
        ratePpm: z.number().int().min(0).max(1_000_000),
        isDefault: z.boolean(),
        validFrom: z.date().optional(),
        validUntil: z.date().nullable(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { country, state, taxTypeId, ratePpm, isDefault, validFrom, validUntil } = input
      const rule = { taxTypeId, ratePpm, isDefault, validFrom, validUntil }
      await addTaxRule(ctx.scope, { country, state }, rule)
    }),

  removeRule: ownerProcedure
    .input(z.object({ country, state: state.nullable(), id }))
    .mutation(({ ctx, input }) => {
      const { country, state } = input
      return deleteTaxRule(ctx.scope, { country, state }, input.id)
    }),

  types: ownerProcedure.input(pageInput).query(async ({ ctx, input }) =>
    presentPage(await listTaxTypes(ctx.scope, {}, pageOf(input)), input, {
      cursor: (row) => row.id,
      row: presentType,
    }),
  ),

  createType: ownerProcedure
    .input(z.object({ name: z.string().trim().min(1).max(100), physical: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      const { name, physical } = input
      const { id } = await createTaxType(ctx.scope, { name, physical, isDefault: undefined })
      return { id }
    }),

  makeDefault: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx: { scope }, input }) => {
    const { name, physical } = await requireTaxType(scope, input.id)
    await replaceTaxType(scope, input.id, { name, physical, isDefault: true })
  }),

  /** Only a type that no product and no rate has. */
  removeType: ownerProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => deleteTaxType(ctx.scope, input.id)),
})

const presentType = ({ id, name, physical, isDefault }: Awaited<ReturnType<typeof requireTaxType>>) => ({
  id,
  name,
  physical,
  isDefault,
})

const presentRule = (rule: TaxRuleView) => ({
  id: rule.id,
  type: rule.taxType.name,
  ratePpm: rule.ratePpm,
  isDefault: rule.isDefault,
  validFrom: rule.validFrom,
  validUntil: rule.validUntil,
})

function presentCountry(row: TaxCountryView, of: { scope: OwnerCtx; past: PlaceTurnover | undefined }) {
  const { now } = of.scope
  const rules = row.rules.map((rule) => ({ ...rule, taxType: rule.taxTypeId }))
  const standard = row.rules.find((rule) => rule.taxType.isDefault)?.taxTypeId ?? null
  const own = ruleAt(rules, standard, now)
  const shipped = taxRatesAt(row.code, now)
  return {
    code: row.code,
    currency: row.currency,
    inEu: row.inEu,
    collecting: row.collecting,
    threshold: row.threshold,
    transactionThreshold: row.transactionThreshold,
    reachedAt: row.reachedAt,
    past: of.past ?? { turnover: 0, transactions: 0 },
    ownRatePpm: own?.ratePpm ?? null,
    shipped,
    states: row.states.length,
  }
}
