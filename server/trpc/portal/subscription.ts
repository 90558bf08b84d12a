import { z } from 'zod'
import { asPreviewed, previewPlan } from '../../usecases/preview'
import { startTrial, subscribe } from '../../usecases/subscribe'
import {
  cancelSubscription,
  currentSubscription,
  resumeSubscription,
  scheduleChange,
} from '../../usecases/subscription'
import { customerProcedure, router } from '../trpc'
import { presentCharge, presentPreview, presentSubscription } from './present'

const plan = z.string().min(1).max(120)
const coupon = z.string().trim().min(1).max(120).optional()

export const subscriptionRouter = router({
  /** The running one, else the last that ran; null when there never was one. */
  get: customerProcedure.query(async ({ ctx }) => {
    const current = await currentSubscription(ctx.scope, { past: true })
    return current && presentSubscription(current)
  }),

  /** What choosing a plan comes to, to the cent. */
  preview: customerProcedure
    .input(z.object({ plan, coupon, when: z.enum(['now', 'period_end', 'trial']).default('now') }))
    .query(async ({ ctx, input }) => presentPreview(await previewPlan(ctx.scope, input), ctx.scope.now)),

  /** Subscribes, or changes now; charges what the preview said and nothing else. */
  subscribe: customerProcedure
    .input(z.object({ plan, coupon, previewedAt: z.date(), amountDue: z.int().min(0) }))
    .mutation(async ({ ctx, input }) => {
      const { invoice, attempt } = await subscribe(asPreviewed(ctx.scope, input.previewedAt), input)
      return presentCharge(invoice, attempt)
    }),

  startTrial: customerProcedure.input(z.object({ plan })).mutation(async ({ ctx, input }) => {
    await startTrial(ctx.scope, input)
  }),

  /** Changes when the paid period ends. */
  scheduleChange: customerProcedure.input(z.object({ plan })).mutation(async ({ ctx, input }) => {
    await scheduleChange(ctx.scope, input)
  }),

  cancel: customerProcedure
    .input(z.object({ when: z.enum(['now', 'period_end']), reason: z.string().trim().max(500).optional() }))
    .mutation(async ({ ctx, input }) => {
      await cancelSubscription(ctx.scope, { when: input.when, reason: input.reason || undefined })
    }),

  /** Takes a scheduled cancellation or change back. */
  resume: customerProcedure.mutation(async ({ ctx }) => {
    await resumeSubscription(ctx.scope)
  }),
})
