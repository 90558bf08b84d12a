import { env } from '@/server/env'
import { DomainError } from '@/server/errors'
import { makeDemo } from '@/server/main/demo'
import type { Command } from './command'

export const seedDemo: Command = {
  kind: 'work',
  summary: 'Fill an empty Folio with the demo (sandbox)',
  required: {},
  optional: {},
  run: async ({ ctx }) => {
    const { dataDir, stripe } = env()
    if (stripe.apiUrl === null) {
      throw new DomainError('sandbox_only', {
        message: 'The demo needs the Stripe sandbox: it would charge cards',
      })
    }
    return makeDemo(ctx, { dataDir, stripeUrl: stripe.apiUrl })
  },
}
