import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { firstIdAt, newId } from '@/db/id'
import { webhookDelivery } from '@/db/schema'
import { webhookReceiver } from '../../rest/billabear/webhook-testkit'
import { testkit } from '../../testkit'
import { redeemVoucher } from '../../usecases/voucher'
import { purgeDeliveries } from '../../usecases/webhook-purge'
import { memberOf, refusalFrom } from '../owner-testkit'

const kit = testkit()
const receiver = webhookReceiver()

const VOUCHER = {
  name: 'Welcome',
  percentOffPpm: null,
  amounts: [{ amount: 1_000, currency: 'eur' }],
  code: 'welcome',
  expiresAt: null,
  redemptionsMax: 2,
  oncePerCustomer: true,
}

test('a voucher is made, found, redeemed, changed and turned off', async () => {
  const owner = await kit.owner()
  const { api, key } = await memberOf(kit, owner.id)
  const { id } = await api.voucher.create({ ...key, ...VOUCHER })
  await redeemVoucher(await kit.customer(owner.id, { email: 'ada@example.org' }), 'WELCOME')
  expect((await api.voucher.list({ ...key, q: 'WEL' })).rows).toMatchObject([
    { id, redemptions: 1, status: 'active', amounts: [{ amount: 1_000, currency: 'EUR' }] },
  ])
  expect((await api.voucher.redemptions({ ...key, id })).rows).toMatchObject([
    { customer: { name: 'ada@example.org' }, isPercentage: false },
  ])
  const half = { ...key, ...VOUCHER, id, percentOffPpm: 500_000, amounts: [] }
  await api.voucher.update({ ...half, redemptionsMax: 1 })
  expect(await api.voucher.get({ ...key, id })).toMatchObject({ status: 'used', percentOffPpm: 500_000 })
  await api.voucher.disable({ ...key, id })
  expect(await api.voucher.get({ ...key, id })).toMatchObject({ status: 'disabled' })
  await api.voucher.enable({ ...key, id })
  expect((await refusalFrom(api.voucher.remove({ ...key, id }))).code).toBe('conflict')
  expect(await refusalFrom(api.voucher.create({ ...key, ...VOUCHER }))).toMatchObject({ fields: ['code'] })
  expect(
    await refusalFrom(
      api.voucher.create({
        ...key,
        ...VOUCHER,
        code: '',
        amounts: [...VOUCHER.amounts, { amount: 0, currency: 'eur' }],
      }),
    ),
  ).toMatchObject({ code: 'invalid_input', fields: ['amounts.1.amount', 'amounts.1.currency', 'code'] })
})

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

