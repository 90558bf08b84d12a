import { rebuildSales } from '@/server/usecases/sales-count'
import { type Command, given } from './command'
import { scopeOf } from './scope'

export const salesRebuild: Command = {
  kind: 'work',
  summary: 'Write an owner’s sums of sales anew from its ledger',
  required: { owner: '<id, e-mail or name>' },
  optional: {},
  run: async ({ ctx }, options) => {
    await rebuildSales(await scopeOf(ctx, given(options, 'owner')))
    return { ok: true }
  },
}
