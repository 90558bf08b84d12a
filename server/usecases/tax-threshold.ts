import { and, eq } from 'drizzle-orm'
import { taxCountry, taxState } from '@/db/schema'
import type { TaxRuling } from '../core/tax-rule'
import type { OwnerCtx, TxCtx } from '../ctx'
import { record } from './event'

/**
 * Marks the countries and states where an invoice reached a threshold as collecting, from this invoice on, and
 * records it, so that the owner is told to register there. For invoices that are issued, never for previews. A place
 * that was marked meanwhile is left as it is: the event is recorded once.
 */
export async function markThresholdsReached(
  t: Pick<TxCtx<OwnerCtx>, 'tx' | 'actor' | 'now' | 'owner'>,
  reached: TaxRuling['reached'],
): Promise<void> {
  const ownerId = t.owner.id
  const marks = { collecting: true, reachedAt: t.now }
  for (const { country, state } of reached) {
    if (state === null) {
      const of = and(eq(taxCountry.ownerId, ownerId), eq(taxCountry.code, country))
      const [row] = await t.tx
        .update(taxCountry)
        .set(marks)
        .where(and(of, eq(taxCountry.collecting, false)))
        .returning()
      if (row) await record(t, 'tax.country_threshold_reached', { ownerId, payload: { country } })
      continue
    }
    const of = and(eq(taxState.ownerId, ownerId), eq(taxState.country, country), eq(taxState.code, state))
    const [row] = await t.tx
      .update(taxState)
      .set(marks)
      .where(and(of, eq(taxState.collecting, false)))
      .returning()
    if (row)
      await record(t, 'tax.state_threshold_reached', { ownerId, payload: { country, state, name: row.name } })
  }
}
