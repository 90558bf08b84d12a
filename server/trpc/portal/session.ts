import { endLinkSessions } from '../../usecases/access-link'
import { revokeSessions } from '../../usecases/session'
import { portalProcedure, router } from '../trpc'

export const sessionRouter = router({
  /** Who is signed in; null for somebody who came by a manage link. */
  get: portalProcedure.query(({ ctx: { ctx } }) => ({
    email: ctx.actor.kind === 'user' ? ctx.actor.email : null,
  })),

  /** Ends every session of the person who asks, this one included. */
  revokeAll: portalProcedure.mutation(async ({ ctx: { ctx } }) => {
    if (ctx.actor.kind === 'user') await revokeSessions(ctx, ctx.actor.userId)
    else await endLinkSessions(ctx)
  }),
})
