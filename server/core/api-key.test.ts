import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AREAS, allows, covers, mayWrite, SCOPES } from './api-key'

const scopes = fc.subarray([...SCOPES])

describe('allows', () => {
  test.each([
    [[], 'customers', 'write', true],
    [['read'], 'customers', 'read', true],
    [['read'], 'customers', 'write', false],
    [['write'], 'customers', 'read', false],
    [['customers:read'], 'customers', 'read', true],
    [['customers:read'], 'customers', 'write', false],
    [['customers:write'], 'customers', 'read', false],
    [['customers:read', 'customers:write'], 'vouchers', 'read', false],
    [['read', 'vouchers:write'], 'vouchers', 'write', true],
    [['read', 'vouchers:write'], 'tax', 'write', false],
    // What is not known allows nothing, and does not count as none.
    [['admin'], 'customers', 'read', false],
  ] as const)('%j, %s, %s: %s', (held, area, access, expected) => {
    expect(allows(held, area, access)).toBe(expected)
  })
})

test('a key that may write in one area may write', () => {
  expect([[], ['read'], ['tax:read'], ['tax:write'], ['write']].map(mayWrite)).toEqual([
    true,
    false,
    false,
    true,
    true,
  ])
})

describe('covers', () => {
  test.each([
    [[], [], true],
    [['read', 'write'], [], true],
    [['read'], [], false],
    [['read'], ['tax:read'], true],
    [['read'], ['tax:write'], false],
    [['keys:write', 'tax:read'], ['tax:read'], true],
    [['keys:write', 'tax:read'], ['read'], false],
    [AREAS.map((area) => `${area}:read`), ['read'], true],
  ])('%j covers %j: %s', (held, given, expected) => {
    expect(covers(held, given)).toBe(expected)
  })

  test('what is covered allows nothing more', () => {
    fc.assert(
      fc.property(scopes, scopes, (held, given) => {
        const more = AREAS.some((area) =>
          (['read', 'write'] as const).some((a) => allows(given, area, a) && !allows(held, area, a)),
        )
        expect(covers(held, given)).toBe(!more)
      }),
    )
  })
})
