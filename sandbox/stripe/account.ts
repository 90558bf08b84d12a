import type Stripe from 'stripe'
import { newAccount } from './account-book'
import { invalidRequest, resourceMissing } from './error'
import { randomText } from './id'
import type { Row } from './kind'
import { listObjects } from './list'
import {
  anything,
  choice,
  currency,
  mergeMetadata,
  metadata,
  pageShape,
  range,
  required,
  text,
} from './param'
import { type Route, route } from './route'
import type { Unit } from './unit'

const LINK_SECONDS = 5 * 60
const ROOT = { isRoot: true }

const accountShape = {
  account_token: text(),
  business_profile: anything(),
  business_type: choice('company', 'government_entity', 'individual', 'non_profit'),
  capabilities: anything(),
  company: anything(),
  default_currency: currency(),
  documents: anything(),
  email: text(),
  external_account: anything(),
  groups: anything(),
  individual: anything(),
  metadata: metadata(),
  settings: anything(),
  tos_acceptance: anything(),
}

/** The platform's own account and the accounts connected to it. */
export const accountRoutes: Route[] = [
  route(
    'GET',
    '/v1/account',
    {},
    async ({ unit }) => (await requireAccount(unit, unit.scope.called ?? unit.account)).data,
    ROOT,
  ),
  route(
    'POST',
    '/v1/accounts',
    {
      ...accountShape,
      controller: anything(),
      country: text(),
      type: choice('custom', 'express', 'standard'),
    },
    ({ unit, params }) => {
      if (params.type !== undefined && params.controller !== undefined) {
        throw invalidRequest(
          'You may not provide the `type` parameter and `controller` parameters simultaneously.',
          { param: 'type' },
        )
      }
      const account = newAccount({
        id: `acct_1${randomText(15)}`,
        now: unit.now,
        type: params.type ?? 'none',
        country: params.country?.toUpperCase() ?? 'DE',
        email: params.email ?? null,
        isReady: false,
        metadata: mergeMetadata({}, params.metadata),
      })
      const whole = {
        ...account,
        business_type: params.business_type ?? null,
        ...profileOf(account, params.business_profile),
      }
      return unit.insert('account', whole satisfies Stripe.Account).data
    },
    ROOT,
  ),
  route(
    'GET',
    '/v1/accounts',
    { ...pageShape, created: range() },
    ({ unit, params }) => {
      const where = unit.engine.sql`and id <> ${unit.account}`
      return listObjects(unit, '/v1/accounts', { kinds: ['account'], created: params.created, where }, params)
    },
    ROOT,
  ),
  route(
    'GET',
    '/v1/accounts/:account',
    {},
    async ({ unit, path }) => (await requireAccount(unit, path('account'))).data,
    ROOT,
  ),
  route(
    'POST',
    '/v1/accounts/:account',
    accountShape,
    async ({ unit, params, path }) => {
      const row = await requireAccount(unit, path('account'))
      return unit.update(row, {
        email: params.email ?? row.data.email,
        business_type: params.business_type ?? row.data.business_type,
        default_currency: params.default_currency ?? row.data.default_currency,
        metadata: mergeMetadata(row.data.metadata ?? {}, params.metadata),
        ...profileOf(row.data, params.business_profile),
      })
    },
    ROOT,
  ),
  route(
    'DELETE',
    '/v1/accounts/:account',
    {},
    async ({ unit, path }) => {
      const row = await requireAccount(unit, path('account'))
      if (row.id === unit.account)
        throw invalidRequest('You cannot delete your own account.', { param: 'account' })
      unit.remove(row)
      unit.engine.forgetAccount(row.id)
      return { id: row.id, object: 'account', deleted: true } satisfies Stripe.DeletedAccount
    },
    ROOT,
  ),
  route(
    'POST',
    '/v1/account_links',
    {
      account: required(text()),
      type: required(choice('account_onboarding', 'account_update')),
      collect: text(),
      collection_options: anything(),
      refresh_url: text(),
      return_url: text(),
    },
    async ({ unit, params }) => {
      const row = await requireAccount(unit, params.account)
      const back =
        params.return_url === undefined ? '' : `?return_url=${encodeURIComponent(params.return_url)}`
      return {
        object: 'account_link',
        created: unit.now,
        expires_at: unit.now + LINK_SECONDS,
        url: `${unit.engine.baseUrl()}/_sandbox/accounts/${row.id}/onboard${back}`,
      } satisfies Stripe.AccountLink
    },
    ROOT,
  ),
]

async function requireAccount(unit: Unit, id: string): Promise<Row<'account'>> {
  const row = await unit.find('account', id)
  if (row === undefined || row.hidden.deleted) throw resourceMissing('account', id, { param: 'account' })
  return row
}

function profileOf(account: Stripe.Account, given: unknown): Pick<Stripe.Account, 'business_profile'> {
  const present = account.business_profile ?? null
  if (typeof given !== 'object' || given === null || present === null) return { business_profile: present }
  const known = Object.entries(given).filter(([name, value]) => name in present && typeof value === 'string')
  return { business_profile: { ...present, ...Object.fromEntries(known) } }
}
