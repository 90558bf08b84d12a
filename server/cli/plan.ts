import type { Interval } from '@/server/core/time'
import { createPlan } from '@/server/usecases/plan'
import { type Command, given, UsageError } from './command'
import { scopeOf } from './scope'

export const planCreate: Command = {
  kind: 'work',
  summary: 'Create a plan of an owner with one price (amount in minor units: 4900 is 49.00)',
  required: {
    owner: '<id, e-mail or name>',
    code: '<code>',
    name: '<name>',
    amount: '<minor units>',
    currency: '<EUR>',
  },
  optional: { interval: '<day|week|month|year>', 'trial-days': '<days>' },
  run: async ({ ctx }, options) => {
    const scope = await scopeOf(ctx, given(options, 'owner'))
    const code = given(options, 'code')
    const { id } = await createPlan(scope, {
      code,
      name: given(options, 'name'),
      trialDays: whole('trial-days', options['trial-days'] ?? '0'),
      prices: [
        {
          amount: whole('amount', given(options, 'amount')),
          currency: given(options, 'currency'),
          interval: { unit: unitOf(options.interval ?? 'month'), count: 1 },
        },
      ],
    })
    return { id, code }
  },
}

function whole(name: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new UsageError(`--${name} is a whole number, not ${text}`)
  return Number(text)
}

function unitOf(text: string): Interval['unit'] {
  if (text === 'day' || text === 'week' || text === 'month' || text === 'year') return text
  throw new UsageError(`--interval is day, week, month or year, not ${text}`)
}
