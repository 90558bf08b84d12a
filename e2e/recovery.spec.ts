import { expect, test } from '@playwright/test'
import { axe } from './support/axe'
import {
  challenge,
  day,
  done,
  fillCard,
  monthAfter,
  passChallenge,
  region,
  signIn,
  visit,
} from './support/portal'
import { advance, mailTo, newCustomer, subscribed, today } from './support/product'

test('a declined renewal is past due; a new card pays it and the plan is active again', async ({ page }) => {
  const customer = await newCustomer()
  const begin = await today()
  await subscribed(customer, { plan: 'team' })
  await signIn(page, customer)
  await visit(page, `${customer.base}/payment-methods/add`)
  await fillCard(page, '4000000000000341')
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await expect(done(page, 'Visa •• 0341 was added and is charged from now on.')).toBeVisible()

  const renewal = await advance('P1M')
  expect(renewal).toEqual(monthAfter(begin))
  const again = new Date(renewal.getTime() + 86_400_000)
  await visit(page, customer.base)
  await expect(region(page, 'Current plan')).toContainText('Past due')
  await expect(page.getByText(`Your payment of €58.31 failed. We try again on ${day(again)}.`)).toBeVisible()
  expect(await axe(page)).toEqual([])
  const mail = await mailTo(customer.email, 'Your payment of €58.31 to Northwind failed')
  expect(mail.text).toContain('We could not charge €58.31 to Visa •• 0341; nothing was charged.')

  await page.getByRole('link', { name: 'Pay €58.31' }).click()
  await expect(page.getByText('€58.31 today on Visa •• 0341.')).toBeVisible()
  await page.getByRole('radio', { name: /^New card or bank account/ }).check()
  await fillCard(page, '4242424242424242')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Pay €58.31' }).click()
  await expect(done(page, 'Thank you: €58.31 paid.')).toBeVisible()
  const history = region(page, 'Payments')
  await expect(history).toContainText('€58.31 could not be charged to Visa •• 0341')
  await expect(history).toContainText('€58.31 paid with Visa •• 4242')

  await visit(page, customer.base)
  await expect(region(page, 'Current plan')).toContainText('Active')
  await expect(page.getByText('failed')).toHaveCount(0)
  await expect(region(page, `Next charge · ${day(monthAfter(renewal))}`)).toContainText('Visa •• 4242')
  await expect(page.getByRole('row').filter({ hasText: 'Paid' }).filter({ hasText: '€58.31' })).toHaveCount(2)
})

test('a renewal that the bank wants confirmed waits for it, and is paid once it is', async ({ page }) => {
  const customer = await newCustomer()
  await today()
  await subscribed(customer, { plan: 'starter' })
  await signIn(page, customer)
  await visit(page, `${customer.base}/payment-methods/add`)
  await fillCard(page, '4000002760003184')
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await passChallenge(page)
  await expect(done(page, 'Visa •• 3184 was added and is charged from now on.')).toBeVisible()

  await advance('P1M')
  await visit(page, customer.base)
  await expect(page.getByText('Your bank wants you to confirm a payment.')).toBeVisible()
  await expect(page.getByText('Nothing is charged until you do.')).toBeVisible()
  await mailTo(customer.email, 'Confirm your payment of €22.61 to Northwind')
  await page.getByRole('link', { name: 'Confirm €22.61' }).click()
  await page.getByRole('button', { name: 'Pay €22.61' }).click()
  await expect(challenge(page)).toContainText('€22.61')
  await passChallenge(page)
  await expect(done(page, 'Thank you: €22.61 paid.')).toBeVisible()
  await visit(page, customer.base)
  await expect(region(page, 'Current plan')).toContainText('Active')
})
