import { wallNow } from '../../clock'
import type { OwnerCtx } from '../../ctx'
import { DomainError } from '../../errors'
import { enterCustomer } from '../../usecases/customer'
import { viewOf } from '../../usecases/customer-record'
import { requireInvoice } from '../../usecases/invoice'
import { payToken } from '../../usecases/pay-link'
import { requirePaymentDetails } from '../../usecases/payment-detail'
import { requirePayment, requireRefund } from '../../usecases/payment-list'
import { requirePlanEver } from '../../usecases/plan-catalogue'
import { requirePriceById } from '../../usecases/price'
import { requireProduct } from '../../usecases/product'
import { requireSubscription } from '../../usecases/subscription-list'
import type { EventRow, PresentEvents, Telling } from '../../usecases/webhook-make'
import type { PayLinkOf } from './app'
import { presentCustomer } from './present/customer'
import { declineWord } from './present/decline'
import { presentInvoice } from './present/invoice'
import { presentPayment, presentRefund } from './present/payment'
import { presentPaymentDetails } from './present/payment-detail'
import { presentPlan } from './present/plan'
import { presentPrice } from './present/price'
import { presentProduct } from './present/product'
import { presentSubscription } from './present/subscription'

/** `data` is the subject as the API has it; what else is there is what BillaBear's own webhooks have beside `type`. */
type Subject = { data: unknown } & Record<string, unknown>

type Loading = { ctx: OwnerCtx; event: EventRow; payLinkOf: PayLinkOf }

const PARALLEL_MAX = 8
/** An event whose subject cannot be told for this long is told without it, so that it stops no others. */
const STUCK_MS = 600_000

/**
 * Makes the bodies of webhooks: `{type, timestamp, data}` with the subject as the API shows it now, and beside it
 * the fields that BillaBear's webhooks have, for programs that read those. `origin` is where people reach Folio.
 */
export function webhookPresenter(of: { origin(): string; linkKey(): string }): PresentEvents {
  const payLinkOf: PayLinkOf = (invoice) => `${of.origin()}/pay/${payToken(of.linkKey(), invoice)}`
  return async (ctx, tellings) => {
    const bodies: unknown[] = []
    for (let start = 0; start < tellings.length; start += PARALLEL_MAX) {
      const chunk = tellings.slice(start, start + PARALLEL_MAX)
      bodies.push(...(await Promise.all(chunk.map((telling) => bodyOf(ctx, telling, payLinkOf)))))
    }
    return bodies
  }
}

async function bodyOf(ctx: OwnerCtx, { event, name }: Telling, payLinkOf: PayLinkOf) {
  const loading = { ctx, event, payLinkOf }
  const [subject, customer] = await Promise.all([subjectOf(loading), customerRef(loading)])
  const { data, ...rest } = subject
  return { type: name, timestamp: event.at.toISOString(), data, ...rest, ...customer }
}

/** What is not there any more is told by its id and by what the event itself says. */
async function subjectOf(loading: Loading): Promise<Subject> {
  const { event } = loading
  try {
    return await load(loading)
  } catch (error) {
    const gone = error instanceof DomainError && error.code === 'not_found'
    const stuck = wallNow().getTime() - event.createdAt.getTime() > STUCK_MS
    if (!gone && !stuck) throw error
    return { data: recorded(event) }
  }
}

async function load(loading: Loading): Promise<Subject> {
  const { ctx, event } = loading
  const id = event.subjectId ?? ''
  const [noun] = event.type.split('.')
  switch (noun) {
    case 'customer':
      return { data: presentCustomer(viewOf(await enterCustomer(ctx, id))) }
    case 'subscription':
      return subscription(loading, id)
    case 'plan':
      return plan(loading, id)
    case 'product':
      return { data: presentProduct(await requireProduct(ctx, id)) }
    case 'price':
      return { data: presentPrice(await requirePriceById(ctx, id)) }
    case 'payment_method':
      return paymentMethod(loading, id)
    case 'invoice':
      return { data: await invoice(loading, id) }
    case 'payment':
      return payment(loading, id)
    case 'tax':
      return threshold(event)
    case 'usage':
      return warning(event)
    default:
      return { data: recorded(event) }
  }
}

