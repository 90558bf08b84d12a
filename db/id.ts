import { randomBytes } from 'node:crypto'

/** A new UUIDv7 (RFC 9562): 48 bits of wall-clock milliseconds, then random; sorts by creation. */
export function newId(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A bucket id: 24 lower-case hex digits, as the bucket API's clients expect. */
export const newBucketId = (): string => randomBytes(12).toString('hex')

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text can be compared with a uuid column; anything else is simply not found. */
export const isUuid = (text: string): boolean => UUID.test(text)
