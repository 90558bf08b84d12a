import { expect, test } from 'vitest'
import { createSeal } from './seal'

const seal = createSeal('a'.repeat(32))

test('what was sealed is read back, and each time looks different', () => {
  const [one, two] = [seal.seal('whsec_ä', 'webhook:1'), seal.seal('whsec_ä', 'webhook:1')]
  expect(one).not.toBe(two)
  expect(one).not.toContain('whsec')
  expect([one, two].map((sealed) => seal.open(sealed, 'webhook:1'))).toEqual(['whsec_ä', 'whsec_ä'])
})

test('another key, another purpose and a changed text are refused', () => {
  const sealed = seal.seal('whsec_a', 'webhook:1')
  expect(() => createSeal('b'.repeat(32)).open(sealed, 'webhook:1')).toThrow()
  expect(() => seal.open(sealed, 'webhook:2')).toThrow()
  const at = sealed.length - 3
  const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  for (const wrong of [changed, '', 'v1.', 'v2.abc', sealed.slice(0, 20)])
    expect(() => seal.open(wrong, 'webhook:1')).toThrow()
})
