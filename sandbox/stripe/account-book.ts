import type Stripe from 'stripe'
import { type Identity, noSuchAccount, PLATFORM_ACCOUNT } from './auth'
import type { Sql } from './store'

/** Which accounts exist and which platform each belongs to, remembered after the first look. */
export class Accounts {
  private readonly roots = new Set<string>()
  private readonly connected = new Map<string, string>()

  constructor(private readonly sql: Sql) {}

  /** Every key has its account from the first call on. */
  async ensureRoot(root: string): Promise<void> {
    if (this.roots.has(root)) return
    const now = Math.floor(Date.now() / 1000)
    const account = newAccount({ id: root, now, type: 'standard', country: 'DE', email: null, isReady: true })
    await this.sql`
      insert into stripe_sandbox.object (account, id, kind, data, hidden, version, created)
      values (${root}, ${root}, 'account', ${JSON.stringify(account)}::text::jsonb, '{}'::jsonb, 1, ${now})
      on conflict do nothing`
    this.roots.add(root)
  }

  async requireConnected(identity: Identity, account: string): Promise<void> {
    if (this.connected.get(account) === identity.root) return
    const [row] = await this.sql`
      select 1 from stripe_sandbox.object
      where account = ${identity.root} and id = ${account} and kind = 'account' and not hidden ? 'deleted'`
    if (row === undefined) throw noSuchAccount(identity, account)
    this.connected.set(account, identity.root)
  }

  /** The platform of an account; an account that nobody connected is its own. */
  async rootOf(account: string): Promise<string> {
    const known = this.connected.get(account)
    if (known !== undefined) return known
    if (account === PLATFORM_ACCOUNT || this.roots.has(account)) return account
    const [row] = await this.sql<{ account: string }[]>`
      select account from stripe_sandbox.object where id = ${account} and kind = 'account' and account <> id limit 1`
    if (row === undefined) return account
    this.connected.set(account, row.account)
    return row.account
  }

  forget(account: string): void {
    this.connected.delete(account)
  }
}

export type NewAccount = {
  id: string
  now: number
  type: Stripe.Account.Type
  country: string
  email: string | null
  isReady: boolean
  metadata?: { [key: string]: string }
}

/** An account as Stripe shows it: restricted until it was onboarded, or ready to be paid. */
export function newAccount({
  id,
  now,
  type,
  country,
  email,
  isReady,
  metadata = {},
}: NewAccount): Stripe.Account {
  const due = isReady
    ? []
    : ['business_profile.url', 'external_account', 'tos_acceptance.date', 'tos_acceptance.ip']
  const requirements = {
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: isReady ? null : ('requirements.past_due' as const),
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [],
  }
  return {
    id,
    object: 'account',
    business_profile: EMPTY_PROFILE,
    business_type: null,
    capabilities: isReady
      ? { card_payments: 'active', sepa_debit_payments: 'active', transfers: 'active' }
      : { card_payments: 'inactive', transfers: 'inactive' },
    charges_enabled: isReady,
    controller: { type: 'account' },
    country,
    created: now,
    default_currency: CURRENCY_OF[country] ?? 'eur',
    details_submitted: isReady,
    email,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: {
      ...requirements,
      currently_due: [],
      disabled_reason: null,
      eventually_due: [],
      past_due: [],
    },
    metadata,
    payouts_enabled: isReady,
    requirements,
    settings: SETTINGS,
    tos_acceptance: { date: isReady ? now : null, ip: null, user_agent: null },
    type,
  } satisfies Stripe.Account
}

const CURRENCY_OF: { [country: string]: string } = {
  CH: 'chf',
  GB: 'gbp',
  US: 'usd',
  SE: 'sek',
  NO: 'nok',
  DK: 'dkk',
  PL: 'pln',
  CZ: 'czk',
}

const EMPTY_PROFILE = {
  annual_revenue: null,
  estimated_worker_count: null,
  mcc: null,
  minority_owned_business_designation: null,
  name: null,
  product_description: null,
  specified_commercial_transactions_act_url: null,
  support_address: null,
  support_email: null,
  support_phone: null,
  support_url: null,
  url: null,
} satisfies Stripe.Account.BusinessProfile

const SETTINGS = {
  bacs_debit_payments: { display_name: null, service_user_number: null },
  branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
  card_issuing: { tos_acceptance: { date: null, ip: null } },
  card_payments: {
    decline_on: { avs_failure: false, cvc_failure: false },
    statement_descriptor_prefix: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  dashboard: { display_name: null, timezone: 'Etc/UTC' },
  invoices: { default_account_tax_ids: null, hosted_payment_method_save: null },
  payments: {
    statement_descriptor: null,
    statement_descriptor_kana: null,
    statement_descriptor_kanji: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  payouts: {
    debit_negative_balances: true,
    schedule: { delay_days: 3, interval: 'daily' },
    statement_descriptor: null,
  },
  sepa_debit_payments: {},
} as const
