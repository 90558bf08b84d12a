import type Stripe from 'stripe'
import { newId } from './id'

/** The API version that the pinned SDK speaks; events are rendered in it. */
export const API_VERSION = '2026-10-28.endive'

export type EventRecord = Omit<Stripe.EventBase, 'type' | 'data'> & {
  type: string
  data: { object: object; previous_attributes?: object }
}

export type EventSource = {
  account: string
  /** The platform that the account belongs to; an event of another account than this names its account. */
  root: string
  now: number
  request: { id: string | null; idempotency_key: string | null }
}

/** One event as Stripe lists and posts it; `previous` are the old values of what an update changed. */
export function newEvent(source: EventSource, type: string, object: object, previous?: object): EventRecord {
  return {
    id: newId('evt'),
    object: 'event',
    ...(source.account === source.root ? {} : { account: source.account }),
    api_version: API_VERSION,
    created: source.now,
    data: previous === undefined ? { object } : { object, previous_attributes: previous },
    livemode: false,
    pending_webhooks: 0,
    request: source.request,
    type,
  }
}

/** The top-level fields that differ, with their old values: what `previous_attributes` holds. */
export function previousAttributes(before: object, after: object): { [name: string]: unknown } {
  const old: { [name: string]: unknown } = {}
  const fresh = new Map(Object.entries(after))
  for (const [name, value] of Object.entries(before)) {
    if (JSON.stringify(value) !== JSON.stringify(fresh.get(name))) old[name] = value
  }
  for (const name of fresh.keys()) if (!(name in before)) old[name] = null
  return old
}
