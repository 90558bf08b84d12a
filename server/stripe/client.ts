import type { Address } from '../core/address'
import type { Coupon } from '../core/discount'
import type { Money } from '../core/money'
import type { ChargeOutcome, DisputeStage } from '../core/payment'
import type { StripeExport } from './export'

/** A card or bank account as Stripe knows it, in our words. */
export type PaymentMethodDetails = {
  stripeId: string
  type: 'card' | 'sepa_debit'
  brand: string | null
  last4: string | null
  expMonth: number | null
  expYear: number | null
  funding: string | null
  country: string | null
  fingerprint: string | null
  holderName: string | null
  address: Address
  mandate: { id: string; reference: string | null; url: string | null } | null
}

export type ChargeRequest = {
  /** The attempt's id: Stripe's idempotency key, and how a lost answer is found again. */
  attemptId: string
  invoiceNumber: string
  amount: Money
  stripeCustomerId: string
  stripePaymentMethodId: string
  type: PaymentMethodDetails['type']
  mandateId: string | null
  offSession: boolean
}

export type SetupState =
  | { kind: 'succeeded'; stripeCustomerId: string; paymentMethod: PaymentMethodDetails }
  | { kind: 'pending' | 'failed'; stripeCustomerId: string | null; message: string }

/** One of Stripe's events, as stored and acted on. */
export type StripeEventRecord = {
  id: string
  type: string
  account: string | null
  createdAt: Date
  payload: Record<string, unknown>
}

/**
 * What Folio asks of one Stripe account. Every call is a network call: none may stand in a
 * transaction. Throws `card_declined`, `invalid_input` or `stripe_unavailable`; a charge never throws.
 */
export type StripeClient = StripeExport & {
  createCustomer(input: { customerId: string; email: string; name: string | null }): Promise<{ id: string }>
  updateCustomer(stripeCustomerId: string, fields: CustomerFields): Promise<void>
  setDefaultPaymentMethod(stripeCustomerId: string, stripePaymentMethodId: string | null): Promise<void>

  /** Attaches a Stripe.js card token or payment method. The key makes a repeated call one card. */
  attachCard(input: { token: string; stripeCustomerId: string; key: string }): Promise<PaymentMethodDetails>
  /** Attaches a bank account by IBAN with an offline mandate. Throws `iban_invalid`. */
  attachIban(input: {
    iban: string
    holderName: string
    email: string
    stripeCustomerId: string
    key: string
  }): Promise<PaymentMethodDetails>
  updatePaymentMethod(
    stripePaymentMethodId: string,
    input: { address: Address; holderName: string | null },
  ): Promise<PaymentMethodDetails>
  detachPaymentMethod(stripePaymentMethodId: string): Promise<void>

  createSetup(input: { stripeCustomerId: string; key: string }): Promise<{ id: string; clientSecret: string }>
  readSetup(setupIntentId: string): Promise<SetupState>

  charge(request: ChargeRequest): Promise<ChargeOutcome>
  readIntent(intentId: string): Promise<ChargeOutcome>
  /** What became of an attempt whose answer was lost: null when Stripe never heard of it. */
  findIntent(input: {
    attemptId: string
    stripeCustomerId: string
    sentAt: Date
  }): Promise<ChargeOutcome | null>
  /** Our attempt that an intent was made for; null for an intent of somebody else, or none. */
  readAttemptId(intentId: string): Promise<string | null>
  /** Cancels an unfinished intent; answers what it is afterwards (it may have been paid meanwhile). */
  cancelIntent(intentId: string): Promise<ChargeOutcome>

  /** Throws `invalid_input` when Stripe refuses it: more than is left, disputed, no balance. */
  refund(input: { refundId: string; intentId: string; amount: Money }): Promise<RefundState>
  readRefund(stripeRefundId: string): Promise<RefundState>
  /** What became of a refund whose answer was lost: null when Stripe never heard of it. */
  findRefund(input: { refundId: string; intentId: string }): Promise<RefundState | null>
  readDispute(stripeDisputeId: string): Promise<DisputeState>
  /** Submits what the owner has to say: final, the bank decides by it. Throws `invalid_input` for one that is over. */
  answerDispute(stripeDisputeId: string, input: { text: string }): Promise<DisputeState>
  /** Gives a dispute up: its money is the customer's for good. Throws `invalid_input` for one that is over. */
  acceptDispute(stripeDisputeId: string): Promise<DisputeState>
  findCoupon(code: string): Promise<Coupon | null>
  /** A page of what moved money at Stripe for this account, newest first: the other side of our books. */
  listMovements(input: {
    /** The `next` of the page before; null for the newest. */
    after: string | null
  }): Promise<{ movements: StripeMovement[]; next: string | null }>
  /** What Stripe holds of the account. Throws `stripe_unavailable` when no answer came in time. */
  readBalance(input: { timeoutMs: number }): Promise<{ pending: Money[]; available: Money[] }>
  /** Events of at most 20 types since an instant, oldest first: webhooks that got lost are found here. */
  listEvents(input: { since: Date; types: string[] }): Promise<StripeEventRecord[]>
}

