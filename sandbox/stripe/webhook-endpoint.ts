import type Stripe from 'stripe'
import { newId, randomText } from './id'
import type { Row } from './kind'
import { listObjects } from './list'
import { anything, bool, clearable, list, mergeMetadata, metadata, pageShape, required, text } from './param'
import { type Route, route } from './route'
import type { Sql } from './store'

export type Endpoint = {
  id: string
  account: string
  url: string
  secret: string
  enabledEvents: readonly string[]
  /** Hears the account's own events, those of its connected accounts, or both. */
  hears: 'own' | 'connected' | 'both'
}

export type ConfiguredWebhook = { url: string; secret: string }

/** Who hears of what, kept in memory so that a commit can plan its deliveries without a read. */
export type Endpoints = {
  idsFor(scope: { account: string; root: string }, type: string): string[]
  get(id: string): Endpoint | undefined
  ids(): string[]
  put(endpoint: Endpoint): void
  drop(id: string): void
}

/** The endpoints that stand in the database, and those given at the start, which hear the platform and all its accounts. */
export async function openEndpoints(
  sql: Sql,
  root: string,
  configured: readonly ConfiguredWebhook[],
): Promise<Endpoints> {
  const byId = new Map<string, Endpoint>()
  const rows = await sql<
    { account: string; id: string; data: Stripe.WebhookEndpoint; hidden: Row['hidden'] }[]
  >`
    select account, id, data, hidden from stripe_sandbox.object where kind = 'webhook_endpoint' and not hidden ? 'deleted'`
  for (const row of rows) {
    if (row.data.status === 'enabled') byId.set(row.id, endpointOf(row.account, row.data, row.hidden))
  }
  for (const [index, { url, secret }] of configured.entries()) {
    const id = `we_start_${index}`
    byId.set(id, { id, account: root, url, secret, enabledEvents: ['*'], hears: 'both' })
  }
  return {
    idsFor: ({ account, root: platform }, type) => {
      const heard: string[] = []
      for (const one of byId.values()) {
        const isOwn = one.account === account && one.hears !== 'connected'
        const isConnected = account !== platform && one.account === platform && one.hears !== 'own'
        if ((isOwn || isConnected) && wants(one, type)) heard.push(one.id)
      }
      return heard
    },
    get: (id) => byId.get(id),
    ids: () => [...byId.keys()],
    put: (endpoint) => {
      byId.set(endpoint.id, endpoint)
    },
    drop: (id) => {
      byId.delete(id)
    },
  }
}

export const webhookEndpointRoutes: Route[] = [
  route(
    'POST',
    '/v1/webhook_endpoints',
    {
      url: required(text()),
      enabled_events: required(list(text())),
      api_version: text(),
      connect: bool(),
      description: clearable(text()),
      metadata: metadata(),
    },
    async ({ unit, params }) => {
      const endpoint = {
        id: newId('we'),
        object: 'webhook_endpoint',
        api_version: params.api_version ?? null,
        application: null,
        created: unit.now,
        description: params.description ?? null,
        enabled_events: params.enabled_events,
        livemode: false,
        metadata: mergeMetadata({}, params.metadata),
        status: 'enabled',
        url: params.url,
      } satisfies Stripe.WebhookEndpoint
      const secret = `whsec_${randomText(32)}`
      const row = unit.insert('webhook_endpoint', endpoint, { secret, connect: params.connect ?? false })
      unit.engine.endpoints.put(endpointOf(unit.account, endpoint, row.hidden))
      return { ...endpoint, secret }
    },
  ),
  route('GET', '/v1/webhook_endpoints', pageShape, ({ unit, params }) =>
    listObjects(unit, '/v1/webhook_endpoints', { kinds: ['webhook_endpoint'] }, params),
  ),
  route('GET', '/v1/webhook_endpoints/:id', {}, async ({ unit, path }) => {
    return (await unit.require('webhook_endpoint', path('id'))).data
  }),
  route(
    'POST',
    '/v1/webhook_endpoints/:id',
    {
      url: text(),
      enabled_events: list(text()),
      description: clearable(text()),
      disabled: bool(),
      metadata: metadata(),
      api_version: anything(),
    },
    async ({ unit, params, path }) => {
      const row = await unit.require('webhook_endpoint', path('id'))
      const data = unit.update(row, {
        url: params.url ?? row.data.url,
        enabled_events: params.enabled_events ?? row.data.enabled_events,
        description: params.description === undefined ? row.data.description : params.description,
        status: params.disabled === undefined ? row.data.status : params.disabled ? 'disabled' : 'enabled',
        metadata: mergeMetadata(row.data.metadata, params.metadata),
      })
      if (data.status === 'enabled') unit.engine.endpoints.put(endpointOf(unit.account, data, row.hidden))
      else unit.engine.endpoints.drop(row.id)
      return data
    },
  ),
  route('DELETE', '/v1/webhook_endpoints/:id', {}, async ({ unit, path }) => {
    const row = await unit.require('webhook_endpoint', path('id'))
    unit.remove(row)
    unit.engine.endpoints.drop(row.id)
    return { id: row.id, object: 'webhook_endpoint', deleted: true } satisfies Stripe.DeletedWebhookEndpoint
  }),
]

function endpointOf(account: string, data: Stripe.WebhookEndpoint, hidden: Row['hidden']): Endpoint {
  return {
    id: data.id,
    account,
    url: data.url,
    secret: hidden.secret ?? '',
    enabledEvents: data.enabled_events,
    hears: hidden.connect ? 'connected' : 'own',
  }
}

function wants(endpoint: Endpoint, type: string): boolean {
  return endpoint.enabledEvents.includes('*') || endpoint.enabledEvents.includes(type)
}
