import { and, eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { idempotencyKey } from '@/db/schema'
import { DomainError } from '../errors'
import { type Answer, onceOnly } from './idempotency'
import { identityTestkit } from './identity-testkit'

const kit = identityTestkit()

const once = (key: string, requestHash = 'hash') => ({ scope: 'user:1', key, requestHash })

/** A request that counts its runs. */
function request(answer: Answer | Error, gate: Promise<void> = Promise.resolve()) {
  const runs = { count: 0 }
  return {
    runs,
    run: async () => {
      runs.count += 1
      await gate
      if (answer instanceof Error) throw answer
      return answer
    },
  }
}

const age = (key: string, fields: Partial<Record<'created_at' | 'locked_until', string>>) =>
  Promise.all(
    Object.entries(fields).map(([column, interval]) =>
      kit
        .ctx()
        .db.execute(
          sql`update idempotency_key set ${sql.raw(column)} = now() - ${interval}::interval where key = ${key}`,
        ),
    ),
  )

describe('onceOnly', () => {
  it.each<unknown>([{ id: 1, list: ['a', null] }, 'text', 7, null, true, [], 'with "quotes" and \\'])(
    'answers %j again without running again',
    async (body) => {
      const key = `replay-${JSON.stringify(body)}`
      const { runs, run } = request({ status: 201, body })
      expect(await onceOnly(kit.ctx(), once(key), run)).toEqual({ status: 201, body, replayed: false })
      expect(await onceOnly(kit.ctx(), once(key), run)).toEqual({ status: 201, body, replayed: true })
      expect(runs.count).toBe(1)
    },
  )

  it('refuses another request under a used key', async () => {
    const { runs, run } = request({ status: 200, body: 'first' })
    await onceOnly(kit.ctx(), once('other'), run)
    await expect(onceOnly(kit.ctx(), once('other', 'changed'), run)).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
    expect(runs.count).toBe(1)
  })

  it('keeps the same key of another caller apart', async () => {
    const mine = request({ status: 200, body: 'mine' })
    const theirs = request({ status: 200, body: 'theirs' })
    await onceOnly(kit.ctx(), once('shared'), mine.run)
    const answer = await onceOnly(kit.ctx(), { ...once('shared'), scope: 'user:2' }, theirs.run)
    expect(answer).toEqual({ status: 200, body: 'theirs', replayed: false })
  })

  it('runs once when many come at once, and gives all the one answer', async () => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const { runs, run } = request({ status: 200, body: { paid: true } }, gate)
    const all = Array.from({ length: 8 }, () => onceOnly(kit.ctx(), once('at-once'), run))
    setTimeout(open, 300)
    const answers = await Promise.all(all)
    expect(runs.count).toBe(1)
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1)
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
  })

  it('refuses after a moment while the first is still running', async () => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const { runs, run } = request({ status: 200, body: 1 }, gate)
    const first = onceOnly(kit.ctx(), once('slow'), run)
    await expect.poll(() => count('slow')).toBe(1)
    await expect(onceOnly(kit.ctx(), once('slow'), run)).rejects.toMatchObject({ code: 'conflict' })
    open()
    await first
    expect(runs.count).toBe(1)
    expect(await onceOnly(kit.ctx(), once('slow'), run)).toMatchObject({ replayed: true })
  }, 15_000)

  it('takes over the key of a process that died, by one of many', async () => {
    const hanging = onceOnly(kit.ctx(), once('stale'), () => new Promise(() => {}))
    hanging.catch(() => {})
    await expect.poll(() => count('stale')).toBe(1)
    await age('stale', { locked_until: '1 second' })
    const { runs, run } = request({ status: 200, body: 'second life' })
    const answers = await Promise.all([1, 2, 3].map(() => onceOnly(kit.ctx(), once('stale'), run)))
    expect(runs.count).toBe(1)
    expect(answers.map((answer) => answer.body)).toEqual(Array(3).fill('second life'))
  })

  it('does not overwrite the answer of the process that took over', async () => {
    let open = () => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const lost = onceOnly(kit.ctx(), once('lost'), request({ status: 200, body: 'late' }, gate).run)
    await expect.poll(() => count('lost')).toBe(1)
    await age('lost', { locked_until: '1 second' })
    await onceOnly(kit.ctx(), once('lost'), request({ status: 200, body: 'taken over' }).run)
    open()
    await lost
    const { run } = request({ status: 200, body: 'third' })
    expect(await onceOnly(kit.ctx(), once('lost'), run)).toMatchObject({ body: 'taken over', replayed: true })
  })

  it.each([
    { answer: { status: 400, body: { msg: 'bad' } }, runs: 1 },
    { answer: { status: 402, body: { msg: 'declined' } }, runs: 1 },
    { answer: { status: 404, body: null }, runs: 1 },
    { answer: { status: 409, body: { msg: 'pending' } }, runs: 2 },
    { answer: { status: 429, body: { msg: 'slowly' } }, runs: 2 },
    { answer: { status: 500, body: { msg: 'bug' } }, runs: 2 },
    { answer: { status: 502, body: { msg: 'Stripe' } }, runs: 2 },
  ])('runs a request answered $answer.status $runs times when asked twice', async ({ answer, runs }) => {
    const counted = request(answer)
    await onceOnly(kit.ctx(), once(`status-${answer.status}`), counted.run)
    const again = await onceOnly(kit.ctx(), once(`status-${answer.status}`), counted.run)
    expect(again).toEqual({ ...answer, replayed: runs === 1 })
    expect(counted.runs.count).toBe(runs)
  })

  it('throws a kept refusal again as it was', async () => {
    const details = { declineCode: 'insufficient_funds', message: 'Declined' }
    const { runs, run } = request(new DomainError('card_declined', details))
    for (let time = 0; time < 2; time += 1) {
      await expect(onceOnly(kit.ctx(), once('declined'), run)).rejects.toMatchObject({
        name: 'DomainError',
        code: 'card_declined',
        details,
      })
    }
    expect(runs.count).toBe(1)
  })

  it.each([new Error('a bug'), new DomainError('stripe_unavailable'), new DomainError('rate_limited')])(
    'lets a request be tried again after %s',
    async (error) => {
      const key = `thrown-${error.message}`
      await expect(onceOnly(kit.ctx(), once(key), request(error).run)).rejects.toBe(error)
      const { run } = request({ status: 200, body: 'well' })
      expect(await onceOnly(kit.ctx(), once(key), run)).toMatchObject({ body: 'well', replayed: false })
    },
  )

  it('forgets a key after a day, even for another request', async () => {
    await onceOnly(kit.ctx(), once('day'), request({ status: 200, body: 'yesterday' }).run)
    await age('day', { created_at: '25 hours', locked_until: '25 hours' })
    const { run } = request({ status: 200, body: 'today' })
    expect(await onceOnly(kit.ctx(), once('day', 'changed'), run)).toMatchObject({
      body: 'today',
      replayed: false,
    })
  })

  it('sweeps keys of days ago as new ones come', async () => {
    await onceOnly(kit.ctx(), once('swept'), request({ status: 200, body: 1 }).run)
    await age('swept', { created_at: '3 days', locked_until: '3 days' })
    await onceOnly(kit.ctx(), once('sweeper'), request({ status: 200, body: 1 }).run)
    expect(await count('swept')).toBe(0)
  })

  it('answers although the answer cannot be kept', async () => {
    const { db } = kit.ctx()
    const answer = await onceOnly(kit.ctx(), once('unkept'), async () => {
      await db.execute(sql`alter table idempotency_key rename to away`)
      return { status: 200, body: 'done' }
    })
    await db.execute(sql`alter table away rename to idempotency_key`)
    expect(answer).toEqual({ status: 200, body: 'done', replayed: false })
    expect(await count('unkept')).toBe(1)
  })

  it('refuses a key that is empty or longer than 255 characters before anything runs', async () => {
    const { runs, run } = request({ status: 200, body: 1 })
    for (const key of ['', 'k'.repeat(256)]) {
      await expect(onceOnly(kit.ctx(), once(key), run)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    await onceOnly(kit.ctx(), once('k'.repeat(255)), run)
    expect(runs.count).toBe(1)
  })
})

async function count(key: string): Promise<number> {
  const rows = await kit
    .ctx()
    .db.select()
    .from(idempotencyKey)
    .where(and(eq(idempotencyKey.scope, 'user:1'), eq(idempotencyKey.key, key)))
  return rows.length
}
