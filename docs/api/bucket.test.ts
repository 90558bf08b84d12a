import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pageTestkit, ROOT } from './page.test-support'

const page = pageTestkit('bucket.md')

test('every command on the page runs and answers what the page says', async () => {
  const compared = await page.compare()
  expect(compared.map(({ command, actual }) => ({ command, answer: actual }))).toEqual(
    compared.map(({ command, documented }) => ({ command, answer: documented })),
  )
}, 240_000)

test('the page has every route of the API', async () => {
  const shown = new Set(
    [...page.text.matchAll(/`((?:GET|POST|PUT|DELETE) \/api\/[^`\s]+)`/g)].map(([, route]) => route),
  )
  const answer = await fetch(`${page.url()}/api/openapi/bucket.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> }
  const routes = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(routes.length).toBeGreaterThan(19)
  expect(routes.filter((route) => !shown.has(route))).toEqual([])
})

test('the addresses in the answers are pages of the portal', () => {
  const addresses = [...page.text.matchAll(/"http:\/\/localhost:3000(\/portal\/[^"]+)"/g)].map(
    ([, at = '']) => at,
  )
  expect(addresses.length).toBeGreaterThan(2)
  for (const address of addresses) {
    const folder = address.replace(/[0-9a-f]{24}/, '[customer]').replace(/[0-9a-f-]{36}/, '[id]')
    const files = ['page.tsx', 'route.ts'].map((file) => path.join(ROOT, 'app', folder, file))
    expect(files.some(existsSync), address).toBe(true)
  }
})
