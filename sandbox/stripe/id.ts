import { createHash, randomFillSync } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const pool = Buffer.alloc(8192)
let used = pool.length

/** Random letters and digits, as Stripe's ids end in. */
export function randomText(length: number): string {
  if (used + length > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET[(pool[used + i] ?? 0) % 62]
  used += length
  return text
}

/**
 * An id such as `tok_1T…`: the prefix says the noun, 24 characters make it unique. The long ones start with a digit,
 * as Stripe's do, so that a token made in a browser can be told from one that is known by name (`tok_visa`).
 */
export function newId(prefix: string, length = 24): string {
  return length === 24 ? `${prefix}_1${randomText(length - 1)}` : `${prefix}_${randomText(length)}`
}

/** The same letters for the same facts: fingerprints of cards and accounts, ids that must survive a restart. */
export function stableText(facts: string, length: number): string {
  const bytes = createHash('sha256').update(facts).digest()
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET[(bytes[i % bytes.length] ?? 0) % 62]
  return text
}
