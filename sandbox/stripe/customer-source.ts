import type Stripe from 'stripe'
import { namedCard, readCard } from './card-data'
import { invalidRequest, parameterMissing, resourceMissing } from './error'
import { previousAttributes } from './event'
import type { FormValue } from './form'
import { instrumentOf, refuseUnattachable } from './instrument'
import { idOf, type Row } from './kind'
import { type ListBody, listObjects } from './list'
import {
  anything,
  bool,
  integer,
  mergeMetadata,
  metadata,
  pageShape,
  readParams,
  required,
  text,
} from './param'
import { type Route, route } from './route'
import { cardExtrasShape, newCard, spendToken } from './token'
import type { Unit } from './unit'

type SourceRow = Row<'card'> | Row<'source'>

/** The legacy sub-resource of a customer: cards and sources, `default_source`. */
export const customerSourceRoutes: Route[] = [
  route(
    'POST',
    '/v1/customers/:customer/sources',
    { source: required(anything()), metadata: metadata(), validate: bool() },
    async ({ unit, params, path }) => {
      const customer = await unit.require('customer', path('customer'), { param: 'customer', status: 404 })
      const added = await addSource(unit, customer, params.source)
      if (params.metadata !== undefined)
        added.data = unit.update(added as Row<'card'>, { metadata: mergeMetadata({}, params.metadata) })
      return added.data
    },
  ),
  route(
    'GET',
    '/v1/customers/:customer/sources',
    { ...pageShape, object: text() },
    async ({ unit, params, path }) => {
      const { id } = await unit.require('customer', path('customer'), { param: 'customer', status: 404 })
      const kinds =
        params.object === 'card'
          ? (['card'] as const)
          : params.object === 'source'
            ? (['source'] as const)
            : (['card', 'source'] as const)
      const body: ListBody<Stripe.Card | Stripe.Source> = await listObjects(
        unit,
        `/v1/customers/${id}/sources`,
        { kinds, customer: id },
        params,
      )
      return body
    },
  ),
  route('GET', '/v1/customers/:customer/sources/:id', {}, async ({ unit, path }) => {
    return (await requireSourceOf(unit, path('customer'), path('id'), 404)).data
  }),
  route(
    'POST',
    '/v1/customers/:customer/sources/:id',
    { ...cardExtrasShape, exp_month: integer({ min: 1, max: 12 }), exp_year: integer(), owner: anything() },
    async ({ unit, params, path }) => {
      const row = await requireSourceOf(unit, path('customer'), path('id'), 404)
      const before = row.data
      const { metadata: given, owner: _owner, ...rest } = params
      const meta = { metadata: mergeMetadata(row.data.metadata, given) }
      if (row.kind === 'source') unit.update(row as Row<'source'>, meta)
      else {
        const fields = Object.fromEntries(
          Object.entries(rest).filter(([name, value]) => value !== undefined && name !== 'expand'),
        )
        unit.update(row as Row<'card'>, { ...fields, ...meta })
      }
      unit.emit('customer.source.updated', row.data, previousAttributes(before, row.data))
      return row.data
    },
  ),
  route('DELETE', '/v1/customers/:customer/sources/:id', {}, async ({ unit, path }) => {
    const customer = await unit.require('customer', path('customer'), { param: 'customer', status: 404 })
    const row = await requireSourceOf(unit, customer.id, path('id'), 404)
    unit.emit('customer.source.deleted', row.data)
    await moveDefault(unit, customer, row.id)
    if (row.kind === 'source') {
      // A detached source still exists, spent; only its tie to the customer is gone.
      return unit.update(
        row as Row<'source'>,
        { customer: undefined, status: 'consumed' },
        { consumed: true },
      )
    }
    unit.remove(row)
    return { id: row.id, object: 'card', deleted: true }
  }),
]

/** Adds what `source` names: a token, a source, or a card spelled out. The first one becomes the default. */
export async function addSource(unit: Unit, customer: Row<'customer'>, given: FormValue): Promise<SourceRow> {
  const row =
    typeof given === 'string'
      ? await fromTokenOrSource(unit, customer.id, given)
      : fromCard(unit, customer.id, given)
  refuseUnattachable(instrumentOf(row))
  unit.emit('customer.source.created', row.data)
  if (customer.data.default_source === null) {
    const before = customer.data
    unit.update(customer, { default_source: row.id })
    if (customer.version > 0) unit.emitChange('customer.updated', before, customer.data)
  }
  return row
}

export async function requireSourceOf(
  unit: Unit,
  customer: string,
  id: string,
  status = 400,
): Promise<SourceRow> {
  const row = await unit.findAny(id)
  const isOne = row?.kind === 'card' || row?.kind === 'source'
  if (
    row === undefined ||
    !isOne ||
    row.hidden.deleted ||
    idOf((row as SourceRow).data.customer) !== customer
  ) {
    throw resourceMissing('source', id, { param: 'id', status })
  }
  return row as SourceRow
}

/** A stored or named token made into a card, or a source; tied to the customer if there is one. */
export async function fromTokenOrSource(unit: Unit, customer: string | null, id: string): Promise<SourceRow> {
  if (id.startsWith('src_')) {
    const row = await unit.require('source', id, { param: 'source', status: 400 })
    if (row.data.customer !== undefined || row.hidden.consumed) {
      throw invalidRequest(`The source ${id} is already attached to a customer or was consumed.`, {
        param: 'source',
      })
    }
    if (customer !== null) unit.update(row, { customer })
    return row
  }
  const token = await unit.find('token', id)
  const data = namedCard(id, unit.now) ?? (await spendToken(unit, id, 'source'))
  const extras = token?.data.card
  const card = newCard(
    unit,
    data,
    extras === undefined ? {} : { ...extras, currency: undefined, metadata: undefined },
    customer,
  )
  return unit.insert('card', extras === undefined ? card : { ...card, id: extras.id }, {
    number: data.card.number,
  })
}

function fromCard(unit: Unit, customer: string, given: FormValue): SourceRow {
  if (typeof given === 'string' || Array.isArray(given)) throw parameterMissing('source')
  const shape = {
    object: text(),
    number: required(text()),
    exp_month: required(integer()),
    exp_year: required(integer()),
    cvc: text(),
  }
  const params = readParams({ ...cardExtrasShape, ...shape }, given, 'source')
  const data = readCard(params, unit.now)
  return unit.insert('card', newCard(unit, data, params, customer), { number: data.card.number })
}

/** When the default goes, the newest one left takes its place. */
async function moveDefault(unit: Unit, customer: Row<'customer'>, gone: string): Promise<void> {
  if (customer.data.default_source !== gone) return
  const { data } = await listObjects(
    unit,
    '',
    { kinds: ['card', 'source'], customer: customer.id },
    { limit: 2 },
  )
  const next = data.find((one) => one.id !== gone)
  const before = customer.data
  unit.update(customer, { default_source: next?.id ?? null })
  unit.emitChange('customer.updated', before, customer.data)
}
