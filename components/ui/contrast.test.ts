import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentVariables } from './accent'
import { contrast, parseHex, type Rgb, toHex } from './contrast'

const css = readFileSync(fileURLToPath(new URL('../../app/globals.css', import.meta.url)), 'utf8')

describe.each([
  ['light', ':root'],
  ['dark', "[data-theme='dark']"],
])('the %s theme', (_, selector) => {
  const tokens = tokensOf(selector)
  const color = (name: string): Rgb => tokens.get(name) ?? fail(name)
  const grounds = ['paper', 'surface', 'sunken'] as const

  it.each(['ink', 'ink-2', 'ink-3', 'accent', 'good', 'warn', 'bad'])(
    '%s is readable on each ground',
    (text) => {
      for (const ground of grounds)
        expect(contrast(color(text), color(ground)), ground).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each([
    ['accent-ink', 'accent'],
    ['bad-ink', 'bad'],
    ['accent', 'accent-soft'],
    ['good', 'good-soft'],
    ['warn', 'warn-soft'],
    ['bad', 'bad-soft'],
    ['ink-2', 'warn-soft'],
    ['ink-3', 'bad-soft'],
  ])('%s is readable on %s', (text, ground) => {
    expect(contrast(color(text), color(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['paper', 'surface'])('the edge of a control can be seen on %s', (ground) => {
    expect(contrast(color('control'), color(ground))).toBeGreaterThanOrEqual(3)
  })
})

describe.each([
  ['light', ':root'],
  ['dark', "[data-theme='dark']"],
])('the %s charts', (_, selector) => {
  const tokens = tokensOf(selector)
  const color = (name: string): Rgb => tokens.get(name) ?? fail(name)

  it.each(['chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5', 'chart-prev'])(
    'show %s on each ground that they stand on',
    (series) => {
      for (const ground of ['paper', 'surface'])
        expect(contrast(color(series), color(ground)), ground).toBeGreaterThanOrEqual(3)
    },
  )
})

describe('accentVariables', () => {
  it('makes any brand colour readable as text and under text, in both themes', () => {
    const channel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (rgb) => {
        const themes = accentVariables(toHex(rgb))
        for (const [tokens, ground] of [
          [themes?.light, '#fbfaf7'],
          [themes?.dark, '#1b1a17'],
        ] as const) {
          const accent = parseHex(tokens?.['--accent'] ?? '') ?? fail('accent')
          const ink = parseHex(tokens?.['--accent-ink'] ?? '') ?? fail('ink')
          expect(contrast(accent, parseHex(ground) ?? fail(ground))).toBeGreaterThanOrEqual(4.5)
          const soft = parseHex(tokens?.['--accent-soft'] ?? '') ?? fail('accent-soft')
          expect(contrast(accent, ink)).toBeGreaterThanOrEqual(4.5)
          expect(contrast(accent, soft)).toBeGreaterThanOrEqual(4.5)
        }
      }),
    )
  })

  it('keeps a colour that is readable as it is, and refuses what is none', () => {
    expect(accentVariables('#0b6b4d')?.light['--accent']).toBe('#0b6b4d')
    expect(accentVariables('red;}body{display:none')).toBeNull()
    expect(accentVariables('#fff')).toBeNull()
  })
})

function tokensOf(selector: string): Map<string, Rgb> {
  const start = css.indexOf(`\n${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  const found = new Map<string, Rgb>()
  for (const [, name = '', value = ''] of block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) {
    const rgb = parseHex(value)
    if (rgb !== null) found.set(name, rgb)
  }
  return found
}

function fail(what: string): never {
  throw new Error(`no colour: ${what}`)
}
