import { z } from 'zod'
import { dayStart } from '../../core/sales-range'
import type { OwnerCtx } from '../../ctx'
import { DomainError, invalidInput } from '../../errors'
import { offerOf } from '../../usecases/billing-facts'
import { enterCustomer } from '../../usecases/customer'
import { nextOfferOf } from '../../usecases/customer-detail'
import { paymentMethods } from '../../usecases/payment-method'
import { asPreviewed } from '../../usecases/preview'
import { activeDiscounts } from '../../usecases/subscription'
import { type CancelInput, cancelById } from '../../usecases/subscription-cancel'
import {
  changeOffer,
  changePaymentMethod,
  changeSeats,
  extendTrial,
} from '../../usecases/subscription-change'
import { keepSubscription, moveTrialEnd } from '../../usecases/subscription-keep'
import { requireSubscription } from '../../usecases/subscription-list'
import { pauseSubscription, unpauseSubscription } from '../../usecases/subscription-pause'
import {
  previewCancel,
  previewOfferChange,
  previewSeats,
  previewStart,
} from '../../usecases/subscription-preview'
import { findSubscriptions, ownerOffers, SUBSCRIPTION_STANDINGS } from '../../usecases/subscription-search'
import { startSubscription } from '../../usecases/subscription-start'
import { presentMethod } from '../portal/present'
import { ownerProcedure, router } from '../trpc'
import { cursorInput, cursorsOf } from './cursor'
import { presentOwnCustomer } from './customer-present'
import { ofCustomerProcedure } from './of-customer'
import {
  presentCallPreview,
  presentOwnerOffer,
  presentOwnerSubscription,
  presentSubscriptionListing,
} from './subscription-present'

const PAGE = 50
/** Rows of a file that are read at once. */
const EXPORT_PAGE = 1_000
const SEATS_MAX = 1_000_000

const searchInput = z.object({
  text: z.string().max(200).optional(),
  standing: z.enum(SUBSCRIPTION_STANDINGS).optional(),
  planId: z.string().max(64).optional(),
  brandId: z.string().max(64).optional(),
})

const seats = z.int().min(1).max(SEATS_MAX)
const startInput = z.object({
  planId: z.string().max(64),
  priceId: z.string().max(64),
  seats,
  /** Pays from the start, although the plan has a trial. */
  denyTrial: z.boolean(),
})
const changeInput = z.object({
  planId: z.string().max(64),
  priceId: z.string().max(64),
  when: z.enum(['now', 'next_cycle']),
})
const seatsInput = z.object({ seats, when: z.enum(['now', 'renewal']) })
const cancelInput = z.object({
  when: z.enum(['now', 'period_end', 'date']),
  /** A day in the owner's time zone, when it is to end on one. */
  date: z.iso.date().optional(),
  refund: z.enum(['none', 'full', 'prorate']),
})
/** What the page showed, so that nothing else is done. */
const told = { previewedAt: z.date(), amountDue: z.int().min(0) }

/** One subscription of the owner's, in the scope of its customer. */
const ofOneProcedure = ownerProcedure
  .input(z.object({ id: z.string().max(64) }))
  .use(async ({ ctx, input, next }) => {
    const view = await requireSubscription(ctx.scope, input.id)
    const customer = await enterCustomer(ctx.scope, view.subscription.customerId)
    return next({ ctx: { customer, row: view.subscription } })
  })

