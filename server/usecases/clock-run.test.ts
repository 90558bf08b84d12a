import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { clockRun, event } from '@/db/schema'
import type { Actor } from '../ctx'
import { START, testkit } from '../testkit'
import { advanceTo } from './clock'
import { continueClockRuns, freezeClock, readTimeMachine, startClockRun, stopClockRun } from './clock-run'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'

const kit = testkit()
const operator: Actor = { kind: 'operator' }
const scope = (ownerId: string) => ownerScope(kit.ctx({ actor: operator }), ownerId)

/** A shop with one customer who pays 31.00 a month from the start on. */
async function shop() {
  const { id } = await kit.owner({ clockAt: START })
  await kit.plan(id, { code: 'team', prices: [{ amount: 3_100 }] })
  const customer = await kit.customer(id)
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  return id
}

const eventsOf = async (ownerId: string, type: string) =>
  (await kit.database.db.select().from(event).where(eq(event.ownerId, ownerId)).orderBy(event.id))
    .filter((row) => row.type === type)
    .map((row) => row.at.toISOString().slice(0, 10))

test('goes on a slice at a time, each thing due at its own instant, whatever dies in between', async () => {
  const id = await shop()
  expect(await readTimeMachine(await scope(id))).toMatchObject({
    frozen: true,
    nextAt: new Date('2026-02-01T00:00:00Z'),
  })
  await startClockRun(await scope(id), { by: 'P3M' })
  // A slice of no length makes one step.
  expect(await continueClockRuns(kit.ctx(), { ownerId: id, sliceMs: 0 })).toBe(1)
  expect(await readTimeMachine(await scope(id))).toMatchObject({
    now: new Date('2026-02-01T00:00:00Z'),
    run: { steps: 1, finishedAt: null, at: new Date('2026-02-01T00:00:00Z') },
  })
  await expect(startClockRun(await scope(id), { by: 'P1D' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(advanceTo(await scope(id), new Date('2026-05-01'))).rejects.toMatchObject({ code: 'conflict' })
  // A process took it and died: nobody else touches it until its claim has run out.
  await kit.database.db.update(clockRun).set({ claimedUntil: new Date(Date.now() + 60_000) })
  expect(await continueClockRuns(kit.ctx(), { ownerId: id })).toBe(0)
  await kit.database.db.update(clockRun).set({ claimedUntil: new Date(Date.now() - 1) })
  while ((await continueClockRuns(kit.ctx(), { ownerId: id, sliceMs: 0 })) > 0);
  const { now, run } = await readTimeMachine(await scope(id))
  expect({ now, ended: run?.finishedAt !== null }).toEqual({
    now: new Date('2026-04-01T00:00:00Z'),
    ended: true,
  })
  expect(await eventsOf(id, 'subscription.renewed')).toEqual(['2026-02-01', '2026-03-01', '2026-04-01'])
  expect(await eventsOf(id, 'payment.received')).toEqual([
    '2026-01-01',
    '2026-02-01',
    '2026-03-01',
    '2026-04-01',
  ])
  expect(await eventsOf(id, 'clock.advanced')).toEqual(['2026-04-01'])
})

test('goes to what is due next, stops where it is told, and never back; only where no money is real', async () => {
  const id = await shop()
  await startClockRun(await scope(id), { next: true })
  await continueClockRuns(kit.ctx(), { ownerId: id })
  expect((await scope(id)).now).toEqual(new Date('2026-02-01T00:00:00Z'))
  await startClockRun(await scope(id), { by: 'P1Y' })
  await continueClockRuns(kit.ctx(), { ownerId: id, sliceMs: 0 })
  await stopClockRun(await scope(id))
  expect(await continueClockRuns(kit.ctx(), { ownerId: id })).toBe(0)
  expect((await scope(id)).now).toEqual(new Date('2026-03-01T00:00:00Z'))
  const back = startClockRun(await scope(id), { to: new Date('2026-02-20T00:00:00Z') })
  await expect(back).rejects.toMatchObject({ code: 'invalid_input' })
  const { advanceClock: _, ...real } = kit.ctx().stripe
  const live = { ...(await scope(id)), stripe: real }
  await expect(readTimeMachine(live)).rejects.toMatchObject({ code: 'sandbox_only' })
  await expect(startClockRun(live, { by: 'P1D' })).rejects.toMatchObject({ code: 'sandbox_only' })
  const running = await kit.owner()
  await freezeClock(await scope(running.id))
  expect(await readTimeMachine(await scope(running.id))).toMatchObject({ frozen: true, nextAt: null })
})
