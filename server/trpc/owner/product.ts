import { z } from 'zod'
import {
  createProduct,
  listProducts,
  type ProductRow,
  productParts,
  replaceProduct,
  requireProduct,
  setProductTaxRate,
} from '../../usecases/product'
import { listTaxTypes } from '../../usecases/tax-type'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()
const fields = z.object({
  name: z.string().trim().min(1).max(200),
  externalReference: z.string().trim().max(255).nullable(),
  physical: z.boolean(),
  taxTypeId: z.uuid().nullable(),
  /** Parts per million; null: the rules of brand and country. */
  taxRatePpm: z.number().int().min(0).max(1_000_000).nullable(),
})

export const productRouter = router({
  /** A page of products, oldest first, each with how many prices and plans it has. */
  list: ownerProcedure
    .input(pageInput.extend({ q: z.string().max(100).optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const page = await listProducts(scope, { text: input.q?.trim() }, pageOf(input))
      const parts = await productParts(
        scope,
        page.rows.map((row) => row.id),
      )
      return presentPage(page, input, {
        cursor: (row) => row.id,
        row: (row) => ({ ...presentProduct(row), prices: 0, plans: 0, ...parts.get(row.id) }),
      })
    }),

  get: ownerProcedure
    .input(z.object({ id }))
    .query(async ({ ctx, input }) => presentProduct(await requireProduct(ctx.scope, input.id))),

  /** The tax types that a product may have. */
  taxTypes: ownerProcedure.query(async ({ ctx }) => {
    const { rows } = await listTaxTypes(ctx.scope, {}, { limit: 200 })
    return rows.map(({ id, name, physical, isDefault }) => ({ id, name, physical, isDefault }))
  }),

  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { taxRatePpm } = input
    const { id } = await createProduct(ctx.scope, productFields(input))
    if (taxRatePpm !== null) await setProductTaxRate(ctx.scope, id, taxRatePpm)
    return { id }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    const before = await replaceProduct(ctx.scope, input.id, productFields(input))
    if (before.taxRatePpm !== input.taxRatePpm) await setProductTaxRate(ctx.scope, input.id, input.taxRatePpm)
  }),
})

const productFields = ({ name, externalReference, physical, taxTypeId }: z.infer<typeof fields>) => ({
  name,
  externalReference: externalReference || null,
  physical,
  taxTypeId,
})

const presentProduct = ({
  id,
  name,
  externalReference,
  physical,
  taxType,
  taxRatePpm,
  createdAt,
}: ProductRow) => ({
  id,
  name,
  externalReference,
  physical,
  taxType: taxType && { id: taxType.id, name: taxType.name },
  taxRatePpm,
  createdAt,
})
