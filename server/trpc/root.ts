import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { ownerAccountRouter } from './owner/account'
import { ownerApiKeyRouter } from './owner/api-key'
import { ownerAuditRouter } from './owner/audit'
import { brandRouter } from './owner/brand'
import { checkoutRouter } from './owner/checkout'
import { ownerClockRouter } from './owner/clock'
import { ownerCreditNoteRouter } from './owner/credit-note'
import { ownerCustomerRouter } from './owner/customer'
import { ownerDisputeRouter } from './owner/dispute'
import { featureRouter } from './owner/feature'
import { ownerHomeRouter } from './owner/home'
import { ownerImportRouter } from './owner/import'
import { ownerInvoiceRouter } from './owner/invoice'
import { ownerMemberRouter } from './owner/member'
import { metricRouter } from './owner/metric'
import { ownerPaymentRouter } from './owner/payment'
import { planRouter as ownerPlanRouter } from './owner/plan'
import { priceRouter } from './owner/price'
import { productRouter } from './owner/product'
import { reportRouter } from './owner/report'
import { ownerSessionRouter } from './owner/session'
import { settingsRouter } from './owner/settings'
import { ownerStripeAccountRouter } from './owner/stripe-account'
import { ownerSubscriptionRouter } from './owner/subscription'
import { taxRouter } from './owner/tax'
import { voucherRouter } from './owner/voucher'
import { webhookRouter } from './owner/webhook'
import { customerRouter } from './portal/customer'
import { invoiceRouter } from './portal/invoice'
import { paymentMethodRouter } from './portal/payment-method'
import { planRouter } from './portal/plan'
import { sessionRouter } from './portal/session'
import { subscriptionRouter } from './portal/subscription'
import { publicCheckoutRouter } from './public/checkout'
import { publicInvoiceRouter } from './public/invoice'
import { router } from './trpc'

/**
 * Everything the pages ask: `owner.<noun>.<verb>` for an owner's dashboard, `portal.…` for the customer's own,
 * `public.…` without an account.
 */
export const appRouter = router({
  owner: router({
    brand: brandRouter,
    checkout: checkoutRouter,
    feature: featureRouter,
    home: ownerHomeRouter,
    plan: ownerPlanRouter,
    price: priceRouter,
    product: productRouter,
    apiKey: ownerApiKeyRouter,
    audit: ownerAuditRouter,
    clock: ownerClockRouter,
    member: ownerMemberRouter,
    creditNote: ownerCreditNoteRouter,
    dispute: ownerDisputeRouter,
    import: ownerImportRouter,
    invoice: ownerInvoiceRouter,
    payment: ownerPaymentRouter,
    report: reportRouter,
    account: ownerAccountRouter,
    stripeAccount: ownerStripeAccountRouter,
    session: ownerSessionRouter,
    settings: settingsRouter,
    customer: ownerCustomerRouter,
    subscription: ownerSubscriptionRouter,
    metric: metricRouter,
    tax: taxRouter,
    voucher: voucherRouter,
    webhook: webhookRouter,
  }),
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
