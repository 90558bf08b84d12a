import { expect, test } from '@playwright/test'
import { amount, day, done, euros, monthAfter, plan, region, signIn, visit } from './support/portal'
import { advance, mailTo, newCustomer, subscribed, today } from './support/product'

test('an upgrade costs what the page said, to the cent; a downgrade waits, and can be taken back', async ({
  page,
}) => {
  const customer = await newCustomer()
  const begin = await today()
  await subscribed(customer, { plan: 'starter' })
  const now = await advance('P10D')
  const end = monthAfter(begin)
  const left = end.getTime() - now.getTime()
  const whole = end.getTime() - begin.getTime()
  // The rule, worked out by hand: what is left of each price, down to the cent, each with its own VAT of 19 %.
  const unused = Math.floor((1_900 * left) / whole)
  const rest = Math.floor((19_900 * left) / whole)
  const tax = vat(rest) - vat(unused)
  const due = euros(rest - unused + tax)

  await signIn(page, customer)
  await visit(page, `${customer.base}/plans`)
  await expect(plan(page, 'Starter')).toContainText('Your plan')
  await page.getByRole('link', { name: 'Switch to Business, monthly' }).click()
  await expect(amount(page, 'Starter, unused time')).toHaveText(euros(-unused))
  await expect(amount(page, 'Business, rest of the period')).toHaveText(euros(rest))
  await expect(amount(page, 'VAT 19%')).toHaveText(euros(tax))
  await expect(amount(page, 'To pay today')).toHaveText(due)
  await expect(page.getByText(`${due} today on Visa •• 4242, then €236.81 on ${day(end)}.`)).toBeVisible()
  await page.getByRole('button', { name: `Pay ${due}` }).click()

  await expect(done(page, 'You are on Business, monthly now.')).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText('€199.00')
  const changed = page.getByRole('row').filter({ hasText: 'Change to Business' })
  await expect(changed).toContainText('Paid')
  await expect(changed.getByRole('cell', { name: due })).toBeVisible()
  await mailTo(customer.email, `Receipt for ${due} from Northwind`)

  await page.getByRole('link', { name: 'Plans' }).click()
  await page.getByRole('link', { name: 'Switch to Starter, monthly' }).click()
  await expect(page.getByText(`Nothing today. Starter starts on ${day(end)}, with €22.61.`)).toBeVisible()
  const switchLater = page.getByRole('button', { name: `Switch on ${day(end, 'short')}` })
  await switchLater.click()
  await expect(done(page, 'Your change is scheduled.')).toBeVisible()
  const next = region(page, `Next charge · ${day(end)}`)
  await expect(amount(next, 'Total')).toHaveText('€22.61')
  await page.getByRole('button', { name: 'Keep Business' }).click()
  await expect(done(page, 'Business goes on as before.')).toBeVisible()
  await expect(amount(next, 'Total')).toHaveText('€236.81')

  await visit(page, `${customer.base}/plans/starter`)
  await switchLater.click()
  await expect(done(page, 'Your change is scheduled.')).toBeVisible()
  await advance('P25D')
  await visit(page, customer.base)
  await expect(region(page, 'Current plan')).toContainText('€19.00')
  await expect(page.getByRole('row').nth(1)).toContainText('€22.61')
  await expect(page.getByRole('row').nth(1)).toContainText('Paid')
})

test('a downgrade now keeps the rest as credit, which pays the next invoice', async ({ page }) => {
  const customer = await newCustomer()
  await today()
  await subscribed(customer, { plan: 'team' })
  await signIn(page, customer)
  await visit(page, `${customer.base}/plans/starter`)
  await page.getByRole('navigation', { name: 'When' }).getByRole('link', { name: /^Now/ }).click()
  // €58.31 less €22.61: both periods are whole, since no time has passed.
  await expect(
    page.getByText(/^Nothing today\. €35\.70 is kept for your next invoices, so nothing is due on/),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Switch to Starter' }).click()
  await expect(done(page, 'You are on Starter, monthly now.')).toBeVisible()
  const next = region(page, /^Next charge/)
  await expect(amount(next, 'Your credit')).toHaveText('−€22.61')
  await expect(amount(next, 'Total')).toHaveText('€0.00')
})

const vat = (cents: number): number => Math.round((cents * 19) / 100)
