import { and, eq, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { newId } from '@/db/id'
import { creditEntry, event, ledgerTransfer, paymentMethod, voucher, voucherRedemption } from '@/db/schema'
import type { CustomerCtx, OwnerCtx } from '../ctx'
import { transact } from '../ctx'
import { testkit } from '../testkit'
import { checkLedger } from './ledger-check'
import { ownerScope } from './owner'
import { addCard } from './payment-method'
import { subscribe } from './subscribe'
import { customerVouchers, giveBackVoucher, redeemVoucher, spendVoucher, unusedVouchers } from './voucher'
import { createVoucher, disableVoucher, type VoucherFields } from './voucher-catalogue'

const kit = testkit()
const EVERYTHING = { limit: 100 }

const TEN_PERCENT: VoucherFields = {
  name: 'Ten percent',
  effect: { type: 'percentage', percentOffPpm: 100_000 },
  entry: { type: 'manual', code: 'ten' },
  expiresAt: null,
  redemptionsMax: null,
  oncePerCustomer: false,
}
const CREDIT: VoucherFields = {
  ...TEN_PERCENT,
  name: 'Five euros',
  effect: {
    type: 'fixed_credit',
    amounts: [
      { amount: 500, currency: 'EUR' },
      { amount: 600, currency: 'USD' },
    ],
  },
  entry: { type: 'manual', code: 'five' },
}

async function shop(fields: Partial<VoucherFields> = {}, kind = TEN_PERCENT) {
  const row = await kit.owner()
  const owner: OwnerCtx = await ownerScope(kit.ctx(), row.id)
  const made = await createVoucher(owner, { ...kind, ...fields })
  return { owner, voucher: made, customer: () => kit.customer(row.id) }
}

/** Everything that redeeming writes. */
async function written(ctx: CustomerCtx) {
  const { db } = ctx
  const of = ctx.customer.id
  return {
    redemptions: await db.select().from(voucherRedemption).where(eq(voucherRedemption.customerId, of)),
    credit: await db.select().from(creditEntry).where(eq(creditEntry.customerId, of)),
    ledger: await db.select().from(ledgerTransfer).where(eq(ledgerTransfer.customerId, of)),
    events: (await db.select().from(event).where(eq(event.customerId, of)).orderBy(event.id)).map(
      (e) => e.type,
    ),
  }
}

const redeemed = (ctx: CustomerCtx) =>
  ctx.db
    .select({ count: voucher.redemptions })
    .from(voucher)
    .where(eq(voucher.ownerId, ctx.owner.id))
    .then(([row]) => row?.count)

describe('redeemVoucher', () => {
  test('a percentage waits for an invoice, as it was when it was applied', async () => {
    const { customer, owner } = await shop()
    const ctx = await customer()
    await redeemVoucher(ctx, ' TEN ')
    const { rows } = await customerVouchers(ctx, {}, EVERYTHING)
    expect(rows).toMatchObject([
      { redemption: { percentOffPpm: 100_000, usedAt: null, appliedAt: ctx.now }, voucher: { code: 'ten' } },
    ])
    const { credit, ledger, events } = await written(ctx)
    expect([credit, ledger]).toEqual([[], []])
    expect(events).toContain('voucher.redeemed')
    await owner.db.update(voucher).set({ percentOffPpm: 900_000 }).where(eq(voucher.ownerId, owner.owner.id))
    const unused = await unusedVouchers(ctx.db, owner.owner.id, [ctx.customer.id])
    expect(unused.get(ctx.customer.id)).toMatchObject([{ percentOffPpm: 100_000 }])
  })

  test('fixed credit is given at once, with its ledger, and is used', async () => {
    const { customer, owner } = await shop({}, CREDIT)
    const ctx = await customer()
    await redeemVoucher(ctx, 'five')
    const { credit, ledger, events, redemptions } = await written(ctx)
    expect(credit).toMatchObject([
      { amount: 500, currency: 'EUR', reason: 'Voucher: Five euros', source: 'automated' },
    ])
    expect(ledger).toMatchObject([
      { debit: 'discounts', credit: 'customer_credit', amount: 500, currency: 'EUR' },
    ])
    expect(redemptions).toMatchObject([{ percentOffPpm: null, usedAt: ctx.now }])
    expect(events).toEqual(expect.arrayContaining(['credit.given', 'voucher.redeemed']))
    expect((await unusedVouchers(ctx.db, owner.owner.id, [ctx.customer.id])).size).toBe(0)
    expect(await checkLedger(owner)).toEqual([])
  })

  test("the currency is the credit's, else the subscription's, else the owner's", async () => {
    const { customer, owner } = await shop({}, CREDIT)
    await kit.plan(owner.owner.id, { code: 'dollar', prices: [{ amount: 1000, currency: 'USD' }] })
    const ctx = await customer()
    await addCard(ctx, { token: 'tok_visa' })
    await subscribe(await kit.at(ctx, ctx.now), { plan: 'dollar' })
    await redeemVoucher(ctx, 'five')
    expect((await written(ctx)).credit).toMatchObject([{ amount: 600, currency: 'USD' }])
    await ctx.db.insert(creditEntry).values({
      ownerId: ctx.owner.id,
      id: newId(),
      customerId: ctx.customer.id,
      amount: 1,
      currency: 'GBP',
      reason: 'a present',
    })
    await expect(redeemVoucher(ctx, 'five')).rejects.toMatchObject({
      details: { fields: { code: 'This voucher is not for GBP' } },
    })
  })

  test.each<[string, Partial<VoucherFields>, string]>([
    ['unknown', {}, 'other'],
    ['expired', { expiresAt: new Date('2026-01-01T00:00:01Z') }, 'ten'],
    ['automatic', { entry: { type: 'automatic', event: 'expired_card_added' } }, 'ten'],
  ])('a code that is %s is refused and leaves nothing', async (_, fields, code) => {
    const { customer } = await shop(fields)
    const ctx = await kit.at(await customer(), new Date('2026-01-01T00:00:01Z'))
    const before = await written(ctx)
    await expect(redeemVoucher(ctx, code)).rejects.toMatchObject({
      code: 'invalid_input',
      details: { fields: { code: expect.any(String) } },
    })
    expect([await written(ctx), await redeemed(ctx)]).toEqual([before, 0])
  })

  test("a disabled one, and another owner's, are refused and leave nothing", async () => {
    const [mine, other] = [await shop(), await shop()]
    await disableVoucher(mine.owner, mine.voucher.id)
    const ctx = await mine.customer()
    const before = await written(ctx)
    await expect(redeemVoucher(ctx, 'ten')).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await written(ctx)).toEqual(before)
    await redeemVoucher(await other.customer(), 'ten')
    expect(await redeemed(ctx)).toBe(0)
  })

  test('again is allowed, unless it is once per customer', async () => {
    const often = await shop()
    const ctx = await often.customer()
    await redeemVoucher(ctx, 'ten')
    await redeemVoucher(ctx, 'ten')
    expect(await redeemed(ctx)).toBe(2)
    const once = await shop({ oncePerCustomer: true })
    const one = await once.customer()
    await redeemVoucher(one, 'ten')
    await expect(redeemVoucher(one, 'ten')).rejects.toMatchObject({ code: 'invalid_input' })
    await redeemVoucher(await once.customer(), 'ten')
    expect(await redeemed(one)).toBe(2)
  })

  test('thirty customers at once get a voucher for five, five times', async () => {
    const { customer, owner, voucher: of } = await shop({ redemptionsMax: 5 }, CREDIT)
    const customers = await Promise.all(Array.from({ length: 30 }, customer))
    const done = await Promise.allSettled(customers.map((ctx) => redeemVoucher(ctx, 'five')))
    expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(5)
    for (const one of done)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'invalid_input' })
    const { db } = owner
    const kept = await db.select().from(voucherRedemption).where(eq(voucherRedemption.voucherId, of.id))
    const credit = await db.select().from(creditEntry).where(eq(creditEntry.ownerId, owner.owner.id))
    expect([kept.length, credit.length]).toEqual([5, 5])
    const [ctx] = customers
    expect(ctx && (await redeemed(ctx))).toBe(5)
  })

  test('one customer thirty times at once gets a once-only voucher once', async () => {
    const { customer } = await shop({ oncePerCustomer: true }, CREDIT)
    const ctx = await customer()
    const done = await Promise.allSettled(Array.from({ length: 30 }, () => redeemVoucher(ctx, 'five')))
    expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect((await written(ctx)).credit).toHaveLength(1)
  })
})

