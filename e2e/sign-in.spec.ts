import { expect, test } from '@playwright/test'
import { alert, askForLink, signIn, visit } from './support/portal'
import { newCustomer } from './support/product'
import { catalogue } from './support/words'

test('a mailed link signs in once, and says so when it is used again', async ({ page, browser }) => {
  const customer = await newCustomer()
  await visit(page, `${customer.base}/plans`)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@nowhere')
  await page.getByRole('button', { name: 'Mail me a link' }).click()
  const email = page.getByRole('textbox', { name: 'E-mail' })
  await expect(email).toHaveAccessibleDescription(/Enter an e-mail address, like ada@example\.com\./)
  await expect(email).toHaveValue('ada@nowhere')

  const link = await askForLink(page, customer.email)
  await page.goto(link)
  // Back where the way led before the sign-in.
  await expect(page).toHaveURL(new RegExp(`${customer.base}/plans$`))
  await expect(page.getByRole('heading', { name: 'Plans', level: 1 })).toBeVisible()

  const elsewhere = await browser.newContext()
  const second = await elsewhere.newPage()
  await second.goto(link)
  const refusal = alert(second, 'This link was used already or is older than 15 minutes. Ask for a new one.')
  await expect(refusal).toBeVisible()
  await second.goto(link.replace(/token=[^&]+/, 'token=0123456789abcdef'))
  await expect(refusal).toBeVisible()
  await second.goto(customer.base)
  await expect(second).toHaveURL(/\/signin/)
  await elsewhere.close()
})

test('signing out ends this browser, signing out everywhere ends each', async ({ page, browser }) => {
  const customer = await newCustomer()
  await signIn(page, customer)
  const elsewhere = await browser.newContext()
  const phone = await elsewhere.newPage()
  await signIn(phone, customer)

  const account = page.getByRole('button', { name: `Account: ${customer.email}` })
  await account.click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto(customer.base)
  await expect(page).toHaveURL(/\/signin/)
  await phone.reload()
  await expect(phone.getByText('You have no plan yet')).toBeVisible()

  await signIn(page, customer)
  await account.click()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await phone.reload()
  await expect(phone).toHaveURL(/\/signin/)
  await elsewhere.close()
})

test('the sign-in page speaks the language of the browser, and another one when asked', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'de-AT' })
  const page = await context.newPage()
  const customer = await newCustomer()
  await visit(page, '/signin')
  await expect(page.getByRole('heading', { name: 'Anmelden' })).toBeVisible()
  await page.getByRole('combobox').selectOption({ label: 'Français' })
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
  await page.getByRole('combobox').selectOption({ label: 'Deutsch' })
  await expect(page.getByRole('textbox', { name: 'E-Mail-Adresse' })).toBeVisible()
  await page.goto(await askForLink(page, customer.email, catalogue('de')))
  await expect(page).toHaveURL(new RegExp(`${customer.base}$`))
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await context.close()
})

test('the sandbox signs in as the demo customer with one click', async ({ page }) => {
  await page.goto('/signin')
  await page.getByRole('button', { name: 'Sign in as the demo customer' }).click()
  await expect(page.getByRole('heading', { name: 'Your billing accounts' })).toBeVisible()
  await page.getByRole('link', { name: /Atlas Robotics GmbH/ }).click()
  await expect(page.getByRole('region', { name: 'Current plan' })).toContainText('€49.00')
})
