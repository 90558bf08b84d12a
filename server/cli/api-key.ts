import { createApiKey } from '@/server/usecases/api-key'
import { type Command, given } from './command'
import { scopeOf } from './scope'

export const apiKeyCreate: Command = {
  kind: 'work',
  summary: "Make a key for an owner's program; it is shown this once",
  required: { owner: '<id, e-mail or name>', name: '<name>' },
  optional: {},
  run: async ({ ctx }, options) => {
    const scope = await scopeOf(ctx, given(options, 'owner'))
    return createApiKey(scope, { name: given(options, 'name') })
  },
}
