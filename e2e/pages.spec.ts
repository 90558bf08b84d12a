import { expect, type Page, test } from '@playwright/test'
import { axe } from './support/axe'
import { alive, askForLink } from './support/portal'
import { newCustomer, subscribed } from './support/product'
import { catalogue, englishOnly } from './support/words'

// Every page that a customer can come to: the same list for eyes, for assistive technology and for languages.

const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

test('every page passes axe in light and dark, and fits a phone', async ({ page }) => {
  const problems: string[] = []
  await everyPage(page, 'en', async (place) => {
    problems.push(...(await axe(page)).map((each) => `${place}: ${each}`))
    await page.setViewportSize(PHONE)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    if (over > 0) problems.push(`${place}: ${over} px wider than a phone`)
    await page.setViewportSize(DESK)
  })
  expect(problems).toEqual([])
})

for (const { locale, name } of [
  { locale: 'de', name: 'German' },
  { locale: 'fr', name: 'French' },
]) {
  test(`every page is in ${name}, with no word missing and none left in English`, async ({
    page,
    context,
    baseURL,
  }) => {
    await context.addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }])
    const english = new Set(englishOnly(locale))
    const problems: string[] = []
    await everyPage(page, locale, async (place) => {
      await expect(page.locator('html')).toHaveAttribute('lang', locale)
      const said = await wordsOn(page)
      const wrong = said.filter((text) => english.has(text) || /^[a-z]+(\.\w+)+$/.test(text))
      problems.push(...wrong.map((text) => `${place}: ${text}`))
    })
    expect(problems).toEqual([])
  })
}

/**
 * Goes to each page as somebody new and then as somebody who pays, and does `look` there. The address is told
 * without what is only this run's.
 */
async function everyPage(page: Page, locale: string, look: (place: string) => Promise<void>): Promise<void> {
  const words = catalogue(locale)
  await page.goto('/signin?error=Verification')
  await alive(page)
  await look('/signin')
  const customer = await newCustomer()
  const link = await askForLink(page, customer.email, words)
  await look('/signin/check')
  await page.goto(link)
  await expect(page).toHaveURL(customer.base)
  const lookAt = async (place: string, before = ''): Promise<void> => {
    await page.goto(`${customer.base}${place}`)
    await alive(page)
    // A payment form comes after its page.
    const field = page.getByRole('textbox', { name: /card number|kartennummer|numéro de carte|iban/i })
    if (/plans\/starter$|\/add/.test(place)) await expect(field).toBeVisible()
    await look(`${before}${place.replaceAll(/[0-9a-f-]{36}/g, ':id') || '/'}`)
  }
  for (const place of ['', '/plans', '/plans/starter', '/plans/team?when=trial', '/payment-methods'])
    await lookAt(place, 'new: ')
  for (const place of ['/payment-methods/add?type=sepa_debit', '/invoices', '/cancel', '/nowhere'])
    await lookAt(place, 'new: ')

  await subscribed(customer, { plan: 'starter' })
  const [method, invoice] = await idsOf(page, customer.base)
  for (const place of ['', '/plans', '/plans/business', '/plans/team?when=period_end', '/payment-methods'])
    await lookAt(place)
  for (const place of ['', '/remove']) await lookAt(`/payment-methods/${method}${place}`)
  for (const place of ['', '/pay']) await lookAt(`/invoices/${invoice}${place}`)
  for (const place of ['/payment-methods/add', '/invoices', '/details', '/cancel']) await lookAt(place)
  const another = await newCustomer({ email: customer.email })
  await page.goto('/portal')
  await expect(page.getByRole('link', { name: another.name })).toHaveCount(2)
  await look('/portal')
}

/** The ids of the one card and the one invoice that the pages link to, in whatever language. */
async function idsOf(page: Page, base: string): Promise<[string, string]> {
  await page.goto(`${base}/payment-methods`)
  const method = await page.locator('a[href$="/remove"]').getAttribute('href')
  await page.goto(`${base}/invoices`)
  const invoice = await page.locator('a[href$="/pdf"][href*="/invoices/"]').getAttribute('href')
  return [method?.split('/').at(-2) ?? '', invoice?.split('/').at(-2) ?? '']
}

/** Each piece of text of the page, and each name that only assistive technology says. */
function wordsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node.parentElement?.closest('script, style') === null) found.push(node.textContent ?? '')
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder']) found.push(element.getAttribute(name) ?? '')
    return found.map((text) => text.trim()).filter((text) => text !== '')
  })
}
