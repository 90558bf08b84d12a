/**
 * Loopback and private ranges (RFC 1918, RFC 4193), where a reverse proxy stands: only what comes from there
 * may say on whose behalf it asks.
 */
export const isPrivateAddress = (address: string): boolean =>
  /^(::1$|(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|f[cd])/i.test(address)
