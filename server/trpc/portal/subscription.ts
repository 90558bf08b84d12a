import { z } from 'zod'
import { retentionOf } from '../../core/retention'
import { addMonths } from '../../core/time'
import { type CustomerCtx, requireWrite } from '../../ctx'
import { inSubscription, requireMayChoosePlan, requirePortalFeature } from '../../usecases/portal-feature'
import { asPreviewed, previewPlan } from '../../usecases/preview'
import { counterOffer, takeCounterOffer } from '../../usecases/retention'
import { startTrial, subscribe } from '../../usecases/subscribe'
import {
  cancelSubscription,
  currentSubscription,
  requireCurrent,
  resumeSubscription,
  scheduleChange,
} from '../../usecases/subscription'
import { changeSeats } from '../../usecases/subscription-change'
import { pauseSubscription, unpauseSubscription } from '../../usecases/subscription-pause'
import { previewSeats } from '../../usecases/subscription-preview'
import { customerProcedure, router } from '../trpc'
import { presentCharge, presentDraft, presentPreview, presentSubscription } from './present'

const plan = z.string().min(1).max(120)
const coupon = z.string().trim().min(1).max(120).optional()
const reason = z.string().trim().max(500).optional()
/** A pause of at most so many months. */
const PAUSE_MONTHS_MAX = 12

/** For one of the customer's subscriptions: the newest unless `subscriptionId` names another of its own. */
const oneProcedure = customerProcedure
  .input(z.object({ subscriptionId: z.uuid().optional() }))
  .use(async ({ ctx, input, next }) => {
    const scope: CustomerCtx = await inSubscription(ctx.scope, input.subscriptionId)
    return next({ ctx: { scope } })
  })

export const subscriptionRouter = router({
  /** The running one, else the last that ran; null when there never was one. */
  get: oneProcedure.query(async ({ ctx }) => {
    const current = await currentSubscription(ctx.scope, { past: true })
    return current && presentSubscription(current)
  }),

  /** What choosing a plan comes to, to the cent. */
  preview: oneProcedure
    .input(z.object({ plan, coupon, when: z.enum(['now', 'period_end', 'trial']).default('now') }))
    .query(async ({ ctx, input }) => presentPreview(await previewPlan(ctx.scope, input), ctx.scope.now)),

  /** Subscribes, or changes now; charges what the preview said and nothing else. */
  subscribe: oneProcedure
    .input(z.object({ plan, coupon, previewedAt: z.date(), amountDue: z.int().min(0) }))
    .mutation(async ({ ctx, input }) => {
      await requireMayChoosePlan(ctx.scope)
      const { invoice, attempt } = await subscribe(asPreviewed(ctx.scope, input.previewedAt), input)
      return presentCharge(invoice, attempt)
    }),

  startTrial: oneProcedure.input(z.object({ plan })).mutation(async ({ ctx, input }) => {
    await startTrial(ctx.scope, input)
  }),

  /** Changes when the paid period ends. */
  scheduleChange: oneProcedure.input(z.object({ plan })).mutation(async ({ ctx, input }) => {
    await requireMayChoosePlan(ctx.scope)
    await scheduleChange(ctx.scope, input)
  }),

  /** What leaving asks, and what is offered instead, with the next invoice as it would be. */
  leaving: oneProcedure.query(async ({ ctx: { scope } }) => {
    const instead = await counterOffer(scope)
    return {
      reasons: retentionOf(scope.brand).reasons,
      instead: instead && {
        offer: instead.offer,
        before: instead.before && presentDraft(instead.before),
        after: instead.after && presentDraft(instead.after),
        resumesAt: instead.resumesAt,
      },
    }
  }),

  /** Takes what is offered instead of leaving. */
  stay: oneProcedure.input(z.object({ reason })).mutation(async ({ ctx, input }) => {
    requirePortalFeature(ctx.scope, 'cancel')
    await takeCounterOffer(ctx.scope, { reason: input.reason || null })
  }),

  cancel: oneProcedure
    .input(z.object({ when: z.enum(['now', 'period_end']), reason }))
    .mutation(async ({ ctx, input }) => {
      requirePortalFeature(ctx.scope, 'cancel')
      await cancelSubscription(ctx.scope, { when: input.when, reason: input.reason || undefined })
    }),

  /** Takes a scheduled cancellation or change back. */
  resume: oneProcedure.mutation(async ({ ctx }) => {
    await resumeSubscription(ctx.scope)
  }),

  /** What another number of seats would invoice or credit, and when. */
  previewSeats: oneProcedure
    .input(z.object({ seats: z.int().min(1).max(1_000_000) }))
    .query(async ({ ctx: { scope }, input }) => {
      const row = await requireCurrent(scope)
      const seen = await previewSeats(scope, { subscriptionId: row.id, by: input.seats - row.quantity })
      return {
        invoice: seen.invoice && presentDraft(seen.invoice),
        credit: seen.credit,
        effectiveAt: seen.effectiveAt,
      }
    }),

  /** Charges what is due first, and changes nothing when that is declined. */
  changeSeats: oneProcedure
    .input(z.object({ seats: z.int().min(1).max(1_000_000), from: z.int().min(1) }))
    .mutation(async ({ ctx: { scope }, input: { seats, from } }) => {
      requireWrite(scope)
      requirePortalFeature(scope, 'changeSeats')
      const row = await requireCurrent(scope, { quantity: from })
      await changeSeats(scope, { subscriptionId: row.id, by: seats - from })
    }),

  /** Neither renewed nor charged for so many months, then it goes on by itself. */
  pause: oneProcedure
    .input(z.object({ months: z.int().min(1).max(PAUSE_MONTHS_MAX) }))
    .mutation(async ({ ctx: { scope }, input }) => {
      requirePortalFeature(scope, 'pause')
      const { id: subscriptionId } = await requireCurrent(scope)
      await pauseSubscription(scope, { subscriptionId, resumeAt: addMonths(scope.now, input.months) })
    }),

  /** Goes on at once. */
  unpause: oneProcedure.mutation(async ({ ctx: { scope } }) => {
    requireWrite(scope)
    const { id: subscriptionId } = await requireCurrent(scope)
    await unpauseSubscription(scope, { subscriptionId })
  }),
})
