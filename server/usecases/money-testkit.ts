import { eq } from 'drizzle-orm'
import Stripe from 'stripe'
import { dispute, event, invoice, ledgerTransfer, payment, refund } from '@/db/schema'
import type { CustomerCtx } from '../ctx'
import { START, type Testkit } from '../testkit'
import { checkLedger, type Difference } from './ledger-check'
import { ownerScope } from './owner'
import { addCard, setBankAccount } from './payment-method'
import { processStripeEvents, pullStripeEvents } from './stripe-event'

/** What tests of the money's way stand on: a customer who can pay, Stripe's side of it, the books. */
export function moneyTestkit(kit: Testkit) {
  const control = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${kit.stripeUrl}/_sandbox${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()) as Record<string, unknown>
  }
  return {
    /** A customer of a new owner that sells `small` for 31.00 a month. */
    customer: async (pays: { token: string } | { iban: string }): Promise<CustomerCtx> => {
      const owner = await kit.owner()
      await kit.plan(owner.id, { code: 'small', prices: [{ amount: 3_100 }] })
      const ctx = await kit.customer(owner.id)
      if ('token' in pays) await addCard(ctx, pays)
      else await setBankAccount(ctx, { iban: pays.iban, holderName: 'Ada Lovelace' })
      return kit.at(ctx, START)
    },
    stripe: () => {
      const { hostname, port } = new URL(kit.stripeUrl)
      return new Stripe('sk_test_folio', {
        host: hostname,
        port: Number(port),
        protocol: 'http',
        telemetry: false,
      })
    },
    control,
    fault: (of: { endpoint: string; kind: string; times: number }) => control('/faults', of),
    /** The bank disputes the charge of a payment, or a part of it; answers the dispute's id at Stripe. */
    dispute: async (
      of: { stripeChargeId: string | null },
      terms: { amount?: number; status?: string } = {},
    ) => String((await control(`/charges/${of.stripeChargeId}/dispute`, terms)).id),
    decide: (disputeId: string, status: 'won' | 'lost') =>
      control(`/disputes/${disputeId}/close`, { status }),
    /** Everything Stripe has to tell, as after an outage of the webhook route, then acted on. */
    catchUp: async (): Promise<void> => {
      await pullStripeEvents(kit.ctx({ now: new Date() }), null)
      await processStripeEvents(kit.ctx(), {
        onError: (error) => {
          throw error
        },
      })
    },
    payment: async (ctx: CustomerCtx) => {
      const [row] = await ctx.db
        .select()
        .from(payment)
        .where(eq(payment.ownerId, ctx.owner.id))
        .orderBy(payment.id)
      if (!row) throw new Error('there is a payment')
      return row
    },
    refunds: (ctx: CustomerCtx) =>
      ctx.db.select().from(refund).where(eq(refund.ownerId, ctx.owner.id)).orderBy(refund.id),
    disputes: (ctx: CustomerCtx) =>
      ctx.db.select().from(dispute).where(eq(dispute.ownerId, ctx.owner.id)).orderBy(dispute.id),
    invoices: (ctx: CustomerCtx) =>
      ctx.db.select().from(invoice).where(eq(invoice.ownerId, ctx.owner.id)).orderBy(invoice.id),
    /** The types of what was recorded of an owner, in order. */
    events: async (ctx: CustomerCtx): Promise<string[]> =>
      (await ctx.db.select().from(event).where(eq(event.ownerId, ctx.owner.id)).orderBy(event.id)).map(
        (row) => row.type,
      ),
    /** Each account's balance in minor units; debit is above zero. Accounts at zero are left out. */
    balances: async (ctx: CustomerCtx): Promise<Record<string, number>> => {
      const sums: Record<string, number> = {}
      const rows = await ctx.db.select().from(ledgerTransfer).where(eq(ledgerTransfer.ownerId, ctx.owner.id))
      for (const t of rows) {
        sums[t.debit] = (sums[t.debit] ?? 0) + t.amount
        sums[t.credit] = (sums[t.credit] ?? 0) - t.amount
      }
      return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
    },
    check: async (ctx: CustomerCtx): Promise<Difference[]> =>
      checkLedger(await ownerScope(kit.ctx({ actor: { kind: 'operator' } }), ctx.owner.id)),
  }
}
