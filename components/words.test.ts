import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import de from '@/messages/de.json'
import en from '@/messages/en.json'
import fr from '@/messages/fr.json'
import { LOCALES } from '@/server/core/format'
import { wordsFor } from './words'

type Tree = { [name: string]: string | Tree }
const CATALOGUES: Record<string, Tree> = { en, de, fr }
const english = flat(en)

it.each(['de', 'fr'])('%s says everything that English says, with the same placeholders', (locale) => {
  const other = flat(CATALOGUES[locale] ?? {})
  expect([...other.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [key, text] of english)
    expect([key, placeholders(other.get(key) ?? '')]).toEqual([key, placeholders(text)])
})

it.each(LOCALES)('every sentence of the portal can be said in %s', (locale) => {
  const words = wordsFor(locale)
  for (const [key, text] of english) {
    const [area, ...rest] = key.split('.')
    if (area !== 'portal' && area !== 'common') continue
    const values = Object.fromEntries(placeholders(text).map((name) => [name, 7]))
    const say = (area === 'portal' ? words.t : words.common) as unknown as (
      key: string,
      values: object,
    ) => string
    expect(say(rest.join('.'), values), key).not.toMatch(/[{}]/)
  }
})

it('every word the pages ask for by name is there, and every word there is asked for', () => {
  const asked = { portal: new Set<string>(), common: new Set<string>(), site: new Set<string>() }
  const begun = { portal: new Set<string>(), common: new Set<string>(), site: new Set<string>() }
  for (const source of sources()) {
    const of = source.file.includes('(site)') ? 'site' : 'portal'
    collect(source.text, /\bt\(\s*(['`])([^'`]*)/g, asked[of], begun[of])
    collect(source.text, /\bcommon\(\s*(['`])([^'`]*)/g, asked.common, begun.common)
  }
  for (const area of ['portal', 'common', 'site'] as const) {
    const known = [...english.keys()]
      .filter((key) => key.startsWith(`${area}.`))
      .map((key) => key.slice(area.length + 1))
    expect(
      [...asked[area]].filter((key) => !known.includes(key)),
      area,
    ).toEqual([])
    const used = (key: string) =>
      asked[area].has(key) || [...begun[area]].some((start) => key.startsWith(start))
    // Given to the browser as a whole: what can go wrong, and the errors of a form.
    const whole = ['problem.', 'decline.', 'details.errors.']
    expect(
      known.filter((key) => !used(key) && !whole.some((start) => key.startsWith(start))),
      area,
    ).toEqual([])
  }
})

function flat(tree: Tree, before = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(before + name, value)
    else for (const [key, text] of flat(value, `${before}${name}.`)) found.set(key, text)
  }
  return found
}

/** The names in braces, but not the words inside a plural. */
function placeholders(text: string): string[] {
  const outer = text.replace(/\{(\w+), plural,(?:[^{}]|\{[^{}]*\})*\}/g, '{$1}')
  return [...new Set([...outer.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()
}

function collect(text: string, pattern: RegExp, whole: Set<string>, begun: Set<string>): void {
  for (const [, , key = ''] of text.matchAll(pattern)) {
    const at = key.indexOf('$')
    if (at === -1) whole.add(key)
    else begun.add(key.slice(0, at))
  }
}

/** The source of the portal, the front page and their components; the dashboard's have catalogues of their own. */
function sources(): { file: string; text: string }[] {
  const all = componentsAndPages()
  const nameOf = (file: string) => file.replace(/\.tsx?$/, '')
  const dashboard = new Set(all.filter(({ text }) => /= area\(/.test(text)).map(({ file }) => nameOf(file)))
  // Whatever leads to words of an area says those: no component of the portal does.
  for (let before = -1; before < dashboard.size; ) {
    before = dashboard.size
    for (const { file, text } of all)
      if (importsOf(file, text).some((each) => dashboard.has(each))) dashboard.add(nameOf(file))
  }
  return all.filter(({ file }) => !file.startsWith('components/dashboard/') && !dashboard.has(nameOf(file)))
}

const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(/from '([^']+)'/g)].map(([, from = '']) =>
    from.startsWith('@/') ? from.slice(2) : path.posix.join(path.posix.dirname(file), from),
  )

function componentsAndPages(): { file: string; text: string }[] {
  const own = /^(app\/(portal|checkout|pay|manage|\(site\))|components\/(?!ui\/|stripe\/|words\.test))/
  return ['app', 'components']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(folder, file)),
    )
    .filter((file) => own.test(file) && /\.tsx?$/.test(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
}
