import type Stripe from 'stripe'
import { invalidRequest, resourceMissing } from './error'
import { newId } from './id'
import { idOf, type Row } from './kind'
import { listObjects } from './list'
import { pageShape, required, text } from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

/** Tax numbers of a customer. EU VAT numbers are taken for verified, unless they end in zeros, as in Stripe's test mode. */
export const taxIdRoutes: Route[] = [
  route(
    'POST',
    '/v1/customers/:customer/tax_ids',
    { type: required(text()), value: required(text()) },
    async ({ unit, params, path }) => {
      const customer = await unit.require('customer', path('customer'), { param: 'customer', status: 404 })
      return insertTaxId(unit, customer.id, params)
    },
  ),
  route('GET', '/v1/customers/:customer/tax_ids', pageShape, async ({ unit, params, path }) => {
    const { id } = await unit.require('customer', path('customer'), { param: 'customer', status: 404 })
    return listObjects(unit, `/v1/customers/${id}/tax_ids`, { kinds: ['tax_id'], customer: id }, params)
  }),
  route('GET', '/v1/customers/:customer/tax_ids/:id', {}, async ({ unit, path }) => {
    return (await requireTaxId(unit, path('customer'), path('id'))).data
  }),
  route('DELETE', '/v1/customers/:customer/tax_ids/:id', {}, async ({ unit, path }) => {
    const row = await requireTaxId(unit, path('customer'), path('id'))
    unit.remove(row)
    unit.emit('customer.tax_id.deleted', row.data)
    return { id: row.id, object: 'tax_id', deleted: true } satisfies Stripe.DeletedTaxId
  }),
]

/** Adds a tax number to a customer. */
export function insertTaxId(
  unit: Unit,
  customer: string,
  given: { type: string; value: string },
): Stripe.TaxId {
  const isVat = given.type === 'eu_vat'
  if (isVat && !/^[A-Z]{2}[A-Z0-9+*.]{2,13}$/.test(given.value)) {
    throw invalidRequest(`Invalid value for ${given.type}.`, { code: 'tax_id_invalid', param: 'value' })
  }
  const taxId = {
    id: newId('txi'),
    object: 'tax_id',
    country: isVat ? given.value.slice(0, 2) : given.type.slice(0, 2).toUpperCase(),
    created: unit.now,
    customer,
    customer_account: null,
    livemode: false,
    owner: { customer, customer_account: null, type: 'customer' },
    type: given.type,
    value: given.value,
    verification: {
      status: isVat ? (/0{6,}$/.test(given.value) ? 'unverified' : 'verified') : 'unavailable',
      verified_address: null,
      verified_name: null,
    },
  } satisfies Stripe.TaxId
  unit.insert('tax_id', taxId)
  unit.emit('customer.tax_id.created', taxId)
  return taxId
}

async function requireTaxId(unit: Unit, customer: string, id: string): Promise<Row<'tax_id'>> {
  const row = await unit.require('tax_id', id)
  if (idOf(row.data.customer) !== customer) throw resourceMissing('tax_id', id, { param: 'id' })
  return row
}
