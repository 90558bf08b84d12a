import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSandbox, refusalOf } from './test-support'

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openTestSandbox()
  stripe = sandbox.stripe
})
afterAll(() => sandbox.close())

async function customerWith(method: string): Promise<{ customer: string; method: string }> {
  const customer = await stripe.customers.create({ email: 'a@example.com' })
  const attached = await stripe.paymentMethods.attach(method, { customer: customer.id })
  return { customer: customer.id, method: attached.id }
}

function pay(customer: string, method: string, extra: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  return stripe.paymentIntents.create({
    amount: 1999,
    currency: 'eur',
    customer,
    payment_method: method,
    allowed_payment_method_types: ['card'],
    confirm: true,
    ...extra,
  })
}

async function typesOf(id: string): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100 })
  return events.data
    .filter((event) => JSON.stringify(event.data.object).includes(id))
    .map((event) => event.type)
    .reverse()
}

describe('a card payment', () => {
  it('succeeds off-session with a saved card and books charge, fee and events', async () => {
    const { customer, method } = await customerWith('pm_card_visa')
    const intent = await pay(customer, method, {
      off_session: true,
      metadata: { invoice: 'F-1' },
      expand: ['latest_charge.balance_transaction'],
    })
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 1999, metadata: { invoice: 'F-1' } })
    const charge = intent.latest_charge as Stripe.Charge
    expect(charge).toMatchObject({
      paid: true,
      captured: true,
      amount: 1999,
      customer,
      payment_intent: intent.id,
    })
    expect(charge.payment_method_details?.card).toMatchObject({ brand: 'visa', last4: '4242', country: 'US' })
    expect(charge.balance_transaction).toMatchObject({ amount: 1999, fee: 90, net: 1909, status: 'pending' })
    expect(await typesOf(intent.id)).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
    ])
  })

  it.each([
    ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
    ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
    ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
  ])('is declined with %s: %s, %s', async (method, code, declineCode) => {
    const error = await refusalOf(
      stripe.paymentIntents.create({
        amount: 1000,
        currency: 'usd',
        payment_method: method,
        allowed_payment_method_types: ['card'],
        confirm: true,
      }),
    )
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code, decline_code: declineCode })
    const { payment_intent: failed } = error as Stripe.errors.StripeCardError
    expect(failed).toMatchObject({ status: 'requires_payment_method', payment_method: null })
    const stored = await stripe.paymentIntents.retrieve(failed?.id ?? '', { expand: ['latest_charge'] })
    expect(stored.last_payment_error).toMatchObject({ code, decline_code: declineCode })
    expect(stored.latest_charge).toMatchObject({ status: 'failed', paid: false, failure_code: code })
    expect(await typesOf(stored.id)).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
    ])
  })

  it('refuses cards that decline already on attaching, but for 0341', async () => {
    const customer = await stripe.customers.create()
    const error = await refusalOf(
      stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: customer.id }),
    )
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' })
    const kept = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id })
    expect(kept).toMatchObject({ customer: customer.id, card: { last4: '0341' } })
    const later = await refusalOf(pay(customer.id, kept.id, { off_session: true }))
    expect(later).toMatchObject({ statusCode: 402, code: 'card_declined' })
  })

  it('may be paid again with another card after a decline', async () => {
    const { customer, method } = await customerWith('pm_card_chargeCustomerFail')
    const error = (await refusalOf(pay(customer, method))) as Stripe.errors.StripeCardError
    const id = error.payment_intent?.id ?? ''
    const good = await stripe.paymentMethods.attach('pm_card_mastercard', { customer })
    const paid = await stripe.paymentIntents.confirm(id, { payment_method: good.id })
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null })
    expect((await stripe.charges.list({ payment_intent: id })).data.map((charge) => charge.status)).toEqual([
      'succeeded',
      'failed',
    ])
  })
})

