import { expect, test } from '@playwright/test'
import { textOf } from './support/document'
import { amount, day, done, fillCard, plan, region, signIn, visit } from './support/portal'
import { advance, download, mailTo, newCustomer, today } from './support/product'

test('a trial says what will happen, takes a card on the way, and is paid when its time is over', async ({
  page,
}) => {
  const customer = await newCustomer()
  const begin = await today()
  const end = new Date(begin.getTime() + 14 * 86_400_000)
  await signIn(page, customer)
  await page.getByRole('link', { name: 'See the plans' }).click()
  await expect(plan(page, 'Team')).toContainText(/€49\.00\s*per month/)
  await page.getByRole('link', { name: 'Start 14-day trial of Team, monthly' }).click()

  await expect(page.getByRole('heading', { name: 'Try Team, monthly for 14 days' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Today' })).toContainText('Nothing')
  await expect(amount(page, `Team, monthly on ${day(end)}`)).toHaveText('€58.31')
  await expect(page.getByText(`To go on after ${day(end)}, add one before; it is €58.31 then.`)).toBeVisible()
  await page.getByRole('button', { name: 'Start 14-day trial' }).click()

  await expect(done(page, 'Your trial of Team runs. Nothing was charged.')).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText('Trial')
  await expect(region(page, 'Current plan')).toContainText(
    `Your trial runs until ${day(end)}, then Team goes on for €58.31.`,
  )
  const next = region(page, `Next charge · ${day(end)}`)
  await expect(amount(next, 'Team')).toHaveText('€49.00')
  await expect(amount(next, 'VAT 19%')).toHaveText('€9.31')
  await expect(amount(next, 'Total')).toHaveText('€58.31')

  await expect(page.getByText(`Your trial ends on ${day(end)} without a card.`)).toBeVisible()
  await page.getByRole('link', { name: 'Add a payment method' }).click()
  await fillCard(page, '4242424242424242')
  await page.getByRole('button', { name: 'Save payment method' }).click()
  await expect(done(page, 'Visa •• 4242 was added and is charged from now on.')).toBeVisible()

  // Three days before, while it can still be cancelled.
  await advance('P11D')
  const ending = await mailTo(customer.email, `Your Team trial ends on ${day(end)}`)
  expect(ending.text).toContain(`On ${day(end)} we charge €58.31 to Visa •• 4242`)
  await advance('P3D')
  const receipt = await mailTo(customer.email, 'Receipt for €58.31 from Northwind')
  const [attached] = receipt.attachments
  expect(attached?.contentType).toBe('application/pdf')
  expect(await textOf(await download(attached?.path ?? ''))).toContain('€58.31')

  await visit(page, customer.base)
  await expect(region(page, 'Current plan')).toContainText('Active')
  const bill = page.getByRole('row').filter({ hasText: 'Paid' })
  await expect(bill).toHaveCount(1)
  await expect(bill.getByRole('cell', { name: '€58.31' })).toBeVisible()
  await expect(bill).toContainText(day(end, 'medium'))
})

test('a trial without a card just ends, and nothing is charged', async ({ page }) => {
  const customer = await newCustomer()
  await today()
  await signIn(page, customer)
  await visit(page, `${customer.base}/plans/starter?when=trial`)
  await page.getByRole('button', { name: 'Start 14-day trial' }).click()
  await expect(done(page, 'Your trial of Starter runs.')).toBeVisible()
  const end = await advance('P14D')

  await visit(page, customer.base)
  await expect(page.getByText(`Your last plan was Starter, monthly. It ended on ${day(end)}.`)).toBeVisible()
  await expect(page.getByText('No invoices yet')).toBeVisible()
  // A trial is there once.
  await page.getByRole('link', { name: 'See the plans' }).click()
  await expect(plan(page, 'Starter').getByRole('link')).toHaveText('Subscribe')
})
