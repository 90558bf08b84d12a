import { expect, type Page, test } from '@playwright/test'
import { api } from './support/api'
import { axe } from './support/axe'
import { alert, alive, amount, askForLink, challenge, fillCard, passChallenge, visit } from './support/portal'
import { folio, mailTo } from './support/product'
import { englishOnly } from './support/words'

type Plan = { code_name: string; prices: { id: string }[] }

/** A page of the demo owner that sells a month of Team (€49.00) and a set-up (€10.00), before VAT. */
async function newCheckout(fields: Record<string, unknown> = {}): Promise<string> {
  const { data } = await api<{ data: Plan[] }>('GET', '/plan?limit=100')
  const team = data.find((plan) => plan.code_name === 'team')
  const made = await api('POST', '/checkout', {
    name: 'Team with set-up',
    brand: 'default',
    items: [{ description: 'Set-up', amount: 1_000, currency: 'EUR' }],
    subscriptions: [{ plan: 'team', price: team?.prices[0]?.id }],
    ...fields,
  })
  return new URL(String(made.pay_link)).pathname
}

async function sayWhoBuys(page: Page, email: string, country: string): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ada Lovelace')
  await page.getByRole('textbox', { name: 'Street and number' }).fill('Mill Lane 1')
  await page.getByRole('textbox', { name: 'City' }).fill('Berlin')
  await page.getByRole('combobox', { name: 'Country' }).selectOption({ label: country })
  await page.getByRole('button', { name: 'Continue to payment' }).click()
}

const newEmail = () => `buyer-${Date.now()}-${Math.floor(performance.now())}@example.com`

test('somebody new says who they are, sees the tax, corrects it, pays, and the page is used up', async ({
  page,
}) => {
  const path = await newCheckout()
  const email = newEmail()
  await visit(page, path)
  await expect(page.getByRole('heading', { level: 1, name: 'Team with set-up' })).toBeVisible()
  await expect(amount(page, 'Total')).toHaveText('€59.00')
  await expect(page.getByText('VAT is added as soon as your country is known.')).toBeVisible()
  expect(await axe(page)).toEqual([])

  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused()
  await expect(page.getByText('This is not an e-mail address.')).toBeVisible()
  await expect(page.getByText('Choose your country: it decides the VAT.')).toBeVisible()
  await sayWhoBuys(page, email, 'Germany')
  await expect(amount(page, 'VAT 19%')).toHaveText('€11.21')
  await expect(amount(page, 'To pay today')).toHaveText('€70.21')

  await page.getByRole('link', { name: 'Change your details' }).click()
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(email)
  await page.getByRole('textbox', { name: 'Company' }).fill('Analytical Engines')
  await page.getByRole('textbox', { name: 'VAT number' }).fill('AT1')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByRole('textbox', { name: 'VAT number' })).toBeFocused()
  await page.getByRole('textbox', { name: 'VAT number' }).fill('')
  await page.getByRole('button', { name: 'Continue to payment' }).click()
  await expect(page.getByText('Analytical Engines')).toBeVisible()

  await fillCard(page, '4242424242424242')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Pay €70.21' }).click()
  await expect(page.getByText(`€70.21 is paid. Your receipt is on its way to ${email}.`)).toBeVisible()
  expect(await axe(page)).toEqual([])
  const receipt = await mailTo(email, /receipt/i)
  expect(receipt.attachments).toHaveLength(1)

  // Whoever bought may look again; for others there is nothing to buy any more.
  await visit(page, path)
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  await page.context().clearCookies()
  expect((await page.goto(path))?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'There is nothing to buy here' })).toBeVisible()
  await page.goto('/signin')
  await alive(page)
  await page.goto(await askForLink(page, email))
  await expect(page.getByRole('region', { name: 'Current plan' })).toContainText('Active')
})

test('3-D Secure and a decline, on a page that stays: nothing is charged until the bank agrees', async ({
  page,
}) => {
  const path = await newCheckout({ permanent: true })
  const email = newEmail()
  await visit(page, path)
  await sayWhoBuys(page, email, 'Germany')
  await fillCard(page, '4000000000000341')
  await page.getByRole('button', { name: 'Pay €70.21' }).click()
  await expect(alert(page, 'Nothing was charged.')).toBeVisible()

  await visit(page, path)
  await fillCard(page, '4000002760003184')
  await page.getByRole('button', { name: 'Pay €70.21' }).click()
  await expect(challenge(page)).toContainText('saved for future payments')
  await passChallenge(page)
  await expect(challenge(page)).toContainText('€70.21')
  await passChallenge(page)
  await expect(page.getByText(`€70.21 is paid. Your receipt is on its way to ${email}.`)).toBeVisible()

  await page.getByRole('button', { name: 'Order again' }).click()
  await expect(page.getByRole('button', { name: 'Continue to payment' })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('')
})

test('one made for a customer asks for nothing but the card, in each language and on a phone', async ({
  page,
  context,
  baseURL,
}) => {
  const customer = await api('POST', '/customer', { email: newEmail(), address: { country: 'DE' } })
  const path = await newCheckout({ customer: customer.id })
  await page.setViewportSize({ width: 390, height: 844 })
  for (const locale of ['en', 'de', 'fr']) {
    await context.addCookies([{ name: 'locale', value: locale, url: baseURL ?? '' }])
    await visit(page, path)
    await expect(page.locator('html')).toHaveAttribute('lang', locale)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect([locale, wide <= 0]).toEqual([locale, true])
    const said = await page.getByRole('main').locator(':scope *').allTextContents()
    const english = locale === 'en' ? [] : englishOnly(locale).filter((text) => said.includes(text))
    expect([locale, english]).toEqual([locale, []])
  }
  await context.addCookies([{ name: 'locale', value: 'en', url: baseURL ?? '' }])
  await visit(page, path)
  await fillCard(page, '4242424242424242')
  await page.getByRole('button', { name: 'Pay €70.21' }).click()
  await expect(page.getByText('€70.21 is paid. Your receipt is on its way.')).toBeVisible()
})

test('a manage link opens the portal of its customer for this browser, until it is left', async ({
  page,
  context,
}) => {
  const email = newEmail()
  const { id } = await api('POST', '/customer', { email, name: 'Linked', address: { country: 'DE' } })
  const { url } = await api('GET', `/customer/${id}/manage-link`)
  await page.goto(new URL(String(url)).pathname)
  await expect(page).toHaveURL(/\/portal\/[0-9a-f]{24}$/)
  await alive(page)
  await page.getByRole('link', { name: 'Details' }).click()
  await expect(page.getByRole('textbox', { name: 'Account e-mail' })).toHaveValue(email)
  const other = await folio(
    'customer',
    'create',
    '--owner',
    'owner@example.com',
    '--email',
    newEmail(),
    '--name',
    'Other',
  )
  expect((await page.goto(`/portal/${other.bucket_id}`))?.status()).toBe(404)
  await page.goto('/portal')
  await alive(page)
  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page).toHaveURL(/\/signin/)
  expect((await context.cookies()).filter(({ name }) => name === 'folio.link')).toEqual([])
  expect((await page.goto('/manage/0000'))?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'This link is over' })).toBeVisible()
})
