/** Why somebody leaves, as the portal asks. */
export const CANCEL_REASONS = [
  'too_expensive',
  'missing_features',
  'switched',
  'unused',
  'too_complex',
  'other',
] as const
export type CancelReason = (typeof CANCEL_REASONS)[number]

/** What somebody who is about to leave is offered instead: less to pay for a while, or a while without paying. */
export type CounterOffer =
  | { kind: 'discount'; percentOffPpm: number; months: number }
  | { kind: 'pause'; months: number }

/** How a brand lets its customers go. */
export type Retention = { reasons: CancelReason[]; offer: CounterOffer | null }

export const OFFER_MONTHS_MAX = 12

export const DEFAULT_RETENTION: Retention = { reasons: [...CANCEL_REASONS], offer: null }

export const retentionOf = (brand: { retention: Partial<Retention> }): Retention => ({
  ...DEFAULT_RETENTION,
  ...brand.retention,
})
