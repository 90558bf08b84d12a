import type Stripe from 'stripe'
import { mergeAddress } from './billing-details'
import { addSource, requireSourceOf } from './customer-source'
import { newId, randomText } from './id'
import { requireOwned } from './instrument'
import type { Row } from './kind'
import { listObjects } from './list'
import {
  addressField,
  anything,
  bool,
  choice,
  clearable,
  hash,
  integer,
  list,
  mergeMetadata,
  metadata,
  type Params,
  pageShape,
  range,
  required,
  text,
} from './param'
import { attachPaymentMethod } from './payment-method'
import { type Route, route } from './route'
import { searchObjects, searchShape } from './search'
import { insertTaxId } from './tax-id'
import type { Unit } from './unit'

const customerShape = {
  address: clearable(addressField),
  balance: integer(),
  business_name: clearable(text()),
  cash_balance: anything(),
  description: clearable(text()),
  email: clearable(text({ max: 512 })),
  individual_name: clearable(text()),
  invoice_prefix: text(),
  invoice_settings: hash({
    custom_fields: anything(),
    default_payment_method: clearable(text()),
    footer: clearable(text()),
    rendering_options: anything(),
  }),
  metadata: metadata(),
  name: clearable(text()),
  next_invoice_sequence: integer({ min: 1 }),
  phone: clearable(text()),
  preferred_locales: list(text()),
  shipping: clearable(hash({ address: addressField, name: text(), phone: clearable(text()) })),
  source: text(),
  tax: anything(),
  tax_exempt: choice('none', 'exempt', 'reverse'),
}

export const customerRoutes: Route[] = [
  route(
    'POST',
    '/v1/customers',
    {
      ...customerShape,
      id: text(),
      payment_method: text(),
      tax_id_data: list(hash({ type: required(text()), value: required(text()) })),
      test_clock: text(),
      validate: bool(),
    },
    async ({ unit, params }) => {
      const row = unit.insert('customer', blankCustomer(unit.now, params.id ?? newId('cus', 14)))
      unit.update(row, fieldsOf(row.data, params))
      if (params.payment_method !== undefined) await attachPaymentMethod(unit, params.payment_method, row.id)
      await setDefaultPaymentMethod(unit, row, params.invoice_settings?.default_payment_method)
      if (params.source !== undefined) await addSource(unit, row, params.source)
      unit.emit('customer.created', row.data)
      for (const one of params.tax_id_data ?? []) insertTaxId(unit, row.id, one)
      return row.data
    },
  ),
  route(
    'GET',
    '/v1/customers',
    { ...pageShape, created: range(), email: text(), test_clock: text() },
    ({ unit, params }) =>
      listObjects(
        unit,
        '/v1/customers',
        {
          kinds: ['customer'],
          created: params.created,
          where:
            params.email === undefined ? undefined : unit.engine.sql`and data->>'email' = ${params.email}`,
        },
        params,
      ),
  ),
  route('GET', '/v1/customers/search', searchShape, ({ unit, params }) =>
    searchObjects(unit, '/v1/customers/search', 'customer', params),
  ),
  route('GET', '/v1/customers/:customer', {}, async ({ unit, path }) => {
    const row = await unit.find('customer', path('customer'))
    if (row?.hidden.deleted) return deletedCustomer(row.id)
    return (await requireCustomer(unit, path('customer'))).data
  }),
  route(
    'POST',
    '/v1/customers/:customer',
    { ...customerShape, default_source: text() },
    async ({ unit, params, path }) => {
      const row = await requireCustomer(unit, path('customer'))
      const before = row.data
      unit.update(row, fieldsOf(row.data, params))
      await setDefaultPaymentMethod(unit, row, params.invoice_settings?.default_payment_method)
      if (params.default_source !== undefined) {
        await requireSourceOf(unit, row.id, params.default_source)
        unit.update(row, { default_source: params.default_source })
      }
      if (params.source !== undefined) {
        const added = await addSource(unit, row, params.source)
        unit.update(row, { default_source: added.id })
      }
      unit.emitChange('customer.updated', before, row.data)
      return row.data
    },
  ),
  route('DELETE', '/v1/customers/:customer', {}, async ({ unit, path }) => {
    const row = await requireCustomer(unit, path('customer'))
    unit.remove(row)
    unit.emit('customer.deleted', row.data)
    return deletedCustomer(row.id)
  }),
]

export async function requireCustomer(unit: Unit, id: string, param?: string): Promise<Row<'customer'>> {
  return unit.require('customer', id, param === undefined ? {} : { param })
}

async function setDefaultPaymentMethod(
  unit: Unit,
  row: Row<'customer'>,
  id: string | null | undefined,
): Promise<void> {
  if (id === undefined) return
  const param = 'invoice_settings[default_payment_method]'
  if (id !== null) await requireOwned(unit, row.id, id, param)
  unit.update(row, { invoice_settings: { ...row.data.invoice_settings, default_payment_method: id } })
}

type Given = Partial<Params<typeof customerShape>>

/** What of the given parameters lands in the object as it is. */
function fieldsOf(present: Stripe.Customer, given: Given): Partial<Stripe.Customer> {
  const fields: Partial<Stripe.Customer> = {}
  if (given.address !== undefined)
    fields.address = given.address === null ? null : mergeAddress(present.address ?? null, given.address)
  if (given.balance !== undefined) fields.balance = given.balance
  if (given.description !== undefined) fields.description = given.description
  if (given.email !== undefined) fields.email = given.email
  if (given.invoice_prefix !== undefined) fields.invoice_prefix = given.invoice_prefix
  if (given.metadata !== undefined) fields.metadata = mergeMetadata(present.metadata, given.metadata)
  if (given.name !== undefined) fields.name = given.name
  if (given.next_invoice_sequence !== undefined) fields.next_invoice_sequence = given.next_invoice_sequence
  if (given.phone !== undefined) fields.phone = given.phone
  if (given.preferred_locales !== undefined) fields.preferred_locales = given.preferred_locales
  if (given.tax_exempt !== undefined) fields.tax_exempt = given.tax_exempt
  if (given.shipping !== undefined)
    fields.shipping = given.shipping === null ? null : shippingOf(given.shipping)
  if (given.business_name != null) fields.business_name = given.business_name
  if (given.individual_name != null) fields.individual_name = given.individual_name
  if (given.invoice_settings?.footer !== undefined) {
    fields.invoice_settings = { ...present.invoice_settings, footer: given.invoice_settings.footer }
  }
  return fields
}

function shippingOf(given: NonNullable<Given['shipping']>): Stripe.Customer.Shipping {
  return {
    address: mergeAddress(null, given.address),
    name: given.name ?? '',
    phone: given.phone ?? undefined,
  }
}

function blankCustomer(now: number, id: string): Stripe.Customer {
  return {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  } satisfies Stripe.Customer
}

function deletedCustomer(id: string): Stripe.DeletedCustomer {
  return { id, object: 'customer', deleted: true }
}
