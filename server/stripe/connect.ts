import Stripe from 'stripe'
import type { Address } from '../core/address'
import type { ChargeOutcome } from '../core/payment'
import { DomainError } from '../errors'
import { connectClient, readBalance } from './account'
import type {
  ChargeRequest,
  PaymentMethodDetails,
  SetupState,
  StripeAccounts,
  StripeClient,
  StripeEventRecord,
} from './client'
import { findCoupon } from './coupon'
import { stripeExport } from './export'
import { disputeState, findRefund, listMovements, refundState } from './money-back'
import { chargeErrorOutcome, idOf, intentOutcome, isMissing, stripeRefusal } from './outcome'

export type StripeConfig = {
  secretKey: string
  webhookSecret: string
  /** The sandbox's base URL; unset: the real Stripe. */
  sandboxUrl?: string
  /** Where a browser finds the sandbox's pages; unset: there too. */
  sandboxBrowserUrl?: string
}

const TIMEOUT_MS = 20_000
/** Events taken in one pull, newest first; the SDK pages no further. */
const EVENTS_MAX = 10_000

/** Connects to Stripe, or to the sandbox through the same SDK. */
export function connectStripe(config: StripeConfig): StripeAccounts {
  const stripe = new Stripe(config.secretKey, {
    ...(config.sandboxUrl ? hostOf(config.sandboxUrl) : {}),
    telemetry: false,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
  })
  const { sandboxUrl, sandboxBrowserUrl: browserUrl } = config
  return {
    connect: connectClient(stripe, sandboxUrl && browserUrl ? { apiUrl: sandboxUrl, browserUrl } : null),
    for: (account) => clientFor(stripe, account === null ? {} : { stripeAccount: account }),
    readWebhook: (rawBody, signature) => {
      try {
        return eventRecord(stripe.webhooks.constructEvent(rawBody, signature, config.webhookSecret))
      } catch {
        return null
      }
    },
    ...(sandboxUrl
      ? { advanceClock: (account: string | null, byMs: number) => advanceClock(sandboxUrl, account, byMs) }
      : {}),
  }
}

type Options = { stripeAccount?: string }

