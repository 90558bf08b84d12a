import { draftInvoice } from '@/server/core/invoice'
import { money } from '@/server/core/money'
import { ANY_PRODUCT, flatTax } from '@/server/core/tax'
import { addDays } from '@/server/core/time'
import { type CustomerCtx, transact } from '@/server/ctx'
import type { Testkit } from '@/server/testkit'
import { issueInvoice } from '@/server/usecases/invoice'
import { addCard } from '@/server/usecases/payment-method'

/** A customer of an owner with a card, entered as it is now. */
export async function customerWithCard(
  kit: Testkit,
  ownerId: string,
  token = 'tok_visa',
): Promise<CustomerCtx> {
  const ctx = await kit.customer(ownerId)
  await addCard(ctx, { token })
  return kit.at(ctx, ctx.now)
}

/** An open invoice of one line over an amount in the owner's currency, with the tax of 19 %. */
export async function openInvoice(ctx: CustomerCtx, amount = 1000): Promise<string> {
  const currency = 'EUR'
  const draft = draftInvoice({
    reason: 'manual',
    currency,
    issuedAt: ctx.now,
    discounts: [],
    credit: money(0, currency),
    vouchers: [],
    taxOf: flatTax(190_000),
    lines: [
      {
        kind: 'item',
        subscriptionId: null,
        product: ANY_PRODUCT,
        priceId: null,
        description: 'Glitter',
        quantity: 1,
        unitAmount: amount,
        amount: money(amount, currency),
        taxIncluded: false,
        periodStartAt: ctx.now,
        periodEndAt: addDays(ctx.now, 1),
      },
    ],
  })
  return (await transact(ctx, (t) => issueInvoice(t, draft, null))).id
}
