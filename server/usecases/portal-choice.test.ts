import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { brand, event, subscription } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { DomainError } from '../errors'
import { START, testkit } from '../testkit'
import { replaceBrand } from './brand'
import { createManualInvoice } from './manual-invoice'
import { moneyTestkit } from './money-testkit'
import { customerOverview } from './overview'
import { ownerScope } from './owner'
import { inSubscription, requireMayChoosePlan, requirePortalFeature } from './portal-feature'
import { changeRetention, counterOffer, takeCounterOffer } from './retention'
import { subscribe } from './subscribe'
import { cancelSubscription, previewNextInvoice } from './subscription'
import { startSubscription } from './subscription-start'

const kit = testkit()
const money = moneyTestkit(kit)

test('what a brand does not leave to customers is refused them, and not the owner', async () => {
  const of = await shop()
  await kit.database.db
    .update(brand)
    .set({ portal: { cancel: false, changePlan: false } })
    .where(eq(brand.ownerId, of.owner.id))
  const closed = await kit.at(of, START)
  expect(() => requirePortalFeature(closed, 'cancel')).toThrow(DomainError)
  expect(() => requirePortalFeature({ ...closed, asOwner: true }, 'cancel')).not.toThrow()
  await expect(requireMayChoosePlan(closed)).rejects.toMatchObject({ code: 'forbidden' })
})

test('each of several subscriptions is shown, and the one that is meant is cancelled', async () => {
  const of = await shop()
  const { planId, priceIds } = await kit.plan(of.owner.id, { code: 'extra', prices: [{ amount: 1_000 }] })
  await startSubscription(of, { plan: planId, price: { id: priceIds[0] ?? '' }, seats: 1 } as Parameters<
    typeof startSubscription
  >[1])
  const { all } = await customerOverview(of)
  expect(all.map(({ offer }) => offer.code)).toEqual(['extra', 'small'])
  const older = all[1]?.subscription.id ?? ''
  await cancelSubscription(await inSubscription(of, older), { when: 'period_end' })
  const after = (await customerOverview(of)).all.map((each) => each.subscription.cancelAt !== null)
  expect(after).toEqual([false, true])
  const other = await shop()
  await expect(inSubscription(other, older)).rejects.toMatchObject({ code: 'not_found' })
})

test('who is about to leave is offered less to pay, to the cent, and takes it once', async () => {
  const of = await shop()
  const owner = await ownerScope(kit.ctx(), of.owner.id)
  const offer = { kind: 'discount' as const, percentOffPpm: 200_000, months: 3 }
  await changeRetention(owner, of.brand.id, { reasons: ['unused'], offer })
  const scope = await kit.at(of, START)
  const seen = await counterOffer(scope)
  expect([seen?.before?.amountDue.amount, seen?.after?.amountDue.amount]).toEqual([3_100, 2_480])
  await cancelSubscription(scope, { when: 'period_end' })
  await takeCounterOffer(scope, { reason: 'unused: on holiday' })
  expect((await previewNextInvoice(scope))?.amountDue.amount).toBe(2_480)
  const [taken] = await of.db.select().from(event).where(eq(event.type, 'subscription.offer_taken'))
  expect(taken?.payload).toMatchObject({ reason: 'unused: on holiday' })
  expect(await counterOffer(scope)).toBeNull()
  await expect(takeCounterOffer(scope, { reason: null })).rejects.toMatchObject({ code: 'conflict' })
})

test('a pause that is offered instead ends by itself', async () => {
  const of = await shop()
  const owner = await ownerScope(kit.ctx(), of.owner.id)
  await changeRetention(owner, of.brand.id, { reasons: [], offer: { kind: 'pause', months: 2 } })
  const scope = await kit.at(of, START)
  expect((await counterOffer(scope))?.resumesAt).toEqual(new Date('2026-03-01T00:00:00Z'))
  await takeCounterOffer(scope, { reason: null })
  const [row] = await of.db.select().from(subscription).where(eq(subscription.ownerId, of.owner.id))
  expect(row).toMatchObject({ status: 'paused', resumeAt: new Date('2026-03-01T00:00:00Z') })
})

test('a form of numbers that would give an old number again is refused, and the series goes on', async () => {
  const of = await money.customer({ token: 'tok_visa' })
  const owner = await ownerScope(kit.ctx(), of.owner.id)
  const fields = (numberFormat: string | null) => ({
    ...{
      name: 'Northwind',
      code: 'default',
      email: 'a@example.com',
      address: {},
      taxNumber: null,
      taxRatePpm: 0,
    },
    ...{ invoicePrefix: 'NW', portal: {}, numberFormat },
  })
  const issue = async () => {
    const items = [
      { description: 'x', amount: 100, currency: 'EUR', quantity: 1, taxTypeId: null, taxIncluded: false },
    ]
    return (await createManualInvoice(await kit.at(of, START), { items, draft: false })).number
  }
  await replaceBrand(owner, of.brand.id, fields('1%S'))
  expect([await issue(), await issue()]).toEqual(['11', '12'])
  // The eleventh and twelfth invoice would be called 11 and 12 as well.
  await expect(replaceBrand(owner, of.brand.id, fields('%S'))).rejects.toMatchObject({
    details: { fields: { number_format: expect.stringContaining('1') } },
  })
  expect(await issue()).toBe('13')
  await replaceBrand(owner, of.brand.id, fields(null))
  expect(await issue()).toBe('NW-2026-0004')
  await replaceBrand(owner, of.brand.id, fields('1%S'))
  expect(await issue()).toBe('15')
})

async function shop(): Promise<CustomerCtx> {
  const of = await money.customer({ token: 'tok_visa' })
  await subscribe(of, { plan: 'small' })
  return kit.at(of, START)
}