describe('3-D Secure', () => {
  it('is asked for on-session and passed or failed in the challenge', async () => {
    for (const outcome of ['pass', 'fail'] as const) {
      const { customer, method } = await customerWith('pm_card_threeDSecure2Required')
      const intent = await pay(customer, method)
      expect(intent).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'use_stripe_sdk' },
        latest_charge: null,
      })
      await sandbox.control('POST', `/intents/${intent.id}/authenticate`, {
        outcome,
        client_secret: intent.client_secret,
      })
      const after = await stripe.paymentIntents.retrieve(intent.id)
      if (outcome === 'pass') expect(after).toMatchObject({ status: 'succeeded', amount_received: 1999 })
      else {
        expect(after).toMatchObject({
          status: 'requires_payment_method',
          last_payment_error: { code: 'payment_intent_authentication_failure' },
        })
      }
    }
  })

  it('makes an off-session payment fail with authentication_required and the intent in the error', async () => {
    const { customer, method } = await customerWith('pm_card_authenticationRequired')
    const error = (await refusalOf(
      pay(customer, method, { off_session: true }),
    )) as Stripe.errors.StripeCardError
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
    })
    expect(error.payment_intent).toMatchObject({ status: 'requires_payment_method' })
    expect(error.payment_method?.id).toBe(method)
    const again = await stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
      payment_method: method,
    })
    expect(again.status).toBe('requires_action')
  })

  it('redirects when a return URL is given', async () => {
    const { customer, method } = await customerWith('pm_card_threeDSecure2Required')
    const intent = await pay(customer, method, { return_url: 'http://127.0.0.1:1/back' })
    expect(intent.next_action?.type).toBe('redirect_to_url')
    const url = intent.next_action?.redirect_to_url?.url ?? ''
    expect(await (await fetch(url)).text()).toContain('3-D Secure')
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'pass' }),
      redirect: 'manual',
    })
    const back = new URL(answer.headers.get('location') ?? '')
    expect(back.searchParams.get('payment_intent')).toBe(intent.id)
    expect(back.searchParams.get('redirect_status')).toBe('succeeded')
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded')
  })

  it('leaves a card alone off-session once it was set up (…3155), but not one that always asks (…3184)', async () => {
    const cards = [
      ['pm_card_authenticationRequiredOnSetup', 'succeeded'],
      ['pm_card_authenticationRequired', 'authentication_required'],
    ] as const
    for (const [name, expected] of cards) {
      const customer = (await stripe.customers.create()).id
      const setup = await stripe.setupIntents.create({
        customer,
        payment_method: name,
        allowed_payment_method_types: ['card'],
        confirm: true,
      })
      expect(setup.status).toBe('requires_action')
      await sandbox.control('POST', `/intents/${setup.id}/authenticate`, { outcome: 'pass' })
      const done = await stripe.setupIntents.retrieve(setup.id)
      expect(done.status).toBe('succeeded')
      const method = String(done.payment_method)
      const outcome = await pay(customer, method, { off_session: true }).then(
        (intent) => intent.status,
        (error: Stripe.errors.StripeError) => error.code,
      )
      expect(outcome).toBe(expected)
    }
  })

  it('passes and is declined all the same with …3178', async () => {
    const { customer, method } = await customerWith(
      'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    )
    const intent = await pay(customer, method)
    await sandbox.control('POST', `/intents/${intent.id}/authenticate`, { outcome: 'pass' })
    const after = await stripe.paymentIntents.retrieve(intent.id)
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' },
    })
  })
})

describe('the life of an intent', () => {
  it('saves its card to the customer when it is to be used again', async () => {
    const customer = await stripe.customers.create()
    const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_mastercard' } })
    const intent = await pay(customer.id, loose.id, { setup_future_usage: 'off_session' })
    expect(intent).toMatchObject({ status: 'succeeded', setup_future_usage: 'off_session' })
    expect((await stripe.paymentMethods.retrieve(loose.id)).customer).toBe(customer.id)
    expect((await pay(customer.id, loose.id, { off_session: true })).status).toBe('succeeded')
  })

  it('wants a return URL when the dashboard’s methods might redirect, and none for named ones', async () => {
    const params = { amount: 500, currency: 'eur', payment_method: 'pm_card_visa', confirm: true }
    expect((await refusalOf(stripe.paymentIntents.create(params))).message).toContain('return_url')
    const open = await stripe.paymentIntents.create({
      ...params,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
    expect(open).toMatchObject({ status: 'succeeded', payment_method_types: ['card', 'sepa_debit'] })
    const dollars = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      allowed_payment_method_types: ['card', 'sepa_debit'],
    })
    expect(dollars.payment_method_types).toEqual(['card'])
  })

  it('is authorized, captured in part and cannot be canceled afterwards', async () => {
    const { customer, method } = await customerWith('pm_card_visa')
    const intent = await pay(customer, method, { capture_method: 'manual' })
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 1999, amount_received: 0 })
    const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 })
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1500 })
    const error = await refusalOf(stripe.paymentIntents.cancel(intent.id))
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' })
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    expect(refund.amount).toBe(1500)
  })

  it('is updated, confirmed step by step and canceled', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      allowed_payment_method_types: ['card'],
    })
    expect(intent.status).toBe('requires_payment_method')
    const updated = await stripe.paymentIntents.update(intent.id, {
      amount: 700,
      metadata: { a: '1' },
      payment_method: 'pm_card_visa',
    })
    expect(updated).toMatchObject({ amount: 700, status: 'requires_confirmation', metadata: { a: '1' } })
    expect((await stripe.paymentIntents.confirm(intent.id)).status).toBe('succeeded')
    const other = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      allowed_payment_method_types: ['card'],
    })
    const canceled = await stripe.paymentIntents.cancel(other.id, { cancellation_reason: 'abandoned' })
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
  })

  it('refuses another customer’s card, a spent card and an amount too small', async () => {
    const { method } = await customerWith('pm_card_visa')
    const other = await stripe.customers.create()
    expect(await refusalOf(pay(other.id, method))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'payment_method',
    })
    const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
    const once: Stripe.PaymentIntentCreateParams = {
      amount: 500,
      currency: 'eur',
      payment_method: loose.id,
      allowed_payment_method_types: ['card'],
      confirm: true,
    }
    expect((await stripe.paymentIntents.create(once)).status).toBe('succeeded')
    expect((await refusalOf(stripe.paymentIntents.create(once))).message).toContain('may not be used again')
    expect(await refusalOf(stripe.paymentIntents.create({ amount: 10, currency: 'eur' }))).toMatchObject({
      code: 'amount_too_small',
      param: 'amount',
    })
  })
})
