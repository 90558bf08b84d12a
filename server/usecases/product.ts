import { and, eq } from 'drizzle-orm'
import { newId } from '@/db/id'
import {
  countProductParts,
  findProduct,
  type ProductFilter,
  type ProductRow,
  pageProducts,
} from '@/db/queries/product'
import { product } from '@/db/schema'
import type { Page, PageInput } from '../core/page'
import { type OwnerCtx, requireWrite, type TxCtx, transact } from '../ctx'
import { DomainError, invariant } from '../errors'
import { record } from './event'
import { transactOnce } from './once'
import { claimTaxType } from './tax-type'

export type { ProductFilter, ProductRow }

export type ProductFields = {
  name: string
  /** Undefined on a change: it stays. */
  externalReference: string | null | undefined
  physical: boolean
  /** The id of a tax type; null: the owner's default one. */
  taxTypeId: string | null
}

/** The owner's products, oldest first. */
export const listProducts = (
  ctx: OwnerCtx,
  filter: ProductFilter,
  page: PageInput,
): Promise<Page<ProductRow>> => pageProducts(ctx.db, ctx.owner.id, filter, page)

/** How many prices and plans each of these products has. */
export const productParts = (ctx: OwnerCtx, ids: string[]) => countProductParts(ctx.db, ctx.owner.id, ids)

/** One product; `not_found` outside the owner. */
export async function requireProduct(ctx: OwnerCtx, id: string): Promise<ProductRow> {
  const found = await findProduct(ctx.db, ctx.owner.id, id)
  if (!found) throw new DomainError('not_found', { message: 'No such product' })
  return found
}

/** Creates a product; a tax type that the owner does not have is `invalid_input`. */
export async function createProduct(ctx: OwnerCtx, fields: ProductFields): Promise<ProductRow> {
  requireWrite(ctx)
  return transactOnce(ctx, async (t) => {
    const taxType = await taxTypeOf(t, fields.taxTypeId)
    const [row] = await t.tx
      .insert(product)
      .values({ ...fields, ownerId: ctx.owner.id, id: newId() })
      .returning()
    invariant(row, 'an inserted product is returned')
    await record(t, 'product.created', { ownerId: ctx.owner.id, subjectId: row.id })
    return { ...row, taxType }
  })
}

/** Replaces a product's fields; what was invoiced keeps its words. */
export async function replaceProduct(ctx: OwnerCtx, id: string, fields: ProductFields): Promise<ProductRow> {
  const { externalReference, ...rest } = fields
  return changeProduct(ctx, id, {
    ...rest,
    ...(externalReference === undefined ? {} : { externalReference }),
  })
}

/** The product's own rate of tax, in parts per million; null: the brand's and the country's rules. */
export const setProductTaxRate = (ctx: OwnerCtx, id: string, taxRatePpm: number | null) =>
  changeProduct(ctx, id, { taxRatePpm })

async function changeProduct(
  ctx: OwnerCtx,
  id: string,
  changes: Partial<Pick<ProductRow, 'name' | 'externalReference' | 'physical' | 'taxTypeId' | 'taxRatePpm'>>,
): Promise<ProductRow> {
  requireWrite(ctx)
  const found = await requireProduct(ctx, id)
  return transact(ctx, async (t) => {
    const taxType = changes.taxTypeId === undefined ? found.taxType : await taxTypeOf(t, changes.taxTypeId)
    const [row] = await t.tx
      .update(product)
      .set(changes)
      .where(and(eq(product.ownerId, ctx.owner.id), eq(product.id, found.id)))
      .returning()
    invariant(row, 'the product in scope exists')
    const payload = { fields: Object.keys(changes) }
    await record(t, 'product.updated', { ownerId: ctx.owner.id, subjectId: row.id, payload })
    return { ...row, taxType }
  })
}

const taxTypeOf = (t: TxCtx<OwnerCtx>, id: string | null) =>
  id === null ? null : claimTaxType(t, id, 'tax_type')
