import { expect, type Locator, type Page, test } from '@playwright/test'
import { alert, done, fillCard, signIn, visit } from './support/portal'
import { newCustomer, subscribed } from './support/product'

const method = (page: Page, label: string): Locator => page.getByRole('listitem').filter({ hasText: label })

test('cards: added, given an address, chosen, removed', async ({ page }) => {
  const customer = await newCustomer()
  await signIn(page, customer)
  await page.getByRole('link', { name: 'Payment methods' }).click()
  await expect(page.getByText('No payment method yet')).toBeVisible()
  await page.getByRole('link', { name: 'Add a payment method' }).click()
  await fillCard(page, '4242424242424242')
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await expect(done(page, 'Visa •• 4242 was added and is charged from now on.')).toBeVisible()
  await expect(method(page, 'Visa •• 4242')).toContainText('Expires 12/34')
  await expect(method(page, 'Visa •• 4242')).toContainText('Default')

  await page.getByRole('link', { name: 'Edit address of Visa •• 4242' }).click()
  await page.getByLabel('Name on the card').fill('Ada Lovelace')
  await page.getByLabel('Street and number').fill('Rue de la Paix 5')
  await page.getByLabel('Postcode').fill('75002')
  await page.getByLabel('City').fill('Paris')
  await page.getByLabel('Country').selectOption({ label: 'France' })
  await page.getByRole('button', { name: 'Save address' }).click()
  await expect(done(page, 'The billing address was saved.')).toBeVisible()
  await expect(method(page, 'Visa •• 4242')).toContainText('Ada Lovelace')
  await expect(method(page, 'Visa •• 4242')).toContainText('Rue de la Paix 5, 75002 Paris, France')

  await page.getByRole('link', { name: 'Add a payment method' }).click()
  await fillCard(page, '5555555555554444')
  await page.getByRole('checkbox', { name: 'Charge this from now on' }).uncheck()
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await expect(done(page, 'Mastercard •• 4444 was added.')).toBeVisible()

  await page.getByRole('button', { name: 'Make default: Mastercard •• 4444' }).click()
  await expect(done(page, 'Mastercard •• 4444 is charged from now on.')).toBeVisible()
  await expect(page.getByRole('listitem').first()).toContainText('Mastercard •• 4444')

  await page.getByRole('link', { name: 'Remove Mastercard •• 4444' }).click()
  await expect(page.getByText('Visa •• 4242 becomes the default.')).toBeVisible()
  await page.getByRole('button', { name: 'Remove Mastercard •• 4444' }).click()
  await expect(done(page, 'The payment method was removed.')).toBeVisible()
  await expect(page.getByText('Mastercard')).toBeHidden()
  await expect(method(page, 'Visa •• 4242')).toContainText('Default')
})

test('the last card of a plan that runs cannot be removed, and the page says why', async ({ page }) => {
  const customer = await newCustomer()
  await subscribed(customer, { plan: 'starter' })
  await signIn(page, customer)
  await visit(page, `${customer.base}/payment-methods`)
  await page.getByRole('link', { name: 'Remove Visa •• 4242' }).click()
  await expect(
    page.getByText('Starter is running and needs a way to be paid. Add another payment method first'),
  ).toBeVisible()
  await expect(page.getByRole('button', { name: /Remove/ })).toHaveCount(0)
})

test('a card that the bank refuses says why, and what was typed stays', async ({ page }) => {
  const customer = await newCustomer()
  await signIn(page, customer)
  await visit(page, `${customer.base}/payment-methods/add`)
  await fillCard(page, '4000000000009995')
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await expect(
    alert(page, 'Your card was declined by the bank: insufficient funds. Nothing was charged.'),
  ).toBeVisible()
  await expect(page.getByLabel('Card number')).toHaveValue('4000 0000 0000 9995')
  await expect(page.getByLabel('Expiration date')).toHaveValue('12 / 34')
  await expect(page.getByLabel('Security code')).toHaveValue('123')

  await page.getByLabel('Card number').fill('')
  await page.getByLabel('Card number').pressSequentially('4242424242424242')
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await expect(done(page, 'Visa •• 4242 was added')).toBeVisible()
})
