import { expect, type Page, test } from '@playwright/test'
import { asOwner } from './support/dashboard'
import { amount, askForLink, done, fillCard, signIn, visit } from './support/portal'
import { folio, newCustomer, origin, today } from './support/product'

// What an owner does from the first product to a year later, by the dashboard alone.

test('an owner makes a product, a price and a plan; a customer buys it; the payment is refunded', async ({
  page,
  browser,
}) => {
  await today()
  const name = `Atelier ${Date.now().toString(36)}`
  const base = await asOwner(page)
  await visit(page, `${base}/products/new`)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create product' }).click()
  await page.getByRole('link', { name: 'New price' }).first().click()
  await page.getByLabel('Amount', { exact: true }).fill('30.00')
  // The preview is what the engine would bill: 19 % on top for a private person in Germany.
  await expect(page.getByRole('main')).toContainText('€35.70')
  await page.getByRole('button', { name: 'Create price' }).click()
  await expect(page.getByRole('table')).toContainText('€30.00')
  await page.getByRole('link', { name: 'Make a plan of it' }).click()
  const code = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Create plan' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()

  const customer = await newCustomer({ name: 'Bea Buyer' })
  const shop = await (await browser.newContext({ baseURL: origin() })).newPage()
  await signIn(shop, customer)
  await visit(shop, `${customer.base}/plans/${code}`)
  await expect(amount(shop, 'To pay today')).toHaveText('€35.70')
  await fillCard(shop, '4242424242424242')
  await shop.getByRole('button', { name: 'Pay €35.70' }).click()
  await expect(done(shop, new RegExp(`Welcome to ${name}`))).toBeVisible()
  await shop.context().close()

  await visit(page, `${base}/payments`)
  await page.getByRole('row').filter({ hasText: 'Bea Buyer' }).getByRole('link').first().click()
  await page.getByRole('link', { name: /^Refund/ }).click()
  await page.getByLabel('Amount', { exact: true }).fill('10.70')
  await page.getByRole('button', { name: 'Refund €10.70' }).click()
  await expect(page.getByRole('main')).toContainText('€25.00')
  await expect(page.getByRole('main')).toContainText('€10.70')
})

test('a viewer sees every page and no button that changes anything', async ({ page }) => {
  const email = `viewer-${Date.now().toString(36)}@example.com`
  const owner = await page.context().newPage()
  const base = await asOwner(owner)
  await visit(owner, `${base}/team`)
  await owner.getByRole('link', { name: 'Invite somebody' }).click()
  await owner.getByLabel('E-mail').fill(email)
  await owner.getByRole('radio', { name: /Viewer/ }).check()
  await owner.getByRole('button', { name: 'Send invitation' }).click()
  await expect(owner.getByText(`${email} was invited.`)).toBeVisible()
  await owner.close()
  await page.context().clearCookies()

  await page.goto('/signin')
  await page.goto(await askForLink(page, email))
  await expect(page).toHaveURL(new RegExp(`${base}$`))
  const changing: string[] = []
  for (const place of [
    '/customers',
    '/invoices',
    '/payments',
    '/products',
    '/plans',
    '/vouchers',
    '/keys',
    '/team',
    '/tax',
  ])
    changing.push(...(await changesOn(page, `${base}${place}`)))
  expect(changing).toEqual([])
  // And not by the procedures behind the pages.
  const answer = await page.request.post('/api/trpc/owner.product.create', {
    data: { json: { ownerId: base.split('/').at(-1), name: 'Sneaked in' } },
  })
  expect(answer.status()).toBe(403)
})

test('a business of its own is moved on by a year, and its renewals happen one after another', async ({
  page,
}) => {
  test.slow()
  const email = `year-${Date.now().toString(36)}@example.com`
  await folio('owner', 'create', '--email', email, '--name', 'Year Works')
  await page.goto('/signin')
  await page.goto(await askForLink(page, email))
  await expect(page).toHaveURL(/\/dashboard\//)
  const base = new URL(page.url()).pathname
  await visit(page, `${base}/clock`)
  await page.getByRole('button', { name: 'Stop the clock' }).click()
  await expect(page.getByText('It stands still.').first()).toBeVisible()
  await page.getByRole('button', { name: 'A year' }).click()
  await expect(page.getByText(/The clock moved from/)).toBeVisible({ timeout: 120_000 })
})

/** Links and buttons in the main part of a page that would create or change something. */
async function changesOn(page: Page, path: string): Promise<string[]> {
  await visit(page, path)
  const names = await page
    .getByRole('main')
    .locator('button:enabled, a')
    .evaluateAll((controls) => controls.map((control) => control.textContent?.trim() ?? ''))
  return names.filter((name) =>
    /^(New|Create|Edit|Invite|Refund|Archive|Delete|Remove|Pay|Save)\b/.test(name),
  )
}
