import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LOCALES } from '@/server/core/format'

const FOLDER = 'messages/dashboard'
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'))
const AREAS = [...new Set(FILES.map((name) => name.split('.')[0] ?? ''))]

test.each(AREAS)('%s says the same things, with the same arguments, in every language', (area) => {
  const [english, ...others] = LOCALES.map((locale) => sentencesOf(`${FOLDER}/${area}.${locale}.json`))
  for (const other of others) {
    expect(Object.keys(other)).toEqual(Object.keys(english ?? {}))
    for (const [key, text] of Object.entries(english ?? {}))
      expect([key, argumentsOf(other[key] ?? '')]).toEqual([key, argumentsOf(text)])
  }
})

/** Each sentence by its path, sorted. */
function sentencesOf(path: string): Record<string, string> {
  const found: [string, string][] = []
  const walk = (value: unknown, at: string): void => {
    if (typeof value === 'string') found.push([at, value])
    else for (const [key, inner] of Object.entries(value ?? {})) walk(inner, at ? `${at}.${key}` : key)
  }
  walk(JSON.parse(readFileSync(path, 'utf8')), '')
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The names of a sentence's arguments (ICU), each once: a plural may repeat one. */
const argumentsOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)\s*[,}]/g)].map((match) => match[1] ?? ''))].sort()
