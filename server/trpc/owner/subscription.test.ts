import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import type { CustomerCtx } from '../../ctx'
import { START, testkit } from '../../testkit'
import { replaceCustomerRecord } from '../../usecases/customer-record'
import { addCard } from '../../usecases/payment-method'
import { codeOf, ownerCaller, refusal } from './testkit'

const kit = testkit()

const MID = new Date('2026-01-16T12:00:00Z')
const NOW = { denyTrial: true, seats: 1 }

test('a start charges what its preview said, to the card that was chosen, and nothing else', async () => {
  const { of, owner, key, team } = await shop()
  await addCard(of, { token: 'tok_mastercard' })
  const card = await addCard(of, { token: 'tok_visa' })
  const terms = { ...key, ...team, ...NOW, seats: 3 }
  const seen = await owner.subscription.previewStart(terms)
  expect(seen.invoice).toMatchObject({ amountDue: 17_493, tax: 2_793 })
  expect(seen.next).toMatchObject({ amountDue: 17_493, issuedAt: new Date('2026-02-01T00:00:00Z') })
  const told = { previewedAt: seen.previewedAt, amountDue: 17_493, paymentMethodId: card.id }
  expect((await refusal(owner.subscription.start({ ...terms, ...told, amountDue: 17_492 })))?.code).toBe(
    'conflict',
  )
  expect((await owner.customer.detail(key)).subscriptions).toEqual([])
  const { id } = await owner.subscription.start({ ...terms, ...told })
  const { subscription } = await owner.subscription.get({ ownerId: key.ownerId, id })
  expect(subscription).toMatchObject({ status: 'active', quantity: 3, paymentMethodId: card.id })
  const { payments } = await owner.customer.detail(key)
  expect(payments).toMatchObject([{ amount: 17_493, paymentMethodId: card.id }])
  const rows = (await owner.subscription.list({ ownerId: key.ownerId, text: of.customer.email }))
    .subscriptions
  expect(rows).toMatchObject([{ id, customer: { email: of.customer.email }, amount: { amount: 14_700 } }])
})

test('without a card only a trial starts, and who is billed by invoice owes it', async () => {
  const { of, owner, key, team } = await shop()
  const paid = { ...key, ...team, ...NOW, previewedAt: START, paymentMethodId: null }
  expect((await refusal(owner.subscription.start({ ...paid, amountDue: 5_831 })))?.code).toBe(
    'payment_method_required',
  )
  const trial = { ...paid, denyTrial: false }
  const seen = await owner.subscription.previewStart(trial)
  expect(seen).toMatchObject({ invoice: null, trialEndAt: new Date('2026-01-15T00:00:00Z') })
  expect(seen.next).toMatchObject({ amountDue: 5_831 })
  const { id } = await owner.subscription.start({ ...trial, amountDue: 0 })
  const one = { ownerId: key.ownerId, id }
  expect((await owner.subscription.get(one)).subscription.status).toBe('trialing')
  await owner.subscription.extendTrial({ ...one, endOn: '2026-02-01' })
  expect((await owner.subscription.get(one)).subscription.trialEndAt).toEqual(
    new Date('2026-02-01T00:00:00Z'),
  )
  expect((await refusal(owner.subscription.extendTrial({ ...one, endOn: '2025-12-31' })))?.code).toBe(
    'invalid_input',
  )
  await owner.subscription.convertTrial({ ...one, priceId: team.priceId })
  const { subscription } = await owner.subscription.get(one)
  expect(subscription).toMatchObject({ status: 'active', periodEndAt: new Date('2026-02-01T00:00:00Z') })
  expect((await refusal(owner.subscription.extendTrial({ ...one, endOn: '2026-03-01' })))?.code).toBe(
    'invalid_input',
  )

  await billByInvoice(of)
  const owed = await owner.subscription.start({ ...paid, amountDue: 5_831 })
  const { owed: bills, subscriptions } = await owner.customer.detail(key)
  expect(bills).toMatchObject([{ amount: { amount: 5_831 }, invoices: 1 }])
  expect(subscriptions.find((each) => each.id === owed.id)?.status).toBe('active')
})

