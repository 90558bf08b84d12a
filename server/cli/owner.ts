import { createOwner } from '@/server/usecases/owner'
import { type Command, given } from './command'

export const ownerCreate: Command = {
  kind: 'work',
  summary: 'Create an owner; the first one is the house',
  required: { email: '<e-mail>', name: '<name>' },
  optional: { timezone: '<Area/City>', currency: '<EUR>' },
  run: async ({ ctx }, options) => {
    const owner = await createOwner(ctx, {
      email: given(options, 'email'),
      name: given(options, 'name'),
      timezone: options.timezone,
      currency: options.currency,
    })
    return {
      id: owner.id,
      email: owner.email,
      name: owner.name,
      timezone: owner.timezone,
      house: owner.isHouse,
    }
  },
}
