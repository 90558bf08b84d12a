import Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestSandbox, refusalOf } from './test-support'

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openTestSandbox()
  stripe = sandbox.stripe
})
afterAll(() => sandbox.close())

const card = { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' }

describe('customers', () => {
  it('are made, merged, unset and deleted', async () => {
    const made = await stripe.customers.create({
      email: 'ada@example.com',
      name: 'Ada',
      address: { line1: 'Street 1', city: 'Berlin', country: 'DE' },
      metadata: { a: '1', b: '2' },
    })
    expect(made).toMatchObject({
      email: 'ada@example.com',
      address: { line1: 'Street 1', postal_code: null },
      metadata: { a: '1', b: '2' },
      default_source: null,
      invoice_settings: { default_payment_method: null },
    })
    const updated = await stripe.customers.update(made.id, {
      metadata: { a: '', c: '3' },
      address: '',
      description: 'VIP',
    })
    expect(updated).toMatchObject({
      metadata: { b: '2', c: '3' },
      address: null,
      description: 'VIP',
      name: 'Ada',
    })
    expect(updated.metadata).not.toHaveProperty('a')
    expect((await stripe.customers.update(made.id, { metadata: '' })).metadata).toEqual({})
    expect(await stripe.customers.del(made.id)).toEqual(
      expect.objectContaining({ id: made.id, deleted: true }),
    )
    expect(await stripe.customers.retrieve(made.id)).toMatchObject({ id: made.id, deleted: true })
    expect(await refusalOf(stripe.customers.update(made.id, { name: 'x' }))).toMatchObject({
      statusCode: 404,
    })
    expect((await stripe.customers.list({ email: 'ada@example.com' })).data).toEqual([])
    const types = (await stripe.events.list({ limit: 10 })).data.map((event) => event.type)
    expect(types.slice(0, 4)).toEqual([
      'customer.deleted',
      'customer.updated',
      'customer.updated',
      'customer.created',
    ])
  })

  it('tell in an update event what it was before', async () => {
    const made = await stripe.customers.create({ name: 'Before' })
    await stripe.customers.update(made.id, { name: 'After' })
    const [event] = (await stripe.events.list({ type: 'customer.updated', limit: 1 })).data
    expect(event?.data.object).toMatchObject({ id: made.id, name: 'After' })
    expect(event?.data.previous_attributes).toEqual({ name: 'Before' })
    expect(event).toMatchObject({
      api_version: '2026-10-28.endive',
      request: { id: expect.stringMatching(/^req_/) },
    })
    expect((await stripe.events.retrieve(event?.id ?? '')).id).toBe(event?.id)
  })

  it('take only their own payment method as default, and lose it with the method', async () => {
    const { id } = await stripe.customers.create()
    const stranger = await stripe.paymentMethods.create({ type: 'card', card })
    const param = 'invoice_settings[default_payment_method]'
    const set = (method: string) =>
      stripe.customers.update(id, { invoice_settings: { default_payment_method: method } })
    expect(await refusalOf(set(stranger.id))).toMatchObject({ code: 'resource_missing', param })
    const own = await stripe.paymentMethods.attach(stranger.id, { customer: id })
    expect((await set(own.id)).invoice_settings.default_payment_method).toBe(own.id)
    await stripe.paymentMethods.detach(own.id)
    const after = (await stripe.customers.retrieve(id)) as Stripe.Customer
    expect(after.invoice_settings.default_payment_method).toBeNull()
    expect((await refusalOf(stripe.paymentMethods.attach(own.id, { customer: id }))).message).toContain(
      'may not be used again',
    )
  })

  it('keep tax ids', async () => {
    const { id } = await stripe.customers.create({ tax_id_data: [{ type: 'ch_vat', value: 'CHE-1' }] })
    const taxId = await stripe.customers.createTaxId(id, { type: 'eu_vat', value: 'DE123456789' })
    expect(taxId).toMatchObject({ country: 'DE', verification: { status: 'verified' } })
    expect((await stripe.customers.listTaxIds(id)).data).toHaveLength(2)
    await stripe.customers.deleteTaxId(id, taxId.id)
    expect((await stripe.customers.listTaxIds(id)).data.map((one) => one.type)).toEqual(['ch_vat'])
    expect(
      await refusalOf(stripe.customers.createTaxId(id, { type: 'eu_vat', value: 'nope' })),
    ).toMatchObject({ code: 'tax_id_invalid' })
  })
})

describe('legacy sources', () => {
  it('add, update, make default and delete cards', async () => {
    const { id } = await stripe.customers.create({ source: 'tok_visa' })
    const token = await stripe.tokens.create({
      card: { number: '5555555555554444', exp_month: '11', exp_year: '2041', cvc: '123', name: 'Bea' },
    })
    expect(token).toMatchObject({
      used: false,
      type: 'card',
      card: { last4: '4444', brand: 'MasterCard', name: 'Bea' },
    })
    const second = (await stripe.customers.createSource(id, { source: token.id })) as Stripe.Card
    expect(second).toMatchObject({
      object: 'card',
      customer: id,
      exp_month: 11,
      exp_year: 2041,
      funding: 'credit',
      country: 'US',
    })
    expect(await refusalOf(stripe.customers.createSource(id, { source: token.id }))).toMatchObject({
      code: 'token_already_used',
    })
    const sources = await stripe.customers.listSources(id)
    expect(sources.data.map((one) => (one as Stripe.Card).last4)).toEqual(['4444', '4242'])
    const changed = await stripe.customers.updateSource(id, second.id, {
      address_city: 'Paris',
      exp_month: '1',
    })
    expect(changed).toMatchObject({ address_city: 'Paris', exp_month: 1, last4: '4444' })
    expect(((await stripe.customers.retrieve(id)) as Stripe.Customer).default_source).not.toBe(second.id)
    expect((await stripe.customers.update(id, { default_source: second.id })).default_source).toBe(second.id)
    expect(await stripe.customers.deleteSource(id, second.id)).toMatchObject({ id: second.id, deleted: true })
    expect(await refusalOf(stripe.customers.retrieveSource(id, second.id))).toMatchObject({ statusCode: 404 })
    const after = (await stripe.customers.retrieve(id)) as Stripe.Customer
    expect(after.default_source).toMatch(/^card_/)
  })

  it('refuse declining cards on adding, and pay by default source', async () => {
    const { id } = await stripe.customers.create()
    expect(
      await refusalOf(stripe.customers.createSource(id, { source: 'tok_chargeDeclined' })),
    ).toMatchObject({ statusCode: 402, code: 'card_declined' })
    expect(
      await refusalOf(stripe.customers.createSource(id, { source: 'tok_chargeDeclinedExpiredCard' })),
    ).toMatchObject({ code: 'expired_card' })
    expect(
      await refusalOf(stripe.customers.createSource(id, { source: 'tok_chargeDeclinedIncorrectCvc' })),
    ).toMatchObject({ code: 'incorrect_cvc' })
    await stripe.customers.createSource(id, { source: 'tok_amex' })
    const charge = await stripe.charges.create({ amount: 1234, currency: 'eur', customer: id })
    expect(charge).toMatchObject({
      paid: true,
      status: 'succeeded',
      payment_intent: null,
      payment_method_details: { card: { brand: 'amex' } },
    })
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      customer: id,
      confirm: true,
      off_session: true,
      allowed_payment_method_types: ['card'],
    })
    expect(intent.status).toBe('succeeded')
    expect((await stripe.paymentMethods.list({ customer: id, type: 'card' })).data[0]).toMatchObject({
      object: 'payment_method',
      card: { brand: 'amex' },
    })
  })

  it('keep a SEPA source with its mandate and pay with it', async () => {
    const { id } = await stripe.customers.create()
    const source = await stripe.sources.create({
      type: 'sepa_debit',
      currency: 'eur',
      owner: { name: 'Bert', email: 'bert@example.com' },
      sepa_debit: { iban: 'DE89 3704 0044 0532 0130 00' },
    } as Stripe.SourceCreateParams)
    expect(source).toMatchObject({
      object: 'source',
      status: 'chargeable',
      usage: 'reusable',
      sepa_debit: {
        bank_code: '37040044',
        country: 'DE',
        last4: '3000',
        mandate_reference: expect.stringMatching(/^[A-Z0-9]{16}$/),
      },
    })
    const attached = await stripe.customers.createSource(id, { source: source.id })
    expect(attached).toMatchObject({ id: source.id, customer: id })
    const intent = await stripe.paymentIntents.create({
      amount: 2000,
      currency: 'eur',
      customer: id,
      payment_method: source.id,
      allowed_payment_method_types: ['sepa_debit'],
      off_session: true,
      confirm: true,
    })
    expect(intent.status).toBe('processing')
    expect(await stripe.customers.deleteSource(id, source.id)).toMatchObject({
      id: source.id,
      status: 'consumed',
    })
    expect((await stripe.customers.listSources(id)).data).toEqual([])
    const bad = {
      type: 'sepa_debit',
      owner: { name: 'B' },
      sepa_debit: { iban: 'DE00370400440532013000' },
    } as Stripe.SourceCreateParams
    expect(await refusalOf(stripe.sources.create(bad))).toMatchObject({
      statusCode: 400,
      code: 'invalid_bank_account_iban',
      param: 'sepa_debit[iban]',
    })
  })
})

