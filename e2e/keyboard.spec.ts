import { expect, type Locator, type Page, test } from '@playwright/test'
import { alive, done, linkIn, region } from './support/portal'
import { newCustomer } from './support/product'

test('from sign-in to a plan that is paid, without a mouse', async ({ page }) => {
  const customer = await newCustomer()
  await page.goto('/signin')
  await tabTo(page, page.getByRole('textbox', { name: 'E-mail' }))
  await page.keyboard.type(customer.email)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  await page.goto(await linkIn(customer.email))
  await expect(page).toHaveURL(new RegExp(`${customer.base}$`))
  await alive(page)

  // The first stop leads past everything that repeats on each page.
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await press(page, page.getByRole('link', { name: 'See the plans' }))
  await press(page, page.getByRole('link', { name: 'or subscribe now: Starter, monthly' }))
  await expect(page.getByRole('heading', { name: 'Subscribe to Starter, monthly' })).toBeVisible()

  await expect(page.getByLabel('Card number')).toBeVisible()
  await tabTo(page, page.getByLabel('Card number'))
  await page.keyboard.type('4000002760003184')
  await tabTo(page, page.getByLabel('Expiration date'))
  await page.keyboard.type('1234')
  await tabTo(page, page.getByLabel('Security code'))
  await page.keyboard.type('123')
  await tabTo(page, page.getByLabel('Country'))
  await page.keyboard.type('Germany')
  await press(page, page.getByRole('button', { name: 'Pay €22.61' }))
  const complete = page.getByRole('button', { name: 'Complete authentication' })
  for (const asked of ['saved for future payments', '€22.61']) {
    await expect(page.getByRole('dialog')).toContainText(asked)
    await expect(complete).toBeFocused()
    await page.keyboard.press('Enter')
  }
  await expect(done(page, 'Welcome to Starter, monthly.')).toBeVisible()
  await expect(region(page, 'Current plan')).toContainText('Active')
  await expect(page.getByRole('row').filter({ hasText: 'Paid' })).toContainText('€22.61')
})

/** Tabs to a control, sees that the focus shows, and presses it. */
async function press(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  await tabTo(page, target)
  expect(await showsFocus(target)).toBe(true)
  await page.keyboard.press('Enter')
}

/** More stops than this on one page are too many for anybody. */
const STOPS_MAX = 60

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    await page.keyboard.press('Tab')
    if (await target.evaluate(hasFocus)) return
  }
  throw new Error(`${target} is not reached with ${STOPS_MAX} tabs`)
}

/** Also inside a shadow root, where the document only knows its host. */
const hasFocus = (control: Element): boolean =>
  (control.getRootNode() as Document | ShadowRoot).activeElement === control

const showsFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((control) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(control)
    return control.matches(':focus-visible') && outlineStyle !== 'none' && outlineWidth !== '0px'
  })
