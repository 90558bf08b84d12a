import { DomainError } from '@/server/errors'
import { checkLedger, type Difference } from '@/server/usecases/ledger-check'
import { type Command, given } from './command'
import { scopeOf } from './scope'

export const ledgerCheck: Command = {
  kind: 'work',
  summary: 'Compare an owner’s books with invoices, payments, refunds and Stripe, to the cent',
  required: { owner: '<id, e-mail or name>' },
  optional: {},
  run: async ({ ctx }, options) => {
    const differences = await checkLedger(await scopeOf(ctx, given(options, 'owner')))
    // A script that runs this every night wants an exit code, a person wants the names.
    if (differences.length > 0) throw new DomainError('conflict', { message: sentence(differences) })
    return { ok: true, differences: 0 }
  },
}

const sentence = (differences: Difference[]): string =>
  differences.map((d) => `${d.about}: ${d.found} instead of ${d.expected} ${d.currency}`).join('; ')
