import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits behind a prefix that says what it opens, so that a leaked one can be recognised. */
export const newSecret = (prefix: string): string => `${prefix}${randomBytes(32).toString('base64url')}`

/**
 * SHA-256 in hex: all that is kept of a secret. A slow hash would add nothing, because what is hashed
 * is random and long, not a password.
 */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')
