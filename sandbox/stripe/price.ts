import { invalidRequest, parameterMissing } from './error'
import { newId } from './id'
import type { WirePrice } from './kind'
import { listObjects } from './list'
import {
  anything,
  bool,
  choice,
  clearable,
  currency,
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
import { type Route, route } from './route'
import type { Unit } from './unit'

const recurringField = hash({
  interval: required(choice('day', 'week', 'month', 'year')),
  interval_count: integer({ min: 1 }),
  meter: text(),
  trial_period_days: integer({ min: 0 }),
  usage_type: choice('licensed', 'metered'),
})
const tierField = hash({
  up_to: required(text()),
  flat_amount: integer({ min: 0 }),
  flat_amount_decimal: text(),
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: text(),
})

const createShape = {
  active: bool(),
  billing_scheme: choice('per_unit', 'tiered'),
  currency: required(currency()),
  currency_options: anything(),
  custom_unit_amount: anything(),
  lookup_key: text(),
  metadata: metadata(),
  nickname: text(),
  product: text(),
  product_data: anything(),
  recurring: recurringField,
  tax_behavior: choice('exclusive', 'inclusive', 'unspecified'),
  tiers: list(tierField),
  tiers_mode: choice('graduated', 'volume'),
  transfer_lookup_key: bool(),
  transform_quantity: hash({
    divide_by: required(integer({ min: 1 })),
    round: required(choice('down', 'up')),
  }),
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: text(),
}

export const priceRoutes: Route[] = [
  route('POST', '/v1/prices', createShape, async ({ unit, params }) => {
    if (params.product === undefined) throw parameterMissing('product')
    await unit.require('product', params.product, { param: 'product' })
    const price = newPrice(unit, params.product, params)
    unit.insert('price', price)
    unit.emit('price.created', price)
    return price
  }),
  route(
    'GET',
    '/v1/prices',
    {
      ...pageShape,
      active: bool(),
      created: range(),
      currency: currency(),
      lookup_keys: list(text()),
      product: text(),
      recurring: anything(),
      type: text(),
    },
    ({ unit, params }) => {
      const { sql } = unit.engine
      const where =
        params.lookup_keys === undefined
          ? undefined
          : sql`and data->>'lookup_key' = any(${params.lookup_keys})`
      const filter = {
        kinds: ['price'] as const,
        created: params.created,
        parent: params.product,
        equal: { active: params.active, currency: params.currency, type: params.type },
        where,
      }
      return listObjects(unit, '/v1/prices', filter, params)
    },
  ),
  route(
    'GET',
    '/v1/prices/:id',
    {},
    async ({ unit, path }) => (await unit.require('price', path('id'))).data,
  ),
  route(
    'POST',
    '/v1/prices/:id',
    {
      active: bool(),
      lookup_key: clearable(text()),
      metadata: metadata(),
      nickname: clearable(text()),
      tax_behavior: createShape.tax_behavior,
      currency_options: anything(),
      transfer_lookup_key: bool(),
    },
    async ({ unit, params, path }) => {
      const row = await unit.require('price', path('id'))
      const before = row.data
      const data = unit.update(row, {
        active: params.active ?? row.data.active,
        lookup_key: params.lookup_key === undefined ? row.data.lookup_key : params.lookup_key,
        metadata: mergeMetadata(row.data.metadata, params.metadata),
        nickname: params.nickname === undefined ? row.data.nickname : params.nickname,
        tax_behavior: params.tax_behavior ?? row.data.tax_behavior,
      })
      unit.emitChange('price.updated', before, data)
      return data
    },
  ),
]

function newPrice(unit: Unit, product: string, given: Params<typeof createShape>): WirePrice {
  const scheme = given.billing_scheme ?? (given.tiers === undefined ? 'per_unit' : 'tiered')
  const decimal = given.unit_amount_decimal ?? given.unit_amount?.toString()
  if (scheme === 'per_unit' && decimal === undefined && given.custom_unit_amount === undefined)
    throw parameterMissing('unit_amount')
  if (scheme === 'tiered' && given.tiers_mode === undefined) throw parameterMissing('tiers_mode')
  if (decimal !== undefined && !/^\d+(\.\d{1,12})?$/.test(decimal)) {
    throw invalidRequest(`Invalid decimal: ${decimal}`, { param: 'unit_amount_decimal' })
  }
  const { recurring } = given
  return {
    id: newId('price'),
    object: 'price',
    active: given.active ?? true,
    billing_scheme: scheme,
    created: unit.now,
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: given.lookup_key ?? null,
    metadata: mergeMetadata({}, given.metadata),
    nickname: given.nickname ?? null,
    product,
    recurring:
      recurring === undefined
        ? null
        : {
            interval: recurring.interval,
            interval_count: recurring.interval_count ?? 1,
            meter: recurring.meter ?? null,
            trial_period_days: recurring.trial_period_days ?? null,
            usage_type: recurring.usage_type ?? 'licensed',
          },
    tax_behavior: given.tax_behavior ?? 'unspecified',
    ...(given.tiers === undefined ? {} : { tiers: given.tiers.map(tierOf) }),
    tiers_mode: given.tiers_mode ?? null,
    transform_quantity: given.transform_quantity ?? null,
    type: recurring === undefined ? 'one_time' : 'recurring',
    unit_amount: scheme === 'tiered' ? null : wholeOf(decimal),
    unit_amount_decimal: scheme === 'tiered' ? null : (decimal ?? null),
  }
}

function tierOf(tier: ReturnType<(typeof tierField)['parse']>) {
  const flat = tier.flat_amount_decimal ?? tier.flat_amount?.toString() ?? null
  const unit = tier.unit_amount_decimal ?? tier.unit_amount?.toString() ?? null
  return {
    flat_amount: flat === null ? null : wholeOf(flat),
    flat_amount_decimal: flat,
    unit_amount: unit === null ? null : wholeOf(unit),
    unit_amount_decimal: unit,
    up_to: tier.up_to === 'inf' ? null : Number(tier.up_to),
  }
}

/** The whole minor units of a decimal amount, or null if it has a fraction. */
function wholeOf(decimal: string | undefined): number | null {
  return decimal !== undefined && /^\d+$/.test(decimal) ? Number(decimal) : null
}
