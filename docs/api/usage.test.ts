import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { billabearTestkit } from '@/server/rest/billabear/billabear-testkit'
import { testkit } from '@/server/testkit'
import { usageWorld } from '@/server/usecases/usage-testkit'
import { likeDocumented } from './examples.test-support'

const kit = testkit()
const api = billabearTestkit(kit)
const page = readFileSync(path.join(__dirname, 'usage.md'), 'utf8')

/** Each request of the page with the answer that stands next after it. */
const examples = [
  ...page.matchAll(/^```http\n(\w+) (\S+)\n([\s\S]*?)^```\n\n^```json (\d+)\n([\s\S]*?)^```$/gm),
].map(([, method = '', at = '', body = '', status = '', answer = '']) => ({
  method,
  at,
  body,
  status,
  answer,
}))

test('every request on the page is answered as the page says', async () => {
  expect(examples.length).toBe((page.match(/^```http$/gm) ?? []).length)
  const { call, owner } = await api.tenant({ taxRatePpm: 190_000 })
  const product = (await call('POST', '/product', { name: 'API' })).body.id
  const ids: Record<string, string> = { PRODUCT: product }
  for (const { method, at, body, status, answer } of examples) {
    const sent = (text: string) => text.replace(/\$([A-Z]+)/g, (_, name: string) => ids[name] ?? '')
    const { status: given, text } = await call(method, sent(at), body === '' ? undefined : sent(body))
    const documented = { language: 'json' as const, status, body: answer.trim() }
    const both = likeDocumented(documented, { status: String(given), output: text })
    expect({ at, ...(both.actual as object) }).toEqual({ at, ...(both.documented as object) })
    // What the page takes as given: somebody has subscribed to the price.
    if (at === '/metric') {
      const world = await usageWorld(kit, { ownerId: owner.id, code: 'other' })
      const of = await world.subscribed({
        metric: { ...world.metric, id: JSON.parse(text).id },
        price: { amount: 3 },
      })
      ids.CUSTOMER = of.customer.customer.id
      ids.SUBSCRIPTION = of.subscriptionId
    }
  }
})