function clientFor(stripe: Stripe, at: Options): StripeClient {
  const keyed = (key: string) => ({ ...at, idempotencyKey: key })
  return {
    createCustomer: ({ customerId, email, name }) =>
      asked(async () => {
        const created = await stripe.customers.create(
          { email, ...(name ? { name } : {}), metadata: { folio_customer: customerId } },
          keyed(`customer-${customerId}`),
        )
        return { id: created.id }
      }),
    updateCustomer: (id, { email, name, address, metadata }) =>
      asked(async () => {
        await stripe.customers.update(
          id,
          {
            ...(email === undefined ? {} : { email }),
            ...(name === undefined ? {} : { name: name ?? '' }),
            ...(address === undefined ? {} : { address: stripeAddress(address) }),
            ...(metadata === undefined ? {} : { metadata }),
          },
          at,
        )
      }),
    setDefaultPaymentMethod: (id, paymentMethod) =>
      asked(async () => {
        await stripe.customers.update(
          id,
          { invoice_settings: { default_payment_method: paymentMethod ?? '' } },
          at,
        )
      }),
    attachCard: (input) => asked(() => attachCard(stripe, at, input)),
    attachIban: (input) => asked(() => attachIban(stripe, at, input)),
    updatePaymentMethod: (id, { address, holderName }) =>
      asked(async () =>
        paymentMethodDetails(
          await stripe.paymentMethods.update(
            id,
            {
              billing_details: {
                address: stripeAddress(address),
                ...(holderName ? { name: holderName } : {}),
              },
            },
            at,
          ),
        ),
      ),
    detachPaymentMethod: (id) =>
      asked(async () => {
        try {
          await stripe.paymentMethods.detach(id, {}, at)
        } catch (error) {
          // Already gone at Stripe is what was asked for.
          if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
        }
      }),
    createSetup: ({ stripeCustomerId, key }) =>
      asked(async () => {
        const setup = await stripe.setupIntents.create(
          {
            customer: stripeCustomerId,
            usage: 'off_session',
            allowed_payment_method_types: ['card', 'sepa_debit'],
          },
          keyed(key),
        )
        return { id: setup.id, clientSecret: setup.client_secret ?? '' }
      }),
    readSetup: (id) => asked(() => readSetup(stripe, at, id)),
    charge: (request) => outcomeOf(() => createIntent(stripe, keyed(request.attemptId), request)),
    readIntent: (id) => readingOf(() => stripe.paymentIntents.retrieve(id, {}, at)),
    findIntent: ({ attemptId, stripeCustomerId, sentAt }) =>
      asked(async () => {
        const gte = Math.floor(sentAt.getTime() / 1000) - 3_600
        const list = stripe.paymentIntents.list(
          { customer: stripeCustomerId, created: { gte }, limit: 100 },
          at,
        )
        for await (const intent of list)
          if (intent.metadata.folio_attempt === attemptId) return intentOutcome(intent)
        return null
      }),
    readAttemptId: (id) =>
      asked(async () => {
        try {
          return (await stripe.paymentIntents.retrieve(id, {}, at)).metadata.folio_attempt ?? null
        } catch (error) {
          if (isMissing(error)) return null
          throw error
        }
      }),
    cancelIntent: (id) =>
      readingOf(async () => {
        try {
          return await stripe.paymentIntents.cancel(id, {}, at)
        } catch (error) {
          // Too late to cancel: what it became meanwhile is the answer.
          if (error instanceof Stripe.errors.StripeInvalidRequestError)
            return await stripe.paymentIntents.retrieve(id, {}, at)
          throw error
        }
      }),
    refund: ({ refundId, intentId, amount }) =>
      asked(async () => {
        const made = await stripe.refunds.create(
          { payment_intent: intentId, amount: amount.amount, metadata: { folio_refund: refundId } },
          keyed(refundId),
        )
        return refundState(made)
      }),
    readRefund: (id) => asked(async () => refundState(await stripe.refunds.retrieve(id, {}, at))),
    findRefund: (input) => asked(() => findRefund(stripe, at, input)),
    readDispute: (id) => asked(async () => disputeState(await stripe.disputes.retrieve(id, {}, at))),
    answerDispute: (id, { text }) =>
      asked(async () => {
        const answer = { evidence: { uncategorized_text: text }, submit: true }
        return disputeState(await stripe.disputes.update(id, answer, at))
      }),
    acceptDispute: (id) => asked(async () => disputeState(await stripe.disputes.close(id, {}, at))),
    findCoupon: (code) => asked(() => findCoupon(stripe, at, code)),
    ...stripeExport(stripe, at, asked),
    listMovements: (input) => asked(() => listMovements(stripe, at, input)),
    readBalance: (input) => asked(() => readBalance(stripe, at, input)),
    listEvents: ({ since, types }) =>
      asked(async () => {
        const gte = Math.floor(since.getTime() / 1000)
        const found = await stripe.events
          .list({ created: { gte }, types, limit: 100 }, at)
          .autoPagingToArray({ limit: EVENTS_MAX })
        return found.map(eventRecord).reverse()
      }),
  }
}

function createIntent(stripe: Stripe, options: Stripe.RequestOptions, request: ChargeRequest) {
  const { amount } = request
  return stripe.paymentIntents.create(
    {
      amount: amount.amount,
      currency: amount.currency.toLowerCase(),
      customer: request.stripeCustomerId,
      payment_method: request.stripePaymentMethodId,
      allowed_payment_method_types: [request.type],
      confirm: true,
      ...(request.offSession
        ? { off_session: true }
        : // A card proved once by its holder may be charged later without them.
          request.type === 'card'
          ? { setup_future_usage: 'off_session' }
          : {}),
      ...(request.mandateId ? { mandate: request.mandateId } : {}),
      description: request.invoiceNumber,
      metadata: { folio_attempt: request.attemptId, folio_invoice: request.invoiceNumber },
    },
    options,
  )
}

async function attachCard(
  stripe: Stripe,
  at: Options,
  input: { token: string; stripeCustomerId: string; key: string },
): Promise<PaymentMethodDetails> {
  const id = input.token.startsWith('pm_')
    ? input.token
    : (
        await stripe.paymentMethods.create(
          { type: 'card', card: { token: input.token } },
          { ...at, idempotencyKey: `${input.key}-create` },
        )
      ).id
  return paymentMethodDetails(
    await stripe.paymentMethods.attach(
      id,
      { customer: input.stripeCustomerId },
      { ...at, idempotencyKey: `${input.key}-attach` },
    ),
  )
}

