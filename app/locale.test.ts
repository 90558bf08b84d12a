import { expect, it } from 'vitest'
import { preferredLocale } from './locale'

it.each([
  ['', 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['it,fr;q=0.8,de;q=0.9', 'de'],
  ['ja,zh;q=0.5', 'en'],
  ['de;q=0,fr;q=0.3', 'fr'],
  ['*', 'en'],
])('%j asks for %s', (header, locale) => expect(preferredLocale(header)).toBe(locale))
