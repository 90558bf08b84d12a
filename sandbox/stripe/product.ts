import type Stripe from 'stripe'
import { invalidRequest } from './error'
import { newId } from './id'
import { listObjects } from './list'
import {
  anything,
  bool,
  clearable,
  list,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  required,
  text,
} from './param'
import { type Route, route } from './route'

const productShape = {
  active: bool(),
  description: clearable(text()),
  images: list(text()),
  marketing_features: anything(),
  metadata: metadata(),
  package_dimensions: anything(),
  shippable: bool(),
  statement_descriptor: text({ max: 22 }),
  tax_code: clearable(text()),
  tax_details: anything(),
  unit_label: clearable(text()),
  url: clearable(text()),
}

export const productRoutes: Route[] = [
  route(
    'POST',
    '/v1/products',
    { ...productShape, id: text(), name: required(text()), type: text(), default_price_data: anything() },
    async ({ unit, params }) => {
      const id = params.id ?? newId('prod', 14)
      if ((await unit.findAny(id)) !== undefined) {
        throw invalidRequest('Product already exists.', { code: 'resource_already_exists', param: 'id' })
      }
      const product = {
        id,
        object: 'product',
        active: params.active ?? true,
        created: unit.now,
        default_price: null,
        description: params.description ?? null,
        images: params.images ?? [],
        livemode: false,
        marketing_features: [],
        metadata: mergeMetadata({}, params.metadata),
        name: params.name,
        package_dimensions: null,
        shippable: params.shippable ?? null,
        statement_descriptor: params.statement_descriptor ?? null,
        tax_code: params.tax_code ?? null,
        tax_details: null,
        type: 'service',
        unit_label: params.unit_label ?? null,
        updated: unit.now,
        url: params.url ?? null,
      } satisfies Stripe.Product
      unit.insert('product', product)
      unit.emit('product.created', product)
      return product
    },
  ),
  route(
    'GET',
    '/v1/products',
    {
      ...pageShape,
      active: bool(),
      created: range(),
      ids: list(text()),
      shippable: bool(),
      type: text(),
      url: text(),
    },
    ({ unit, params }) => {
      const where = params.ids === undefined ? undefined : unit.engine.sql`and id = any(${params.ids})`
      const filter = {
        kinds: ['product'] as const,
        created: params.created,
        equal: { active: params.active },
        where,
      }
      return listObjects(unit, '/v1/products', filter, params)
    },
  ),
  route(
    'GET',
    '/v1/products/:id',
    {},
    async ({ unit, path }) => (await unit.require('product', path('id'))).data,
  ),
  route(
    'POST',
    '/v1/products/:id',
    { ...productShape, name: text(), default_price: text() },
    async ({ unit, params, path }) => {
      const row = await unit.require('product', path('id'))
      const before = row.data
      if (params.default_price !== undefined)
        await unit.require('price', params.default_price, { param: 'default_price' })
      const data = unit.update(row, {
        active: params.active ?? row.data.active,
        default_price: params.default_price ?? row.data.default_price,
        description: params.description === undefined ? row.data.description : params.description,
        images: params.images ?? row.data.images,
        metadata: mergeMetadata(row.data.metadata, params.metadata),
        name: params.name ?? row.data.name,
        unit_label: params.unit_label === undefined ? row.data.unit_label : params.unit_label,
        url: params.url === undefined ? row.data.url : params.url,
        updated: unit.now,
      })
      unit.emitChange('product.updated', before, data)
      return data
    },
  ),
  route('DELETE', '/v1/products/:id', {}, async ({ unit, path }) => {
    const row = await unit.require('product', path('id'))
    const prices = await listObjects(unit, '', { kinds: ['price'], parent: row.id }, { limit: 1 })
    if (prices.data.length > 0) {
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.', {
        param: 'id',
      })
    }
    unit.remove(row)
    unit.emit('product.deleted', row.data)
    return { id: row.id, object: 'product', deleted: true } satisfies Stripe.DeletedProduct
  }),
]