describe('payment methods', () => {
  it.each([
    ['tok_visa', 'visa', 'credit', '4242'],
    ['tok_visa_debit', 'visa', 'debit', '5556'],
    ['tok_mastercard', 'mastercard', 'credit', '4444'],
    ['tok_mastercard_prepaid', 'mastercard', 'prepaid', '5100'],
    ['tok_amex', 'amex', 'credit', '0005'],
    ['tok_discover', 'discover', 'credit', '1117'],
    ['tok_de', 'visa', 'credit', '0016'],
  ])('come from %s', async (token, brand, funding, last4) => {
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token } })
    expect(method).toMatchObject({ type: 'card', customer: null, card: { brand, funding, last4 } })
  })

  it.each([
    [{ ...card, number: '4242424242424241' }, 'incorrect_number', 'number'],
    [{ ...card, number: '4111111111111111' }, 'card_declined', undefined],
    [{ ...card, exp_month: 13 }, 'invalid_expiry_month', 'exp_month'],
    [{ ...card, exp_year: 2020 }, 'invalid_expiry_year', 'exp_year'],
    [{ ...card, cvc: '99' }, 'invalid_cvc', 'cvc'],
  ])('refuse a bad card %#: %s', async (bad, code, param) => {
    const error = await refusalOf(stripe.paymentMethods.create({ type: 'card', card: bad }))
    expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, code })
    expect(error.param).toBe(param)
  })

  it('are attached, updated, listed and detached', async () => {
    const { id } = await stripe.customers.create()
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card,
      billing_details: { name: 'Cy', address: { postal_code: '75001' } },
    })
    await stripe.paymentMethods.attach(method.id, { customer: id })
    const updated = await stripe.paymentMethods.update(method.id, {
      card: { exp_month: 3, exp_year: 2044 },
      billing_details: { email: 'cy@example.com' },
      metadata: { k: 'v' },
    })
    expect(updated).toMatchObject({
      card: { exp_month: 3, exp_year: 2044, last4: '4242' },
      billing_details: { name: 'Cy', email: 'cy@example.com', address: { postal_code: '75001' } },
      metadata: { k: 'v' },
    })
    expect(
      (await stripe.customers.listPaymentMethods(id, { type: 'card' })).data.map((one) => one.id),
    ).toEqual([method.id])
    expect((await stripe.customers.listPaymentMethods(id, { type: 'sepa_debit' })).data).toEqual([])
    expect((await stripe.customers.retrievePaymentMethod(id, method.id)).id).toBe(method.id)
    const other = await stripe.customers.create()
    expect(
      (await refusalOf(stripe.paymentMethods.attach(method.id, { customer: other.id }))).message,
    ).toContain('already been attached')
    expect((await stripe.paymentMethods.detach(method.id)).customer).toBeNull()
    expect((await stripe.paymentMethods.list({ customer: id })).data).toEqual([])
  })

  it('share a fingerprint per card number, not across accounts', async () => {
    const account = await stripe.accounts.create({ type: 'standard' })
    const one = await stripe.paymentMethods.create({ type: 'card', card })
    const two = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
    const far = await stripe.paymentMethods.create({ type: 'card', card }, { stripeAccount: account.id })
    expect(one.card?.fingerprint).toBe(two.card?.fingerprint)
    expect(far.card?.fingerprint).not.toBe(one.card?.fingerprint)
  })
})

