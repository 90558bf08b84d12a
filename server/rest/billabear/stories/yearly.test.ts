import { expect, test } from 'vitest'
import { testkit } from '@/server/testkit'
import { billabearTestkit } from '../billabear-testkit'
import { story, table } from './story-testkit'

const kit = testkit()
const api = billabearTestkit(kit)

/** A seat of `solo` costs 100 a day, one of `team` 200, for years of 365 days; tax is a fifth on top. */
test('two years of a yearly customer', async () => {
  const { call, on, sells, customer, differences } = await story(kit, api)
  await call('PUT', '/settings', { seat_proration: 'now' })
  const solo = await sells('solo', { year: 36_500 })
  const team = await sells('team', { year: 73_000 })
  await call('POST', '/voucher', {
    ...{ name: 'a tenth', code: 'tenth', percentage: 10 },
    ...{ type: 'percentage', entry_type: 'manual' },
  })
  const bo = await customer('bo@example.org')
  const id = await bo.subscribe({ subscription_plan: 'solo', price: solo.year, seat_number: 1 })
  const change = (to: typeof solo) =>
    call('POST', `/subscription/${id}/plan`, { plan: to.plan, price: to.year, when: 'instantly' })

  // 265 days are left of the year.
  await on('2026-04-11')
  await call('POST', `/subscription/${id}/seats/add`, { seats: 1 })
  // 165 days are left.
  await on('2026-07-20')
  await change(team)
  await on('2026-09-01')
  const upgrade = (await bo.list('payment')).at(-1)
  await call('POST', `/payment/${upgrade.id}/refund`, { amount: 9_600, currency: 'EUR' })
  await on('2026-12-01')
  await call('POST', `/customer/${bo.id}/voucher`, { code: 'tenth' })
  await bo.card('tok_chargeCustomerFail')
  await on('2027-01-12')
  expect((await call('GET', `/subscription/${id}`)).body).toMatchObject({ past_due: true })
  await bo.card('tok_visa')
  await on('2027-04-11')
  await change(solo)
  await on('2028-01-02')
  await call('POST', `/subscription/${id}/cancel`, { when: 'instantly', refund_type: 'full' })
  await on('2029-02-01')

  expect(await bo.invoices()).toEqual(
    table(`
      2026-01-01 NW-2026-0001 | 1 solo 36500                 |  36500  7300  43800     0  43800
      2026-04-11 NW-2026-0002 | 1 solo -26500, 2 solo 53000  |  26500  5300  31800     0  31800
      2026-07-20 NW-2026-0003 | 2 solo -33000, 2 team 66000  |  33000  6600  39600     0  39600
      2027-01-01 NW-2027-0004 | 2 team 131400                | 131400 26280 157680     0 157680
      2028-01-01 NW-2028-0005 | 2 solo 73000                 |  73000 14600  87600 50880  36720`),
  )
  expect(await bo.payments()).toEqual(
    table(`
      2026-01-01  43800     0
      2026-04-11  31800     0
      2026-07-20  39600  9600
      2027-01-12 157680     0
      2028-01-01  36720 36720`),
  )
  // January failed on the 1st, 2nd, 4th, 6th and 8th; the new card paid it on the 12th.
  expect(await bo.list('payment-failure')).toMatchObject([{ retry_count: 4, state: 'payment_complete' }])
  // What the smaller plan was cheaper by, 265 days of 131400 less 73000 with tax, paid a part of 2028.
  expect((await bo.list('credit')).map((entry) => [entry.type, entry.amount])).toEqual([
    ['credit', 50_880],
    ['debit', 50_880],
  ])
  expect((await call('GET', `/subscription/${id}`)).body.status).toBe('cancelled')
  expect(await differences()).toEqual([])
})