describe('invoices', () => {
  test('use an unused percentage once, and give it back when they are voided', async () => {
    const { customer, owner } = await shop()
    const [ctx, other, without] = [await customer(), await customer(), await customer()]
    await kit.plan(owner.owner.id, { code: 'team', prices: [{ amount: 1000 }] })
    await addCard(ctx, { token: 'tok_visa' })
    const started = await subscribe(await kit.at(ctx, ctx.now), { plan: 'team' })
    const invoiceId = started.invoice?.id ?? ''
    await redeemVoucher(ctx, 'ten')
    await redeemVoucher(await kit.at(ctx, new Date('2026-01-02T00:00:00Z')), 'ten')
    await redeemVoucher(other, 'ten')
    const ids = [ctx.customer.id, other.customer.id, without.customer.id]
    const read = async () => {
      const found = await unusedVouchers(ctx.db, owner.owner.id, ids)
      return ids.map((id) => found.get(id)?.length)
    }
    expect(await read()).toEqual([2, 1, undefined])
    const [first] = (await unusedVouchers(ctx.db, owner.owner.id, ids)).get(ctx.customer.id) ?? []
    expect(first?.appliedAt).toEqual(ctx.now)
    const use = { redemptionId: first?.id ?? '', invoiceId, at: ctx.now }
    await transact(ctx, (t) => spendVoucher(t, use))
    expect(await read()).toEqual([1, 1, undefined])
    await expect(transact(ctx, (t) => spendVoucher(t, use))).rejects.toThrow('a voucher is used once')
    const used = await customerVouchers(ctx, { used: true }, EVERYTHING)
    expect(used.rows).toMatchObject([{ redemption: { id: use.redemptionId, invoiceId, usedAt: use.at } }])
    await transact(ctx, (t) => giveBackVoucher(t, invoiceId))
    await transact(ctx, (t) => giveBackVoucher(t, invoiceId))
    expect(await read()).toEqual([2, 1, undefined])
    const { events } = await written(ctx)
    expect(events.filter((type) => type === 'voucher.used' || type === 'voucher.given_back')).toEqual([
      'voucher.used',
      'voucher.given_back',
    ])
  })
})

