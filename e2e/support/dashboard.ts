import { expect, type Locator, type Page } from '@playwright/test'
import { alive } from './portal'

/** Signs in as the demo owner, and answers where its pages are. */
export async function asOwner(page: Page): Promise<string> {
  await page.goto('/signin')
  await alive(page)
  await page.getByRole('button', { name: /Sign in as the demo owner/ }).click()
  await expect(page).toHaveURL(/\/dashboard\/[0-9a-f-]{36}$/)
  await alive(page)
  return new URL(page.url()).pathname
}

/** What stands below the name of a figure. */
export const figure = (page: Page, name: string): Locator =>
  page.getByRole('main').getByText(name, { exact: true }).locator('xpath=following-sibling::div[1]/span[1]')
