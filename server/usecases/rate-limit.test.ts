import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { rateLimit } from '@/db/schema'
import { identityTestkit, later, START } from './identity-testkit'
import { countUse } from './rate-limit'

const kit = identityTestkit()
const minute = 60_000

describe('countUse', () => {
  it('allows the limit, refuses beyond it and says how long to wait', async () => {
    const use = { key: 'a', limit: 3, windowMs: 5 * minute }
    for (let count = 0; count < 3; count += 1) await countUse(kit.ctx(), use)
    await expect(countUse(kit.ctx(), use)).rejects.toMatchObject({
      code: 'rate_limited',
      details: { message: 'Too many requests. Try again in 240 seconds.' },
    })
  })

  it('counts anew in the next window and per key', async () => {
    const use = { key: 'b', limit: 1, windowMs: minute }
    await countUse(kit.ctx(), use)
    await expect(countUse(kit.ctx(), use)).rejects.toMatchObject({ code: 'rate_limited' })
    await countUse(kit.ctx(), { ...use, key: 'c' })
    await countUse(kit.ctx(undefined, later(minute)), use)
  })

  it('lets exactly the limit through when all come at once', async () => {
    const use = { key: 'd', limit: 7, windowMs: minute }
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => countUse(kit.ctx(), use)))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(7)
  })

  it('deletes windows of days ago as it goes, and keeps those of today', async () => {
    const ctx = kit.ctx()
    await ctx.db.execute(sql`
      insert into rate_limit (key, window_at)
      select 'old-' || n, ${later(-25 * 60 * minute).toISOString()}::timestamptz from generate_series(1, 50) n`)
    await ctx.db.insert(rateLimit).values({ key: 'today', windowAt: later(-23 * 60 * minute) })
    const day = kit.ctx(undefined, later(30 * minute))
    await countUse(day, { key: 'e', limit: 1, windowMs: minute })
    const left = await ctx.db.select({ key: rateLimit.key }).from(rateLimit)
    expect(left.filter(({ key }) => key.startsWith('old-'))).toEqual([])
    expect(left).toContainEqual({ key: 'today' })
  })

  it('takes a key of any length', async () => {
    await countUse(kit.ctx(), { key: 'x'.repeat(5_000), limit: 1, windowMs: minute })
    const [row] = await kit
      .ctx()
      .db.select()
      .from(rateLimit)
      .where(eq(rateLimit.key, 'x'.repeat(400)))
    expect(row).toMatchObject({ count: 1, windowAt: START })
  })
})
