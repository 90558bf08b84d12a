import { beforeEach, expect, test } from 'vitest'
import type { Ctx } from '@/server/ctx'
import { createApp } from '@/server/http'
import { START, testkit, testOutside } from '@/server/testkit'
import { billabearTestkit } from './billabear-testkit'
import { opener } from './subscription-testkit'

const kit = testkit()
const api = billabearTestkit(kit)
const open = opener(api)

beforeEach(() => {
  api.now = START
  api.errors.length = 0
})

test('the clock is the real one until it is moved, and moves only on', async () => {
  const { call } = await api.tenant()
  expect((await call('GET', '/test/clock')).body).toEqual({ now: START.toISOString(), frozen: false })
  const moved = await call('POST', '/test/clock', { now: '2026-01-15T12:00:00+01:00' })
  expect([moved.status, moved.body]).toEqual([200, { now: '2026-01-15T11:00:00.000Z', frozen: true }])
  expect((await call('POST', '/test/clock', { advance: 'P1M' })).body.now).toBe('2026-02-15T11:00:00.000Z')
  expect((await call('GET', '/test/clock')).body).toEqual({ now: '2026-02-15T11:00:00.000Z', frozen: true })
  const back = await call('POST', '/test/clock', { now: '2026-01-01T00:00:00Z' })
  expect([back.status, back.body.errors]).toEqual([400, { now: 'The clock cannot go back' }])
})

test.each([
  [{}, 'body'],
  [{ now: '2027-01-01T00:00:00Z', advance: 'P1M' }, 'body'],
  [{ now: 'tomorrow' }, 'now'],
  [{ advance: 'a month' }, 'advance'],
  [{ advance: 'P0D' }, 'advance'],
  [{ advance: 'P99999Y' }, 'now'],
  [{ advance: 'P999999999999Y' }, 'now'],
])('%j is refused and moves nothing', async (body, field) => {
  const { call } = await api.tenant()
  const answer = await call('POST', '/test/clock', body)
  expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, [field]])
  expect((await call('GET', '/test/clock')).body.frozen).toBe(false)
  expect(api.errors).toEqual([])
})

test('moving on does on the way what time would have done, each at its own instant', async () => {
  const shop = await open()
  const ada = await shop.customer()
  await ada.start()
  await shop.call('POST', '/test/clock', { advance: 'P3M' })
  expect(await ada.paid()).toEqual([3000, 3000, 3000, 3000])
  const invoices = (await ada.read('/invoices')).data.map((i: { created_at: string }) =>
    i.created_at.slice(0, 10),
  )
  expect(invoices).toEqual(['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'])
})

test("one owner's clock is not another's", async () => {
  const [one, two] = [await api.tenant(), await api.tenant()]
  await one.call('POST', '/test/clock', { advance: 'P1Y' })
  expect((await two.call('GET', '/test/clock')).body).toEqual({ now: START.toISOString(), frozen: false })
})

test('the jobs do what is due; one does only its own, and one that is none is refused by name', async () => {
  const shop = await open()
  const ada = await shop.customer()
  await ada.start()
  api.now = new Date('2026-02-01T00:00:00Z')
  const one = await shop.call('POST', '/test/jobs', { job: 'billing-run' })
  expect([one.status, one.body]).toEqual([200, { done: { 'billing-run': 1 } }])
  expect(await ada.paid()).toEqual([3000])
  const all = await shop.call('POST', '/test/jobs')
  expect(all.body.done).toMatchObject({ 'billing-run': 0, 'charge-due': 1 })
  expect(await ada.paid()).toEqual([3000, 3000])
  const wrong = await shop.call('POST', '/test/jobs', { job: 'nothing' })
  expect([wrong.status, wrong.body.errors.job]).toEqual([400, expect.stringContaining('deliver-webhooks')])
})

test('where money is real there is no test clock', async () => {
  const { owner } = await api.tenant()
  const key = await api.key(owner.id)
  const { advanceClock: _sandbox, ...live } = kit.ctx().stripe
  const app = createApp({
    ...testOutside,
    ctxFor: (actor): Ctx => ({ ...kit.ctx({ actor }), stripe: live as Ctx['stripe'] }),
    publicUrl: () => null,
    livemode: () => true,
    linkKey: () => 'a key of the tests',
    actOnEvents: async () => undefined,
    logError: (line, error) => api.errors.push({ line, error }),
  })
  for (const [method, path] of [
    ['GET', '/test/clock'],
    ['POST', '/test/clock'],
    ['POST', '/test/jobs'],
  ] as const) {
    const body =
      method === 'GET' ? {} : { body: JSON.stringify(path.endsWith('clock') ? { advance: 'P1M' } : {}) }
    const answer = await app.request(`http://folio.example/api/v1${path}`, {
      method,
      headers: { 'x-api-key': key },
      ...body,
    })
    expect([method, path, answer.status]).toEqual([method, path, 403])
  }
  expect(api.errors).toEqual([])
})
