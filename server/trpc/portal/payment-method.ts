import { z } from 'zod'
import type { CustomerCtx } from '../../ctx'
import {
  completeSetup,
  type PaymentMethod,
  paymentMethods,
  removePaymentMethod,
  setDefaultPaymentMethod,
  startSetup,
  updateCard,
} from '../../usecases/payment-method'
import { customerProcedure, router } from '../trpc'
import { presentMethod } from './present'

const methodId = z.string().min(1).max(64)
const part = (max: number) => z.string().trim().max(max).optional()

export const paymentMethodRouter = router({
  list: customerProcedure.query(async ({ ctx }) => presentAll(ctx.scope)),

  /** What the payment forms need to know of the customer's Stripe account. */
  stripe: customerProcedure.query(({ ctx }) => ({ ...ctx.stripeJs, account: ctx.scope.account })),

  /** Begins adding a card or bank account; the browser confirms with the secret. */
  startSetup: customerProcedure.mutation(({ ctx }) => startSetup(ctx.scope)),

  /** Takes over what the browser confirmed. */
  completeSetup: customerProcedure
    .input(z.object({ setupIntentId: z.string().max(255), makeDefault: z.boolean() }))
    .mutation(async ({ ctx, input }) => {
      const { setupIntentId, makeDefault } = input
      const added = await completeSetup(ctx.scope, { setupIntentId, ...(makeDefault ? { makeDefault } : {}) })
      return presentOne(ctx.scope, added)
    }),

  /** Changes a card's billing address and holder. */
  update: customerProcedure
    .input(
      z.object({
        id: methodId,
        holderName: part(200),
        address: z.object({
          line1: part(200),
          line2: part(200),
          city: part(100),
          region: part(100),
          postcode: part(20),
          country: part(2),
        }),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { id, address, holderName } = input
      await updateCard(ctx.scope, { id, address, holderName })
    }),

  makeDefault: customerProcedure.input(z.object({ id: methodId })).mutation(async ({ ctx, input }) => {
    await setDefaultPaymentMethod(ctx.scope, input.id)
  }),

  remove: customerProcedure.input(z.object({ id: methodId })).mutation(async ({ ctx, input }) => {
    await removePaymentMethod(ctx.scope, input.id)
  }),
})

async function presentAll(scope: CustomerCtx) {
  const methods = await paymentMethods(scope)
  return methods.map(presentMethod(scope, methods))
}

const presentOne = (scope: CustomerCtx, method: PaymentMethod) => presentMethod(scope, [method])(method)
