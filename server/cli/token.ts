import { createToken } from '@/server/usecases/token'
import { type Command, given } from './command'

export const tokenCreate: Command = {
  kind: 'work',
  summary: 'Make tokens of the bucket API for a user, who is created if need be',
  required: { email: '<e-mail>' },
  optional: { customer: '<bucket id>' },
  run: ({ ctx }, options) => createToken(ctx, { email: given(options, 'email'), customer: options.customer }),
}
