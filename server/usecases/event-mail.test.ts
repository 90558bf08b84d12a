import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { event, paymentMethod } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, testkit } from '../testkit'
import { updateBillingDetails } from './customer'
import { deliverEvents } from './event-mail'
import type { EventMail } from './mail-content'
import { addCard } from './payment-method'
import { remindExpiringCards, remindTrials } from './reminder'
import { startTrial, subscribe } from './subscribe'
import { cancelSubscription } from './subscription'

const kit = testkit()

async function customer(): Promise<CustomerCtx> {
  const owner = await kit.owner()
  await kit.plan(owner.id, { code: 'team', trialDays: 14, prices: [{ amount: 3_100 }] })
  const ctx = await kit.customer(owner.id)
  await addCard(ctx, { token: 'tok_visa' })
  return kit.at(ctx, START)
}

/** Delivers everything and answers the mails to this customer. */
async function mailsTo(ctx: CustomerCtx): Promise<EventMail[]> {
  const sent: EventMail[] = []
  const send = async (mail: EventMail) => {
    sent.push(mail)
  }
  while ((await deliverEvents(kit.ctx(), { send })) > 0);
  return sent.filter((mail) => mail.customer.id === ctx.customer.id)
}

test('a start is welcomed and receipted, once', async () => {
  const ctx = await customer()
  await updateBillingDetails(ctx, { receiptEmail: 'accounts@example.com', locale: 'de' })
  await subscribe(await kit.at(ctx, START), { plan: 'team' })
  const mails = await mailsTo(ctx)
  expect(mails.map((m) => m.content.template).sort()).toEqual(['receipt', 'welcome'])
  expect(mails.find((m) => m.attachment?.kind === 'receipt')).toMatchObject({
    to: 'accounts@example.com',
    locale: 'de',
    content: {
      template: 'receipt',
      amount: 3_100,
      currency: 'EUR',
      method: 'Visa •• 4242',
      invoiceNumber: 'NW-2026-0001',
    },
  })
  expect(await mailsTo(ctx)).toEqual([])
})

test('a mail that the server refuses is tried again later, and stops none of the others', async () => {
  const [one, two] = [await customer(), await customer()]
  await subscribe(one, { plan: 'team' })
  await subscribe(two, { plan: 'team' })
  const failed: string[] = []
  const sent: string[] = []
  const send = async (mail: EventMail) => {
    if (mail.customer.id === one.customer.id) throw new Error('mailbox full')
    sent.push(mail.content.template)
  }
  const onError = (_: unknown, id: string) => failed.push(id)
  await deliverEvents(kit.ctx(), { send, onError })
  expect(failed.length).toBeGreaterThanOrEqual(2)
  expect(sent.sort()).toEqual(['receipt', 'welcome'])
  expect(await mailsTo(one)).toEqual([])
  await one.db.update(event).set({ deliveryDueAt: sql`now()` }).where(eq(event.ownerId, one.owner.id))
  expect((await mailsTo(one)).map((m) => m.content.template).sort()).toEqual(['receipt', 'welcome'])
})

test('a trial is announced to end three days before, once', async () => {
  const ctx = await customer()
  await startTrial(ctx, { plan: 'team' })
  const at = (day: string) => kit.ctx({ now: new Date(`${day}T00:00:00Z`) })
  const of = { ownerId: ctx.owner.id }
  expect(await remindTrials(at('2026-01-11'), of)).toBe(0)
  expect(await remindTrials(at('2026-01-12'), of)).toBe(1)
  expect(await remindTrials(at('2026-01-13'), of)).toBe(0)
  const mail = (await mailsTo(ctx)).find((m) => m.content.template === 'trialEnding')
  expect(mail?.content).toMatchObject({
    amount: 3_100,
    method: 'Visa •• 4242',
    endsAt: new Date('2026-01-15T00:00:00Z'),
  })
})

test('a card is announced to expire a month before, once for each date', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'team' })
  await ctx.db
    .update(paymentMethod)
    .set({ expMonth: 3, expYear: 2026 })
    .where(eq(paymentMethod.ownerId, ctx.owner.id))
  const of = { ownerId: ctx.owner.id }
  const at = (day: string) => kit.ctx({ now: new Date(`${day}T00:00:00Z`) })
  expect(await remindExpiringCards(at('2026-03-01'), of)).toBe(0)
  expect(await remindExpiringCards(at('2026-03-02'), of)).toBe(1)
  expect(await remindExpiringCards(at('2026-03-03'), of)).toBe(0)
  const mail = (await mailsTo(ctx)).find((m) => m.content.template === 'cardExpiring')
  expect(mail?.content).toMatchObject({ card: 'Visa •• 4242', expiresMonth: 3, expiresYear: 2026 })
})

test('a cancellation is confirmed when it is asked for, not a second time when it happens', async () => {
  const ctx = await customer()
  await subscribe(ctx, { plan: 'team' })
  await cancelSubscription(ctx, { when: 'period_end' })
  const mails = (await mailsTo(ctx)).filter((m) => m.content.template === 'subscriptionCanceled')
  expect(mails.map((m) => m.content)).toMatchObject([
    { effective: 'period_end', endsAt: new Date('2026-02-01T00:00:00Z'), plan: 'team' },
  ])
})
