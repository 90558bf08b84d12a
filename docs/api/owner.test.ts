import { expect, test } from 'vitest'
import { pageTestkit } from './page.test-support'

const page = pageTestkit('owner.md')

test('every command on the page runs and answers what the page says', async () => {
  const compared = await page.compare()
  expect(compared.length).toBeGreaterThan(10)
  expect(compared.map(({ command, actual }) => ({ command, answer: actual }))).toEqual(
    compared.map(({ command, documented }) => ({ command, answer: documented })),
  )
}, 240_000)

test('the page has every route of the API', async () => {
  const shown = new Set([...page.text.matchAll(/`((?:GET|PUT) \/Owner[^`\s]*)`/g)].map(([, route]) => route))
  const answer = await fetch(`${page.url()}/api/openapi/owner.json`)
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> }
  const routes = Object.entries(paths).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${route.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(routes).toHaveLength(9)
  expect(routes.filter((route) => !shown.has(route))).toEqual([])
})
