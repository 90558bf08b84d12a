import type Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestSandbox, refusalOf } from './test-support'

const DAY = 24 * 3600
const mandate_data = {
  customer_acceptance: { type: 'online' as const, online: { ip_address: '127.0.0.1', user_agent: 'test' } },
}

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe
let stripeAccount: string
beforeAll(async () => {
  sandbox = await openTestSandbox()
  stripe = sandbox.stripe
})
beforeEach(async () => {
  stripeAccount = (await stripe.accounts.create({ type: 'standard' })).id
})
afterAll(() => sandbox.close())

async function debit(iban: string, extra: Partial<Stripe.PaymentIntentCreateParams> = { mandate_data }) {
  const options = { stripeAccount }
  const customer = await stripe.customers.create({}, options)
  const method = await stripe.paymentMethods.create(
    { type: 'sepa_debit', sepa_debit: { iban }, billing_details: { name: 'Ida', email: 'ida@example.com' } },
    options,
  )
  await stripe.paymentMethods.attach(method.id, { customer: customer.id }, options)
  const params = {
    amount: 4200,
    currency: 'eur',
    customer: customer.id,
    payment_method: method.id,
    allowed_payment_method_types: ['sepa_debit' as const],
    confirm: true,
  }
  return stripe.paymentIntents.create({ ...params, ...extra }, options)
}

const advance = (days: number) =>
  sandbox.control('POST', '/clock', { account: stripeAccount, advance_seconds: days * DAY })
const read = (id: string) =>
  stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.balance_transaction'] }, { stripeAccount })

describe('SEPA direct debits', () => {
  it.each(['DE89370400440532013000', 'AT611904300234573201', 'FR1420041010050500013M02606'])(
    'of %s are processing for days and then succeed',
    async (iban) => {
      const intent = await debit(iban)
      expect(intent.status).toBe('processing')
      await advance(4)
      const waiting = await read(intent.id)
      expect(waiting).toMatchObject({
        status: 'processing',
        latest_charge: { status: 'pending', paid: false },
      })
      await advance(2)
      const paid = await read(intent.id)
      expect(paid).toMatchObject({
        status: 'succeeded',
        amount_received: 4200,
        latest_charge: {
          status: 'succeeded',
          paid: true,
          balance_transaction: { amount: 4200, fee: 35, net: 4165, type: 'payment' },
        },
      })
      const charge = paid.latest_charge as Stripe.Charge
      const mandate = await stripe.mandates.retrieve(
        charge.payment_method_details?.sepa_debit?.mandate ?? '',
        {},
        { stripeAccount },
      )
      expect(mandate).toMatchObject({
        status: 'active',
        type: 'multi_use',
        payment_method_details: { type: 'sepa_debit' },
      })
    },
  )

  it.each([
    ['DE62370400440532013001', 'debit_not_authorized'],
    ['AT861904300235473202', 'debit_not_authorized'],
    ['DE65370400440002222227', 'insufficient_funds'],
    ['DE65370400440000343434', 'charge_exceeds_source_limit'],
  ])('of %s fail later with %s', async (iban, code) => {
    const intent = await debit(iban)
    expect(intent.status).toBe('processing')
    await advance(6)
    expect(await read(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code },
      latest_charge: { status: 'failed', failure_code: code, balance_transaction: null },
    })
    const types = (await stripe.events.list({ limit: 3 }, { stripeAccount })).data.map((event) => event.type)
    expect(types).toEqual(['payment_intent.payment_failed', 'charge.failed', expect.any(String)])
  })

  it('take longer with the delayed IBANs', async () => {
    const [good, bad] = [await debit('DE08370400440532013003'), await debit('DE78370400440532013004')]
    await advance(9)
    expect((await read(good.id)).status).toBe('processing')
    await advance(2)
    expect((await read(good.id)).status).toBe('succeeded')
    expect((await read(bad.id)).status).toBe('requires_payment_method')
  })

  it('are disputed and lost right after they succeeded (…3002)', async () => {
    const intent = await debit('DE35370400440532013002')
    await advance(6)
    expect(await read(intent.id)).toMatchObject({ status: 'succeeded', latest_charge: { disputed: true } })
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id }, { stripeAccount })).data
    expect(dispute).toMatchObject({ amount: 4200, status: 'lost', reason: 'debit_not_authorized' })
    const types = (await stripe.events.list({ type: 'charge.dispute.*' }, { stripeAccount })).data.map(
      (event) => event.type,
    )
    expect(types).toContain('charge.dispute.created')
  })

  it('need a mandate, once', async () => {
    expect((await refusalOf(debit('DE89370400440532013000', {}))).message).toContain('requires a mandate')
    const options = { stripeAccount }
    const customer = await stripe.customers.create({}, options)
    const setup = await stripe.setupIntents.create(
      {
        customer: customer.id,
        payment_method: 'pm_success_de',
        mandate_data,
        confirm: true,
        allowed_payment_method_types: ['sepa_debit'],
      },
      options,
    )
    expect(setup).toMatchObject({ status: 'succeeded', mandate: expect.stringMatching(/^mandate_/) })
    const intent = await stripe.paymentIntents.create(
      {
        amount: 900,
        currency: 'eur',
        customer: customer.id,
        payment_method: String(setup.payment_method),
        off_session: true,
        confirm: true,
        allowed_payment_method_types: ['sepa_debit'],
      },
      options,
    )
    expect(intent.status).toBe('processing')
  })

  it('refuse a bad IBAN, a missing name and another currency', async () => {
    const create = (iban: string, billing_details: object) =>
      refusalOf(stripe.paymentMethods.create({ type: 'sepa_debit', sepa_debit: { iban }, billing_details }))
    const person = { name: 'Ida', email: 'ida@example.com' }
    expect(await create('DE89370400440532013001', person)).toMatchObject({
      statusCode: 400,
      code: 'invalid_bank_account_iban',
      param: 'sepa_debit[iban]',
    })
    expect(await create('nonsense', person)).toMatchObject({ code: 'invalid_bank_account_iban' })
    expect(await create('DE89370400440532013000', { email: 'ida@example.com' })).toMatchObject({
      param: 'billing_details[name]',
    })
    expect(await refusalOf(debit('DE89370400440532013000', { currency: 'usd', mandate_data }))).toMatchObject(
      { statusCode: 400 },
    )
  })

  it('may be settled by hand without moving the clock', async () => {
    const intent = await debit('DE89370400440532013000')
    expect(await sandbox.control('POST', `/intents/${intent.id}/settle`)).toEqual({ settled: true })
    expect((await read(intent.id)).status).toBe('succeeded')
    expect(await sandbox.control('POST', `/intents/${intent.id}/settle`)).toEqual({ settled: false })
  })
})

