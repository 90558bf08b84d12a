import { expect, type Locator, type Page, test } from '@playwright/test'
import { textOf } from './support/document'
import { amount, done, region, signIn, visit } from './support/portal'
import { advance, newCustomer, subscribed, today } from './support/product'

test('an invoice as a page, as PDF, and its receipt; nobody else gets them', async ({ page, browser }) => {
  const customer = await newCustomer({ name: 'Žofia Żółć' })
  await subscribed(customer, { plan: 'team' })
  await signIn(page, customer)
  await page.getByRole('link', { name: 'Invoices', exact: true }).click()
  const row = page.getByRole('row').filter({ hasText: '€58.31' })
  await expect(row).toContainText('Paid')
  const number = await wordsOf(row.getByRole('link').first())
  expect(number).toMatch(/^NW-\d{4}-\d{4}$/)
  await row.getByRole('link', { name: number, exact: true }).click()

  await expect(page.getByRole('heading', { name: `Invoice ${number}` })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Northwind')
  await expect(page.getByRole('main')).toContainText('Rosenthaler Straße 40')
  await expect(page.getByRole('main')).toContainText(customer.name)
  await expect(amount(page, 'Subtotal')).toHaveText('€49.00')
  await expect(amount(page, 'VAT 19% on €49.00')).toHaveText('€9.31')
  await expect(amount(page, 'Total')).toHaveText('€58.31')
  await expect(amount(page, 'Paid')).toHaveText('−€58.31')
  await expect(region(page, 'Payments')).toContainText('€58.31 paid with Visa •• 4242')

  const invoice = page.getByRole('link', { name: 'Download PDF' })
  const printed = await pdf(page, invoice)
  for (const words of [number, customer.name, 'Northwind', '€49.00', '€9.31', '€58.31'])
    expect(printed).toContain(words)
  const receipt = page.getByRole('link', { name: /^Receipt / })
  const receiptNumber = (await wordsOf(receipt)).replace('Receipt ', '')
  const received = await pdf(page, receipt)
  for (const words of [receiptNumber, number, '€58.31']) expect(received).toContain(words)

  const file = await hrefOf(invoice)
  const elsewhere = await browser.newContext()
  const anonymous = await elsewhere.request.get(file, { maxRedirects: 0 })
  expect([anonymous.status(), anonymous.headers().location]).toEqual([
    307,
    `/signin?callbackUrl=${encodeURIComponent(file)}`,
  ])
  const stranger = await elsewhere.newPage()
  const other = await newCustomer()
  await signIn(stranger, other)
  expect((await stranger.request.get(file)).status()).toBe(404)
  expect((await stranger.request.get(file.replace(customer.base, other.base))).status()).toBe(404)
  await elsewhere.close()
})

test('an invoice that stayed open is paid after its plan has ended', async ({ page }) => {
  const customer = await newCustomer()
  await today()
  await subscribed(customer, { plan: 'starter' })
  // The same plan again charges nothing; the card given with it is the one that fails from now on.
  await subscribed(customer, { plan: 'starter', token: 'tok_chargeCustomerFail' })
  await advance('P1M')
  await signIn(page, customer)
  await visit(page, `${customer.base}/cancel`)
  await expect(page.getByText('The open €22.61 stays payable; cancelling does not cancel it.')).toBeVisible()
  await page.getByRole('radio', { name: 'Right now' }).check()
  await page.getByRole('button', { name: 'Cancel now' }).click()
  await expect(page.getByText('Your last plan was Starter, monthly.')).toBeVisible()
  await expect(page.getByText('Your payment of €22.61 failed.')).toBeVisible()

  await page.getByRole('link', { name: 'All invoices' }).click()
  const open = page.getByRole('row').filter({ hasText: 'Open' })
  await open.getByRole('link', { name: /^Pay invoice NW-/ }).click()
  await expect(amount(page, 'To pay')).toHaveText('€22.61')
  await page.getByRole('radio', { name: /^Visa •• 4242/ }).check()
  await expect(page.getByText('€22.61 today on Visa •• 4242.')).toBeVisible()
  await page.getByRole('button', { name: 'Pay €22.61' }).click()
  await expect(done(page, 'Thank you: €22.61 paid.')).toBeVisible()
  await page.goBack()
  await visit(page, `${customer.base}/invoices`)
  await expect(page.getByRole('row').filter({ hasText: 'Paid' })).toHaveCount(2)
  await expect(open).toHaveCount(0)
  await visit(page, customer.base)
  await expect(page.getByText('Your last plan was Starter, monthly.')).toBeVisible()
})

async function pdf(page: Page, link: Locator): Promise<string> {
  const response = await page.request.get(await hrefOf(link))
  expect(response.headers()['content-type']).toBe('application/pdf')
  expect(response.headers()['content-disposition']).toMatch(/filename="[\w-]+\.pdf"/)
  return textOf(await response.body())
}

async function hrefOf(link: Locator): Promise<string> {
  return (await link.getAttribute('href')) ?? ''
}

async function wordsOf(link: Locator): Promise<string> {
  return (await link.textContent()) ?? ''
}
