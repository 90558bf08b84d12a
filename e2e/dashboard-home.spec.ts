import fs from 'node:fs/promises'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { api } from './support/api'
import { axe } from './support/axe'
import { asOwner, figure } from './support/dashboard'
import { alive, euros, region, visit } from './support/portal'
import { newCustomer, subscribed, today } from './support/product'

const DESK = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

test('an owner reads the chart by the keyboard; the table and the file say the same', async ({ page }) => {
  await today()
  await subscribed(await newCustomer({ name: 'Chart Reader' }), { plan: 'team' })
  const base = await asOwner(page)
  const chart = page.getByRole('slider', { name: 'Sales by day' })
  await expect(chart).toHaveAttribute('aria-valuemax', '30')

  const values = page.getByRole('figure', { name: 'Sales by day' }).getByRole('status')
  await expect(values).toBeEmpty()
  await chart.focus()
  const last = (await chart.getAttribute('aria-valuetext')) ?? ''
  await expect(values).toHaveText(/^Charged €[\d,.]+, Refunded €[\d,.]+/)
  const said = (await values.textContent()) ?? ''
  await page.keyboard.press('ArrowLeft')
  await expect(chart).toHaveAttribute('aria-valuenow', '29')
  expect(await chart.getAttribute('aria-valuetext')).not.toBe(last)
  await page.keyboard.press('Home')
  await expect(chart).toHaveAttribute('aria-valuenow', '1')
  await page.keyboard.press('End')
  await expect(values).toHaveText(said)
  await page.keyboard.press('Escape')
  await expect(values).toBeEmpty()

  const charged = /Charged (€[\d,.]+),/.exec(said)?.[1] ?? ''
  await page.getByRole('link', { name: 'Show as table' }).click()
  await expect(page).toHaveURL(`${base}?view=table`)
  const table = page.getByRole('table', { name: 'Sales by day' })
  await expect(table.getByRole('row')).toHaveCount(31)
  await expect(table.getByRole('row', { name: last })).toContainText(charged)

  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download CSV' }).click()
  const saved = await file
  expect(saved.suggestedFilename()).toMatch(/^sales-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const lines = (await fs.readFile(await saved.path(), 'utf8')).trimEnd().split('\r\n')
  expect(lines).toHaveLength(31)
  expect(lines[0]).toMatch(/^\uFEFFDay,Charged EUR,Refunded EUR,Net EUR/)
  expect(lines.at(-1)?.split(',')[1]).toBe(charged.replace(/[€,]/g, ''))
})

test('ranges are links with addresses of their own; days that make no sense are named', async ({ page }) => {
  const base = await asOwner(page)
  for (const [name, query, title, points] of [
    ['24 h', '?range=24h', 'Sales by hour', 24],
    ['7 d', '?range=7d', 'Sales by day', 7],
    ['12 m', '?range=12m', 'Sales by month', 12],
    ['30 d', '', 'Sales by day', 30],
  ] as const) {
    await page.getByRole('navigation', { name: 'Range' }).getByRole('link', { name }).click()
    await expect(page).toHaveURL(`${base}${query}`)
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    const chart = page.getByRole('slider', { name: title })
    const nothing = page.getByText('No sales in this time')
    await expect(chart.or(nothing)).toBeVisible()
    if (await chart.isVisible()) await expect(chart).toHaveAttribute('aria-valuemax', String(points))
  }

  await page.getByRole('link', { name: 'Custom', exact: true }).click()
  await expect(page).toHaveURL(`${base}?range=custom`)
  await alive(page)
  await page.getByLabel('From').fill('2026-03-31')
  await page.getByLabel('To').fill('2026-03-01')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByLabel('From')).toHaveAccessibleDescription(/has to end after it begins/)
  await expect(page.getByLabel('From')).toHaveValue('2026-03-31')
  await page.getByLabel('From').fill('2026-03-01')
  await page.getByLabel('To').fill('2026-03-31')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page).toHaveURL(/from=2026-03-01&to=2026-03-31/)
  await expect(page.getByLabel('From')).toHaveAccessibleDescription('')

  await page.goto(`${base}?range=x&view=y&currency=JPY`)
  await expect(page.getByRole('heading', { name: 'Sales by day' })).toBeVisible()
  expect((await page.goto(`${base}?brand=x`))?.status()).toBe(404)
})

test('money that moves shows at once, without a reload', async ({ page }) => {
  const customer = await newCustomer({ name: 'Live Wire' })
  await asOwner(page)
  await page.evaluate(() => Object.assign(window, { sameDocument: true }))
  const charged = figure(page, 'Charged')
  const before = cents(await charged.textContent())
  await subscribed(customer, { plan: 'starter' })
  const price = 2_261
  await expect(charged).toHaveText(euros(before + price))
  await expect(page.getByText('Updated just now')).toBeVisible()

  const refunded = figure(page, 'Refunded')
  const refundedBefore = cents(await refunded.textContent())
  const payment = await paymentOf(customer.email)
  await api('POST', `/payment/${payment}/refund`, { amount: 500, currency: 'EUR', reason: 'A story' })
  await expect(refunded).toHaveText(euros(refundedBefore + 500))
  await expect(figure(page, 'Net')).toHaveText(euros(before + price - refundedBefore - 500))
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
})

test('the home passes axe in light and dark, and fits a phone', async ({ page }) => {
  const base = await asOwner(page)
  const problems: string[] = []
  for (const query of ['', '?view=table', '?range=custom', '?range=24h', '?range=12m&period=day']) {
    await visit(page, `${base}${query}`)
    await expect(region(page, 'Balances').getByText('Loading balances')).toHaveCount(0)
    problems.push(...(await axe(page)).map((each) => `${query}: ${each}`))
    await page.setViewportSize(PHONE)
    problems.push(...(await wider(page, query)))
    await touch(page.getByRole('slider'))
    problems.push(...(await wider(page, `${query} with values`)))
    await page.setViewportSize(DESK)
  }
  expect(problems).toEqual([])
})

/** Shows a point's values where there is a chart. */
async function touch(chart: Locator): Promise<void> {
  if ((await chart.count()) === 0) return
  await chart.focus()
  await chart.press('Home')
}

async function wider(page: Page, place: string): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  return over > 0 ? [`${place}: ${over} px wider than a phone`] : []
}

const cents = (text: string | null): number => Number((text ?? '').replace(/\D/g, ''))

async function paymentOf(email: string): Promise<string> {
  const { data: customers } = await api<{ data: { id: string }[] }>(
    'GET',
    `/customer?email=${encodeURIComponent(email)}`,
  )
  const { data } = await api<{ data: { id: string }[] }>('GET', `/customer/${customers[0]?.id}/payment`)
  const [payment] = data
  if (!payment) throw new Error(`${email} has paid nothing`)
  return payment.id
}
