import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { discount } from '@/db/schema'
import { testkit } from '../testkit'
import { moneyTestkit } from './money-testkit'
import { subscribe } from './subscribe'

const kit = testkit()
const money = moneyTestkit(kit)

test('a coupon is redeemed as often as it may be on its account, whoever sells and however many at once', async () => {
  await money.stripe().coupons.create({ id: 'TWICE', percent_off: 50, duration: 'once', max_redemptions: 2 })
  // Each customer is another owner's; all are paid on the installation's account.
  const customers = await Promise.all(Array.from({ length: 6 }, () => money.customer({ token: 'tok_visa' })))
  const starts = await Promise.allSettled(
    customers.map((ctx) => subscribe(ctx, { plan: 'small', coupon: 'TWICE' })),
  )
  const made = starts.flatMap((s) => (s.status === 'fulfilled' ? [s.value.invoice?.total] : []))
  expect(made).toEqual([1_550, 1_550])
  expect(starts.flatMap((s) => (s.status === 'rejected' ? [s.reason.code] : []))).toEqual(
    Array.from({ length: 4 }, () => 'coupon_invalid'),
  )
  expect(await kit.database.db.$count(discount, eq(discount.stripeCouponId, 'TWICE'))).toBe(2)
})
