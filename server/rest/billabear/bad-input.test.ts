import { expect, test } from 'vitest'
import { newId } from '@/db/id'
import { testkit } from '@/server/testkit'
import type { BillabearDeps } from './app'
import { billabearTestkit } from './billabear-testkit'
import { customerWithCard, openInvoice } from './billing-testkit'
import { billabearApi } from './routes'

const kit = testkit()
const api = billabearTestkit(kit)

const routes = billabearApi({} as BillabearDeps).openAPIRegistry.definitions.flatMap((d) =>
  d.type === 'route'
    ? [{ method: d.route.method.toUpperCase(), path: d.route.path.replace('/api/v1', '') }]
    : [],
)

/** Whatever a field may be called, each time as something else. */
const FIELDS = [
  'email name code code_name product prices features limits description subscription_plan price currency schedule',
  'payment_details card_token token seat_number seat_numbrers seats metadata amount recurring type tiers units when',
  'url events webhook job now advance refund_type date comment reason address locale brand tax_type tax_rate plan trial_length_days usage metric',
  'event_id subscription value properties timestamp events action filters aggregation_method aggregation_property',
  'entry_type entry_event percentage amounts expires_at max_redemptions once_per_customer scopes email_address',
  'dunning_days dunning_end seat_proration invoice_due_days one_stop_shop default_currency timezone number_format',
  'items draft lines refund reference paid_at format reason',
  'tax_number invoice_prefix portal_features tax_customers_with_tax_numbers check_vat_numbers_online',
  'refund_type date comment reason address locale brand tax_type tax_rate plan trial_length_days usage metric',
  'physical default threshold transaction_threshold collecting in_eu valid_from valid_until',
]
  .join(' ')
  .split(' ')
const VALUES = [
  null,
  '',
  'x',
  '\u0000',
  0,
  -1,
  1e308,
  0.1,
  true,
  [],
  {},
  [[]],
  { id: {} },
  'a'.repeat(5000),
  newId(),
]
const BODIES: unknown[] = [
  ...VALUES.map((value) => Object.fromEntries(FIELDS.map((field) => [field, value]))),
  ...['{', 'null', '7', '"text"', '[]', '{"a":'.repeat(2000), '\u0000'],
]

test.each(routes)('$method $path survives whatever it is sent', async ({ method, path }) => {
  api.errors.length = 0
  const tenant = await api.tenant()
  const ctx = await customerWithCard(kit, tenant.owner.id)
  const ids: Record<string, string> = {
    customerId: ctx.customer.id,
    invoiceId: await openInvoice(ctx),
    paymentDetailsId: ctx.customer.defaultPaymentMethodId ?? '',
  }
  const good = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? newId())
  for (const body of method === 'GET' ? [undefined] : BODIES) {
    const answer = await tenant.call(method, good, body)
    expect([body, answer.status < 500, api.errors]).toEqual([body, true, []])
  }
  for (const id of ['x', '%00', '%F0%9F%92%A9', '..%2F..', "'--", 'a'.repeat(3000)]) {
    if (!path.includes('{')) break
    const answer = await tenant.call(method, path.replace(/\{\w+\}/g, id), method === 'GET' ? undefined : {})
    expect([id, [400, 404].includes(answer.status), api.errors]).toEqual([id, true, []])
  }
  for (const query of [
    'limit=%00',
    'last_key=%00',
    'email=%00',
    'name=%00',
    'limit=1&limit=2',
    'status[]=a',
    'customer=%00',
  ]) {
    if (method !== 'GET') break
    const answer = await tenant.call('GET', `${good}?${query}`)
    expect([query, answer.status < 500, api.errors]).toEqual([query, true, []])
  }
})
