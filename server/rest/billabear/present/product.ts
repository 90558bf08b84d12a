import { z } from '@hono/zod-openapi'
import type { ProductFields, ProductRow } from '../../../usecases/product'
import { required, text } from '../document'
import { percentOf } from './customer'
import { presentTaxType, TaxType } from './tax'

export const ProductInput = z
  .object({
    name: required(200),
    external_reference: text(255).nullish(),
    physical: z.boolean().nullish(),
    tax_type: z
      .union([z.string(), z.object({ id: z.string() })])
      .nullish()
      .openapi({
        type: 'string',
        format: 'uuid',
        description: 'a tax type by its id, or as an object with it',
      }),
  })
  .openapi('ProductInput', { example: { name: 'Glitter' } })

export const Product = z
  .object({
    id: z.uuid(),
    name: z.string(),
    external_reference: z.string().nullable(),
    physical: z.boolean(),
    tax_type: TaxType.nullable(),
    tax_rate: z.number().nullable().openapi({ description: "percent; the product's own rate" }),
  })
  .openapi('Product')

export const presentProduct = (row: ProductRow): z.infer<typeof Product> => ({
  id: row.id,
  name: row.name,
  external_reference: row.externalReference,
  physical: row.physical,
  tax_type: row.taxType && presentTaxType(row.taxType),
  tax_rate: row.taxRatePpm === null ? null : percentOf(row.taxRatePpm),
})

export const productFields = (given: z.output<typeof ProductInput>): ProductFields => ({
  name: given.name.trim(),
  externalReference: given.external_reference,
  physical: given.physical ?? false,
  taxTypeId: (typeof given.tax_type === 'object' ? given.tax_type?.id : given.tax_type) ?? null,
})
