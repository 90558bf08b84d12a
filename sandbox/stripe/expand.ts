import { invalidRequest } from './error'
import type { Kind } from './kind'
import { listRows } from './list'
import type { Unit } from './unit'

type Json = { [name: string]: unknown }

const DEPTH_MAX = 4
const PATHS_MAX = 20

/**
 * Replaces ids by the objects they stand for, along paths such as `latest_charge.balance_transaction` or
 * `data.customer`. Lists that Stripe leaves out unless asked for (a customer's `sources`) are included the same way.
 * The given body is not changed.
 */
export async function expandBody(unit: Unit, body: object, paths: readonly string[]): Promise<object> {
  if (paths.length === 0) return body
  if (paths.length > PATHS_MAX)
    throw invalidRequest(`You cannot expand more than ${PATHS_MAX} properties`, { param: 'expand' })
  const copy = structuredClone(body) as Json
  for (const path of paths) {
    const steps = path.split('.')
    if (steps.length > DEPTH_MAX + (steps[0] === 'data' ? 1 : 0)) {
      throw invalidRequest(
        `You cannot expand more than ${DEPTH_MAX} levels of a property. Property: ${path}`,
        { param: 'expand' },
      )
    }
    await follow(unit, [copy], steps, path)
  }
  return copy
}

async function follow(
  unit: Unit,
  objects: readonly Json[],
  steps: readonly string[],
  whole: string,
): Promise<void> {
  const [step, ...rest] = steps
  if (step === undefined || objects.length === 0) return
  if (objects.some((object) => object.object === 'list') && step === 'data') {
    await follow(
      unit,
      objects.flatMap((object) => (Array.isArray(object.data) ? (object.data as Json[]) : [])),
      rest,
      whole,
    )
    return
  }
  await include(unit, objects, step)
  await unit.load(
    objects.map((object) => object[step]).flatMap((value) => (typeof value === 'string' ? [value] : [])),
  )
  const next: Json[] = []
  for (const object of objects) {
    if (!(step in object)) throw unexpandable(whole)
    const value = object[step]
    if (typeof value === 'string') {
      const row = await unit.findAny(value)
      if (row === undefined) throw unexpandable(whole)
      object[step] = row.hidden.deleted
        ? { id: row.id, object: row.kind, deleted: true }
        : structuredClone(row.data)
    }
    const reached = object[step]
    if (Array.isArray(reached)) next.push(...(reached.filter((one) => typeof one === 'object') as Json[]))
    else if (typeof reached === 'object' && reached !== null) next.push(reached as Json)
    else if (reached !== null && reached !== undefined) throw unexpandable(whole)
  }
  await follow(unit, next, rest, whole)
}

const INCLUDABLE: {
  [place: string]: { kinds: readonly Kind[]; by: 'customer' | 'parent'; url: (id: string) => string }
} = {
  'customer.sources': {
    kinds: ['card', 'source'],
    by: 'customer',
    url: (id) => `/v1/customers/${id}/sources`,
  },
  'customer.tax_ids': { kinds: ['tax_id'], by: 'customer', url: (id) => `/v1/customers/${id}/tax_ids` },
  'charge.refunds': { kinds: ['refund'], by: 'parent', url: (id) => `/v1/charges/${id}/refunds` },
}

async function include(unit: Unit, objects: readonly Json[], step: string): Promise<void> {
  for (const object of objects) {
    if (object.object === 'customer' && step === 'subscriptions') {
      object.subscriptions = {
        object: 'list',
        data: [],
        has_more: false,
        url: `/v1/customers/${object.id}/subscriptions`,
      }
    }
    const place = INCLUDABLE[`${object.object}.${step}`]
    if (place === undefined || typeof object.id !== 'string') continue
    const filter = { kinds: place.kinds, [place.by]: object.id }
    const { rows, hasMore } = await listRows(unit, filter, {})
    object[step] = {
      object: 'list',
      data: rows.map((row) => structuredClone(row.data)),
      has_more: hasMore,
      url: place.url(object.id),
    }
  }
}

function unexpandable(path: string): Error {
  return invalidRequest(
    `This property cannot be expanded (${path}). You may want to try expanding 'data.${path}' if it's a list. See https://stripe.com/docs/api/expanding_objects.`,
    { param: 'expand' },
  )
}
