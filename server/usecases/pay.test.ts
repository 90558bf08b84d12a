import { expect, test } from 'vitest'
import { START, testkit } from '../testkit'
import { chargeDue } from './charge-due'
import { advanceTo } from './clock'
import { ownerScope } from './owner'
import { payInvoice } from './pay'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'
import { openInvoices } from './subscription'

const kit = testkit()

/** A renewal of 3,100 that failed, at the moment its customer comes to put it right. */
async function pastDue() {
  const row = await kit.owner({ clockAt: START })
  await kit.plan(row.id, { code: 'team', prices: [{ amount: 3_100 }] })
  const customer = await kit.customer(row.id)
  await addCard(customer, { token: 'tok_visa' })
  await subscribe(customer, { plan: 'team' })
  await addCard(await kit.at(customer, START), { token: 'tok_chargeCustomerFail', makeDefault: true })
  const owner = await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), row.id)
  await advanceTo(owner, new Date('2026-02-02T12:00:00Z'))
  const ctx = await kit.at(customer, START)
  const [bill] = await openInvoices(ctx)
  return { ctx, ownerId: row.id, invoiceId: bill?.id ?? '' }
}

test('a card that wants 3-D Secure asks the person who has just added it', async () => {
  const { ctx, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'pm_card_authenticationRequired', makeDefault: true })
  const asked = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(asked.attempt).toMatchObject({
    status: 'requires_action',
    offSession: false,
    paymentMethodId: card.id,
  })
  expect(asked.attempt.stripeClientSecret).toEqual(expect.any(String))
})

test('it asks them too when the engine was quicker and nobody was there to confirm', async () => {
  const { ctx, ownerId, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'pm_card_authenticationRequired', makeDefault: true })
  await chargeDue(kit.ctx(), { ownerId })
  const asked = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(asked.attempt).toMatchObject({ status: 'requires_action', offSession: false })
})

test('a card that needs no one pays at once, whichever is quicker', async () => {
  const { ctx, ownerId, invoiceId } = await pastDue()
  const card = await addCard(ctx, { token: 'tok_mastercard', makeDefault: true })
  const paid = await payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  expect(paid).toMatchObject({ invoice: { status: 'paid', amountPaid: 3_100 }, attempt: { status: 'paid' } })
  await chargeDue(kit.ctx(), { ownerId })
  const refused = payInvoice(ctx, { invoiceId, paymentMethodId: card.id })
  await expect(refused).rejects.toMatchObject({ code: 'invoice_not_payable' })
})
