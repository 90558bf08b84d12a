/** The only place that reads the time for billing (design §6). */
export const wallNow = (): Date => new Date()

/** The owner's now: frozen in sandbox mode when `clock_at` is set, else the wall clock. */
export const ownerNow = (owner: { clockAt: Date | null }, now: Date): Date => owner.clockAt ?? now
