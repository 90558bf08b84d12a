import { myOwners } from '../../usecases/owner'
import { ownerProcedure, router, userProcedure } from '../trpc'

export const ownerSessionRouter = router({
  /** The owners that the signed-in person is a member of. */
  list: userProcedure.query(({ ctx }) => myOwners(ctx.ctx)),

  /** The owner whose dashboard this is, who looks at it, and as what. */
  get: ownerProcedure.query(({ ctx: { scope } }) => {
    const { owner, role, now, actor } = scope
    const { id, name, isHouse, timezone, defaultCurrency, clockAt } = owner
    const email = actor.kind === 'user' ? actor.email : owner.email
    return { id, name, isHouse, timezone, defaultCurrency, role, email, now, clockAt }
  }),
})