test('a change of plan or seats costs what its preview said: now by proration, or from the next period', async () => {
  const { owner, later, key, team, big, id } = await running()
  const one = { ownerId: key.ownerId, id }
  const up = { ...one, ...big, when: 'now' as const }
  const seen = await later.subscription.previewChange(up)
  const amountDue = seen.invoice?.amountDue ?? 0
  expect(amountDue).toBeGreaterThan(0)
  expect(seen.next).toMatchObject({ amountDue: 11_781 })
  const told = { previewedAt: seen.previewedAt, amountDue }
  expect((await refusal(later.subscription.change({ ...up, ...told, amountDue: 1 })))?.code).toBe('conflict')
  await later.subscription.change({ ...up, ...told })
  expect((await owner.subscription.get(one)).subscription.offer.code).toBe('big')
  expect((await owner.customer.detail(key)).payments[0]).toMatchObject({ amount: amountDue })

  const down = { ...one, ...team, when: 'next_cycle' as const }
  const next = await later.subscription.previewChange(down)
  expect(next).toMatchObject({ invoice: null, next: { amountDue: 5_831 } })
  await later.subscription.change({ ...down, previewedAt: next.previewedAt, amountDue: 0 })
  expect((await owner.subscription.get(one)).subscription.nextOffer?.code).toBe('team')
  await later.subscription.keep(one)
  expect((await owner.subscription.get(one)).subscription.nextOffer).toBeNull()

  const seats = { ...one, seats: 3, when: 'renewal' as const }
  const more = await later.subscription.previewSeats(seats)
  expect(more).toMatchObject({ invoice: null, next: { amountDue: 35_343 } })
  await later.subscription.seats({ ...seats, previewedAt: more.previewedAt, amountDue: 0 })
  const fewer = { ...one, seats: 1, when: 'now' as const }
  const given = await later.subscription.previewSeats(fewer)
  expect(given.invoice).toBeNull()
  await later.subscription.seats({ ...fewer, previewedAt: given.previewedAt, amountDue: 0 })
  expect((await owner.subscription.get(one)).subscription.quantity).toBe(1)
})

test('who is billed by invoice changes at once and owes the difference', async () => {
  const { of, owner, key, team, big } = await shop()
  await billByInvoice(of)
  const start = { ...key, ...team, ...NOW, previewedAt: START, amountDue: 5_831, paymentMethodId: null }
  const { id } = await owner.subscription.start(start)
  const { owner: later } = await ownerCaller(kit, key.ownerId, { now: MID })
  const up = { ownerId: key.ownerId, id, ...big, when: 'now' as const }
  const seen = await later.subscription.previewChange(up)
  const amountDue = seen.invoice?.amountDue ?? 0
  await later.subscription.change({ ...up, previewedAt: seen.previewedAt, amountDue })
  const { owed, subscriptions, payments } = await later.customer.detail(key)
  expect(subscriptions[0]?.offer.code).toBe('big')
  expect(owed[0]).toMatchObject({ amount: { amount: 5_831 + amountDue }, invoices: 2 })
  expect(payments).toEqual([])
})

test('an end gives back what its preview said; one on a date can be taken back', async () => {
  const { owner, later, key, id } = await running()
  const one = { ownerId: key.ownerId, id }
  const onDay = { ...one, when: 'date' as const, date: '2026-03-10', refund: 'none' as const }
  const dated = await later.subscription.previewCancel(onDay)
  expect(dated).toMatchObject({ refund: null, effectiveAt: new Date('2026-03-10T00:00:00Z') })
  const nothing = { amountDue: 0, refundAmount: 0 }
  await later.subscription.cancel({ ...onDay, ...nothing, previewedAt: dated.previewedAt })
  expect((await owner.subscription.get(one)).subscription.cancelAt).toEqual(dated.effectiveAt)
  const ending = await owner.subscription.list({ ownerId: key.ownerId, standing: 'ending' })
  expect(ending.subscriptions.map((each) => each.id)).toEqual([id])
  await later.subscription.keep(one)

  const now = { ...one, when: 'now' as const, refund: 'prorate' as const }
  const seen = await later.subscription.previewCancel(now)
  expect(seen).toMatchObject({ next: null, refund: { currency: 'EUR' } })
  const refundAmount = seen.refund?.amount ?? 0
  const told = { previewedAt: seen.previewedAt, amountDue: 0, comment: 'Too dear' }
  expect((await refusal(later.subscription.cancel({ ...now, ...told, refundAmount: 1 })))?.code).toBe(
    'conflict',
  )
  await later.subscription.cancel({ ...now, ...told, refundAmount })
  const { payments, subscriptions } = await owner.customer.detail(key)
  expect(payments[0]).toMatchObject({ refunded: refundAmount })
  expect(subscriptions[0]).toMatchObject({ status: 'canceled', cancelReason: 'Too dear' })
  expect((await refusal(later.subscription.pause({ ...one, resumeOn: null })))?.code).toBe('invalid_input')
})