async function attachIban(
  stripe: Stripe,
  at: Options,
  input: { iban: string; holderName: string; email: string; stripeCustomerId: string; key: string },
): Promise<PaymentMethodDetails> {
  const created = await stripe.paymentMethods
    .create(
      {
        type: 'sepa_debit',
        sepa_debit: { iban: input.iban },
        billing_details: { name: input.holderName, email: input.email },
      },
      { ...at, idempotencyKey: `${input.key}-create` },
    )
    .catch((error: unknown) => {
      if (error instanceof Stripe.errors.StripeInvalidRequestError)
        throw new DomainError('iban_invalid', { fields: { iban: error.message }, message: error.message })
      throw error
    })
  const setup = await stripe.setupIntents.create(
    {
      customer: input.stripeCustomerId,
      payment_method: created.id,
      allowed_payment_method_types: ['sepa_debit'],
      confirm: true,
      usage: 'off_session',
      mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
      expand: ['mandate', 'payment_method'],
    },
    { ...at, idempotencyKey: `${input.key}-setup` },
  )
  const method = typeof setup.payment_method === 'object' ? setup.payment_method : null
  return paymentMethodDetails(method ?? created, setup.mandate)
}

async function readSetup(stripe: Stripe, at: Options, id: string): Promise<SetupState> {
  const setup = await stripe.setupIntents.retrieve(id, { expand: ['payment_method', 'mandate'] }, at)
  const stripeCustomerId = idOf(setup.customer)
  if (setup.status === 'succeeded' && typeof setup.payment_method === 'object' && setup.payment_method)
    return {
      kind: 'succeeded',
      stripeCustomerId: stripeCustomerId ?? '',
      paymentMethod: paymentMethodDetails(setup.payment_method, setup.mandate),
    }
  const message = setup.last_setup_error?.message ?? 'The payment method was not confirmed yet.'
  return { kind: setup.last_setup_error ? 'failed' : 'pending', stripeCustomerId, message }
}

function paymentMethodDetails(
  method: Stripe.PaymentMethod,
  mandate?: string | Stripe.Mandate | null,
): PaymentMethodDetails {
  const { card, sepa_debit: sepa, billing_details: billing } = method
  return {
    stripeId: method.id,
    type: method.type === 'sepa_debit' ? 'sepa_debit' : 'card',
    brand: card?.brand ?? sepa?.bank_code ?? null,
    last4: card?.last4 ?? sepa?.last4 ?? null,
    expMonth: card?.exp_month ?? null,
    expYear: card?.exp_year ?? null,
    funding: card?.funding ?? null,
    country: card?.country ?? sepa?.country ?? null,
    fingerprint: card?.fingerprint ?? sepa?.fingerprint ?? null,
    holderName: billing.name ?? null,
    address: ourAddress(billing.address),
    mandate: mandateOf(mandate),
  }
}

function mandateOf(mandate: string | Stripe.Mandate | null | undefined): PaymentMethodDetails['mandate'] {
  if (mandate == null) return null
  if (typeof mandate === 'string') return { id: mandate, reference: null, url: null }
  const sepa = mandate.payment_method_details.sepa_debit
  return { id: mandate.id, reference: sepa?.reference ?? null, url: sepa?.url ?? null }
}

function ourAddress(address: Stripe.Address | null): Address {
  const parts = {
    line1: address?.line1,
    line2: address?.line2,
    city: address?.city,
    region: address?.state,
    postcode: address?.postal_code,
    country: address?.country,
  }
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part)) as Address
}

function stripeAddress(address: Address): Stripe.AddressParam {
  return {
    line1: address.line1 ?? '',
    line2: address.line2 ?? '',
    city: address.city ?? '',
    state: address.region ?? '',
    postal_code: address.postcode ?? '',
    country: address.country ?? '',
  }
}

function eventRecord(event: Stripe.Event): StripeEventRecord {
  return {
    id: event.id,
    type: event.type,
    account: event.account ?? null,
    createdAt: new Date(event.created * 1000),
    payload: event.data.object as unknown as Record<string, unknown>,
  }
}

async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw stripeRefusal(error)
  }
}

/** Reading, or giving up, an intent never says that a charge failed: only Stripe's own word for the intent does. */
async function readingOf(call: () => Promise<Stripe.PaymentIntent>): Promise<ChargeOutcome> {
  try {
    return intentOutcome(await call())
  } catch (error) {
    return { kind: 'unknown', message: error instanceof Error ? error.message : String(error) }
  }
}

async function outcomeOf(call: () => Promise<Stripe.PaymentIntent>) {
  try {
    return intentOutcome(await call())
  } catch (error) {
    return chargeErrorOutcome(error)
  }
}

async function advanceClock(sandboxUrl: string, account: string | null, byMs: number): Promise<void> {
  const answer = await fetch(`${sandboxUrl}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...(account ? { account } : {}), advance_seconds: Math.ceil(byMs / 1000) }),
  })
  if (!answer.ok) throw new DomainError('stripe_unavailable', { message: await answer.text() })
}

function hostOf(url: string): { host: string; port: number; protocol: 'http' } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port), protocol: 'http' }
}
