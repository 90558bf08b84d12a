import type { Sql } from './store'

type Setting = { frozenAt: number | null; offsetSeconds: number }

/**
 * The time of each account in whole seconds. By default it is the wall clock; an account may be frozen at an
 * instant or moved ahead of it. It never goes back once anything was written in that account.
 */
export type Clock = {
  now(account: string): number
  isFrozen(account: string): boolean
  /** Freezes the account at an instant. */
  freeze(account: string, at: number): Promise<void>
  /** Moves the account ahead and leaves it running, or frozen if it was. */
  advance(account: string, seconds: number): Promise<void>
  /** Back to the wall clock; only where that is not a step back. */
  release(account: string): Promise<void>
}

export async function openClock(sql: Sql): Promise<Clock> {
  const settings = new Map<string, Setting>()
  const rows = await sql<{ account: string; frozen_at: string | null; offset_seconds: string }[]>`
    select account, frozen_at, offset_seconds from stripe_sandbox.clock`
  for (const row of rows) {
    settings.set(row.account, {
      frozenAt: row.frozen_at === null ? null : Number(row.frozen_at),
      offsetSeconds: Number(row.offset_seconds),
    })
  }

  async function write(account: string, setting: Setting): Promise<void> {
    await sql`
      insert into stripe_sandbox.clock (account, frozen_at, offset_seconds)
      values (${account}, ${setting.frozenAt}, ${setting.offsetSeconds})
      on conflict (account) do update set frozen_at = excluded.frozen_at, offset_seconds = excluded.offset_seconds`
    settings.set(account, setting)
  }

  function now(account: string): number {
    const setting = settings.get(account)
    return setting?.frozenAt ?? wallSeconds() + (setting?.offsetSeconds ?? 0)
  }

  return {
    now,
    isFrozen: (account) => settings.get(account)?.frozenAt != null,
    freeze: (account, at) => write(account, { frozenAt: at, offsetSeconds: at - wallSeconds() }),
    advance: (account, seconds) => {
      const frozenAt = settings.get(account)?.frozenAt ?? null
      const target = now(account) + seconds
      return write(account, {
        frozenAt: frozenAt === null ? null : target,
        offsetSeconds: target - wallSeconds(),
      })
    },
    release: (account) =>
      write(account, { frozenAt: null, offsetSeconds: Math.max(0, now(account) - wallSeconds()) }),
  }
}

export function wallSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
