import { expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import { billabearTestkit } from '../billabear-testkit'
import { story, table } from './story-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** A seat of `solo` costs 100 a day of a month with 31 days, one of `team` 200; tax is a fifth on top. */
test('two years of a monthly customer', async () => {
  const { call, on, sells, customer, differences } = await story(kit, api)
  const solo = await sells('solo', { month: 3_100 })
  const team = await sells('team', { month: 6_200 })
  await call('POST', '/voucher', {
    ...{ name: 'a quarter', code: 'quarter', percentage: 25 },
    ...{ type: 'percentage', entry_type: 'manual' },
  })
  const ada = await customer('ada@example.org')
  const id = await ada.subscribe({ subscription_plan: 'solo', price: solo.month, seat_number: 2 })
  const change = (to: typeof solo) =>
    call('POST', `/subscription/${id}/plan`, { plan: to.plan, price: to.month, when: 'instantly' })

  await on('2026-02-10')
  await call('POST', `/subscription/${id}/seats/add`, { seats: 1 })
  await on('2026-03-11')
  await change(team)
  await on('2026-04-20')
  await call('POST', `/customer/${ada.id}/voucher`, { code: 'quarter' })
  await on('2026-05-21')
  await change(solo)
  await on('2026-07-15')
  await ada.card('tok_chargeCustomerFail')
  await on('2026-08-10')
  expect((await call('GET', `/subscription/${id}`)).body).toMatchObject({ past_due: true })
  await ada.card('tok_visa')
  await on('2026-09-10')
  expect((await call('GET', `/subscription/${id}`)).body).toMatchObject({ past_due: false })
  const september = (await ada.list('payment')).at(-1)
  await call('POST', `/payment/${september.id}/refund`, { amount: 5_000, currency: 'EUR' })
  await on('2026-10-05')
  await call('POST', `/subscription/${id}/seats/remove`, { seats: 1 })
  await on('2027-12-11')
  await call('POST', `/subscription/${id}/cancel`, { when: 'instantly', refund_type: 'prorate' })
  await on('2028-03-01')

  expect(await ada.invoices()).toEqual(
    table(`
      2026-01-01 NW-2026-0001 | 2 solo 6200                |  6200 1240  7440    0  7440
      2026-02-01 NW-2026-0002 | 2 solo 6200                |  6200 1240  7440    0  7440
      2026-03-01 NW-2026-0003 | 3 solo 9300                |  9300 1860 11160    0 11160
      2026-03-11 NW-2026-0004 | 3 solo -6300, 3 team 12600 |  6300 1260  7560    0  7560
      2026-04-01 NW-2026-0005 | 3 team 18600               | 18600 3720 22320    0 22320
      2026-05-01 NW-2026-0006 | 3 team 13950               | 13950 2790 16740    0 16740
      2026-06-01 NW-2026-0007 | 3 solo 9300                |  9300 1860 11160 1980  9180
      2026-07-01 NW-2026-0008 | 3 solo 9300                |  9300 1860 11160    0 11160
      2026-08-01 NW-2026-0009 | 3 solo 9300                |  9300 1860 11160    0 11160
      2026-09-01 NW-2026-0010 | 3 solo 9300                |  9300 1860 11160    0 11160
      2026-10-01 NW-2026-0011 | 3 solo 9300                |  9300 1860 11160    0 11160
      2026-11-01 NW-2026-0012 | 2 solo 6200                |  6200 1240  7440    0  7440
      2026-12-01 NW-2026-0013 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-01-01 NW-2027-0014 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-02-01 NW-2027-0015 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-03-01 NW-2027-0016 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-04-01 NW-2027-0017 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-05-01 NW-2027-0018 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-06-01 NW-2027-0019 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-07-01 NW-2027-0020 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-08-01 NW-2027-0021 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-09-01 NW-2027-0022 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-10-01 NW-2027-0023 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-11-01 NW-2027-0024 | 2 solo 6200                |  6200 1240  7440    0  7440
      2027-12-01 NW-2027-0025 | 2 solo 6200                |  6200 1240  7440    0  7440`),
  )
  // August failed on the 1st, 2nd, 4th, 6th and 8th; the new card paid it on the 10th.
  expect(await ada.list('payment-failure')).toMatchObject([{ retry_count: 4, state: 'payment_complete' }])
  const payments = await ada.payments()
  expect(payments.filter((line) => line.startsWith('2026-08'))).toEqual(['2026-08-10 11160 0'])
  // A third of September was refunded by hand; of the last December, 21 days of 2 seats at 120 with tax.
  expect(payments.filter((line) => !line.endsWith(' 0'))).toEqual([
    '2026-09-01 11160 5000',
    '2027-12-01 7440 5040',
  ])
  expect((await ada.list('refund')).map((refund) => refund.amount)).toEqual([5_000, 5_040])
  expect((await call('GET', `/subscription/${id}`)).body.status).toBe('cancelled')
  expect(await differences()).toEqual([])
})
