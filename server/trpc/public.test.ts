import { expect, test } from 'vitest'
import type { Actor, OwnerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import {
  actorForLinkSession,
  createManageLink,
  endLinkSession,
  startLinkSession,
} from '../usecases/access-link'
import { createCheckout } from '../usecases/checkout'
import { ensureUser } from '../usecases/customer'
import { ownerScope } from '../usecases/owner'
import { payToken } from '../usecases/pay-link'
import { addCard } from '../usecases/payment-method'
import { subscribe } from '../usecases/subscribe'
import { callerFrom } from './caller'
import { refusalOf } from './trpc'

const kit = testkit()
const KEY = 'a key of the tests'
const NOBODY: Actor = { kind: 'nobody' }

function callerOf(actor: Actor, link?: Extract<Actor, { kind: 'link' }>, now = START) {
  return callerFrom({
    ctx: kit.ctx({ actor, now }),
    ...(link ? { link } : {}),
    open: { address: '203.0.113.9', linkKey: KEY },
    stripeJs: { publishableKey: 'pk_test_folio', scriptUrl: null },
    scopes: new Map(),
    ownerScopes: new Map(),
  })
}

const refused = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => refusalOf(error)?.code,
  )

/** A customer with a plan, and the session of a browser that came by its manage link. */
async function byLink() {
  const owner = await kit.owner()
  await kit.plan(owner.id, { code: 'team', prices: [{ amount: 4_900 }] })
  const of = await kit.customer(owner.id)
  await addCard(of, { token: 'tok_visa' })
  const { invoice } = await subscribe(of, { plan: 'team' })
  const { token } = await createManageLink(of, { wall: START })
  const session = await startLinkSession(kit.ctx({ actor: NOBODY }), token)
  const link = await actorForLinkSession(kit.ctx(), session.secret)
  if (link.kind !== 'link') throw new Error('a session that began is there')
  return { of, token, session, link, invoiceId: invoice?.id ?? '' }
}

test('who came by a manage link has the portal of that customer, and of no other', async () => {
  const [mine, other] = [await byLink(), await byLink()]
  const caller = callerOf(NOBODY, mine.link)
  const customerId = mine.of.customer.bucketId
  expect((await caller.portal.customer.list()).map((each) => each.id)).toEqual([customerId])
  expect(await caller.portal.session.get()).toEqual({ email: null })
  expect((await caller.portal.customer.get({ customerId })).canWrite).toBe(true)
  await caller.portal.subscription.cancel({ customerId, when: 'period_end' })
  for (const id of [other.of.customer.bucketId, other.of.customer.id])
    expect(await refused(caller.portal.customer.get({ customerId: id }))).toBe('not_found')
  expect(await refused(callerOf(NOBODY).portal.customer.get({ customerId }))).toBe('unauthenticated')
})

test('beside a sign-in a link opens its customer and hides nobody', async () => {
  const [linked, own] = [await byLink(), await byLink()]
  const { email } = own.of.customer
  const userId = await kit.database.db.transaction((tx) => ensureUser({ tx }, email))
  const caller = callerOf({ kind: 'user', userId, email }, linked.link)
  for (const { of } of [linked, own])
    expect((await caller.portal.customer.get({ customerId: of.customer.id })).email).toBe(of.customer.email)
  expect((await caller.portal.customer.list()).map((each) => each.id)).toEqual([own.of.customer.bucketId])
})

test('a session ends by itself within the hour, when it is left, and everywhere at once', async () => {
  const { session, link, token } = await byLink()
  const another = await startLinkSession(kit.ctx({ actor: NOBODY }), token)
  const kinds = async (now = START) =>
    Promise.all(
      [session, another].map(
        async ({ secret }) => (await actorForLinkSession(kit.ctx({ now }), secret)).kind,
      ),
    )
  expect(await kinds()).toEqual(['link', 'link'])
  expect(await kinds(new Date(START.getTime() + 3_600_000))).toEqual(['nobody', 'nobody'])
  await endLinkSession(kit.ctx(), session.secret)
  expect(await kinds()).toEqual(['nobody', 'link'])
  await callerOf(NOBODY, link).portal.session.revokeAll()
  expect(await kinds()).toEqual(['nobody', 'nobody'])
})

test('neither the secret of a session nor that of a link is taken for the other', async () => {
  const { session, token } = await byLink()
  expect((await actorForLinkSession(kit.ctx(), token)).kind).toBe('nobody')
  expect(await refused(startLinkSession(kit.ctx({ actor: NOBODY }), session.secret))).toBe('not_found')
})

test('a checkout without an account: seen, said who, paid, thanked; no secret of Folio’s is in the answers', async () => {
  const { of } = await byLink()
  const owner: OwnerCtx = await ownerScope(kit.ctx(), of.owner.id)
  const item = {
    description: 'Glue',
    amount: 1_000,
    quantity: 1,
    currency: 'EUR',
    taxTypeId: null,
    taxIncluded: false,
  }
  const fields = {
    name: null,
    brand: 'default',
    customerId: null,
    subscriptions: [],
    permanent: false,
    expiresAt: null,
  }
  await createCheckout(owner, { ...fields, slug: 'glue', items: [item] })
  const { checkout } = callerOf(NOBODY).public
  const seen = await checkout.view({ slug: 'glue' })
  expect(seen).toMatchObject({ isBuyerKnown: false, hasPlans: false, sum: { amountDue: 1_000 } })
  const buyer = { email: 'ada@example.org', name: 'Ada', address: { country: 'DE' } }
  const { session } = await checkout.start({ slug: 'glue', session: null, buyer })
  expect(await checkout.session({ slug: 'glue', session })).toMatchObject({ bill: null, buyer })
  const paid = await checkout.pay({ slug: 'glue', session, payment: 'tok_visa', amountDue: 1_000 })
  expect(paid).toEqual({ outcome: 'paid', clientSecret: null, declineCode: null })
  const after = await checkout.session({ slug: 'glue', session })
  expect(after.bill).toMatchObject({ status: 'paid', total: 1_000, payment: 'paid' })
  expect(JSON.stringify([seen, after])).not.toMatch(/pi_|cus_|pm_|_secret_/)
  expect(JSON.stringify([seen, after])).not.toContain(of.owner.id)
  expect(await refused(checkout.view({ slug: 'glue' }))).toBe('not_found')
  expect(await refused(checkout.session({ slug: 'glue', session: 'x' }))).toBe('not_found')
  expect(
    await refused(checkout.start({ slug: 'glue', session: null, buyer: { ...buyer, email: 'x' } })),
  ).toBe('invalid_input')
})

test('a pay link without an account', async () => {
  const { of, invoiceId } = await byLink()
  const { invoice } = callerOf(NOBODY).public
  const token = payToken(KEY, { ownerId: of.owner.id, id: invoiceId })
  expect(await invoice.view({ token })).toMatchObject({
    number: 'NW-2026-0001',
    status: 'paid',
    amountDue: 0,
  })
  expect(await invoice.pay({ token, payment: 'tok_visa' })).toMatchObject({ outcome: 'paid' })
  expect(await refused(invoice.setup({ token }))).toBe('invoice_not_payable')
  expect(await refused(invoice.view({ token: token.replace(/^./, '_') }))).toBe('not_found')
})
