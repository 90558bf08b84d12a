import type Stripe from 'stripe'
import { newId } from './id'
import type { WireSubscription } from './kind'
import { listObjects } from './list'
import { anything, bool, integer, mergeMetadata, metadata, pageShape, required, text } from './param'
import { type Route, route } from './route'

// What an account that was billed at Stripe has, to be read and told to end. Nothing here renews or charges.

export const subscriptionRoutes: Route[] = [
  route(
    'POST',
    '/v1/subscriptions',
    {
      customer: required(text()),
      items: anything(),
      cancel_at_period_end: bool(),
      default_payment_method: text(),
      backdate_start_date: integer(),
      metadata: metadata(),
    },
    async ({ unit, params }) => {
      await unit.require('customer', params.customer, { param: 'customer' })
      const id = newId('sub', 14)
      const start = params.backdate_start_date ?? unit.now
      const items = await Promise.all(
        itemsOf(params.items).map(async ({ price, quantity }) => ({
          price: (await unit.require('price', price, { param: 'items' })).data,
          quantity,
        })),
      )
      const recurring = items[0]?.price.recurring
      const period = currentPeriod(
        start,
        unit.now,
        recurring?.interval ?? 'month',
        recurring?.interval_count ?? 1,
      )
      const subscription: WireSubscription = {
        ...EMPTY,
        id,
        billing_cycle_anchor: start,
        cancel_at: params.cancel_at_period_end ? period.end : null,
        cancel_at_period_end: params.cancel_at_period_end ?? false,
        created: unit.now,
        currency: items[0]?.price.currency ?? 'eur',
        customer: params.customer,
        default_payment_method: params.default_payment_method ?? null,
        items: {
          object: 'list',
          data: items.map(({ price, quantity }) => ({
            id: newId('si', 14),
            object: 'subscription_item',
            billing_thresholds: null,
            created: unit.now,
            current_period_end: period.end,
            current_period_start: period.start,
            discounts: [],
            metadata: {},
            price,
            quantity,
            subscription: id,
            tax_rates: [],
          })),
          has_more: false,
          url: `/v1/subscription_items?subscription=${id}`,
        },
        metadata: mergeMetadata({}, params.metadata),
        start_date: start,
      }
      unit.insert('subscription', subscription)
      unit.emit('customer.subscription.created', subscription)
      return subscription
    },
  ),
  route(
    'GET',
    '/v1/subscriptions',
    { ...pageShape, customer: text(), status: text() },
    ({ unit, params }) => {
      const { customer } = params
      const filter = { kinds: ['subscription'] as const, ...(customer ? { customer } : {}) }
      return listObjects(unit, '/v1/subscriptions', filter, params)
    },
  ),
  route(
    'GET',
    '/v1/subscriptions/:id',
    {},
    async ({ unit, path }) => (await unit.require('subscription', path('id'))).data,
  ),
  route(
    'POST',
    '/v1/subscriptions/:id',
    { cancel_at_period_end: bool(), metadata: metadata() },
    async ({ unit, params, path }) => {
      const row = await unit.require('subscription', path('id'))
      const before = row.data
      const ends = params.cancel_at_period_end ?? before.cancel_at_period_end
      const data = unit.update(row, {
        cancel_at_period_end: ends,
        cancel_at: ends ? (before.items.data[0]?.current_period_end ?? null) : null,
        canceled_at: ends ? unit.now : null,
        metadata: mergeMetadata(before.metadata, params.metadata),
      })
      unit.emitChange('customer.subscription.updated', before, data)
      return data
    },
  ),
]

/** What no caller sets here. */
const EMPTY = {
  object: 'subscription',
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_thresholds: null,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  collection_method: 'charge_automatically',
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  ended_at: null,
  latest_invoice: null,
  livemode: false,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  status: 'active',
  test_clock: null,
  transfer_data: null,
  trial_end: null,
  trial_settings: null,
  trial_start: null,
} as const satisfies Partial<Stripe.Subscription>

function itemsOf(items: unknown): { price: string; quantity: number }[] {
  const list = typeof items === 'object' && items !== null ? Object.values(items) : []
  return list.map((item: unknown) => {
    const { price, quantity } = {
      price: '',
      quantity: '1',
      ...(item as { price?: string; quantity?: string }),
    }
    return { price: String(price), quantity: Number(quantity) }
  })
}

/** The period that runs now, counted from the start by the calendar. */
function currentPeriod(
  start: number,
  now: number,
  unit: string,
  count: number,
): { start: number; end: number } {
  const at = (index: number): number => {
    const from = new Date(start * 1_000)
    if (unit === 'day' || unit === 'week')
      from.setUTCDate(from.getUTCDate() + index * count * (unit === 'week' ? 7 : 1))
    else from.setUTCMonth(from.getUTCMonth() + index * count * (unit === 'year' ? 12 : 1))
    return Math.floor(from.getTime() / 1_000)
  }
  let index = 0
  while (at(index + 1) <= now && index < PERIODS_MAX) index++
  return { start: at(index), end: at(index + 1) }
}

const PERIODS_MAX = 1_000
