import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { paymentMethod, webhookDelivery } from '@/db/schema'
import { testkit, testWebhooks } from '../testkit'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { recordExpiredCards } from './reminder'
import { createWebhook } from './webhook'
import { makeDeliveries } from './webhook-make'

const kit = testkit()

test('programs are told of a card once its last month is over, once for each date', async () => {
  const owner = await kit.owner()
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  const scope = { ...(await ownerScope(kit.ctx(), owner.id)), webhooks: testWebhooks }
  await createWebhook(scope, {
    name: 'Shop',
    url: 'http://127.0.0.1:9/hook',
    events: ['payment_method_expired'],
  })
  const cards = eq(paymentMethod.ownerId, owner.id)
  const of = { ownerId: owner.id }
  const at = (instant: string) => kit.ctx({ now: new Date(instant) })
  const told = async () => {
    while ((await makeDeliveries(kit.ctx(), { present: async (_, all) => all.map(() => ({})) })) > 0);
    const rows = await kit.database.db
      .select({ type: webhookDelivery.type, customerId: webhookDelivery.customerId })
      .from(webhookDelivery)
      .where(eq(webhookDelivery.ownerId, owner.id))
    return rows.map((row) => [row.type, row.customerId])
  }
  const once = ['payment_method_expired', ctx.customer.id]

  await kit.database.db.update(paymentMethod).set({ expMonth: 3, expYear: 2026 }).where(cards)
  expect(await recordExpiredCards(at('2026-03-31T23:59:59Z'), of)).toBe(0)
  expect(await recordExpiredCards(at('2026-04-01T00:00:00Z'), of)).toBe(1)
  expect(await recordExpiredCards(at('2026-05-01T00:00:00Z'), of)).toBe(0)
  expect(await told()).toEqual([once])

  await kit.database.db.update(paymentMethod).set({ expMonth: 12, expYear: 2026 }).where(cards)
  expect(await recordExpiredCards(at('2026-12-31T00:00:00Z'), of)).toBe(0)
  expect(await recordExpiredCards(at('2027-01-01T00:00:00Z'), of)).toBe(1)
  expect(await told()).toEqual([once, once])

  const removed = { expMonth: 1, expYear: 2027, status: 'removed' as const }
  await kit.database.db.update(paymentMethod).set(removed).where(cards)
  expect(await recordExpiredCards(at('2027-06-01T00:00:00Z'), of)).toBe(0)
})
