import { and, eq, sql } from 'drizzle-orm'
import { brand, numberSeries } from '@/db/schema'
import { type NumberedBrand, numberPattern } from '../core/invoice-number'
import type { OwnerCtx, TxCtx } from '../ctx'
import { invalidInput } from '../errors'

/**
 * Refuses a form of numbers that would give an old number again before long: the series stays gapless and nothing is
 * ever numbered twice. The series is locked meanwhile, so that no number is drawn in between.
 */
export async function requireFreeNumbers(
  t: TxCtx<OwnerCtx>,
  brandId: string,
  changes: Partial<NumberedBrand>,
): Promise<void> {
  if (changes.invoicePrefix === undefined && changes.numberFormat === undefined) return
  const [before] = await t.tx
    .select({ invoicePrefix: brand.invoicePrefix, numberFormat: brand.numberFormat })
    .from(brand)
    .where(and(eq(brand.ownerId, t.owner.id), eq(brand.id, brandId)))
    .for('update')
  if (!before) return
  const after = {
    invoicePrefix: changes.invoicePrefix ?? before.invoicePrefix,
    numberFormat: changes.numberFormat === undefined ? before.numberFormat : changes.numberFormat,
  }
  const pattern = numberPattern(after)
  if (pattern === numberPattern(before)) return
  const [series] = await t.tx
    .select({ next: numberSeries.next })
    .from(numberSeries)
    .where(
      and(
        eq(numberSeries.ownerId, t.owner.id),
        eq(numberSeries.brandId, brandId),
        eq(numberSeries.series, 'invoice'),
      ),
    )
    .for('update')
  const next = series?.next ?? 1
  const [taken] = await t.tx.execute<{ number: string }>(sql`
    select number from invoice
    where owner_id = ${t.owner.id} and brand_id = ${brandId} and status <> 'draft' and number ~ ${pattern}
      and (regexp_match(number, ${pattern}))[1]::numeric >= ${next}
    limit 1`)
  if (taken)
    throw invalidInput({
      number_format: `Invoice ${taken.number} has a number that this format would give again: choose another`,
    })
}
