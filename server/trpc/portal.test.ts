import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { customerMember } from '@/db/schema'
import type { Actor, CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { ensureUser } from '../usecases/customer'
import { createManualInvoice } from '../usecases/manual-invoice'
import { addCard } from '../usecases/payment-method'
import { subscribe } from '../usecases/subscribe'
import { callerFrom } from './caller'
import { appRouter } from './root'
import { refusalOf } from './trpc'

const kit = testkit()

const SOMETHING = newId()

/** An input for each procedure that is about a customer, as its own customer would send it. */
const INPUTS: Record<string, object> = {
  'portal.customer.get': {},
  'portal.customer.overview': {},
  'portal.customer.update': { name: 'Eve' },
  'portal.invoice.list': {},
  'portal.invoice.get': { id: SOMETHING },
  'portal.invoice.pay': { id: SOMETHING },
  'portal.invoice.confirm': { intentId: 'pi_1' },
  'portal.paymentMethod.list': {},
  'portal.paymentMethod.stripe': {},
  'portal.paymentMethod.startSetup': {},
  'portal.paymentMethod.completeSetup': { setupIntentId: 'seti_1', makeDefault: true },
  'portal.paymentMethod.update': { id: SOMETHING, address: { city: 'Köln' } },
  'portal.paymentMethod.makeDefault': { id: SOMETHING },
  'portal.paymentMethod.remove': { id: SOMETHING },
  'portal.plan.list': {},
  'portal.subscription.get': {},
  'portal.subscription.preview': { plan: 'team' },
  'portal.subscription.subscribe': { plan: 'team', previewedAt: START, amountDue: 4_900 },
  'portal.subscription.startTrial': { plan: 'team' },
  'portal.subscription.scheduleChange': { plan: 'team' },
  'portal.subscription.cancel': { when: 'period_end' },
  'portal.subscription.resume': {},
  'portal.subscription.leaving': {},
  'portal.subscription.stay': {},
  'portal.subscription.previewSeats': { seats: 2 },
  'portal.subscription.changeSeats': { seats: 2, from: 1 },
  'portal.subscription.pause': { months: 1 },
  'portal.subscription.unpause': {},
}
/** About the person who asks, not about a customer. */
const PERSONAL = ['portal.customer.list', 'portal.session.get', 'portal.session.revokeAll']

// Typed as the tree of routers, kept as a flat record of paths.
const flat = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>
const procedures = Object.entries(flat).filter(([path]) => path.startsWith('portal.'))
const mutations = procedures
  .filter(([path, of]) => of._def.type === 'mutation' && !PERSONAL.includes(path))
  .map(([path]) => path)

test('each procedure is either about a customer or about the person', () => {
  const paths = procedures.map(([path]) => path)
  expect([...Object.keys(INPUTS), ...PERSONAL].sort()).toEqual(paths.sort())
})

test.each(Object.keys(INPUTS))('%s does not know other people’s customers', async (path) => {
  const [mine, theirs] = [await shop(), await shop()]
  for (const key of [theirs.customer.id, theirs.customer.bucketId, newId(), 'x', ''])
    expect(await codeOf(call(await userOf(mine), path, key)), key).toBe('NOT_FOUND')
})

test.each(Object.keys(INPUTS))('%s wants a sign-in first', async (path) => {
  const of = await shop()
  expect(await codeOf(call({ kind: 'nobody' }, path, of.customer.id))).toBe('UNAUTHORIZED')
})

test.each(mutations)('%s is refused to someone who may only look', async (path) => {
  const of = await shop()
  expect(await codeOf(call(await viewerOf(of), path, of.customer.id))).toBe('FORBIDDEN')
})

test('a customer reads its pages by either of its ids, and no secret is among them', async () => {
  const of = await shop()
  await addCard(of, { token: 'tok_visa' })
  await subscribe(of, { plan: 'team' })
  const caller = callerOf(await userOf(of))
  for (const customerId of [of.customer.id, of.customer.bucketId]) {
    const seen = await caller.portal.customer.overview({ customerId })
    expect(seen.subscription).toMatchObject({ status: 'active', offer: { name: 'team', title: 'team' } })
    expect(seen.next).toMatchObject({ amountDue: 5_831, tax: 931 })
    expect(seen.methods).toMatchObject([{ brand: 'visa', last4: '4242', isDefault: true }])
    expect(seen.recent).toMatchObject([
      { number: 'NW-2026-0001', status: 'paid', total: 5_831, amountDue: 0 },
    ])
    const text = JSON.stringify([seen, await caller.portal.invoice.list({ customerId })])
    expect(text).not.toMatch(/pi_|cus_|pm_|_secret_/)
    expect(text).not.toContain(of.owner.id)
  }
})

test('3-D Secure: the secret comes with the charge, the intent is asked about, then the plan runs', async () => {
  const of = await shop()
  await addCard(of, { token: 'pm_card_authenticationRequired' })
  const caller = callerOf(await userOf(of))
  const customerId = of.customer.bucketId
  const seen = await caller.portal.subscription.preview({ customerId, plan: 'team' })
  const asked = await caller.portal.subscription.subscribe({
    customerId,
    plan: 'team',
    previewedAt: seen.previewedAt,
    amountDue: seen.invoice?.amountDue ?? 0,
  })
  expect(asked).toMatchObject({ outcome: 'requires_action', declineCode: null })
  expect(asked.clientSecret).toContain(asked.intentId)
  const intentId = asked.intentId ?? ''
  const refused = await refusal(caller.portal.invoice.confirm({ customerId, intentId }))
  expect(refused).toMatchObject({ code: 'authentication_required' })
})

test('what is wrong with an input is named by field', async () => {
  const of = await shop()
  const caller = callerOf(await userOf(of))
  const customerId = of.customer.id
  const email = await refusal(caller.portal.customer.update({ customerId, receiptEmail: 'nobody' }))
  expect(email).toMatchObject({
    code: 'invalid_input',
    details: { fields: { receiptEmail: expect.any(String) } },
  })
  const vat = await refusal(caller.portal.customer.update({ customerId, vatNumber: 'DE1' }))
  expect(vat).toMatchObject({ code: 'invalid_input', details: { fields: { vatNumber: expect.any(String) } } })
  const all = { customerId, vatNumber: 'DE1', receiptEmail: 'nobody', address: { country: 'Germany' } }
  expect(
    Object.keys((await refusal(caller.portal.customer.update(all)))?.details?.fields ?? {}).sort(),
  ).toEqual(['address.country', 'receiptEmail', 'vatNumber'])
  const price = { plan: 'team', previewedAt: START, amountDue: 1 }
  await addCard(of, { token: 'tok_visa' })
  const told = await refusal(caller.portal.subscription.subscribe({ customerId, ...price }))
  expect(told).toMatchObject({ code: 'conflict' })
})

test('invoices come in pages, each once, with their receipts', async () => {
  const of = await shop()
  const caller = callerOf(await userOf(of))
  const customerId = of.customer.id
  await addCard(of, { token: 'tok_visa' })
  await subscribe(await kit.at(of, START), { plan: 'team' })
  const ids: string[] = []
  for (let i = 0; i < 51; i++) {
    const items = [
      {
        description: 'Setup',
        amount: 100,
        currency: 'EUR',
        quantity: 1,
        taxTypeId: null,
        taxIncluded: false,
      },
    ]
    ids.unshift((await createManualInvoice(of, { items, draft: false })).id)
  }
  const first = await caller.portal.invoice.list({ customerId })
  expect(first.invoices.map(({ id }) => id)).toEqual(ids.slice(0, 50))
  const before = first.older ?? ''
  expect(before).toBe(ids[49])
  const second = await caller.portal.invoice.list({ customerId, before })
  expect(second.older).toBeNull()
  expect(second.invoices.map(({ id, receipts }) => [id === ids[50], receipts.length])).toEqual([
    [true, 0],
    [false, 1],
  ])
})

test('signing out everywhere ends the sessions of the person who asks', async () => {
  const of = await shop()
  const actor = await userOf(of)
  const versions = () => kit.database.db.query.user.findMany({ columns: { email: true, tokenVersion: true } })
  const before = new Map((await versions()).map((u) => [u.email, u.tokenVersion]))
  await callerOf(actor).portal.session.revokeAll()
  for (const { email, tokenVersion } of await versions())
    expect(tokenVersion - (before.get(email) ?? 0)).toBe(email === of.customer.email ? 1 : 0)
})

async function shop(): Promise<CustomerCtx> {
  const owner = await kit.owner({ taxRatePpm: 190_000 })
  await kit.plan(owner.id, { code: 'team', trialDays: 14, prices: [{ amount: 4_900 }] })
  return kit.customer(owner.id)
}

function callerOf(actor: Actor) {
  const stripeJs = { publishableKey: 'pk_test_folio', scriptUrl: null }
  return callerFrom({ ctx: kit.ctx({ actor }), stripeJs, scopes: new Map(), ownerScopes: new Map() })
}

/** Calls a procedure by its path, as HTTP does. */
function call(actor: Actor, path: string, customerId: string): Promise<unknown> {
  const verb = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], callerOf(actor))
  return (verb as (input: unknown) => Promise<unknown>)({ ...INPUTS[path], customerId })
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return error instanceof TRPCError ? error.code : 'OK'
}

async function refusal(answer: Promise<unknown>) {
  return answer.then(
    () => null,
    (thrown: unknown) => refusalOf(thrown),
  )
}

async function userOf(of: CustomerCtx): Promise<Actor> {
  const { email } = of.customer
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  return { kind: 'user', userId, email }
}

async function viewerOf(of: CustomerCtx): Promise<Actor> {
  const email = `viewer-${newId()}@example.com`
  const { db } = kit.database
  const userId = await db.transaction((tx) => ensureUser({ tx }, email))
  const member = { ownerId: of.owner.id, customerId: of.customer.id, userId, role: 'viewer' as const }
  await db.insert(customerMember).values(member)
  return { kind: 'user', userId, email }
}
