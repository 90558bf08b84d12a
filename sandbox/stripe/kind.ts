import type Stripe from 'stripe'

/** A price as it travels: the SDK makes its own Decimal of the decimal strings. */
export type WirePrice = Omit<Stripe.Price, 'unit_amount_decimal' | 'tiers'> & {
  unit_amount_decimal: string | null
  tiers?: {
    flat_amount: number | null
    flat_amount_decimal: string | null
    unit_amount: number | null
    unit_amount_decimal: string | null
    up_to: number | null
  }[]
}

/** A subscription as it travels: what no reader of ours asks for is left out. */
export type WireSubscription = Omit<
  Stripe.Subscription,
  | 'items'
  | 'billing_mode'
  | 'billing_schedules'
  | 'customer_account'
  | 'invoice_settings'
  | 'managed_payments'
  | 'payment_settings'
> & {
  items: Omit<Stripe.ApiList<Stripe.SubscriptionItem>, 'data'> & {
    data: (Omit<Stripe.SubscriptionItem, 'plan' | 'price' | 'current_trial'> & { price: WirePrice })[]
  }
}

/** What is kept, by Stripe's `object` name. The SDK's own types are the contract for every stored shape. */
export type Kinds = {
  account: Stripe.Account
  balance_transaction: Stripe.BalanceTransaction
  card: Stripe.Card
  charge: Stripe.Charge
  coupon: Stripe.Coupon
  customer: Stripe.Customer
  dispute: Stripe.Dispute
  mandate: Stripe.Mandate
  payment_intent: Stripe.PaymentIntent
  payment_method: Stripe.PaymentMethod
  price: WirePrice
  product: Stripe.Product
  promotion_code: Stripe.PromotionCode
  refund: Stripe.Refund
  setup_attempt: Stripe.SetupAttempt
  setup_intent: Stripe.SetupIntent
  source: Stripe.Source
  subscription: WireSubscription
  tax_id: Stripe.TaxId
  token: Stripe.Token
  webhook_endpoint: Stripe.WebhookEndpoint
}
export type Kind = keyof Kinds

/** What Stripe knows about an object and never shows: the test number behind it, what a webhook is signed with. */
export type Hidden = {
  /** The whole test card number, or the IBAN; only test numbers ever get here. */
  number?: string
  iban?: string
  /** Set up for off-session use by an authenticated SetupIntent or a payment with `setup_future_usage`. */
  setUp?: boolean
  /** Detached, or used once without a customer: it may not be used again. */
  consumed?: boolean
  /** The mandate that covers this instrument. */
  mandate?: string
  /** Signing secret of a webhook endpoint, and whether it hears connected accounts. */
  secret?: string
  connect?: boolean
  /** How the running attempt of an intent was confirmed, kept while it waits for authentication. */
  offSession?: boolean
  returnUrl?: string
  /** A deleted object answers with its stub. */
  deleted?: boolean
}

export type Row<K extends Kind = Kind> = {
  kind: K
  id: string
  data: Kinds[K]
  hidden: Hidden
  /** 0 while not yet stored; afterwards the version that a write must still find. */
  version: number
}

const PREFIXES: { [prefix: string]: Kind } = {
  acct: 'account',
  txn: 'balance_transaction',
  card: 'card',
  ch: 'charge',
  py: 'charge',
  cus: 'customer',
  du: 'dispute',
  mandate: 'mandate',
  pi: 'payment_intent',
  pm: 'payment_method',
  price: 'price',
  prod: 'product',
  promo: 'promotion_code',
  re: 'refund',
  pyr: 'refund',
  setatt: 'setup_attempt',
  seti: 'setup_intent',
  src: 'source',
  sub: 'subscription',
  txi: 'tax_id',
  tok: 'token',
  we: 'webhook_endpoint',
}

/** The kind that an id names by its prefix; coupons and own customer ids have none. */
export function kindOf(id: string): Kind | undefined {
  return PREFIXES[id.slice(0, id.indexOf('_'))]
}

/** The noun as Stripe writes it in `No such …`. */
export function nounOf(kind: Kind): string {
  return NOUNS[kind] ?? kind
}

const NOUNS: { [kind in Kind]?: string } = {
  balance_transaction: 'balance transaction',
  payment_intent: 'payment_intent',
  payment_method: 'PaymentMethod',
  promotion_code: 'promotion code',
  setup_intent: 'setupintent',
  webhook_endpoint: 'webhook endpoint',
}

/** The columns a list filters by, taken from the object itself. */
export function columnsOf(kind: Kind, data: Kinds[Kind]): { customer: string | null; parent: string | null } {
  const fields: { [name: string]: unknown } = { ...data }
  const parent = PARENTS[kind]
  return { customer: idOf(fields.customer), parent: parent === undefined ? null : idOf(fields[parent]) }
}

const PARENTS: { [kind in Kind]?: string } = {
  charge: 'payment_intent',
  refund: 'charge',
  dispute: 'charge',
  balance_transaction: 'source',
  promotion_code: 'code',
  price: 'product',
  mandate: 'payment_method',
  setup_attempt: 'setup_intent',
}

/** An expandable field as the id it stands for. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string')
    return value.id
  return null
}
