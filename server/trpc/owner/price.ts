import { z } from 'zod'
import { TIERS_MAX } from '../../core/pricing'
import { isCurrency } from '../../core/settings'
import { listBrands } from '../../usecases/brand'
import { listMetrics } from '../../usecases/metric'
import { createPrice, listPrices } from '../../usecases/price'
import { requireProduct } from '../../usecases/product'
import { previewTax } from '../../usecases/tax-preview'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'
import { presentPrice } from './price-present'

/** Beyond this an amount times seats would no longer be exact. */
const AMOUNT_MAX = 999_999_999_999
const amount = z.number().int().min(0).max(AMOUNT_MAX)
const unitAmount = z.union([amount, z.string().regex(/^\d{1,15}(\.\d{1,12})?$/)])
const currency = z.string().toUpperCase().refine(isCurrency, 'This currency is not known')

const priceInput = z
  .object({
    productId: z.uuid(),
    type: z.enum(['fixed_price', 'one-off', 'per_unit', 'package', 'tiered_volume', 'tiered_graduated']),
    amount: amount.default(0),
    currency,
    /** Null: paid once. */
    schedule: z.enum(['week', 'month', 'year']).nullable(),
    taxIncluded: z.boolean(),
    public: z.boolean().default(true),
    externalReference: z.string().trim().max(255).nullable().default(null),
    units: z.number().int().min(1).max(1_000_000_000).nullable().default(null),
    tiers: z
      .array(
        z.object({
          firstUnit: z.number().int(),
          lastUnit: z.number().int().nullable(),
          unitAmount,
          flatAmount: amount,
        }),
      )
      .max(TIERS_MAX)
      .default([]),
    /** The id of the metric that a usage price bills; null: seats. */
    metricId: z.uuid().nullable().default(null),
  })
  .superRefine((given, context) => {
    const wrong = (field: string) =>
      context.addIssue({ code: 'custom', path: [field], message: 'It is needed' })
    const isTiered = given.type === 'tiered_volume' || given.type === 'tiered_graduated'
    if (!isTiered && given.amount === 0) wrong('amount')
    if (isTiered && given.tiers.length === 0) wrong('tiers')
    if (given.type === 'package' && given.units === null) wrong('units')
    if ((given.type === 'one-off') !== (given.schedule === null)) wrong('schedule')
    if (given.metricId !== null && given.schedule === null) wrong('metricId')
  })

export const priceRouter = router({
  /** The prices of a product, oldest first. */
  list: ownerProcedure.input(pageInput.extend({ productId: z.uuid() })).query(async ({ ctx, input }) => {
    const page = await listPrices(ctx.scope, input.productId, pageOf(input))
    return presentPage(page, input, { cursor: (row) => row.id, row: presentPrice })
  }),

  /** What a price may count, and how a sale of this product is taxed for buyers in these countries, of both kinds. */
  facts: ownerProcedure
    .input(z.object({ productId: z.uuid(), countries: z.array(z.string().length(2)).max(300) }))
    .query(async ({ ctx: { scope }, input }) => {
      const product = await requireProduct(scope, input.productId)
      const { defaultCurrency } = scope.owner
      const buyers = input.countries.flatMap((country) =>
        (['individual', 'business'] as const).map((type) => ({ country, type })),
      )
      const taxed = {
        taxTypeId: product.taxTypeId,
        physical: product.physical,
        ratePpm: product.taxRatePpm,
      }
      const [rulings, metrics, brands] = await Promise.all([
        previewTax(scope, { buyers, currency: defaultCurrency, product: taxed }),
        listMetrics(scope, {}, { limit: 200 }),
        listBrands(scope, { code: 'default' }, { limit: 1 }),
      ])
      return {
        currency: defaultCurrency,
        /** Where the seller is: most of its customers are too. */
        home: brands.rows[0]?.address.country ?? null,
        taxes: buyers.map(({ country, type }, i) => ({
          country,
          type,
          ratePpm: rulings[i]?.ratePpm ?? 0,
          note: rulings[i]?.note ?? null,
        })),
        metrics: metrics.rows.map(({ id, code, name, kind }) => ({ id, code, name, kind })),
      }
    }),

  create: ownerProcedure.input(priceInput).mutation(async ({ ctx, input }) => {
    const { productId, metricId, tiers, type } = input
    const isTiered = type === 'tiered_volume' || type === 'tiered_graduated'
    const { id } = await createPrice(ctx.scope, productId, {
      type,
      amount: isTiered ? 0 : input.amount,
      currency: input.currency,
      schedule: input.schedule,
      taxIncluded: input.taxIncluded,
      public: input.public,
      externalReference: input.externalReference || null,
      units: type === 'package' ? input.units : null,
      tiers: isTiered ? tiers : null,
      meter: metricId === null ? null : { metric: metricId, kind: null },
    })
    return { id }
  }),
})
