import { type Money, mulDiv, PPM, scale, sum } from './money'

/** Who was there when a month began, what they brought a month, and how many of them left in it. */
export type LifetimeFacts = { customers: number; lost: number; mrr: Money }

/** What a customer brings and for how long, as one month had it; null where it cannot be said. */
export type Lifetime = {
  /** The part of the customers that left, in parts per million. */
  churnPpm: number | null
  /** How long a customer stays at that rate, in tenths of a month. */
  lifespanTenths: number | null
  /** What a customer brings a month. */
  average: Money | null
  /** What it brings in its whole life: the average for the lifespan. */
  value: Money | null
}

/**
 * Lifetime value by the usual formula, monthly revenue per customer divided by the rate of those who leave, which comes
 * to revenue / lost. Without anybody who left nobody knows how long customers stay, and there is none.
 */
export function lifetimeOf({ customers, lost, mrr }: LifetimeFacts): Lifetime {
  const some = customers > 0
  return {
    churnPpm: some ? mulDiv(lost, PPM, customers, 'half_up') : null,
    lifespanTenths: some && lost > 0 ? mulDiv(customers, 10, lost, 'half_up') : null,
    average: some ? scale(mrr, 1, customers, 'half_up') : null,
    value: some && lost > 0 ? scale(mrr, 1, lost, 'half_up') : null,
  }
}

/** Several months as one: each counts by its customers, so that a small month does not speak for all. */
export function lifetimeOver(months: readonly LifetimeFacts[], currency: string): Lifetime {
  return lifetimeOf({
    customers: months.reduce((total, { customers }) => total + customers, 0),
    lost: months.reduce((total, { lost }) => total + lost, 0),
    mrr: sum(
      months.map(({ mrr }) => mrr),
      currency,
    ),
  })
}