test('a webhook is made with a secret shown once, tried, sent again and purged', async () => {
  const owner = await kit.owner()
  const { api, key } = await memberOf(kit, owner.id)
  const url = receiver.url(`/${owner.id}`)
  const fields = { ...key, name: 'Warehouse', url, events: ['invoice_paid' as const] }
  const { id, secret } = await api.webhook.create(fields)
  receiver.secrets.set(`/${owner.id}`, secret)
  const view = await api.webhook.get({ ...key, id })
  expect(view).toMatchObject({ enabled: true, events: ['invoice_paid'] })
  expect(JSON.stringify(view)).not.toContain(secret)

  const tried = await api.webhook.test({ ...key, id })
  expect(tried.status).toBe('delivered')
  expect(receiver.at(`/${owner.id}`)).toMatchObject([{ proved: true, body: { type: 'test' } }])
  const detail = await api.webhook.delivery({ ...key, id: tried.id })
  expect(detail).toMatchObject({ type: 'test', tries: [{ status: 200, answer: 'thanks' }] })
  expect((await api.webhook.rotate({ ...key, id })).secret).not.toBe(secret)

  const now = Date.now()
  const failed = await delivery(owner.id, id, { status: 'failed', at: new Date(now - DAY_MS) })
  await delivery(owner.id, id, { status: 'failed', at: new Date(now - 40 * DAY_MS) })
  const waiting = await delivery(owner.id, id, { status: 'pending', at: new Date(now - 40 * DAY_MS) })
  const since = new Date(now - 2 * DAY_MS)
  expect(await api.webhook.resendSince({ ...key, id, since })).toEqual({ resent: 1 })
  expect(await api.webhook.resendSince({ ...key, id, since })).toEqual({ resent: 0 })
  const again = await api.webhook.resend({ ...key, id: failed })
  const log = await api.webhook.deliveries({ ...key, webhookId: id, status: 'pending' })
  expect(log.rows.map((row) => [row.id === again.id, row.id === waiting, row.resend])).toEqual([
    [true, false, 2],
    [false, false, 1],
    [false, true, 0],
  ])
  // Of the forty days old the one that failed goes, the one that still waits stays.
  expect(await purgeDeliveries(kit.ctx())).toBe(1)
  expect(await purgeDeliveries(kit.ctx())).toBe(0)
  expect((await api.webhook.deliveries({ ...key, webhookId: id })).rows).toHaveLength(5)

  await api.webhook.disable({ ...key, id })
  expect((await refusalFrom(api.webhook.resend({ ...key, id: failed }))).code).toBe('conflict')
  await api.webhook.enable({ ...key, id })
  await api.webhook.update({ ...fields, id, name: 'Shop', events: [] })
  expect(await api.webhook.get({ ...key, id })).toMatchObject({ name: 'Shop', events: [] })
  await api.webhook.remove({ ...key, id })
  expect((await api.webhook.list(key)).rows).toEqual([])
})

test('a wrong address is named, and nothing of another owner is there', async () => {
  const [mine, other] = [await kit.owner(), await kit.owner()]
  const { api, key } = await memberOf(kit, mine.id)
  const theirs = await memberOf(kit, other.id)
  const { id } = await theirs.api.webhook.create({
    ...theirs.key,
    name: 'W',
    url: receiver.url(),
    events: [],
  })
  const tried = await theirs.api.webhook.test({ ...theirs.key, id })
  const { id: voucherId } = await theirs.api.voucher.create({ ...theirs.key, ...VOUCHER })
  const bad = { ...key, name: '', url: 'ftp://example.com', events: [] }
  expect(await refusalFrom(api.webhook.create(bad))).toMatchObject({ fields: ['name'] })
  expect(await refusalFrom(api.webhook.create({ ...bad, name: 'W' }))).toMatchObject({ fields: ['url'] })
  for (const call of [
    () => api.webhook.get({ ...key, id }),
    () => api.webhook.deliveries({ ...key, webhookId: id }),
    () => api.webhook.delivery({ ...key, id: tried.id }),
    () => api.webhook.resend({ ...key, id: tried.id }),
    () => api.webhook.resendSince({ ...key, id, since: new Date(0) }),
    () => api.webhook.rotate({ ...key, id }),
    () => api.webhook.test({ ...key, id }),
    () => api.webhook.remove({ ...key, id }),
    () => api.voucher.get({ ...key, id: voucherId }),
    () => api.voucher.redemptions({ ...key, id: voucherId }),
    () => api.voucher.disable({ ...key, id: voucherId }),
  ])
    expect((await refusalFrom(call())).code).toBe('not_found')
})

/** A delivery that was made at an instant. */
async function delivery(
  ownerId: string,
  endpointId: string,
  { status, at }: { status: 'failed' | 'pending'; at: Date },
): Promise<string> {
  const { db } = kit.database
  const id = `${firstIdAt(at).slice(0, 14)}${newId().slice(14)}`
  const values = {
    ownerId,
    id,
    endpointId,
    eventId: newId(),
    streamId: newId(),
    type: 'invoice_paid',
    body: '{}',
  }
  await db.insert(webhookDelivery).values({ ...values, status, createdAt: at })
  const [row] = await db
    .select({ id: webhookDelivery.id })
    .from(webhookDelivery)
    .where(eq(webhookDelivery.id, id))
  return row?.id ?? ''
}
