import { z } from 'zod'
import { checkoutStanding } from '../../core/checkout'
import type { OwnerCtx } from '../../ctx'
import { listBrands } from '../../usecases/brand'
import { type CheckoutView, createCheckout, disableCheckout, listCheckouts } from '../../usecases/checkout'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()

export const checkoutRouter = router({
  /** The links that sell a plan, newest first. */
  list: ownerProcedure
    .input(pageInput.extend({ planId: id }))
    .query(async ({ ctx: { scope, outside }, input }) => {
      const page = await listCheckouts(scope, pageOf(input), { planId: input.planId })
      const origin = outside?.appUrl ?? ''
      return presentPage(page, input, {
        cursor: (row) => row.checkout.id,
        row: (row) => presentCheckout(row, { scope, origin }),
      })
    }),

  /** The brands that a link can sell for. */
  brands: ownerProcedure.query(async ({ ctx }) => {
    const { rows } = await listBrands(ctx.scope, {}, { limit: 100 })
    return rows.map(({ code, name }) => ({ code, name }))
  }),

  /** A link at which a plan is bought: once, or by whoever comes. */
  create: ownerProcedure
    .input(
      z.object({
        planId: id,
        priceId: id,
        brand: z.string().max(64),
        name: z.string().trim().max(200),
        /** Empty: made up. */
        slug: z.string().trim().max(100),
        seats: z.number().int().min(1).max(100_000),
        permanent: z.boolean(),
        expiresAt: z.date().nullable(),
      }),
    )
    .mutation(async ({ ctx: { scope, outside }, input }) => {
      const { planId, priceId, brand, name, slug, seats, permanent, expiresAt } = input
      const made = await createCheckout(scope, {
        name: name || null,
        brand,
        slug: slug || null,
        customerId: null,
        items: [],
        subscriptions: [{ plan: planId, price: priceId, seats }],
        permanent,
        expiresAt,
      })
      return presentCheckout(made, { scope, origin: outside?.appUrl ?? '' })
    }),

  /** Ends a link now. */
  disable: ownerProcedure.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    await disableCheckout(ctx.scope, input.id)
  }),
})

function presentCheckout(view: CheckoutView, { scope, origin }: { scope: OwnerCtx; origin: string }) {
  const { id, name, slug, permanent, expiresAt, createdAt } = view.checkout
  const [sold] = view.goods.subscriptions
  return {
    id,
    name,
    url: `${origin}/checkout/${slug}`,
    slug,
    permanent,
    expiresAt,
    createdAt,
    brand: view.brand.name,
    standing: checkoutStanding({ permanent, expiresAt, isSold: view.isSold }, scope.now),
    isSold: view.isSold,
    seats: sold?.seats ?? 1,
    /** What it comes to before tax is known. */
    total: { amount: view.plan.invoice.total.amount, currency: view.checkout.currency },
    interval: sold?.offer.interval ?? null,
  }
}
