import { expect, type Page, test } from '@playwright/test'
import { axe } from './support/axe'
import { alive, askForLink } from './support/portal'
import { newCustomer, subscribed } from './support/product'

// Every page that a customer can come to: the same list for eyes, for assistive technology and for languages.

test('every page passes axe in light and dark, and fits a phone', async ({ page }) => {
  test.setTimeout(180_000)
  const problems: string[] = []
  const check = async (place: string) => {
    problems.push(...(await axe(page)).map((each) => `${place}: ${each}`))
    await page.setViewportSize(PHONE)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (over > 0) problems.push(`${place}: ${over} px wider than a phone`)
    await page.setViewportSize(DESK)
  }
  await everyPage(page, check)
  expect(problems).toEqual([])
})

for (const { locale, name, overview } of [
  { locale: 'de', name: 'German', overview: 'Übersicht' },
  { locale: 'fr', name: 'French', overview: 'Vue d’ensemble' },
]) {
  test(`every page is in ${name}, with no word missing`, async ({ page, context, baseURL }) => {
    const english = new Map<string, string>()
    const problems: string[] = []
    await everyPage(page, async (place) => {
      english.set(place, await headingOf(page))
      await context.addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }])
      await page.reload()
      await expect(page.locator('html')).toHaveAttribute('lang', locale)
      const words = (await page.locator('body').textContent()) ?? ''
      const keys = words.match(/\b(portal|common|signin|stripe|ui)\.[a-z]\w+(\.\w+)*/g) ?? []
      problems.push(...keys.map((key) => `${place}: ${key}`))
      if ((await headingOf(page)) === english.get(place)) problems.push(`${place}: ${english.get(place)}`)
      await context.addCookies([{ name: 'locale', value: 'en', url: baseURL ?? '' }])
    })
    expect(problems).toEqual([])
    await context.addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }])
    await page.goto('/portal')
    await expect(page.getByRole('navigation').getByRole('link', { name: overview })).toBeVisible()
  })
}

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

/** Goes to each page as somebody who pays, and does `look` there; the address comes without what is this run's own. */
async function everyPage(page: Page, look: (place: string) => Promise<void>): Promise<void> {
  await page.goto('/signin')
  await alive(page)
  await look('/signin')
  const customer = await newCustomer()
  const link = await askForLink(page, customer.email)
  await look('/signin/check')
  await page.goto('/signin?error=Verification')
  await look('/signin?error')
  await page.goto(link)
  await expect(page).toHaveURL(customer.base)
  await alive(page)
  for (const place of ['', '/plans', '/payment-methods', '/invoices', '/details', '/cancel', '/nowhere'])
    await lookAt(page, customer.base, place, look, 'empty ')

  await subscribed(customer, { plan: 'starter' })
  const [method, invoice] = await idsOf(page, customer.base)
  for (const place of [
    '',
    '/plans',
    '/plans/business',
    '/plans/team?when=period_end',
    '/payment-methods',
    '/payment-methods/add',
    `/payment-methods/${method}`,
    `/payment-methods/${method}/remove`,
    '/invoices',
    `/invoices/${invoice}`,
    `/invoices/${invoice}/pay`,
    '/details',
    '/cancel',
  ])
    await lookAt(page, customer.base, place, look)
  const another = await newCustomer({ email: customer.email })
  await page.goto('/portal')
  await expect(page.getByRole('link', { name: another.name })).toHaveCount(2)
  await look('/portal')
}

async function lookAt(
  page: Page,
  base: string,
  place: string,
  look: (place: string) => Promise<void>,
  before = '',
): Promise<void> {
  await page.goto(`${base}${place}`)
  await alive(page)
  // Pages with a payment form are looked at once it is there.
  const isForm = /add$|plans\/starter$/.test(place)
  if (isForm) await expect(page.getByRole('textbox', { name: /number|nummer|numéro/i })).toBeVisible()
  await look(`${before}${place.replaceAll(/[0-9a-f-]{36}/g, ':id') || '/'}`)
}

/** The ids of the one card and the one invoice that the pages link to. */
async function idsOf(page: Page, base: string): Promise<[string, string]> {
  await page.goto(`${base}/payment-methods`)
  const method = await page.getByRole('link', { name: /^Remove/ }).getAttribute('href')
  await page.goto(`${base}/invoices`)
  const invoice = await page.getByRole('link', { name: /^Invoice .* as PDF$/ }).getAttribute('href')
  return [method?.split('/').at(-2) ?? '', invoice?.split('/').at(-2) ?? '']
}

async function headingOf(page: Page): Promise<string> {
  return (await page.getByRole('heading', { level: 1 }).first().textContent()) ?? ''
}
