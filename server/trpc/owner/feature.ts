import { z } from 'zod'
import { createFeature, deleteFeature, listFeatures, replaceFeature } from '../../usecases/feature'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'

const id = z.uuid()
const fields = z.object({
  name: z.string().trim().min(1).max(200),
  code: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
  description: z.string().trim().max(2_000),
})

export const featureRouter = router({
  list: ownerProcedure.input(pageInput).query(async ({ ctx, input }) =>
    presentPage(await listFeatures(ctx.scope, pageOf(input)), input, {
      cursor: (row) => row.id,
      row: ({ id, name, code, description }) => ({ id, name, code, description }),
    }),
  ),

  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { name, code, description } = input
    const { id } = await createFeature(ctx.scope, { name, code, description })
    return { id }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    const { name, code, description } = input
    await replaceFeature(ctx.scope, input.id, { name, code, description })
  }),

  /** Only while no plan gives it. */
  remove: ownerProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => deleteFeature(ctx.scope, input.id)),
})
