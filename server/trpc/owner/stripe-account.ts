import { z } from 'zod'
import {
  chooseBrandAccount,
  connectStripeAccount,
  continueOnboarding,
  disconnectStripeAccount,
  previewBrandAccount,
  refreshStripeAccount,
  requireStripeAccount,
  type StripeAccount,
  stripeAccounts,
} from '../../usecases/stripe-account'
import { ownerProcedure, router } from '../trpc'

const account = z.object({ id: z.uuid() })

export const ownerStripeAccountRouter = router({
  /** The connected accounts, and which one each brand is paid on; null is the installation's own. */
  list: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const { accounts, brands } = await stripeAccounts(scope)
    return { accounts: accounts.map(present), brands }
  }),

  get: ownerProcedure
    .input(account)
    .query(async ({ ctx, input }) => present(await requireStripeAccount(ctx.scope, input.id))),

  /** A brand, the accounts it may be paid on, and how many customers stay where they are. */
  brand: ownerProcedure.input(z.object({ brandId: z.uuid() })).query(async ({ ctx, input }) => {
    const { brand, accounts, known } = await previewBrandAccount(ctx.scope, input.brandId)
    const { id, name, stripeAccountId } = brand
    const nameOf = (stripeId: string | null) =>
      accounts.find((each) => each.stripeId === stripeId)?.name ?? null
    return {
      brand: { id, name, accountId: stripeAccountId },
      accounts: accounts.map(present),
      /** By account; without a name it is the installation's own, or one that was disconnected. */
      known: known.map(({ account: stripeId, count }) => ({
        name: nameOf(stripeId),
        isOwn: stripeId === null,
        count,
      })),
    }
  }),

  /** Makes an account; answers the page of Stripe's on which its holder goes on. */
  connect: ownerProcedure
    .input(z.object({ name: z.string().max(200), country: z.string().max(2).optional() }))
    .mutation(async ({ ctx, input }) => {
      const { name, country } = input
      const { url } = await connectStripeAccount(ctx.scope, {
        name,
        country,
        origin: ctx.outside?.appUrl ?? '',
      })
      return { url }
    }),

  /** Another such page for an account that is not finished. */
  onboard: ownerProcedure
    .input(account)
    .mutation(({ ctx, input }) =>
      continueOnboarding(ctx.scope, { ...input, origin: ctx.outside?.appUrl ?? '' }),
    ),

  /** Asks Stripe how an account stands. */
  refresh: ownerProcedure
    .input(account)
    .mutation(async ({ ctx, input }) => present(await refreshStripeAccount(ctx.scope, input.id))),

  choose: ownerProcedure
    .input(z.object({ brandId: z.uuid(), accountId: z.uuid().nullable() }))
    .mutation(({ ctx, input }) => chooseBrandAccount(ctx.scope, input)),

  disconnect: ownerProcedure
    .input(account)
    .mutation(({ ctx, input }) => disconnectStripeAccount(ctx.scope, input.id)),
})

const present = ({ id, name, chargesEnabled, detailsSubmitted, createdAt }: StripeAccount) => ({
  id,
  name,
  chargesEnabled,
  detailsSubmitted,
  createdAt,
})
