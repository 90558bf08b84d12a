import { createCustomer } from '@/server/usecases/customer'
import { type Command, given } from './command'
import { scopeOf } from './scope'

export const customerCreate: Command = {
  kind: 'work',
  summary: 'Create a customer of an owner (a bucket, in the bucket API)',
  required: { owner: '<id, e-mail or name>', email: '<e-mail>' },
  optional: { name: '<name>' },
  run: async ({ ctx }, options) => {
    const scope = await scopeOf(ctx, given(options, 'owner'))
    const customer = await createCustomer(scope, { email: given(options, 'email'), name: options.name })
    return { id: customer.id, bucket_id: customer.bucketId, email: customer.email, name: customer.name }
  },
}
