import type { Month } from './report-month'

/** What happened in month `month` (counted from the first of the report) to those who began in month `cohort`. */
export type CohortMove = {
  cohort: number
  month: number
  amount: number
  customers: number
  /** The part of it that is their first. */
  startedAmount: number
  startedCustomers: number
}

/** What was there of a cohort when a month ended; amounts in minor units. */
export type CohortCell = { customers: number; revenue: number }

/** Customers by the month they first brought something, with what they began with and what was kept of it since. */
export type Cohort = {
  label: string
  started: CohortCell
  /** From the month they began in on. */
  kept: CohortCell[]
}

/** The cohorts of each of these months, in their order; revenue may grow beyond what they began with. */
export function cohortsOf(months: readonly Month[], moves: readonly CohortMove[]): Cohort[] {
  return months.map(({ label }, cohort) => {
    const own = moves.filter((move) => move.cohort === cohort)
    const cell: CohortCell = { customers: 0, revenue: 0 }
    const kept = months.slice(cohort).map((_, i) => {
      for (const move of own.filter(({ month }) => month === cohort + i)) {
        cell.customers += move.customers
        cell.revenue += move.amount
      }
      return { ...cell }
    })
    const started = own.reduce(
      (sum, { startedCustomers, startedAmount }) => ({
        customers: sum.customers + startedCustomers,
        revenue: sum.revenue + startedAmount,
      }),
      { customers: 0, revenue: 0 },
    )
    return { label, started, kept }
  })
}
