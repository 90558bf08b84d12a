import { SCOPES } from '@/server/core/api-key'
import { createApiKey } from '@/server/usecases/api-key'
import { type Command, given, UsageError } from './command'
import { scopeOf } from './scope'

export const apiKeyCreate: Command = {
  kind: 'work',
  summary: "Make a key for an owner's program; it is shown this once",
  required: { owner: '<id, e-mail or name>', name: '<name>' },
  optional: { scopes: '<read,usage:write>', expires: '<2030-01-31>' },
  run: async ({ ctx }, options) => {
    const scope = await scopeOf(ctx, given(options, 'owner'))
    return createApiKey(scope, {
      name: given(options, 'name'),
      scopes: (options.scopes ?? '').split(',').flatMap((name) => scopeNamed(name.trim())),
      ...(options.expires === undefined ? {} : { expiresAt: instant(options.expires) }),
    })
  },
}

function scopeNamed(name: string) {
  if (name === '') return []
  const found = SCOPES.find((scope) => scope === name)
  if (!found) throw new UsageError(`--scopes knows ${SCOPES.join(', ')}, not ${name}`)
  return [found]
}

function instant(text: string): Date {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if (Number.isNaN(at.getTime())) throw new UsageError(`${text} is not an instant: write 2030-01-31`)
  return at
}
