import { expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import { addCard } from '@/server/usecases/payment-method'
import { subscribe } from '@/server/usecases/subscribe'
import { billabearTestkit } from './billabear-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

const NOTHING = {
  active: 0,
  trialing: 0,
  past_due: 0,
  paused: 0,
  unpaid: 0,
  canceled: 0,
  pending_cancel: 0,
  customers: 0,
  customers_subscribed: 0,
}
const eur = (amount: number) => ({ amount, currency: 'EUR' })

test('an owner without anything has zeroes in its default currency', async () => {
  const { call } = await api.tenant()
  const answer = await call('GET', '/stats')
  const none = { mrr: eur(0), arr: eur(0) }
  expect([answer.status, answer.body]).toEqual([
    200,
    { ...NOTHING, ...none, by_currency: [{ currency: 'EUR', ...none, subscriptions: 0 }] },
  ])
})

test('revenue starts with a subscription and ends with its end in sight; another owner sees none of it', async () => {
  const [tenant, other] = [await api.tenant(), await api.tenant()]
  await kit.plan(tenant.owner.id, { code: 'team', prices: [{ amount: 3000 }] })
  const ctx = await kit.customer(tenant.owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  const { subscription } = await subscribe(await kit.at(ctx, ctx.now), { plan: 'team', quantity: 2 })
  const running = { mrr: eur(6000), arr: eur(72_000) }
  expect((await tenant.call('GET', '/stats')).body).toEqual({
    ...NOTHING,
    ...running,
    by_currency: [{ currency: 'EUR', ...running, subscriptions: 1 }],
    active: 1,
    customers: 1,
    customers_subscribed: 1,
  })
  const end = { when: 'end-of-run', refund_type: 'none' }
  await tenant.call('POST', `/subscription/${subscription.id}/cancel`, end)
  const { body } = await tenant.call('GET', '/stats')
  expect(body).toMatchObject({ mrr: eur(0), active: 1, pending_cancel: 1 })
  expect((await other.call('GET', '/stats')).body).toMatchObject({ ...NOTHING, mrr: eur(0) })
})