describe('set-up intents', () => {
  it('save a card to the customer, by server or by Stripe.js', async () => {
    const { id } = await stripe.customers.create()
    const setup = await stripe.setupIntents.create({ customer: id, allowed_payment_method_types: ['card'] })
    expect(setup).toMatchObject({
      status: 'requires_payment_method',
      usage: 'off_session',
      payment_method_types: ['card'],
    })
    const browser = new Stripe('pk_test_folio', {
      host: sandbox.host,
      port: sandbox.port,
      protocol: 'http',
      telemetry: false,
    })
    const confirmed = await browser.setupIntents.confirm(setup.id, {
      client_secret: setup.client_secret,
      payment_method_data: { type: 'card', card },
    } as Stripe.SetupIntentConfirmParams)
    expect(confirmed.status).toBe('succeeded')
    expect((await stripe.paymentMethods.retrieve(String(confirmed.payment_method))).customer).toBe(id)
    const error = await refusalOf(stripe.setupIntents.cancel(setup.id))
    expect(error).toMatchObject({ code: 'setup_intent_unexpected_state', setup_intent: { id: setup.id } })
  })

  it('are declined, need authentication, fail it, and are canceled', async () => {
    const { id } = await stripe.customers.create()
    const create = (payment_method: string) =>
      stripe.setupIntents.create({
        customer: id,
        payment_method,
        confirm: true,
        allowed_payment_method_types: ['card'],
      })
    const declined = await refusalOf(create('pm_card_visa_chargeDeclined'))
    expect(declined).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      setup_intent: { status: 'requires_payment_method' },
    })
    expect((await create('pm_card_chargeCustomerFail')).status).toBe('succeeded')
    const asked = await create('pm_card_threeDSecure2Required')
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } })
    await sandbox.control('POST', `/intents/${asked.id}/authenticate`, {
      outcome: 'fail',
      client_secret: asked.client_secret,
    })
    const failed = await stripe.setupIntents.retrieve(asked.id, { expand: ['latest_attempt'] })
    expect(failed).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
      latest_attempt: { status: 'failed' },
    })
    expect((await stripe.setupIntents.cancel(asked.id)).status).toBe('canceled')
    expect((await stripe.setupIntents.list({ customer: id })).data.length).toBeGreaterThanOrEqual(3)
  })
})
