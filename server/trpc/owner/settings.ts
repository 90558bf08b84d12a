import { z } from 'zod'
import { changeSettings, readSettings } from '../../usecases/settings'
import { ownerProcedure, router } from '../trpc'

export const settingsRouter = router({
  get: ownerProcedure.query(({ ctx }) => readSettings(ctx.scope)),

  /** What is left out stays. */
  update: ownerProcedure
    .input(
      z
        .object({
          dunningDays: z.array(z.number()).max(100),
          dunningEnd: z.enum(['cancel', 'unpaid', 'open']),
          seatProration: z.enum(['renewal', 'now']),
          invoiceDueDays: z.number(),
          oneStopShop: z.boolean(),
          taxCustomersWithTaxNumbers: z.boolean(),
          checkVatNumbersOnline: z.boolean(),
          defaultCurrency: z.string().trim().toUpperCase(),
          timezone: z.string().trim(),
        })
        .partial(),
    )
    .mutation(async ({ ctx, input }) => {
      // The owner is whose settings they are, and none of them.
      const { ownerId: _, ...change } = input
      await changeSettings(ctx.scope, change)
    }),
})
