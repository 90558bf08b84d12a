import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Ctx, CustomerCtx } from '../ctx'
import { DomainError } from '../errors'
import { enterCustomer } from './customer'

/** How long a link to a PDF works, by the wall's clock. */
export const PDF_LINK_LIFE_MS = 15 * 60_000

/** A keyed signature over an invoice and its customer: 32 hex digits, the same each time, made by nobody without the key. */
export const checkOf = (key: string, of: { invoiceId: string; customer: string }): string =>
  macOf(key, CHECK_PURPOSE, Buffer.from(`${of.invoiceId}\n${of.customer}`)).toString('hex')

/** Whether a check is that of an invoice and customer; how far it is right takes no time to find out. */
export function isCheckOf(key: string, of: { invoiceId: string; customer: string }, check: string): boolean {
  const [given, right] = [check, checkOf(key, of)].map((text) =>
    createHmac('sha256', key).update(text).digest(),
  )
  return given !== undefined && right !== undefined && timingSafeEqual(given, right)
}

/** The secret of a link to an invoice's PDF: whose and which, until when, and a signature of that. */
export function pdfToken(
  key: string,
  of: { customerId: string; invoiceId: string; expiresAt: Date },
): string {
  const until = Buffer.alloc(UNTIL_BYTES)
  until.writeUInt32BE(Math.floor(of.expiresAt.getTime() / 1000))
  const ids = Buffer.from(`${of.customerId}${of.invoiceId}`.replaceAll('-', ''), 'hex')
  const said = Buffer.concat([ids, until])
  return Buffer.concat([said, macOf(key, PDF_PURPOSE, said)]).toString('base64url')
}

/** The invoice that a link to a PDF opens. Throws `not_found` for one that is none of ours, or over. */
export async function openPdfLink(
  ctx: Ctx,
  link: { key: string; token: string },
): Promise<{ scope: CustomerCtx; invoiceId: string }> {
  const said = readToken(link)
  if (!said || said.expiresAt <= ctx.now)
    throw new DomainError('not_found', { message: 'This link is not valid any more: ask for another one' })
  const found = await enterCustomer({ ...ctx, actor: { kind: 'system' } }, said.customerId)
  const actor = { kind: 'link' as const, ownerId: found.owner.id, customerId: found.customer.id }
  return { scope: { ...found, actor, role: 'viewer' }, invoiceId: said.invoiceId }
}

const ID_BYTES = 16
const UNTIL_BYTES = 4
const MAC_BYTES = 16
const SAID_BYTES = 2 * ID_BYTES + UNTIL_BYTES
const TOKEN = /^[A-Za-z0-9_-]{70}$/

/** Each says what its MAC is for, so that nothing else made with the key is ever taken for one. */
const CHECK_PURPOSE = 'folio owner invoice check 1\n'
const PDF_PURPOSE = 'folio owner invoice pdf 1\n'

const macOf = (key: string, purpose: string, said: Buffer): Buffer =>
  createHmac('sha256', key).update(purpose).update(said).digest().subarray(0, MAC_BYTES)

function readToken({ key, token }: { key: string; token: string }) {
  if (!TOKEN.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  const said = bytes.subarray(0, SAID_BYTES)
  const mac = bytes.subarray(SAID_BYTES)
  if (mac.length !== MAC_BYTES || !timingSafeEqual(mac, macOf(key, PDF_PURPOSE, said))) return null
  const hex = said.toString('hex')
  return {
    customerId: uuidOf(hex.slice(0, 32)),
    invoiceId: uuidOf(hex.slice(32, 64)),
    expiresAt: new Date(said.readUInt32BE(2 * ID_BYTES) * 1000),
  }
}

const uuidOf = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
