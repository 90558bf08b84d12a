import { revokeSessions } from '../../usecases/session'
import { router, userProcedure } from '../trpc'

export const sessionRouter = router({
  /** Who is signed in. */
  get: userProcedure.query(({ ctx: { ctx } }) => ({
    email: ctx.actor.kind === 'user' ? ctx.actor.email : null,
  })),

  /** Ends every session of the person who asks, this one included. */
  revokeAll: userProcedure.mutation(async ({ ctx: { ctx } }) => {
    if (ctx.actor.kind === 'user') await revokeSessions(ctx, ctx.actor.userId)
  }),
})