describe('automatic vouchers', () => {
  const AUTOMATIC: Partial<VoucherFields> = { entry: { type: 'automatic', event: 'expired_card_added' } }

  /** A customer whose default card's last month is given. */
  async function withCardUntil(customer: () => Promise<CustomerCtx>, expYear: number, expMonth: number) {
    const ctx = await customer()
    const card = await addCard(ctx, { token: 'tok_visa' })
    await ctx.db
      .update(paymentMethod)
      .set({ expYear, expMonth })
      .where(and(eq(paymentMethod.ownerId, ctx.owner.id), eq(paymentMethod.id, card.id)))
    return kit.at(ctx, ctx.now)
  }

  test.each([
    ['expired', 2025, 12, 1],
    ['not expiring yet', 2026, 1, 0],
    ['good', 2030, 1, 0],
  ])('a new default card in place of one that is %s', async (_, year, month, expected) => {
    const { customer } = await shop(AUTOMATIC, CREDIT)
    const ctx = await withCardUntil(customer, year, month)
    await addCard(ctx, { token: 'tok_mastercard', makeDefault: true })
    expect((await written(ctx)).credit).toHaveLength(expected)
  })

  test('one that expires within thirty days counts, and each is given once', async () => {
    const { customer, voucher: made, owner } = await shop(AUTOMATIC, CREDIT)
    const at = await withCardUntil(customer, 2026, 1)
    const ctx = await kit.at(at, new Date('2026-01-15T00:00:00Z'))
    await addCard(ctx, { token: 'tok_mastercard', makeDefault: true })
    expect((await written(ctx)).credit).toMatchObject([{ amount: 500, reason: 'Voucher: Five euros' }])
    await ctx.db
      .update(paymentMethod)
      .set({ expYear: 2025, expMonth: 1 })
      .where(eq(paymentMethod.ownerId, ctx.owner.id))
    await addCard(await kit.at(ctx, ctx.now), { token: 'tok_amex', makeDefault: true })
    expect((await written(ctx)).credit).toHaveLength(1)
    // Another customer's turn comes only while it is enabled.
    await disableVoucher(owner, made.id)
    const next = await withCardUntil(customer, 2025, 1)
    await addCard(next, { token: 'tok_mastercard', makeDefault: true })
    expect((await written(next)).credit).toEqual([])
  })

  test('a first card, and one that does not become the default, give none', async () => {
    const { customer } = await shop(AUTOMATIC, CREDIT)
    const ctx = await withCardUntil(customer, 2025, 1)
    await addCard(ctx, { token: 'tok_mastercard' })
    expect((await written(ctx)).credit).toEqual([])
  })

  test('what has run out is passed over, and the card is added all the same', async () => {
    const { customer, owner } = await shop({ ...AUTOMATIC, redemptionsMax: 1 }, CREDIT)
    const [one, two] = [await withCardUntil(customer, 2025, 1), await withCardUntil(customer, 2025, 1)]
    await addCard(one, { token: 'tok_mastercard', makeDefault: true })
    await addCard(two, { token: 'tok_mastercard', makeDefault: true })
    const [total] = await owner.db
      .select({ count: sql<number>`count(*)::int` })
      .from(creditEntry)
      .where(eq(creditEntry.ownerId, owner.owner.id))
    expect(total?.count).toBe(1)
    const cards = await owner.db
      .select()
      .from(paymentMethod)
      .where(eq(paymentMethod.customerId, two.customer.id))
    expect(cards).toHaveLength(2)
  })
})