test('a pause, its end, and another means of payment', async () => {
  const { of, owner, later, key, id } = await running()
  const one = { ownerId: key.ownerId, id }
  await later.subscription.pause({ ...one, resumeOn: '2026-03-01' })
  expect((await owner.subscription.get(one)).subscription).toMatchObject({
    status: 'paused',
    resumeAt: new Date('2026-03-01T00:00:00Z'),
  })
  await later.subscription.unpause(one)
  const other = await addCard(of, { token: 'tok_mastercard' })
  await later.subscription.paymentMethod({ ...one, methodId: other.id })
  const { subscription } = await owner.subscription.get(one)
  expect(subscription).toMatchObject({ status: 'active', paymentMethodId: other.id })
})

test('another owner’s subscription is not there, and a viewer only looks', async () => {
  const { key, id, team } = await running()
  const mine = await kit.owner()
  const { owner } = await ownerCaller(kit, mine.id, { role: 'admin' })
  const one = { ownerId: mine.id, id }
  const told = { previewedAt: START, amountDue: 0 }
  const change = { ...one, ...team, when: 'now' as const }
  const end = { ...one, when: 'now' as const, refund: 'none' as const }
  const seats = { ...one, seats: 2, when: 'now' as const }
  const calls = {
    get: () => owner.subscription.get(one),
    previewChange: () => owner.subscription.previewChange(change),
    previewSeats: () => owner.subscription.previewSeats(seats),
    previewCancel: () => owner.subscription.previewCancel(end),
    change: () => owner.subscription.change({ ...change, ...told }),
    seats: () => owner.subscription.seats({ ...seats, ...told }),
    cancel: () => owner.subscription.cancel({ ...end, ...told, refundAmount: 0 }),
    keep: () => owner.subscription.keep(one),
    pause: () => owner.subscription.pause({ ...one, resumeOn: null }),
    unpause: () => owner.subscription.unpause(one),
    extendTrial: () => owner.subscription.extendTrial({ ...one, endOn: '2026-02-01' }),
    convertTrial: () => owner.subscription.convertTrial({ ...one, priceId: team.priceId }),
    paymentMethod: () => owner.subscription.paymentMethod({ ...one, methodId: newId() }),
  }
  for (const [name, call] of Object.entries(calls))
    expect([name, await codeOf(call())]).toEqual([name, 'NOT_FOUND'])
  expect((await owner.subscription.list({ ownerId: mine.id, text: id })).subscriptions).toEqual([])
  const viewer = await ownerCaller(kit, key.ownerId, { role: 'viewer' })
  const own = { ownerId: key.ownerId, id }
  expect((await viewer.owner.subscription.get(own)).subscription.status).toBe('active')
  expect(await codeOf(viewer.owner.subscription.pause({ ...own, resumeOn: null }))).toBe('FORBIDDEN')
})

async function shop() {
  const mine = await kit.owner({ taxRatePpm: 190_000 })
  const small = await kit.plan(mine.id, { code: 'team', trialDays: 14, prices: [{ amount: 4_900 }] })
  const large = await kit.plan(mine.id, { code: 'big', prices: [{ amount: 9_900 }] })
  const of = await kit.customer(mine.id)
  const { owner } = await ownerCaller(kit, mine.id, { now: START })
  return {
    ...{ of, owner, key: { ownerId: mine.id, customerId: of.customer.id } },
    team: { planId: small.planId, priceId: small.priceIds[0] ?? '' },
    big: { planId: large.planId, priceId: large.priceIds[0] ?? '' },
  }
}

/** A customer on the smaller plan since the first, and the same dashboard in the middle of the month. */
async function running() {
  const made = await shop()
  const { of, owner, key, team } = made
  await addCard(of, { token: 'tok_visa' })
  const terms = { ...key, ...team, ...NOW, previewedAt: START, amountDue: 5_831, paymentMethodId: null }
  const { id } = await owner.subscription.start(terms)
  const { owner: later } = await ownerCaller(kit, key.ownerId, { now: MID })
  return { ...made, id, later }
}

async function billByInvoice(of: CustomerCtx): Promise<void> {
  const { email, name, companyName, address, vatNumber, reference, type, locale, metadata } = of.customer
  const { standardTaxRatePpm, digitalTaxRatePpm, invoiceFormat, marketingOptIn } = of.customer
  await replaceCustomerRecord(of, {
    ...{ email, name, companyName, address, vatNumber, reference, type, locale, metadata },
    ...{ standardTaxRatePpm, digitalTaxRatePpm, invoiceFormat, marketingOptIn },
    ...{ externalReference: undefined, brand: 'default', billingType: 'invoice' },
  })
}