export const ownerSubscriptionRouter = router({
  /** A page of the subscriptions that a search and filters find, the newest first. */
  list: ownerProcedure.input(searchInput.extend(cursorInput)).query(async ({ ctx: { scope }, input }) => {
    const { after, before, ...search } = input
    const page = await findSubscriptions(scope, search, { limit: PAGE, after, before })
    const ids = { hasMore: page.hasMore, rows: page.rows.map(({ subscription }) => subscription) }
    return { subscriptions: page.rows.map(presentSubscriptionListing), ...cursorsOf(ids, input) }
  }),

  /** The same for a file: many at once, `next` is where to go on. */
  export: ownerProcedure
    .input(searchInput.extend({ after: z.uuid().optional() }))
    .query(async ({ ctx: { scope }, input }) => {
      const { after, ...search } = input
      const page = await findSubscriptions(scope, search, { limit: EXPORT_PAGE, after })
      return {
        subscriptions: page.rows.map(presentSubscriptionListing),
        next: page.hasMore ? (page.rows.at(-1)?.subscription.id ?? null) : null,
      }
    }),

  /** Every plan at each of its prices, those that are not sold any more too. */
  offers: ownerProcedure.query(async ({ ctx: { scope } }) =>
    (await ownerOffers(scope)).map(presentOwnerOffer),
  ),

  get: ofOneProcedure.query(async ({ ctx: { scope, customer, row } }) => {
    const [offers, methods, discounts] = await Promise.all([
      ownerOffers(scope),
      paymentMethods(customer),
      activeDiscounts(customer, row.id),
    ])
    return {
      subscription: presentOwnerSubscription({
        subscription: row,
        offer: offerOf(offers, row),
        nextOffer: nextOfferOf(offers, row),
      }),
      customer: presentOwnCustomer(customer),
      methods: methods.map(presentMethod(customer, methods)),
      discounts: discounts.map(({ id, name }) => ({ id, name })),
    }
  }),

  /** What starting one more would charge today and next. */
  previewStart: ofCustomerProcedure.input(startInput).query(async ({ ctx: { customer }, input }) => {
    const preview = await previewStart(customer, termsOf(input))
    return presentCallPreview(preview, customer.now)
  }),

  /** What changing the plan or the price would. */
  previewChange: ofOneProcedure.input(changeInput).query(async ({ ctx: { customer, row }, input }) => {
    const preview = await previewOfferChange(customer, changeOf(row.id, input))
    return presentCallPreview(preview, customer.now)
  }),

  previewSeats: ofOneProcedure.input(seatsInput).query(async ({ ctx: { customer, row }, input }) => {
    const { seats: wanted, when } = input
    const change = { subscriptionId: row.id, by: wanted - row.quantity, when }
    return presentCallPreview(await previewSeats(customer, change), customer.now)
  }),

  previewCancel: ofOneProcedure.input(cancelInput).query(async ({ ctx: { customer, row }, input }) => {
    const preview = await previewCancel(customer, { subscriptionId: row.id, ...endOf(customer, input) })
    return presentCallPreview(preview, customer.now)
  }),

  /** Starts one more, and charges what the preview said and nothing else. */
  start: ofCustomerProcedure
    .input(startInput.extend({ ...told, paymentMethodId: z.string().max(64).nullable() }))
    .mutation(async ({ ctx: { customer }, input }) => {
      const { paymentMethodId, amountDue, previewedAt } = input
      const id = await startSubscription(asPreviewed(customer, previewedAt), {
        ...termsOf(input),
        payment: paymentMethodId === null ? null : { id: paymentMethodId },
        mayLackPayment: true,
        amountDue,
        metadata: {},
      })
      return { id }
    }),

  change: ofOneProcedure
    .input(changeInput.extend(told))
    .mutation(async ({ ctx: { customer, row }, input }) => {
      const { previewedAt, amountDue } = input
      await changeOffer(asPreviewed(customer, previewedAt), { ...changeOf(row.id, input), amountDue })
    }),

  seats: ofOneProcedure.input(seatsInput.extend(told)).mutation(async ({ ctx: { customer, row }, input }) => {
    const { seats: wanted, when, previewedAt, amountDue } = input
    const change = { subscriptionId: row.id, by: wanted - row.quantity, when, amountDue }
    if (change.by !== 0) await changeSeats(asPreviewed(customer, previewedAt), change)
  }),

  /** Ends it, and gives back what the preview said and nothing else. */
  cancel: ofOneProcedure
    .input(
      cancelInput.extend({
        ...told,
        refundAmount: z.int().min(0),
        comment: z.string().trim().max(500).optional(),
      }),
    )
    .mutation(async ({ ctx: { customer, row }, input }) => {
      const scope = asPreviewed(customer, input.previewedAt)
      const of = { subscriptionId: row.id, ...endOf(scope, input) }
      const seen = await previewCancel(scope, of)
      const same =
        (seen.refund?.amount ?? 0) === input.refundAmount &&
        (seen.invoice?.amountDue.amount ?? 0) === input.amountDue
      if (!same) throw new DomainError('conflict', { message: 'The amount has changed. Nothing was done.' })
      await cancelById(scope, { ...of, comment: input.comment || null })
    }),

  /** Takes a scheduled end or change back. */
  keep: ofOneProcedure.mutation(({ ctx: { customer, row } }) =>
    keepSubscription(customer, { subscriptionId: row.id }),
  ),

  pause: ofOneProcedure
    .input(z.object({ resumeOn: z.iso.date().nullable() }))
    .mutation(({ ctx: { customer, row }, input: { resumeOn } }) =>
      pauseSubscription(customer, {
        subscriptionId: row.id,
        resumeAt: resumeOn === null ? null : dayOf(customer, resumeOn),
      }),
    ),

  unpause: ofOneProcedure.mutation(({ ctx: { customer, row } }) =>
    unpauseSubscription(customer, { subscriptionId: row.id }),
  ),

  /** Moves the end of a trial to the beginning of a day. */
  extendTrial: ofOneProcedure
    .input(z.object({ endOn: z.iso.date() }))
    .mutation(({ ctx: { customer, row }, input }) =>
      moveTrialEnd(customer, { subscriptionId: row.id, endAt: dayOf(customer, input.endOn) }),
    ),

  /** Makes a trial a subscription that is paid from the trial's end on. */
  convertTrial: ofOneProcedure
    .input(z.object({ priceId: z.string().max(64) }))
    .mutation(({ ctx: { customer, row }, input }) =>
      extendTrial(customer, { subscriptionId: row.id, priceId: input.priceId }),
    ),

  /** What it is charged to from now on, instead of the default. */
  paymentMethod: ofOneProcedure
    .input(z.object({ methodId: z.string().max(64) }))
    .mutation(({ ctx: { customer, row }, input }) =>
      changePaymentMethod(customer, { subscriptionId: row.id, paymentDetailsId: input.methodId }),
    ),
})

const termsOf = ({ planId, priceId, seats: quantity, denyTrial }: z.output<typeof startInput>) => ({
  plan: planId,
  price: { id: priceId },
  seats: quantity,
  ...(denyTrial ? { denyTrial: true as const } : {}),
})

const changeOf = (subscriptionId: string, { planId, priceId, when }: z.output<typeof changeInput>) => ({
  subscriptionId,
  plan: planId,
  priceId,
  when,
})

function endOf(scope: OwnedCtx, { when, date, refund }: z.output<typeof cancelInput>) {
  return { when: instantOf(scope, when, date), refund }
}

function instantOf(scope: OwnedCtx, when: 'now' | 'period_end' | 'date', date?: string): CancelInput['when'] {
  if (when === 'now') return 'instantly'
  if (when === 'period_end') return 'end-of-run'
  if (date === undefined) throw invalidInput({ date: 'This value should not be blank.' })
  return { at: dayOf(scope, date) }
}

/** When a day begins where the owner is. */
const dayOf = ({ owner }: OwnedCtx, day: string): Date => dayStart(day, owner.timezone)

type OwnedCtx = Pick<OwnerCtx, 'owner'>
