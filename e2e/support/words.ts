import fs from 'node:fs'
import path from 'node:path'

const FOLDER = path.join(import.meta.dirname, '..', '..', 'messages')

type Tree = { [key: string]: string | Tree }

/** What the pages say in a language, by a key such as `signin.check.title`. */
export function catalogue(locale: string): (key: string) => string {
  const words = new Map(entries(read(locale), ''))
  return (key) => {
    const text = words.get(key)
    if (text === undefined) throw new Error(`messages/${locale}.json has no ${key}`)
    return text
  }
}

/** English words that nobody should read on a page in another language: those that it has its own for. */
export function englishOnly(locale: string): string[] {
  const own = new Set(entries(read(locale), '').map(([, text]) => text))
  const english = entries(read('en'), '').map(([, text]) => text)
  return english.filter((text) => !own.has(text) && text.trim() !== '')
}

const read = (locale: string): Tree =>
  JSON.parse(fs.readFileSync(path.join(FOLDER, `${locale}.json`), 'utf8')) as Tree

function entries(tree: Tree, before: string): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[before + key, value]] : entries(value, `${before}${key}.`),
  )
}
