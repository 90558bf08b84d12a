import { expect, test } from 'vitest'
import { type OwnerChoices, portalOf, settingsOf, settingsProblems } from './settings'

const eleven = Array.from({ length: 11 }, (_, i) => i + 1)

test.each<[Partial<OwnerChoices>, string[]]>([
  [{}, []],
  [{ dunningDays: [1, 3, 5, 7, 14] }, []],
  [{ dunningDays: [] }, []],
  [{ dunningDays: [60] }, []],
  [{ dunningDays: eleven.slice(1) }, []],
  [{ dunningDays: [0, 1] }, ['dunning_days']],
  [{ dunningDays: [61] }, ['dunning_days']],
  [{ dunningDays: [1.5] }, ['dunning_days']],
  [{ dunningDays: [3, 1] }, ['dunning_days']],
  [{ dunningDays: [3, 3] }, ['dunning_days']],
  [{ dunningDays: eleven }, ['dunning_days']],
  [{ invoiceDueDays: 0 }, []],
  [{ invoiceDueDays: 365 }, []],
  [{ invoiceDueDays: -1 }, ['invoice_due_days']],
  [{ invoiceDueDays: 366 }, ['invoice_due_days']],
  [{ invoiceDueDays: 0.5 }, ['invoice_due_days']],
  [{ defaultCurrency: 'JPY' }, []],
  [{ defaultCurrency: 'eur' }, ['default_currency']],
  [{ timezone: 'Europe/Berlin' }, []],
  [{ timezone: 'Europe/Nowhere' }, ['timezone']],
  // An offset means the opposite in Postgres.
  [{ timezone: '+02:00' }, ['timezone']],
  [{ numberFormat: 'random' }, []],
  [{ numberFormat: 'F-%Y-%4S' }, []],
  [{ numberFormat: 'F-%Q' }, ['number_format']],
  [{ timezone: '', defaultCurrency: '' }, ['default_currency', 'timezone']],
])('%j: %j', (given, expected) => {
  expect(Object.keys(settingsProblems(given))).toEqual(expected)
})

test('what was never chosen follows the defaults', () => {
  expect(settingsOf({ settings: { invoiceDueDays: 7 } })).toMatchObject({
    invoiceDueDays: 7,
    dunningDays: [1, 3, 5, 7, 14],
    dunningEnd: 'cancel',
  })
  expect(portalOf({ portal: { pause: true } })).toMatchObject({ pause: true, cancel: true })
})
