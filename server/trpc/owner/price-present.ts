import type { PriceRow } from '../../usecases/price'
import { priceModel } from '../../usecases/usage'

/** A price as the dashboard shows it; `model` is what it is priced by. */
export function presentPrice(row: PriceRow) {
  const { id, type, amount, currency, taxIncluded, externalReference, units, tiers, recurring } = row
  return {
    id,
    type,
    amount,
    currency,
    taxIncluded,
    externalReference,
    units,
    tiers: tiers ?? [],
    isPublic: row.public,
    /** Null: paid once. */
    interval: recurring ? { unit: row.intervalUnit, count: row.intervalCount } : null,
    metric: row.metric && {
      id: row.metric.id,
      code: row.metric.code,
      name: row.metric.name,
      kind: row.metric.kind,
    },
    model: priceModel(row),
    createdAt: row.createdAt,
  }
}
