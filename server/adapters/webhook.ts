import { createHmac } from 'node:crypto'
import { type LookupAddress, lookup } from 'node:dns'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { wallNow } from '../clock'
import type { OutgoingMessage, SendOutcome, WebhookPort } from '../core/webhook'
import { mayReach, PRIVATE, refusalOf, refusalOfUrl, type TargetRules } from './webhook/target'

/** From the first byte of the request to the last of the answer. */
const TIMEOUT_MS = 10_000
const ANSWER_BYTES_MAX = 2_048

/**
 * Sends webhooks as Standard Webhooks has them (https://www.standardwebhooks.com). No redirect is followed, and the
 * address is checked again where it is connected to, so that a name cannot lead elsewhere than it did when asked.
 */
export function createWebhookSender(
  rules: TargetRules & { timeoutMs?: number },
): Pick<WebhookPort, 'refusalOf' | 'send'> {
  return {
    refusalOf: (url) => refusalOf(url, rules),
    send: (message) => send(message, rules),
  }
}

/** `v1,` and the HMAC-SHA256 of `id.timestamp.body`, once for each secret. */
export function signatureOf(message: OutgoingMessage, timestamp: string): string {
  return message.secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      const signed = `${message.id}.${timestamp}.${message.body}`
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    })
    .join(' ')
}

async function send(
  message: OutgoingMessage,
  rules: TargetRules & { timeoutMs?: number },
): Promise<SendOutcome> {
  const startedAt = performance.now()
  const result = await exchange(message, rules).catch((error: unknown) => ({
    status: null,
    answer: null,
    error: reasonOf(error),
  }))
  return { ...result, ms: Math.round(performance.now() - startedAt) }
}

async function exchange(message: OutgoingMessage, rules: TargetRules & { timeoutMs?: number }) {
  const target = new URL(message.url)
  const refusal = refusalOfUrl(target, rules)
  if (refusal !== null) throw new Error(refusal)
  const timestamp = String(Math.floor(wallNow().getTime() / 1000))
  const signal = AbortSignal.timeout(rules.timeoutMs ?? TIMEOUT_MS)
  const response = await open(target, message.body, {
    method: 'POST',
    signal,
    lookup: guarded(rules),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(message.body),
      'user-agent': 'Folio-Webhooks/1',
      'webhook-id': message.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(message, timestamp),
    },
  })
  return { status: response.statusCode ?? null, error: null, answer: await beginningOf(response) }
}

function open(target: URL, body: string, options: RequestOptions): Promise<IncomingMessage> {
  const request = target.protocol === 'http:' ? httpRequest : httpsRequest
  return new Promise((resolve, reject) => {
    request(target, { ...options, agent: false }, resolve)
      .on('error', reject)
      .end(body)
  })
}

/** How the answer begins. Its status counts as soon as it is there: a body that breaks off changes nothing. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer)
      bytes += (chunk as Buffer).length
      if (bytes >= ANSWER_BYTES_MAX) break
    }
  } catch {
    // What came before it broke off is kept.
  }
  response.destroy()
  // No database column keeps NUL.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8').replaceAll('\0', '')
}

/** Looks a name up for the connection itself, and refuses it when any of its addresses is out of bounds. */
function guarded(rules: TargetRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? []
      const inside = (found ?? []).every(({ address }: LookupAddress) => mayReach(address, rules))
      const refusal = error ?? (inside && first ? null : new Error(PRIVATE))
      if (refusal || !first) return callback(refusal, '', 0)
      if (options.all) return callback(null, found)
      callback(null, first.address, first.family)
    })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout'
  const { code } = error as NodeJS.ErrnoException
  return (code && code !== 'ABORT_ERR' ? code : error.message).slice(0, 200)
}
