import { z } from 'zod'
import {
  changeMemberRole,
  inviteMember,
  leaveOwner,
  listMembers,
  type MemberView,
  OWNER_ROLES,
  removeMember,
  requireMember,
} from '../../usecases/member'
import { ownerScope } from '../../usecases/owner'
import { ownerProcedure, router, userProcedure } from '../trpc'

const one = z.object({ userId: z.uuid() })
const role = z.enum(OWNER_ROLES)

/** The team of an owner. Who else is in it, everybody in it sees; the rest is for admins. */
export const ownerMemberRouter = router({
  list: ownerProcedure.query(async ({ ctx: { scope } }) => {
    const self = scope.actor.kind === 'user' ? scope.actor.userId : null
    return (await listMembers(scope)).map((member) => present(member, self))
  }),

  get: ownerProcedure.input(one).query(async ({ ctx: { scope }, input }) => {
    const self = scope.actor.kind === 'user' ? scope.actor.userId : null
    return present(await requireMember(scope, input.userId), self)
  }),

  invite: ownerProcedure
    .input(z.object({ email: z.string().max(400), role, locale: z.enum(['en', 'de', 'fr']) }))
    .mutation(({ ctx: { scope }, input: { email, role, locale } }) =>
      inviteMember(scope, { email, role, locale }),
    ),

  changeRole: ownerProcedure
    .input(one.extend({ role }))
    .mutation(({ ctx: { scope }, input: { userId, role } }) => changeMemberRole(scope, { userId, role })),

  remove: ownerProcedure
    .input(one)
    .mutation(({ ctx: { scope }, input }) => removeMember(scope, input.userId)),

  /** About the person and not the owner: who may only look may leave. */
  leave: userProcedure
    .input(z.object({ ownerId: z.uuid() }))
    .mutation(async ({ ctx: { ctx }, input }) => leaveOwner(await ownerScope(ctx, input.ownerId))),
})

function present({ userId, email, name, role, verifiedAt, joinedAt }: MemberView, self: string | null) {
  const isSelf = userId === self
  // Whoever is looking has come, also by the sandbox's one click, which proves nothing.
  return { userId, email, name, role, joinedAt, isInvited: verifiedAt === null && !isSelf, isSelf }
}
