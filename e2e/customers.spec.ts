import { expect, test } from '@playwright/test'
import { alive, askForLink, visit } from './support/portal'
import { newCustomer } from './support/product'

test('somebody with two billing accounts chooses and switches; those of others are not there', async ({
  page,
}) => {
  const first = await newCustomer({ name: 'North Yard' })
  const second = await newCustomer({ name: 'South Yard', email: first.email })
  const stranger = await newCustomer({ name: 'Somebody Else' })
  await page.goto('/signin')
  await page.goto(await askForLink(page, first.email))
  await expect(page.getByRole('heading', { name: 'Your billing accounts' })).toBeVisible()
  await page.getByRole('link', { name: /South Yard/ }).click()
  await expect(page).toHaveURL(second.base)

  const account = page.getByRole('button', { name: `Account: ${first.email}` })
  await alive(page)
  await account.click()
  const accounts = page.getByRole('navigation', { name: 'Billing accounts' })
  await expect(accounts.getByRole('link', { name: /South Yard/ })).toHaveAttribute('aria-current', 'true')
  await accounts.getByRole('link', { name: /North Yard/ }).click()
  await expect(page).toHaveURL(first.base)
  await expect(accounts).toBeHidden()
  await expect(page.getByRole('banner')).toContainText('North Yard')

  for (const place of ['', '/plans', '/payment-methods', '/invoices', '/details', '/cancel']) {
    const answer = await page.goto(`${stranger.base}${place}`)
    expect(answer?.status()).toBe(404)
    await expect(page.getByRole('heading', { name: 'This page is not there' })).toBeVisible()
    await expect(page.getByText('Somebody Else')).toHaveCount(0)
  }
  const answer = await page.goto(`${first.base}/invoices/019a0000-0000-7000-8000-000000000000`)
  expect(answer?.status()).toBe(404)
  await visit(page, first.base)
  await expect(page.getByText('You have no plan yet')).toBeVisible()
})
