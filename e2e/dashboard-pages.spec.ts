import { expect, type Page, test } from '@playwright/test'
import { axe } from './support/axe'
import { asOwner } from './support/dashboard'
import { alive } from './support/portal'
import { newCustomer, subscribed } from './support/product'

// Every page of the dashboard's navigation, and the first thing that each of its lists leads to.

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

test('every page of the dashboard passes axe in light and dark, and fits a phone', async ({ page }) => {
  test.slow()
  await subscribed(await newCustomer({ name: 'Page Turner' }), { plan: 'team' })
  const base = await asOwner(page)
  const problems: string[] = []
  const look = async (path: string): Promise<void> => {
    const place = path.replaceAll(/[0-9a-f-]{36}/g, ':id').replace('/dashboard/:id', '') || '/'
    const answer = await page.goto(path)
    if (answer?.status() !== 200) {
      problems.push(`${place}: ${answer?.status()}`)
      return
    }
    await alive(page)
    if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) problems.push(`${place}: not one h1`)
    problems.push(...(await axe(page)).map((each) => `${place}: ${each}`))
    await page.setViewportSize(PHONE)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (over > 0) problems.push(`${place}: ${over} px wider than a phone`)
    await page.setViewportSize(DESK)
  }
  for (const path of await placesOf(page)) {
    await look(path)
    const first = await firstOf(page, path)
    if (first !== null) await look(first)
  }
  await look(`${base}/customers/new`)
  await look(`${base}/products/new`)
  await look(`${base}/plans/new`)
  await look(`${base}/vouchers/new`)
  expect(problems).toEqual([])
})

for (const [locale, menu] of [
  ['de', 'Bereiche'],
  ['fr', 'Rubriques'],
] as const)
  test(`the dashboard is all in its language: ${locale}`, async ({ page, context, baseURL }) => {
    test.slow()
    const base = await asOwner(page)
    const english = await wordsOfPages(page, base)
    await context.addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }])
    await page.goto(base)
    await expect(page.getByRole('navigation', { name: menu }).first()).toBeVisible()
    const own = await wordsOfPages(page, base)
    const problems: string[] = []
    for (const [place, words] of own) {
      const before = english.get(place)
      // Headings and column heads are words of the catalogue, each different in each language or the same on purpose.
      for (const word of words)
        if (before?.has(word) && !SAME[locale]?.has(word) && /^[A-Z][a-z]+( [a-z]+)+/.test(word))
          problems.push(`${place}: ${word}`)
      expect([place, [...words].filter((word) => /^[a-z]+(\.\w+)+$/.test(word))]).toEqual([place, []])
    }
    expect(problems).toEqual([])
  })

/** Sentences that are the same in English: names of things that the demo made. */
const SAME: Record<string, ReadonlySet<string>> = {
  de: new Set(['Digital services']),
  fr: new Set(['Digital services']),
}

/** Where the navigation leads. */
async function placesOf(page: Page): Promise<string[]> {
  const hrefs = await page
    .getByRole('navigation', { name: 'Dashboard' })
    .first()
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  return [...new Set(hrefs)].filter((href) => href.startsWith('/dashboard/'))
}

/** The first thing that a list leads to. */
async function firstOf(page: Page, path: string): Promise<string | null> {
  const row = page.locator('a[data-row]').first()
  const href = (await row.count()) === 0 ? null : await row.getAttribute('href')
  return href?.startsWith(path) ? href : null
}

/** The headings of each page. */
async function wordsOfPages(page: Page, base: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>()
  for (const path of PLACES) {
    await page.goto(`${base}${path}`)
    const words = await page.locator('h1, h2, th, label, legend, dt').allTextContents()
    found.set(path, new Set(words.map((word) => word.trim())))
  }
  return found
}

const PLACES = [
  '',
  '/customers',
  '/invoices',
  '/payments',
  '/reports',
  '/products',
  '/tax',
  '/settings',
  '/team',
]
