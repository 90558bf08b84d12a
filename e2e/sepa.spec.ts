import { expect, test } from '@playwright/test'
import { axe } from './support/axe'
import { day, done, region, signIn, visit } from './support/portal'
import { advance, mailTo, newCustomer, today } from './support/product'

test('a bank account pays by SEPA debit: mandate, on its way, paid', async ({ page }) => {
  const customer = await newCustomer()
  const begin = await today()
  await signIn(page, customer)
  await visit(page, `${customer.base}/plans/starter`)
  await page.getByRole('tab', { name: 'SEPA Direct Debit' }).click()
  await page.getByLabel('IBAN').pressSequentially('DE89370400440532013000')
  await expect(page.getByLabel('Full name')).toHaveValue(customer.name)
  await expect(page.getByText('you authorise (A) Northwind and Stripe')).toBeVisible()
  await page.getByRole('button', { name: 'Pay €22.61' }).click()

  await expect(done(page, 'Your payment is on its way.')).toBeVisible()
  await expect(done(page, 'Your bank confirms the debit within five working days.')).toBeVisible()
  await expect(page.getByText('A bank debit of €22.61 is on its way.')).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText('Active')
  await expect(page.getByRole('row').filter({ hasText: 'On its way' })).toContainText('€22.61')
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: 'Payment methods' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Bank account •• 3000' })).toContainText(
    `given on ${day(begin)}`,
  )
  await expect(page.getByText('You can ask your bank for a refund within eight weeks')).toBeVisible()

  expect(await axe(page)).toEqual([])

  await advance('P6D')
  await visit(page, customer.base)
  await expect(page.getByText('is on its way')).toHaveCount(0)
  await expect(
    page.getByRole('row').filter({ hasText: 'Paid' }).getByRole('cell', { name: '€22.61' }),
  ).toBeVisible()
  await mailTo(customer.email, 'Receipt for €22.61 from Northwind')
})
