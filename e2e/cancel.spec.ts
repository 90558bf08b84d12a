import { expect, test } from '@playwright/test'
import { amount, day, done, monthAfter, region, signIn, visit } from './support/portal'
import { advance, mailTo, newCustomer, subscribed, today } from './support/product'

test('cancelled for the end of the period, taken back, cancelled again, and then it ends', async ({
  page,
}) => {
  const customer = await newCustomer()
  const begin = await today()
  const end = monthAfter(begin)
  await subscribed(customer, { plan: 'team' })
  await signIn(page, customer)
  await page.getByRole('link', { name: 'Cancel', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Cancel Team, monthly' })).toBeVisible()
  await expect(page.getByRole('radio', { name: `On ${day(end)}` })).toBeChecked()
  await page.getByLabel('Why do you leave?').selectOption({ label: 'I do not use it enough' })
  const cancelLater = page.getByRole('button', { name: `Cancel on ${day(end, 'short')}` })
  await cancelLater.click()
  await expect(done(page, `Team ends on ${day(end)}. Until then everything works as before.`)).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText(`Ends ${day(end, 'short')}`)
  await expect(region(page, 'Next charge')).toContainText('Nothing more will be charged')
  await mailTo(customer.email, 'Your Team subscription is canceled')

  await page.getByRole('button', { name: 'Keep Team' }).click()
  await expect(done(page, 'Team goes on as before.')).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText(`Renews on ${day(end)}.`)
  await expect(amount(region(page, /^Next charge/), 'Total')).toHaveText('€58.31')

  await visit(page, `${customer.base}/cancel`)
  await cancelLater.click()
  await expect(done(page, `Team ends on ${day(end)}.`)).toBeVisible()
  await advance('P1M')
  await visit(page, customer.base)
  await expect(page.getByText(`Your last plan was Team, monthly. It ended on ${day(end)}.`)).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: '€58.31' })).toHaveCount(1)
})

test('cancelled now, it ends at once and nothing is paid back', async ({ page }) => {
  const customer = await newCustomer()
  const begin = await today()
  await subscribed(customer, { plan: 'starter' })
  await signIn(page, customer)
  await visit(page, `${customer.base}/cancel`)
  await page.getByRole('radio', { name: 'Right now' }).check()
  await expect(page.getByText('What is paid is not refunded.')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel now' }).click()
  await expect(done(page, 'Starter has ended. Nothing more is charged.')).toBeVisible()
  await expect(
    page.getByText(`Your last plan was Starter, monthly. It ended on ${day(begin)}.`),
  ).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Paid' })).toContainText('€22.61')
  await visit(page, `${customer.base}/cancel`)
  await expect(page.getByRole('heading', { name: 'There is nothing to cancel' })).toBeVisible()
})
