import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { WEBHOOK_NAMES, WEBHOOK_NAMING } from '@/server/usecases/webhook-name'

const page = readFileSync(path.join(__dirname, 'webhooks.md'), 'utf8')

const sent = [
  ...new Set(
    Object.values(WEBHOOK_NAMING).flatMap((naming) =>
      naming === null ? [] : typeof naming === 'string' ? [naming] : [...naming.names],
    ),
  ),
].sort()

test('the table has each event that is sent, and no other', () => {
  const named = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  expect([...named].sort()).toEqual(sent)
})

test('each name that may be chosen is in the table or among those that are never sent', () => {
  const never = page.slice(page.lastIndexOf('\n\n')).match(/`(\w+)`/g) ?? []
  const names = [...sent, ...never.map((name) => name.replaceAll('`', ''))]
  expect([...names].sort()).toEqual([...WEBHOOK_NAMES].sort())
})

test('the lines that verify a signature do', async () => {
  const code = /```js verify\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  const folder = path.join('node_modules', '.cache', 'folio')
  mkdirSync(folder, { recursive: true })
  const file = path.resolve(folder, 'verify-webhook.mjs')
  writeFileSync(file, code)
  const { isOurs } = await import(/* @vite-ignore */ file)
  const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`
  const body = '{"type":"test"}'
  const headersAt = (at: Date) => ({
    'webhook-id': 'id',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': `v1,AAAA ${new Webhook(secret).sign('id', at, body)}`,
  })
  const headers = headersAt(new Date())
  expect(isOurs(secret, headers, body)).toBe(true)
  expect(isOurs(secret, headers, '{"type":"other"}')).toBe(false)
  expect(isOurs(`whsec_${Buffer.from('another').toString('base64')}`, headers, body)).toBe(false)
  expect(isOurs(secret, headersAt(new Date(Date.now() - 600_000)), body)).toBe(false)
})
