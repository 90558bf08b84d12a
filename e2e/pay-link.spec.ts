import { expect, test } from '@playwright/test'
import { api } from './support/api'
import { axe } from './support/axe'
import { alert, amount, challenge, failChallenge, fillCard, passChallenge, visit } from './support/portal'
import { catalogue } from './support/words'

/** An open invoice over €119.00 for a customer without a card; its pay link and number. */
async function owed(): Promise<{ path: string; number: string }> {
  const email = `owing-${Date.now()}-${Math.floor(performance.now())}@example.com`
  const customer = await api('POST', '/customer', {
    email,
    billing_type: 'invoice',
    address: { country: 'DE' },
  })
  const items = [{ description: 'Two days of work', amount: 5_000, currency: 'EUR', quantity: 2 }]
  const open = await api('POST', '/invoice', { customer: customer.id, items })
  return { path: new URL(String(open.pay_link)).pathname, number: String(open.number) }
}

test('an invoice is paid by whoever has its link, once; the bank’s no charges nothing', async ({ page }) => {
  const { path, number } = await owed()
  await visit(page, path)
  await expect(page.getByRole('heading', { level: 1, name: `Invoice ${number}` })).toBeVisible()
  await expect(amount(page, '2 × Two days of work')).toHaveText('€119.00')
  await expect(amount(page, 'VAT included')).toHaveText('€19.00')
  await expect(amount(page, 'Total')).toHaveText('€119.00')
  await fillCard(page, '4000002760003184')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Pay €119.00' }).click()
  await passChallenge(page)
  await expect(challenge(page)).toContainText('€119.00')
  await failChallenge(page)
  await expect(alert(page, 'Nothing was charged.')).toBeVisible()

  await visit(page, path)
  await fillCard(page, '4242424242424242')
  await page.getByRole('button', { name: 'Pay €119.00' }).click()
  await expect(page.getByText(`Invoice ${number} is paid.`)).toBeVisible()
  await visit(page, path)
  await expect(page.getByText(`Invoice ${number} is paid.`)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Pay/ })).toHaveCount(0)
  expect(await axe(page)).toEqual([])
})

test('a link that is not complete leads to no invoice', async ({ page }) => {
  const { path } = await owed()
  expect((await page.goto(path.slice(0, -1)))?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: catalogue('en')('portal.payLink.over') })).toBeVisible()
})
