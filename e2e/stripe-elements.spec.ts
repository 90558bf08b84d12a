/**
 * The sandbox's stripe.js on a page of nobody's: what Stripe's own would do for an integrator, before Folio's pages
 * come into it. Intents are made with the official SDK, as a server would.
 */
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import axeCore from 'axe-core'
import Stripe from 'stripe'

const sandboxUrl = readSandboxUrl()
const stripe = new Stripe('sk_test_folio', {
  host: new URL(sandboxUrl).hostname,
  port: new URL(sandboxUrl).port,
  protocol: 'http',
  telemetry: false,
})

const HOST_PAGE = `<!doctype html><html lang="en"><title>Shop</title><main><h1>Pay</h1><form><div id="element"></div>
  <button>Pay</button></form><pre id="result"></pre></main>
  <script src="${sandboxUrl}/v3/"></script>`

let shop: http.Server
let shopUrl = ''

test.beforeAll(async () => {
  shop = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end(HOST_PAGE))
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/`
})

test.afterAll(() => {
  shop.closeAllConnections()
  shop.close()
})

test.beforeEach(async ({ page }) => {
  await page.goto(shopUrl)
})

test('a card pays with the payment element', async ({ page }) => {
  const intent = await newPayment()
  await mountPayment(page, intent, 'confirmPayment')
  await fillCard(page, '4242424242424242')
  await page.keyboard.press('Enter')
  await expect(page.locator('#result')).toHaveText('succeeded')
  const paid = await stripe.paymentIntents.retrieve(intent.id)
  expect([paid.status, paid.amount_received]).toEqual(['succeeded', 1840])
})

test('what is missing is said at its field, and nothing is sent', async ({ page }) => {
  const intent = await newPayment()
  await mountPayment(page, intent, 'confirmPayment')
  await page.getByLabel('Card number').fill('4242424242424241')
  await page.getByRole('button', { name: 'Pay' }).click()
  const number = page.getByLabel('Card number')
  await expect(number).toHaveAccessibleDescription('Your card number is invalid.')
  await expect(number).toBeFocused()
  await expect(page.getByLabel('Security code')).toHaveAccessibleDescription(
    "Your card's security code is incomplete.",
  )
  await expect(page.locator('#result')).toHaveText('invalid_number')
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method')
})

test('a declined card says why', async ({ page }) => {
  await mountPayment(page, await newPayment(), 'confirmPayment')
  await fillCard(page, '4000000000009995')
  await page.getByRole('button', { name: 'Pay' }).click()
  await expect(page.locator('#result')).toHaveText('insufficient_funds')
})

test('3-D Secure: passed, it pays; failed or left with Escape, it charges nothing', async ({ page }) => {
  const intent = await newPayment()
  await mountPayment(page, intent, 'confirmPayment')
  await fillCard(page, '4000002760003184')
  const challenge = page.getByRole('dialog', { name: '3-D Secure authentication' })

  await page.getByRole('button', { name: 'Pay' }).click()
  await expect(challenge).toContainText('€18.40')
  await challenge.getByRole('button', { name: 'Fail authentication' }).click()
  await expect(page.locator('#result')).toHaveText('payment_intent_authentication_failure')
  await expect(challenge).toBeHidden()

  await page.getByRole('button', { name: 'Pay' }).click()
  await expect(challenge).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('#result')).toHaveText('payment_intent_authentication_failure')
  expect((await stripe.paymentIntents.retrieve(intent.id)).amount_received).toBe(0)

  await page.getByRole('button', { name: 'Pay' }).click()
  await challenge.getByRole('button', { name: 'Complete authentication' }).click()
  await expect(page.locator('#result')).toHaveText('succeeded')
  expect((await stripe.paymentIntents.retrieve(intent.id)).amount_received).toBe(1840)
})

test('an IBAN is set up with its mandate', async ({ page }) => {
  const customer = await stripe.customers.create({ email: 'anna@atlas.test' })
  const intent = await stripe.setupIntents.create({
    customer: customer.id,
    allowed_payment_method_types: ['card', 'sepa_debit'],
  })
  await mountPayment(page, intent, 'confirmSetup')
  await page.getByRole('tab', { name: 'Card' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByLabel('IBAN').pressSequentially('de89370400440532013000')
  await expect(page.getByLabel('IBAN')).toHaveValue('DE89 3704 0044 0532 0130 00')
  await page.getByLabel('Full name').fill('Anna Atlas')
  await page.getByLabel('Email').fill('anna@atlas.test')
  await expect(page.getByText('you authorise (A) this business and Stripe')).toBeVisible()
  await page.getByRole('button', { name: 'Pay' }).click()
  await expect(page.locator('#result')).toHaveText('succeeded')

  const done = await stripe.setupIntents.retrieve(intent.id, { expand: ['payment_method'] })
  const method = done.payment_method as Stripe.PaymentMethod
  expect([method.type, method.sepa_debit?.last4, method.billing_details.name]).toEqual([
    'sepa_debit',
    '3000',
    'Anna Atlas',
  ])
  expect(done.mandate).not.toBeNull()
})

test('the card and iban elements, tokens and the calls that take them', async ({ page }) => {
  const payment = await newPayment()
  const setup = await stripe.setupIntents.create({ allowed_payment_method_types: ['sepa_debit'] })
  const ask = (script: string) => page.evaluate(script)

  await ask(`window.s = Stripe('pk_test_folio', {locale: 'en'}); window.es = s.elements();
    window.card = es.create('card'); card.mount('#element'); void 0`)
  await fillCard(page, '5555555555554444')
  expect(
    await ask(`s.createToken(card, {name: 'Anna'}).then((r) => r.token.card.brand + r.token.card.last4)`),
  ).toBe('MasterCard4444')
  expect(
    await ask(`s.createPaymentMethod({type: 'card', card, billing_details: {name: 'Anna'}})
      .then((r) => r.paymentMethod.card.brand + r.paymentMethod.billing_details.name)`),
  ).toBe('mastercardAnna')
  expect(
    await ask(`s.confirmCardPayment('${payment.client_secret}', {payment_method: {card}})
      .then((r) => r.paymentIntent.status)`),
  ).toBe('succeeded')

  await ask(
    `window.iban = s.elements().create('iban', {supportedCountries: ['SEPA']}); iban.mount('#element'); void 0`,
  )
  await page.getByLabel('IBAN').fill('AT611904300234573201')
  expect(
    await ask(`s.confirmSepaDebitSetup('${setup.client_secret}', {payment_method: {sepa_debit: iban,
      billing_details: {name: 'Anna', email: 'anna@atlas.test'}}}).then((r) => r.setupIntent?.status ?? r.error.message)`),
  ).toBe('succeeded')
})

test('form and challenge pass axe, in light and dark', async ({ page }) => {
  for (const theme of ['stripe', 'night'] as const) {
    await page.goto(shopUrl)
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await mountPayment(page, await newPayment(), 'confirmPayment', theme)
    await page.getByRole('button', { name: 'Pay' }).click()
    expect(await axe(page)).toEqual([])
    await fillCard(page, '4000002760003184')
    await page.getByRole('button', { name: 'Pay' }).click()
    await page.getByRole('button', { name: 'Complete authentication' }).waitFor()
    expect(await axe(page)).toEqual([])
  }
})

test('the page never meets a card number', async ({ page }) => {
  await mountPayment(page, await newPayment(), 'confirmPayment')
  await page.evaluate(() => {
    const heard: string[] = []
    document.addEventListener(
      'input',
      (event) => heard.push(String((event.target as HTMLInputElement).value)),
      true,
    )
    Object.assign(window, { heard })
  })
  await fillCard(page, '4242424242424242')
  const met = await page.evaluate(() => ({
    heard: (window as unknown as { heard: string[] }).heard.join(''),
    form: [...new FormData(document.querySelector('form') ?? undefined).keys()],
    html: document.body.innerHTML.includes('4242'),
    inputs: document.querySelectorAll('input').length,
  }))
  expect(met).toEqual({ heard: expect.not.stringContaining('4'), form: [], html: false, inputs: 0 })
})

function newPayment(): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount: 1840,
    currency: 'eur',
    allowed_payment_method_types: ['card', 'sepa_debit'],
  })
}

async function mountPayment(
  page: Page,
  intent: { client_secret: string | null },
  confirm: 'confirmPayment' | 'confirmSetup',
  theme: 'stripe' | 'night' = 'stripe',
): Promise<void> {
  await page.evaluate(`{
    const s = Stripe('pk_test_folio', {locale: 'en'})
    document.documentElement.style = '${theme === 'night' ? 'color-scheme: dark; background: #1b1b22; color: #fff' : ''}'
    const elements = s.elements({clientSecret: '${intent.client_secret}', appearance: {theme: '${theme}'}})
    elements.create('payment', {fields: {billingDetails: {address: 'never'}}}).mount('#element')
    const result = document.querySelector('#result')
    document.querySelector('form').addEventListener('submit', async (event) => {
      event.preventDefault()
      result.textContent = ''
      const {error, paymentIntent, setupIntent} = await s.${confirm}({elements, redirect: 'if_required',
        confirmParams: {return_url: location.href}})
      result.textContent = error ? error.decline_code ?? error.code : (paymentIntent ?? setupIntent).status
    })
  }`)
  await page.getByLabel('Card number').waitFor()
}

async function fillCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').pressSequentially(number)
  await page.getByLabel('Expiration date').pressSequentially('1234')
  await page.getByLabel('Security code').pressSequentially('123')
}

async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeCore.source)
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axeCore }).axe.run())
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
}

/** Where the product that runs these stories has its sandbox. */
function readSandboxUrl(): string {
  const file = path.join(process.env.FOLIO_DATA_DIR ?? '.data', 'run.json')
  const run = JSON.parse(fs.readFileSync(file, 'utf8')) as { stripe: { url: string } }
  return run.stripe.url
}
