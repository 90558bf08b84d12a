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

function pay(payment_method = 'pm_card_visa', amount = 3000, options: Stripe.RequestOptions = {}) {
  return stripe.paymentIntents.create(
    {
      amount,
      currency: 'eur',
      payment_method,
      allowed_payment_method_types: ['card'],
      confirm: true,
      expand: ['latest_charge'],
    },
    options,
  )
}

describe('refunds', () => {
  it('give back a part, the rest, and then no more', async () => {
    const intent = await pay()
    const part = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 1000,
      reason: 'requested_by_customer',
      metadata: { r: '1' },
    })
    expect(part).toMatchObject({
      amount: 1000,
      status: 'succeeded',
      payment_intent: intent.id,
      reason: 'requested_by_customer',
    })
    const over = await refusalOf(stripe.refunds.create({ payment_intent: intent.id, amount: 2001 }))
    expect(over).toMatchObject({ statusCode: 400, param: 'amount' })
    expect(over.message).toBe('Refund amount (€20.01) is greater than unrefunded amount on charge (€20.00)')
    const rest = await stripe.refunds.create({ charge: (intent.latest_charge as Stripe.Charge).id })
    expect(rest.amount).toBe(2000)
    const again = await refusalOf(stripe.refunds.create({ payment_intent: intent.id }))
    expect(again).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' })
    const charge = await stripe.charges.retrieve((intent.latest_charge as Stripe.Charge).id, {
      expand: ['refunds'],
    })
    expect(charge).toMatchObject({ amount_refunded: 3000, refunded: true })
    expect(charge.refunds?.data.map((one) => one.id)).toEqual([rest.id, part.id])
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(2)
    const movement = await stripe.balanceTransactions.retrieve(String(part.balance_transaction))
    expect(movement).toMatchObject({ type: 'refund', amount: -1000, fee: 0, net: -1000, source: part.id })
  })

  it('never give back more than was paid, however many come at once', async () => {
    const intent = await pay('pm_card_visa', 1000)
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, () => stripe.refunds.create({ payment_intent: intent.id, amount: 300 })),
    )
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(3)
    const charge = await stripe.charges.retrieve((intent.latest_charge as Stripe.Charge).id)
    expect(charge.amount_refunded).toBe(900)
  })

  it('are refused for what was not paid, and release an authorization', async () => {
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' })
    expect((await refusalOf(stripe.refunds.create({ payment_intent: open.id }))).message).toContain(
      'does not have a successful charge',
    )
    const held = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      allowed_payment_method_types: ['card'],
      capture_method: 'manual',
      confirm: true,
    })
    await stripe.refunds.create({ payment_intent: held.id })
    expect((await stripe.paymentIntents.retrieve(held.id)).status).toBe('canceled')
  })

  it('come through or bounce later with the cards for that', async () => {
    const stripeAccount = (await stripe.accounts.create({ type: 'standard' })).id
    const slow = await pay('pm_card_pendingRefund', 800, { stripeAccount })
    const bouncing = await pay('pm_card_refundFail', 800, { stripeAccount })
    const pending = await stripe.refunds.create({ payment_intent: slow.id }, { stripeAccount })
    const failing = await stripe.refunds.create({ payment_intent: bouncing.id }, { stripeAccount })
    expect([pending.status, failing.status]).toEqual(['pending', 'succeeded'])
    await sandbox.control('POST', '/clock', { account: stripeAccount, advance_seconds: 7200 })
    expect((await stripe.refunds.retrieve(pending.id, {}, { stripeAccount })).status).toBe('succeeded')
    const failed = await stripe.refunds.retrieve(failing.id, {}, { stripeAccount })
    expect(failed).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
    const charge = await stripe.charges.retrieve(
      (bouncing.latest_charge as Stripe.Charge).id,
      {},
      { stripeAccount },
    )
    expect(charge).toMatchObject({ amount_refunded: 0, refunded: false })
  })
})

describe('the balance', () => {
  it('takes fees by the card’s country, and becomes available by the clock', async () => {
    const stripeAccount = (await stripe.accounts.create({ type: 'standard' })).id
    await pay('pm_card_de', 10_000, { stripeAccount }) // 1.5 % + 0.25: EEA
    await pay('pm_card_gb', 10_000, { stripeAccount }) // 2.5 % + 0.25: UK
    await pay('pm_card_visa', 10_000, { stripeAccount }) // 3.25 % + 0.25: elsewhere
    await pay('pm_card_bypassPending', 10_000, { stripeAccount })
    const fees = (await stripe.balanceTransactions.list({ type: 'charge' }, { stripeAccount })).data.map(
      (one) => one.fee,
    )
    expect(fees).toEqual([350, 350, 275, 175])
    const read = () => stripe.balance.retrieve({}, { stripeAccount })
    expect(await read()).toMatchObject({
      pending: [{ amount: 29_200, currency: 'eur' }],
      available: [{ amount: 9_650, currency: 'eur' }],
    })
    await sandbox.control('POST', '/clock', { account: stripeAccount, advance_seconds: 4 * 24 * 3600 })
    expect(await read()).toMatchObject({
      pending: [{ amount: 0 }],
      available: [{ amount: 38_850, source_types: { card: 38_850 } }],
    })
    expect(
      (await stripe.balanceTransactions.list({}, { stripeAccount })).data.map((one) => one.status),
    ).toEqual(Array(4).fill('available'))
    const [event] = (await stripe.events.list({ type: 'balance.available' }, { stripeAccount })).data
    expect(event?.data.object).toMatchObject({ object: 'balance', available: [{ amount: 38_850 }] })
  })
})

describe('disputes', () => {
  it('take the money and a fee; winning evidence brings it back', async () => {
    const stripeAccount = (await stripe.accounts.create({ type: 'standard' })).id
    const intent = await pay('pm_card_createDispute', 5000, { stripeAccount })
    const [dispute] = (await stripe.disputes.list({}, { stripeAccount })).data
    expect(dispute).toMatchObject({
      amount: 5000,
      reason: 'fraudulent',
      status: 'needs_response',
      payment_intent: intent.id,
      balance_transactions: [{ amount: -5000, fee: 2000, net: -7000 }],
    })
    const id = dispute?.id ?? ''
    expect(
      await refusalOf(stripe.refunds.create({ payment_intent: intent.id }, { stripeAccount })),
    ).toMatchObject({ code: 'charge_disputed' })
    const sent = await stripe.disputes.update(
      id,
      { evidence: { uncategorized_text: 'winning_evidence' } },
      { stripeAccount },
    )
    expect(sent).toMatchObject({
      status: 'under_review',
      evidence_details: { has_evidence: true, submission_count: 1 },
    })
    await sandbox.control('POST', '/clock', { account: stripeAccount, advance_seconds: 2 * 24 * 3600 })
    expect((await stripe.disputes.retrieve(id, {}, { stripeAccount })).status).toBe('won')
    const types = (await stripe.events.list({ limit: 30 }, { stripeAccount })).data.map((event) => event.type)
    for (const type of [
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]) {
      expect(types).toContain(type)
    }
  })

  it('are accepted by closing them, once', async () => {
    await pay('pm_card_createDisputeProductNotReceived')
    const [dispute] = (await stripe.disputes.list({ limit: 1 })).data
    expect(dispute?.reason).toBe('product_not_received')
    expect((await stripe.disputes.close(dispute?.id ?? '')).status).toBe('lost')
    expect(await refusalOf(stripe.disputes.close(dispute?.id ?? ''))).toMatchObject({
      code: 'dispute_closed',
    })
  })
})
