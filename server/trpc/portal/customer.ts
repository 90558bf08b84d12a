import { billingDetailsInput, myCustomers, updateBillingDetails } from '../../usecases/customer'
import { invoices } from '../../usecases/invoice'
import { paymentMethods } from '../../usecases/payment-method'
import { activeDiscounts, currentSubscription, previewNextInvoice } from '../../usecases/subscription'
import { customerProcedure, router, userProcedure } from '../trpc'
import { presentOpen } from './open-invoice'
import { presentCustomer, presentDraft, presentInvoice, presentMethod, presentSubscription } from './present'

/** How many invoices the overview shows; the rest, and those that were voided, are on the list of invoices. */
const RECENT = 5

export const customerRouter = router({
  /** The customers the signed-in person is a member of. */
  list: userProcedure.query(async ({ ctx }) => {
    const mine = await myCustomers(ctx.ctx)
    return mine.map(({ customer, brand, role }) => {
      const { bucketId: id, email, name, companyName } = customer
      return { id, email, name, companyName, role, brandName: brand.name }
    })
  }),

  get: customerProcedure.query(({ ctx }) => presentCustomer(ctx.scope)),

  /** All that the overview shows, read at the same time. */
  overview: customerProcedure.query(async ({ ctx: { scope } }) => {
    const [current, next, methods, recent, open] = await Promise.all([
      currentSubscription(scope, { past: true }),
      previewNextInvoice(scope),
      paymentMethods(scope),
      invoices(scope),
      presentOpen(scope),
    ])
    const discounts =
      current && next?.discount.amount ? await activeDiscounts(scope, current.subscription.id) : []
    return {
      subscription: current && presentSubscription(current),
      next: next && { ...presentDraft(next), discountNames: discounts.map((d) => d.name) },
      methods: methods.map(presentMethod(scope, methods)),
      recent: recent
        .filter((row) => row.status !== 'void')
        .slice(0, RECENT)
        .map(presentInvoice),
      open,
    }
  }),

  /** Changes the fields given; an empty one is cleared. */
  update: customerProcedure.input(billingDetailsInput).mutation(async ({ ctx, input }) => {
    const { customerId: _, ...fields } = input
    const customer = await updateBillingDetails(ctx.scope, fields)
    return presentCustomer({ ...ctx.scope, customer })
  }),
})
