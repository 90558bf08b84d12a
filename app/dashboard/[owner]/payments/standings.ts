/** What payments can be narrowed to; the last two are attempts that brought none, or none yet. */
export const PAYMENT_STANDINGS = [
  'completed',
  'refunded',
  'disputed',
  'reversed',
  'failed',
  'waiting',
] as const
