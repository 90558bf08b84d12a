import { findBrandByCode } from '@/db/queries/brand'
import type { Currency } from '../core/money'
import { ANY_PRODUCT, type TaxedProduct } from '../core/tax'
import type { TaxRuling } from '../core/tax-rule'
import type { OwnerCtx } from '../ctx'
import { invalidInput } from '../errors'
import { loadTaxRulings } from './tax-facts'

/** Somebody who might buy. A business is taken to have a tax number where it is. */
export type SupposedBuyer = { country: string; region?: string; type: 'individual' | 'business' }

/**
 * The tax on a sale to each of these buyers at the owner's now, by the rules that invoices are made with. `saleNet` is
 * what the sale comes to, in minor units of `currency`: it counts towards thresholds.
 */
export async function previewTax(
  ctx: OwnerCtx,
  input: {
    buyers: SupposedBuyer[]
    currency: Currency
    /** Unset: a digital service of no particular kind. */
    product?: TaxedProduct
    /** The code of the brand that sells; unset: the first one. */
    brand?: string
    saleNet?: number
  },
): Promise<TaxRuling[]> {
  const brand = await findBrandByCode(ctx.db, ctx.owner.id, input.brand ?? 'default')
  if (!brand) throw invalidInput({ brand: 'There is no such brand' })
  const subjects = input.buyers.map(({ country, region, type }) => ({
    brand,
    currency: input.currency,
    customer: {
      address: { country, ...(region ? { region } : {}) },
      type,
      vatNumber: type === 'business' ? SUPPOSED_NUMBER : null,
      standardTaxRatePpm: null,
      digitalTaxRatePpm: null,
    },
  }))
  const rulings = await loadTaxRulings(ctx.db, ctx, subjects)
  return rulings.map((rule) => rule(input.product ?? ANY_PRODUCT, input.saleNet ?? 0))
}

/** The rules ask only whether there is one. */
const SUPPOSED_NUMBER = 'SUPPOSED'
