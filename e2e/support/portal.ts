import { expect, type Locator, type Page } from '@playwright/test'
import { type Customer, mailTo } from './product'
import { catalogue } from './words'

/** Signs in as a person does: asks for a link, opens the mail, follows the link. */
export async function signIn(page: Page, { email, base }: Customer): Promise<void> {
  await page.goto('/signin')
  await page.goto(await askForLink(page, email))
  await expect(page).toHaveURL(new RegExp(`${base}$`))
  await alive(page)
}

/** Opens a page and waits until its script answers: a click before that would be lost. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await alive(page)
}

/** Waits until React has taken over every control that the server has drawn. */
export async function alive(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const controls = [...document.querySelectorAll('button, main a, select')]
    return (
      controls.length > 0 &&
      controls.every((control) => Object.keys(control).some((key) => key.startsWith('__reactProps$')))
    )
  })
}

/** Fills in the sign-in page, in whatever language it is in, and answers the link in the mail. */
export async function askForLink(page: Page, email: string, words = catalogue('en')): Promise<string> {
  await page.getByRole('textbox', { name: words('signin.email') }).fill(email)
  await page.getByRole('button', { name: words('signin.submit') }).click()
  await expect(page.getByRole('heading', { name: words('signin.check.title') })).toBeVisible()
  return linkIn(email)
}

/** The sign-in link of the newest mail. */
export async function linkIn(email: string): Promise<string> {
  const mail = await mailTo(email, /sign in|anmeld|connexion|connect/i)
  const link = mail.links.find((each) => each.includes('/signin/link'))
  if (!link) throw new Error(`no link in: ${mail.text}`)
  return link
}

/** Enters a card of somebody in Germany, whose postcode is not asked for, into Stripe's form. */
export async function fillCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').pressSequentially(number)
  await page.getByLabel('Expiration date').pressSequentially('1234')
  await page.getByLabel('Security code').pressSequentially('123')
  await page.getByLabel('Country').selectOption({ label: 'Germany' })
}

/** The bank's 3-D Secure question. */
export const challenge = (page: Page): Locator =>
  page.getByRole('dialog', { name: '3-D Secure authentication' })

export async function passChallenge(page: Page): Promise<void> {
  await challenge(page).getByRole('button', { name: 'Complete authentication' }).click()
}

export async function failChallenge(page: Page): Promise<void> {
  await challenge(page).getByRole('button', { name: 'Fail authentication' }).click()
}

/** What the page shows beside a label in a list of figures: `amount(page, 'VAT 19%')` is "€9.31". */
export const amount = (scope: Page | Locator, label: string): Locator =>
  scope
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) })
    .locator('xpath=following-sibling::dd[1]')

/** A card of the overview, by its title. */
export const region = (page: Page, name: string | RegExp): Locator => page.getByRole('region', { name })

/** What the page says after something went wrong. */
export const alert = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('alert').filter({ hasText: text })

/** What the page says after something worked. */
export const done = (page: Page, text: string | RegExp): Locator => page.getByRole('main').getByText(text)

/** One plan on the page that compares them. */
export const plan = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true })

/** "1 December 2026", a day in the seller's time zone, as the pages write it. */
export const day = (at: Date, style: 'long' | 'medium' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: style === 'long' ? 'long' : 'short',
    ...(style === 'short' ? {} : { year: 'numeric' }),
    timeZone: 'Europe/Berlin',
  }).format(at)

/** The end of a month's period that began at an instant: the same day of the next month, or its last one. */
export function monthAfter(at: Date): Date {
  const next = new Date(at)
  next.setUTCDate(1)
  next.setUTCMonth(next.getUTCMonth() + 1)
  const last = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate()
  next.setUTCDate(Math.min(at.getUTCDate(), last))
  return next
}

/** "€1,234.50" for 123450. */
export const euros = (cents: number): string => {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${cents < 0 ? '−' : ''}€${whole}.${digits.slice(-2)}`
}