/** A refund as Stripe has it now. `refundId` is ours, null for one made at Stripe's dashboard. */
export type RefundState = {
  id: string
  status: 'pending' | 'succeeded' | 'failed'
  intentId: string | null
  amount: Money
  refundId: string | null
  /** Why it failed, in Stripe's words. */
  message: string | null
}

/** A dispute as Stripe has it now. `fee` is what it cost so far; null where that is not known. */
export type DisputeState = {
  id: string
  intentId: string | null
  amount: Money
  reason: string
  status: 'open' | 'won' | 'lost'
  /** The bank only asks: no money moves. */
  isInquiry: boolean
  fee: Money | null
  stage: DisputeStage | null
  /** Until when an answer is taken. */
  evidenceDueAt: Date | null
  openedAt: Date
}

export type MovementKind = 'payment' | 'payment_failure' | 'refund' | 'refund_failure' | 'dispute' | 'other'

/** A balance transaction; `amount` is below zero when money left, and before `fee`. */
export type StripeMovement = {
  id: string
  kind: MovementKind
  /** The charge (`ch_`, `py_`), refund (`re_`, `pyr_`) or dispute (`du_`, `dp_`) that moved it. */
  sourceId: string | null
  /** Our attempt that a charge was made for; null for any other. */
  attemptId: string | null
  amount: Money
  fee: Money
}

export type CustomerFields = {
  email?: string
  name?: string | null
  address?: Address
  metadata?: Record<string, string>
}

/** Stripe's accounts of this installation; `null` is its own. */
export type StripeAccounts = {
  for(account: string | null): StripeClient
  /** Checks a webhook's signature over the raw body. Null: not Stripe's, or too old. */
  readWebhook(rawBody: string, signature: string): StripeEventRecord | null
  /** Owners' accounts; absent where nothing is connected, as in tests that never speak to Stripe. */
  connect?: ConnectClient
  /** Moves the sandbox's time for an account on by that much; absent with the real Stripe. */
  advanceClock?(account: string | null, byMs: number): Promise<void>
}

/** A connected account as Stripe has it now. */
export type ConnectedAccount = {
  stripeId: string
  /** What its holder calls the business, once Stripe was told. */
  name: string | null
  chargesEnabled: boolean
  detailsSubmitted: boolean
}

/** Stripe Connect, from the installation's own account. Throws `invalid_input` or `stripe_unavailable`. */
export type ConnectClient = {
  /** The key makes a repeated call one account. */
  createAccount(input: {
    key: string
    email: string
    name: string
    country: string | null
    ownerId: string
  }): Promise<ConnectedAccount>
  readAccount(stripeId: string): Promise<ConnectedAccount>
  /** A page of Stripe's on which the holder says who they are. It works once, for a few minutes. */
  createAccountLink(input: {
    stripeId: string
    returnUrl: string
    refreshUrl: string
  }): Promise<{ url: string }>
}
