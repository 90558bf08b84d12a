import { expect, test } from 'vitest'
import { wordsFor } from '@/components/words'
import { LOCALES } from '../core/format'
import { TAX_NOTES } from '../core/tax'
import { pdfTranslator } from './messages'

test.each(LOCALES)(
  'each note of the tax rules has its own sentence in %s, on documents and pages',
  (locale) => {
    const [t, words] = [pdfTranslator(locale), wordsFor(locale)]
    for (const say of [t, words.t]) {
      const sentences = TAX_NOTES.map((note) => say(`notes.${note}`))
      expect(new Set(sentences).size).toBe(TAX_NOTES.length)
      for (const sentence of sentences) expect(sentence).toMatch(/\.$/)
    }
  },
)