async function subscription({ ctx }: Loading, id: string): Promise<Subject> {
  const view = await requireSubscription(ctx, id)
  const data = presentSubscription(view)
  return { data, subscription: { id, plan_name: data.plan.name, status: data.status } }
}

async function plan({ ctx }: Loading, id: string): Promise<Subject> {
  const data = presentPlan(await requirePlanEver(ctx, id))
  const { name, code_name: code, has_trial, trial_length_days } = data
  return {
    data,
    plan: {
      id,
      name,
      code,
      has_trial,
      trial_length_in_days: trial_length_days,
      standalone_trial: data.is_trial_standalone,
    },
  }
}

async function paymentMethod({ ctx }: Loading, id: string): Promise<Subject> {
  const view = await requirePaymentDetails(ctx, id)
  const { type, last4, expMonth, expYear } = view.method
  return {
    data: presentPaymentDetails(view),
    payment_method: { id, type, last_four: last4, expiry_month: expMonth, expiry_year: expYear },
  }
}

async function invoice({ ctx, event, payLinkOf }: Loading, id: string) {
  const of = await enterCustomer(ctx, event.customerId ?? '')
  return presentInvoice(await requireInvoice(of, id), { customer: viewOf(of), payLinkOf })
}

/** A payment that arrived, one that did not (with its invoice), or a refund. */
async function payment(loading: Loading, id: string): Promise<Subject> {
  const { ctx, event } = loading
  switch (event.type) {
    case 'payment.processing':
    case 'payment.failed':
    case 'payment.action_required':
      return attempt(loading)
    case 'payment.refunded':
    case 'payment.refund_failed':
      return { data: presentRefund(await requireRefund(ctx, id)) }
    default: {
      const data = presentPayment(await requirePayment(ctx, id))
      return { data, id, amount: data.amount }
    }
  }
}

async function attempt(loading: Loading): Promise<Subject> {
  const { invoiceId, code, declineCode, retryAt } = loading.event.payload
  const failed = loading.event.type === 'payment.failed'
  return {
    data: {
      invoice: await invoice(loading, text(invoiceId) ?? ''),
      failure_reason: failed ? declineWord(text(declineCode) ?? text(code)) : null,
      next_attempt_at: text(retryAt),
    },
  }
}

function threshold({ payload }: EventRow): Subject {
  const code = text(payload.country) ?? ''
  const country = { name: COUNTRIES.of(code) ?? code, code }
  const state = text(payload.state)
  const parts = { country, ...(state === null ? {} : { state: { name: text(payload.name) ?? state } }) }
  return { data: parts, ...parts }
}

function warning(event: EventRow): Subject {
  const { action, amount, periodStartAt, periodEndAt, ...rest } = recordedRaw(event)
  const parts = {
    limit: { warning_level: action ?? null, amount: amount ?? null },
    start_of_period: periodStartAt ?? null,
    end_of_period: periodEndAt ?? null,
  }
  return { data: { ...snakeCased(rest), ...parts }, ...parts }
}

/** As BillaBear's webhooks name the customer. */
async function customerRef({ ctx, event }: Loading) {
  if (event.customerId === null) return {}
  const { customer, brandCode } = viewOf(await enterCustomer(ctx, event.customerId))
  return {
    customer: {
      id: customer.id,
      email: customer.email,
      brand: brandCode,
      is_disabled: customer.status === 'disabled',
    },
  }
}

const recordedRaw = (event: EventRow): Record<string, unknown> => ({
  ...(event.subjectId === null ? {} : { id: event.subjectId }),
  ...event.payload,
})

const recorded = (event: EventRow) => snakeCased(recordedRaw(event))

const snakeCased = (from: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(from).map(([key, value]) => [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  )

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region' })
