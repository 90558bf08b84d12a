import type Stripe from 'stripe'
import type { FormValue } from './form'
import { newId, randomText } from './id'
import { anything, choice, hash, integer, type Params, required, text } from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

export const mandateDataField = hash({
  customer_acceptance: required(
    hash({
      accepted_at: integer(),
      type: required(choice('online', 'offline')),
      online: hash({ ip_address: text(), user_agent: text(), infer_from_client: text() }),
      offline: anything(),
    }),
  ),
})
export type MandateData = ReturnType<(typeof mandateDataField)['parse']>
type Online = Params<{ ip_address: ReturnType<typeof text>; user_agent: ReturnType<typeof text> }>

export const mandateRoutes: Route[] = [
  route(
    'GET',
    '/v1/mandates/:id',
    {},
    async ({ unit, path }) => (await unit.require('mandate', path('id'))).data,
  ),
]

/** Writes the mandate that lets a bank account be debited again and again. */
export function insertMandate(
  unit: Unit,
  paymentMethod: string,
  { online, acceptedAt }: { online?: Partial<Online>; offline?: FormValue; acceptedAt?: number },
): { mandate: Stripe.Mandate; reference: string } {
  const id = newId('mandate')
  const reference = randomText(16).toUpperCase()
  const mandate = {
    id,
    object: 'mandate',
    customer_acceptance: {
      accepted_at: acceptedAt ?? unit.now,
      ...(online === undefined
        ? { offline: {}, type: 'offline' as const }
        : {
            online: {
              ip_address: online.ip_address ?? '127.0.0.1',
              user_agent: online.user_agent ?? 'sandbox',
            },
            type: 'online' as const,
          }),
    },
    livemode: false,
    multi_use: {},
    payment_method: paymentMethod,
    payment_method_details: {
      sepa_debit: { reference, url: `${unit.engine.baseUrl()}/_sandbox/mandates/${id}` },
      type: 'sepa_debit',
    },
    status: 'active',
    type: 'multi_use',
  } satisfies Stripe.Mandate
  unit.insert('mandate', mandate)
  unit.emit('mandate.updated', mandate, { status: 'pending' })
  return { mandate, reference }
}
