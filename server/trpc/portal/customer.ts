import { z } from 'zod'
import { type billingDetailsInput, myCustomers, updateBillingDetails } from '../../usecases/customer'
import { customerOverview } from '../../usecases/overview'
import { requirePortalFeature } from '../../usecases/portal-feature'
import { customerProcedure, portalProcedure, router } from '../trpc'
import {
  presentCustomer,
  presentDraft,
  presentInvoice,
  presentMethod,
  presentOpenInvoice,
  presentSubscription,
} from './present'

/** Checked by the verb, which names everything that is wrong at once. */
const billingDetails = z.custom<z.input<typeof billingDetailsInput>>(
  (given) => typeof given === 'object' && given !== null,
)

export const customerRouter = router({
  /** The customers the signed-in person is a member of. */
  list: portalProcedure.query(async ({ ctx }) => {
    const mine = await myCustomers(ctx.ctx)
    return mine.map(({ customer, brand, role }) => {
      const { bucketId: id, email, name, companyName } = customer
      return { id, email, name, companyName, role, brandName: brand.name }
    })
  }),

  get: customerProcedure.query(({ ctx }) => presentCustomer(ctx.scope)),

  /** All that the overview shows. */
  overview: customerProcedure.query(async ({ ctx: { scope } }) => {
    const { all, next, methods, recent, open } = await customerOverview(scope)
    const subscriptions = all.map(presentSubscription)
    return {
      subscription: subscriptions[0] ?? null,
      /** All that run, the newest first; the last that ran when none does. */
      subscriptions,
      next: next && { ...presentDraft(next.draft), discountNames: next.discountNames },
      methods: methods.map(presentMethod(scope, methods)),
      recent: recent.map(presentInvoice),
      open: open.map((row) => ({ ...presentOpenInvoice(row), isOwed: row.isOwed })),
    }
  }),

  /** Changes the fields given; an empty one is cleared. */
  update: customerProcedure.input(billingDetails).mutation(async ({ ctx, input }) => {
    requirePortalFeature(ctx.scope, 'editDetails')
    const { customerId: _, ...fields } = input
    const customer = await updateBillingDetails(ctx.scope, fields)
    return presentCustomer({ ...ctx.scope, customer })
  }),
})
