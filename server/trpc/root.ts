import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { customerRouter } from './portal/customer'
import { invoiceRouter } from './portal/invoice'
import { paymentMethodRouter } from './portal/payment-method'
import { planRouter } from './portal/plan'
import { sessionRouter } from './portal/session'
import { subscriptionRouter } from './portal/subscription'
import { publicCheckoutRouter } from './public/checkout'
import { publicInvoiceRouter } from './public/invoice'
import { router } from './trpc'

/** Everything the pages ask: `portal.<noun>.<verb>` for the customer's own, `public.…` without an account. */
export const appRouter = router({
  portal: router({
    customer: customerRouter,
    invoice: invoiceRouter,
    paymentMethod: paymentMethodRouter,
    plan: planRouter,
    session: sessionRouter,
    subscription: subscriptionRouter,
  }),
  public: router({
    checkout: publicCheckoutRouter,
    invoice: publicInvoiceRouter,
  }),
})

export type AppRouter = typeof appRouter
export type Inputs = inferRouterInputs<AppRouter>
export type Outputs = inferRouterOutputs<AppRouter>
