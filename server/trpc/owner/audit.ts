import { z } from 'zod'
import { auditPage, auditPeople, NOUNS } from '../../usecases/audit'
import { ownerProcedure, router } from '../trpc'
import { cursorInput, cursorsOf } from './cursor'

const LIMIT_MAX = 500

export const auditFilter = z.object({
  actor: z.string().max(80).optional(),
  noun: z.enum(NOUNS).optional(),
  customerId: z.string().max(64).optional(),
  from: z.date().optional(),
  until: z.date().optional(),
})

/** Everything that happened to an owner. Whoever is in the team sees it; nothing in it can be changed. */
export const ownerAuditRouter = router({
  /** Newest first. */
  list: ownerProcedure
    .input(
      auditFilter.extend({
        ...cursorInput,
        limit: z.number().int().min(1).max(LIMIT_MAX).default(50),
      }),
    )
    .query(async ({ ctx: { scope }, input: { after, before, limit, ownerId: _, ...filter } }) => {
      const page = await auditPage(scope, filter, { limit, after, before })
      return { entries: page.rows, ...cursorsOf(page, { after, before }) }
    }),

  /** The people and keys whose doings can be asked for. */
  people: ownerProcedure.query(({ ctx: { scope } }) => auditPeople(scope)),
})
