import { and, desc, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { event } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { runBilling } from './billing-run'
import { chargeDue } from './charge-due'
import { mailOf } from './event-mail'
import type { EventMail } from './mail-content'
import { moneyTestkit } from './money-testkit'
import { mailUrl, openPayLink, payByLink } from './pay-link'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'
import { currentSubscription } from './subscription'

const kit = testkit()
const money = moneyTestkit(kit)
const FEBRUARY = new Date('2026-02-01T00:00:00Z')
const linkKey = 'a key of the tests'

/** A renewal that fell due with this means of payment, and was tried. */
async function renewed(pays: { token: string } | { iban: string }): Promise<CustomerCtx> {
  const ctx = await money.customer('iban' in pays ? pays : { token: 'tok_visa' })
  await subscribe(ctx, { plan: 'small' })
  if ('token' in pays) await addCard(await kit.at(ctx, START), { ...pays, makeDefault: true })
  else {
    await money.control('/clock', { advance_seconds: 6 * 86_400 })
    await money.catchUp()
  }
  const now = kit.ctx({ now: FEBRUARY })
  await runBilling(now, { ownerId: ctx.owner.id })
  await chargeDue(now, { ownerId: ctx.owner.id })
  return kit.at(ctx, FEBRUARY)
}

async function lastMail(ctx: CustomerCtx, type: string): Promise<EventMail> {
  const [row] = await ctx.db
    .select()
    .from(event)
    .where(and(eq(event.ownerId, ctx.owner.id), eq(event.type, type)))
    .orderBy(desc(event.id))
    .limit(1)
  const mail = row && (await mailOf(kit.ctx({ now: FEBRUARY }), row))
  if (!mail) throw new Error(`there is no mail of ${type}`)
  return mail
}

const tokenOf = (mail: EventMail): string => {
  const url = mailUrl(mail.content, { appUrl: 'https://folio.example', linkKey })
  expect(url).toMatch(/^https:\/\/folio\.example\/pay\/[\w-]{64}$/)
  return url.split('/').at(-1) ?? ''
}

const statusOf = async (ctx: CustomerCtx) => (await currentSubscription(ctx))?.subscription.status

test('a renewal that the bank wants confirmed is finished by the link of its mail, without signing in', async () => {
  const ctx = await renewed({ token: 'pm_card_authenticationRequired' })
  expect(await statusOf(ctx)).toBe('past_due')
  const mail = await lastMail(ctx, 'payment.failed')
  expect(mail.content).toMatchObject({ template: 'actionRequired', amount: 3_100 })
  const nobody = kit.ctx({ now: FEBRUARY, actor: { kind: 'nobody' } })
  const link = { key: linkKey, token: tokenOf(mail), address: '203.0.113.7' }
  expect((await openPayLink(nobody, link)).invoice.status).toBe('open')
  const asked = await payByLink(nobody, { ...link, payment: 'pm_card_authenticationRequired' })
  expect(asked).toMatchObject({ kind: 'requires_action', clientSecret: expect.any(String) })
  const intentId = asked.kind === 'requires_action' ? asked.clientSecret.split('_secret')[0] : ''
  await money.control(`/intents/${intentId}/authenticate`, { outcome: 'pass' })
  expect(await payByLink(nobody, { ...link, payment: null })).toEqual({ kind: 'paid' })
  expect(await statusOf(ctx)).toBe('active')
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 6_200, revenue: -6_200 })
  expect(await money.check(ctx)).toEqual([])
})

test('a declined renewal too is paid by the link of its mail', async () => {
  const ctx = await renewed({ token: 'tok_chargeCustomerFail' })
  const mail = await lastMail(ctx, 'payment.failed')
  expect(mail.content).toMatchObject({ template: 'paymentFailed', amount: 3_100 })
  const nobody = kit.ctx({ now: FEBRUARY, actor: { kind: 'nobody' } })
  const link = { key: linkKey, token: tokenOf(mail), address: '203.0.113.8' }
  expect(await payByLink(nobody, { ...link, payment: 'tok_visa' })).toEqual({ kind: 'paid' })
  expect(await statusOf(ctx)).toBe('active')
})

test('a bank debit is on its way for days; it failed late, the renewal is past due, dunned, and the books are right', async () => {
  const ctx = await renewed({ iban: 'DE89370400440532013000' })
  expect(await statusOf(ctx)).toBe('active')
  // On its way: granted and not yet paid.
  expect((await money.invoices(ctx)).map((i) => i.status)).toEqual(['paid', 'open'])
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 3_100, receivable: 3_100, revenue: -6_200 })
  await money.control('/clock', { advance_seconds: 6 * 86_400 })
  await money.catchUp()
  expect((await money.invoices(ctx)).map((i) => i.status)).toEqual(['paid', 'paid'])
  expect(await money.balances(ctx)).toEqual({ stripe_cash: 6_200, revenue: -6_200 })

  const failing = await money.customer({ iban: 'DE65370400440002222227' })
  await subscribe(failing, { plan: 'small' })
  expect(await statusOf(failing)).toBe('active')
  await money.control('/clock', { advance_seconds: 6 * 86_400 })
  await money.catchUp()
  expect(await statusOf(failing)).toBe('past_due')
  expect(await money.balances(failing)).toEqual({ receivable: 3_100, revenue: -3_100 })
  const mail = await lastMail(failing, 'payment.failed')
  expect(mail.content).toMatchObject({ template: 'paymentFailed', declineCode: 'insufficient_funds' })
  expect(mail.content).toMatchObject({ nextAttemptAt: expect.any(Date) })
  expect(await money.check(failing)).toEqual([])
})
