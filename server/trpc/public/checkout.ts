import { z } from 'zod'
import { payCheckout } from '../../usecases/checkout-pay'
import {
  startCheckoutSession,
  startCheckoutSetup,
  viewCheckout,
  viewCheckoutSession,
} from '../../usecases/checkout-session'
import { billingDetailsInput } from '../../usecases/customer'
import { amountDue } from '../../usecases/invoice'
import { presentDraft } from '../portal/present'
import { publicProcedure, router } from '../trpc'
import { presentPayAnswer, presentSeller } from './present'

const at = z.object({ slug: z.string().max(100) })
const inSession = at.extend({ session: z.string().max(128) })

const buyer = billingDetailsInput
  .pick({ name: true, companyName: true, vatNumber: true, locale: true })
  .extend({
    email: z.email().max(320),
    // Named together with what else is wrong, and not only after it.
    address: billingDetailsInput.shape.address.unwrap().extend({
      country: z
        .string()
        .trim()
        .toUpperCase()
        .regex(/^[A-Z]{2}$/, 'Country is a two-letter code'),
    }),
  })

export const publicCheckoutRouter = router({
  /** What a page sells; without tax unless it was made for a customer. */
  view: publicProcedure.input(at).query(async ({ ctx, input }) => {
    const open = await viewCheckout(ctx.ctx, input.slug)
    return {
      ...presentSeller(open, ctx.stripeJs),
      slug: open.checkout.slug,
      name: open.checkout.name,
      isBuyerKnown: open.checkout.customerId !== null,
      hasPlans: open.goods.subscriptions.length > 0,
      sum: presentDraft(open.plan.invoice),
    }
  }),

  /** What a buyer's session is about to pay, or what became of it. */
  session: publicProcedure.input(inSession).query(async ({ ctx, input }) => {
    const seen = await viewCheckoutSession(ctx.ctx, { slug: input.slug, token: input.session })
    const { bill } = seen
    const isKnown = seen.checkout.customerId !== null
    const { email, name, companyName, vatNumber, address } = seen.scope.customer
    return {
      ...presentSeller(seen, ctx.stripeJs),
      slug: seen.checkout.slug,
      name: seen.checkout.name,
      isPermanent: seen.checkout.permanent,
      hasPlans: seen.goods.subscriptions.length > 0,
      sum: presentDraft(seen.plan.invoice),
      /** What was said here; of a customer that was known before, nothing. */
      buyer: isKnown ? null : { email, name, companyName, vatNumber, address },
      /** What was begun, and how its last payment stands. */
      bill: bill && {
        status: bill.status,
        currency: bill.currency,
        total: bill.total - bill.creditApplied,
        amountDue: amountDue(bill),
        payment: bill.attempts.at(-1)?.status ?? null,
      },
    }
  }),

  /** Says who buys; the answer's session is a secret. */
  start: publicProcedure
    .input(at.extend({ session: z.string().max(128).nullable(), buyer: buyer.nullable() }))
    .mutation(async ({ ctx, input }) => {
      const started = await startCheckoutSession(ctx.ctx, {
        slug: input.slug,
        address: ctx.open.address,
        token: input.session,
        // Of a page that knows its buyer nothing is asked.
        buyer: input.buyer ?? { email: '' },
      })
      return { session: started.token }
    }),

  setup: publicProcedure
    .input(inSession)
    .mutation(({ ctx, input }) =>
      startCheckoutSetup(ctx.ctx, { slug: input.slug, token: input.session, address: ctx.open.address }),
    ),

  pay: publicProcedure
    .input(
      inSession.extend({
        payment: z.string().max(255).nullable(),
        amountDue: z.number().int().min(0).nullable(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { slug, session: token, payment, amountDue: told } = input
      const asked = { slug, token, payment, amountDue: told, address: ctx.open.address }
      return presentPayAnswer(await payCheckout(ctx.ctx, asked))
    }),
})
