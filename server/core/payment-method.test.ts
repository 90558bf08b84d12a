import { expect, test } from 'vitest'
import { isExpiring } from './payment-method'

const at = (text: string) => new Date(text)

test.each([
  [12, 2026, '2026-12-01T23:59:59Z', false],
  // 31 December is thirty days away.
  [12, 2026, '2026-12-02T00:00:00Z', true],
  [12, 2026, '2027-06-01T00:00:00Z', true],
  [1, 2027, '2026-12-31T00:00:00Z', false],
  [1, 2027, '2027-01-02T00:00:00Z', true],
  [null, null, '2030-01-01T00:00:00Z', false],
])('a card of %s/%s at %s: %s', (expMonth, expYear, now, expected) => {
  expect(isExpiring({ expMonth, expYear }, at(now))).toBe(expected)
})
