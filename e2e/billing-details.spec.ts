import { expect, test } from '@playwright/test'
import { textOf } from './support/document'
import { alert, amount, done, signIn, visit } from './support/portal'
import { newCustomer, subscribed } from './support/product'

test('a wrong VAT number is told at its field; a right one is on the next invoice and settles its VAT', async ({
  page,
}) => {
  const customer = await newCustomer()
  await signIn(page, customer)
  await page.getByRole('link', { name: 'Billing details' }).click()
  await page.getByLabel('Company').fill('Ada & Söhne GmbH')
  await page.getByLabel('VAT number').fill('ATU1022300')
  await page.getByLabel('Street and number').fill('Mariahilfer Straße 1')
  await page.getByLabel('Postcode').fill('1060')
  await page.getByLabel('City').fill('Wien')
  await page.getByLabel('Country').selectOption({ label: 'Austria' })
  await page.getByLabel('E-mail for receipts').fill('books@')
  await page.getByRole('button', { name: 'Save details' }).click()

  await expect(alert(page, 'Please look at the marked fields.')).toBeVisible()
  const receipts = page.getByLabel('E-mail for receipts')
  await expect(receipts).toHaveAccessibleDescription(/This is not an e-mail address\./)
  await receipts.fill('books@example.com')
  await page.getByRole('button', { name: 'Save details' }).click()
  const vat = page.getByLabel('VAT number')
  await expect(vat).toHaveAccessibleDescription(/This is not a valid VAT number\./)
  await expect(vat).toBeFocused()
  await expect(vat).toHaveValue('ATU1022300')
  await expect(page.getByLabel('Company')).toHaveValue('Ada & Söhne GmbH')
  await expect(page.getByLabel('Country')).toHaveValue('AT')

  await vat.fill('ATU10223006')
  await page.getByRole('button', { name: 'Save details' }).click()
  await expect(done(page, 'Your billing details are saved.')).toBeVisible()
  await page.reload()
  await expect(vat).toHaveValue('ATU10223006')
  await expect(page.getByLabel('City')).toHaveValue('Wien')

  await visit(page, `${customer.base}/plans/team`)
  await expect(page.getByText('Reverse charge: you account for the VAT yourself.')).toBeVisible()
  await expect(amount(page, 'To pay today')).toHaveText('€49.00')
  await subscribed(customer, { plan: 'team' })
  await visit(page, `${customer.base}/invoices`)
  await page.getByRole('link', { name: /^NW-/ }).click()
  for (const words of ['Ada & Söhne GmbH', 'Mariahilfer Straße 1', 'VAT no. ATU10223006'])
    await expect(page.getByRole('main')).toContainText(words)
  await expect(amount(page, 'Total')).toHaveText('€49.00')
  const href = await page.getByRole('link', { name: 'Download PDF' }).getAttribute('href')
  const printed = await textOf(await (await page.request.get(href ?? '')).body())
  for (const words of ['Ada & Söhne GmbH', 'ATU10223006', '€49.00']) expect(printed).toContain(words)
})