describe('the clock', () => {
  it('settles in the order of the instants, and each event carries its own', async () => {
    await sandbox.control('POST', '/clock', { account: stripeAccount, now: '2027-01-01T12:00:00Z' })
    const slow = await debit('DE08370400440532013003')
    await advance(2)
    const fast = await debit('DE89370400440532013000')
    const moved = await advance(30)
    expect(moved).toMatchObject({ frozen: true, iso: '2027-02-02T12:00:00.000Z' })
    const events = (await stripe.events.list({ type: 'payment_intent.succeeded' }, { stripeAccount })).data
    expect(events.map((event) => (event.data.object as Stripe.PaymentIntent).id)).toEqual([slow.id, fast.id])
    expect(events.map((event) => new Date(event.created * 1000).toISOString())).toEqual([
      '2027-01-11T12:00:00.000Z',
      '2027-01-08T12:00:00.000Z',
    ])
  })

  it('does not go back once something happened, and can run again', async () => {
    await sandbox.control('POST', '/clock', { account: stripeAccount, now: '2020-01-01T00:00:00Z' })
    const customer = await stripe.customers.create({}, { stripeAccount })
    expect(customer.created).toBe(Date.parse('2020-01-01T00:00:00Z') / 1000)
    await expect(
      sandbox.control('POST', '/clock', { account: stripeAccount, now: '2019-01-01T00:00:00Z' }),
    ).rejects.toThrow('does not go back')
    const running = await sandbox.control('POST', '/clock', { account: stripeAccount, frozen: false })
    expect(running.frozen).toBe(false)
    expect(Math.abs(Number(running.now) - Date.now() / 1000)).toBeLessThan(5)
  })
})
