import { randomBytes, randomFillSync } from 'node:crypto'

/**
 * A new UUIDv7 (RFC 9562): 48 bits of wall-clock milliseconds, 12 bits that count within one, then random. Those
 * of one process sort by creation, so that what happened in one millisecond keeps its order too.
 */
export function newId(): string {
  const bytes = random16()
  const now = Date.now()
  if (now > last.ms) last = { ms: now, count: bytes.readUInt16BE(6) & COUNT_START_MAX }
  else if (last.count < COUNT_MAX) last = { ms: last.ms, count: last.count + 1 }
  else last = { ms: last.ms + 1, count: 0 }
  bytes.writeUIntBE(last.ms, 0, 6)
  bytes.writeUInt16BE(0x7000 | last.count, 6)
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The smallest id that can be made at an instant: those made before it sort before it. */
export function firstIdAt(at: Date): string {
  const ms = at.getTime().toString(16).padStart(12, '0')
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-000000000000`
}

/** Random bytes are drawn for many ids at once: asking for sixteen costs as much as asking for thousands. */
const pool = Buffer.alloc(16 * 256)
let drawn = pool.length

/** Sixteen random bytes, to be used at once: the next call may hand out the same buffer's next part. */
function random16(): Buffer {
  if (drawn === pool.length) {
    randomFillSync(pool)
    drawn = 0
  }
  drawn += 16
  return pool.subarray(drawn - 16, drawn)
}

const COUNT_MAX = 0xfff
/** Leaves room to count up from where a millisecond starts. */
const COUNT_START_MAX = 0x7ff
let last = { ms: 0, count: 0 }

/** A bucket id: 24 lower-case hex digits, as the bucket API's clients expect. */
export const newBucketId = (): string => randomBytes(12).toString('hex')

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text can be compared with a uuid column; anything else is simply not found. */
export const isUuid = (text: string): boolean => UUID.test(text)
