import { z } from 'zod'
import { enterCustomer } from '../../usecases/customer'
import { ownerProcedure } from '../trpc'

/** For what is about one of the owner's customers, by UUID or bucket id: 404 for anybody else's. */
export const ofCustomerProcedure = ownerProcedure
  .input(z.object({ customerId: z.string().max(64) }))
  .use(async ({ ctx, input, next }) =>
    next({ ctx: { customer: await enterCustomer(ctx.scope, input.customerId) } }),
  )
