import type Stripe from 'stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStripeSandbox } from './start'
import { openTestSandbox, refusalOf } from './test-support'

let sandbox: Awaited<ReturnType<typeof openTestSandbox>>
let stripe: Stripe
beforeAll(async () => {
  sandbox = await openTestSandbox()
  stripe = sandbox.stripe
})
afterAll(() => sandbox.close())

describe('charges made without an intent', () => {
  it('are held, captured for less, found and described', async () => {
    const held = await stripe.charges.create({
      amount: 2000,
      currency: 'eur',
      source: 'tok_visa',
      capture: false,
    })
    expect(held).toMatchObject({ captured: false, paid: true, balance_transaction: null })
    const captured = await stripe.charges.capture(held.id, { amount: 1500 })
    expect(captured).toMatchObject({
      captured: true,
      amount_captured: 1500,
      amount_refunded: 500,
      refunded: false,
    })
    expect(await refusalOf(stripe.charges.capture(held.id))).toMatchObject({
      code: 'charge_already_captured',
    })
    await stripe.charges.update(held.id, { description: 'Tea', metadata: { order: '9' } })
    const found = await stripe.charges.search({ query: 'metadata["order"]:"9" AND amount>1000' })
    expect(found.data).toMatchObject([{ id: held.id, description: 'Tea' }])
    expect((await stripe.refunds.create({ charge: held.id })).amount).toBe(1500)
  })

  it('are declined, and by cards that want to ask the customer', async () => {
    const pay = (source: string) =>
      refusalOf(stripe.charges.create({ amount: 2000, currency: 'eur', source }))
    expect(await pay('tok_chargeDeclinedInsufficientFunds')).toMatchObject({
      code: 'card_declined',
      decline_code: 'insufficient_funds',
    })
    const asked = await pay('tok_threeDSecure2Required')
    expect(asked).toMatchObject({ statusCode: 402, code: 'authentication_required' })
    expect(await stripe.charges.retrieve(asked.charge ?? '')).toMatchObject({
      status: 'failed',
      failure_code: 'card_declined',
    })
    const customer = await stripe.customers.create()
    expect(
      (await refusalOf(stripe.charges.create({ amount: 2000, currency: 'eur', customer: customer.id })))
        .message,
    ).toContain('no active card')
    expect(await pay('tok_unknown')).toMatchObject({ code: 'resource_missing' })
  })
})

describe('two sandboxes on one database', () => {
  it('start at once, and see each other’s objects', async () => {
    const others = await Promise.all([
      startStripeSandbox({ databaseUrl: sandbox.databaseUrl }),
      startStripeSandbox({ databaseUrl: sandbox.databaseUrl }),
    ])
    const customer = await stripe.customers.create({ name: 'Shared' })
    for (const other of others) {
      const answer = await fetch(`${other.url}/v1/customers/${customer.id}`, {
        headers: { authorization: 'Bearer sk_test_folio' },
      })
      expect(await answer.json()).toMatchObject({ name: 'Shared' })
      await other.stop()
    }
  })

  it('refuse a port that is taken', async () => {
    await expect(
      startStripeSandbox({ databaseUrl: sandbox.databaseUrl, port: sandbox.port }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
