import { existsSync, readFileSync } from 'node:fs'
import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSandbox } from './test-support'

type Json = { [name: string]: unknown }

/** Stripe's own samples, beside a checkout of the project where there are any; without them the SDK's types are the contract. */
const FIXTURES = new URL('../../../shared/contracts/stripe-fixtures-2026-08.json', import.meta.url)
const samples: { [noun: string]: Json } | undefined = existsSync(FIXTURES)
  ? (JSON.parse(readFileSync(FIXTURES, 'utf8')) as { resources: { [noun: string]: Json } }).resources
  : undefined

/** Fields that Stripe leaves out unless they apply or are expanded, or that its samples carry from another version. */
const LEFT_OUT: { [noun: string]: readonly string[] } = {
  charge: ['refunds'],
  setup_intent: [],
  payment_intent: [],
  event: [],
}

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
const ours: { [noun: string]: object } = {}

beforeAll(async () => {
  sandbox = await openTestSandbox()
  Object.assign(ours, await oneOfEach(sandbox.stripe))
})
afterAll(() => sandbox.close())

async function oneOfEach(stripe: Stripe): Promise<{ [noun: string]: object }> {
  const customer = await stripe.customers.create({ name: 'Jenny Rosen' })
  const card = await stripe.customers.createSource(customer.id, { source: 'tok_visa' })
  const payment_method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  const payment_intent = await stripe.paymentIntents.create({
    amount: 1099,
    currency: 'eur',
    customer: customer.id,
    payment_method: 'pm_card_createDispute',
    allowed_payment_method_types: ['card'],
    confirm: true,
  })
  const paid = await stripe.paymentIntents.create({
    amount: 500,
    currency: 'eur',
    payment_method: 'pm_card_visa',
    allowed_payment_method_types: ['card'],
    confirm: true,
  })
  const setup_intent = await stripe.setupIntents.create({
    customer: customer.id,
    payment_method: 'pm_success_de',
    mandate_data: {
      customer_acceptance: { type: 'online', online: { ip_address: '127.0.0.1', user_agent: 'x' } },
    },
    allowed_payment_method_types: ['sepa_debit'],
    confirm: true,
  })
  const coupon = await stripe.coupons.create({ percent_off: 25 })
  const account = await stripe.accounts.create({ type: 'standard' })
  const product = await stripe.products.create({ name: 'T-shirt' })
  return {
    customer,
    card,
    payment_method,
    payment_intent,
    setup_intent,
    coupon,
    account,
    product,
    price: await stripe.prices.create({ product: product.id, currency: 'eur', unit_amount: 2000 }),
    charge: await stripe.charges.retrieve(String(payment_intent.latest_charge)),
    dispute: (await stripe.disputes.list()).data[0] ?? {},
    refund: await stripe.refunds.create({ payment_intent: paid.id }),
    balance: await stripe.balance.retrieve(),
    balance_transaction: (await stripe.balanceTransactions.list()).data[0] ?? {},
    promotion_code: await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } }),
    mandate: await stripe.mandates.retrieve(String(setup_intent.mandate)),
    event: (await stripe.events.list({ limit: 1 })).data[0] ?? {},
    webhook_endpoint: await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9',
      enabled_events: ['charge.failed'],
    }),
    token: await stripe.tokens.create({
      card: { number: '4242424242424242', exp_month: '8', exp_year: '2040' },
    }),
    account_link: await stripe.accountLinks.create({ account: account.id, type: 'account_onboarding' }),
    tax_id: await stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'DE123456789' }),
    setup_attempt: (await stripe.setupIntents.retrieve(setup_intent.id, { expand: ['latest_attempt'] }))
      .latest_attempt as Stripe.SetupAttempt,
  }
}

describe('the shape of every object', () => {
  const nouns = [
    'customer',
    'card',
    'payment_method',
    'payment_intent',
    'setup_intent',
    'coupon',
    'account',
    'product',
    'price',
    'charge',
    'dispute',
    'refund',
    'balance',
    'balance_transaction',
    'promotion_code',
    'mandate',
    'event',
    'webhook_endpoint',
    'token',
    'account_link',
    'tax_id',
    'setup_attempt',
  ]

  it.each(nouns)('%s has the fields of Stripe’s sample', (noun) => {
    const one = ours[noun]
    expect(one).toMatchObject({ object: noun })
    const sample = samples?.[noun]
    if (sample === undefined) return
    const missing = Object.keys(sample).filter(
      (key) => !(key in (one ?? {})) && !LEFT_OUT[noun]?.includes(key),
    )
    expect(missing).toEqual([])
  })

  it.each([
    ['charge', 'payment_method_details'],
    ['payment_method', 'card'],
    ['dispute', 'evidence'],
    ['dispute', 'evidence_details'],
    ['account', 'settings'],
    ['account', 'requirements'],
    ['customer', 'invoice_settings'],
    ['mandate', 'customer_acceptance'],
  ])('%s has them inside %s too', (noun, field) => {
    const one = (ours[noun] as Json)[field]
    expect(one).toBeTypeOf('object')
    const sample = samples?.[noun]?.[field]
    if (sample === undefined) return
    expect(Object.keys(sample as Json).filter((key) => !(key in (one as Json)))).toEqual([])
  })
})
