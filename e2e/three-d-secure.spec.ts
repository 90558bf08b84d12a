import { expect, test } from '@playwright/test'
import {
  alert,
  amount,
  challenge,
  done,
  failChallenge,
  fillCard,
  passChallenge,
  region,
  signIn,
  visit,
} from './support/portal'
import { newCustomer } from './support/product'

test('3-D Secure passed: the bank asks, the plan starts, the amount is what the button said', async ({
  page,
}) => {
  const customer = await newCustomer()
  await signIn(page, customer)
  await visit(page, `${customer.base}/plans/team`)
  await expect(amount(page, 'To pay today')).toHaveText('€58.31')
  await fillCard(page, '4000002760003184')
  await page.getByRole('button', { name: 'Pay €58.31' }).click()
  await expect(challenge(page)).toContainText('saved for future payments')
  await passChallenge(page)
  await expect(challenge(page)).toContainText('€58.31')
  await passChallenge(page)
  await expect(done(page, 'Welcome to Team, monthly.')).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText('Active')
  await expect(
    page.getByRole('row').filter({ hasText: 'Paid' }).getByRole('cell', { name: '€58.31' }),
  ).toBeVisible()
})

test('3-D Secure failed: nothing is charged, and the same page takes the second try', async ({ page }) => {
  const customer = await newCustomer()
  await signIn(page, customer)
  await visit(page, `${customer.base}/plans/starter`)
  await fillCard(page, '4000000000003220')
  await page.getByRole('button', { name: 'Pay €22.61' }).click()
  await expect(challenge(page)).toContainText('saved for future payments')
  await passChallenge(page)
  await expect(challenge(page)).toContainText('€22.61')
  await failChallenge(page)
  await expect(alert(page, 'Nothing was charged.')).toBeVisible()
  await expect(challenge(page)).toBeHidden()

  await visit(page, customer.base)
  await expect(page.getByRole('row').filter({ hasText: 'Paid' })).toHaveCount(0)
  await visit(page, `${customer.base}/plans/starter`)
  await page.getByRole('button', { name: 'Pay €22.61' }).click()
  await passChallenge(page)
  await expect(done(page, 'Welcome to Starter, monthly.')).toBeVisible()
  const paid = page.getByRole('row').filter({ hasText: 'Paid' })
  await expect(paid).toHaveCount(1)
  await expect(paid.getByRole('cell', { name: '€22.61' })).toBeVisible()
})
