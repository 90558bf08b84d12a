import { z } from 'zod'
import { metricProblem } from '../../core/usage'
import { enterCustomer } from '../../usecases/customer'
import { listCustomers } from '../../usecases/customer-list'
import {
  createMetric,
  deleteMetric,
  listMetrics,
  type MetricRow,
  metricPrices,
  recentEvents,
  replaceMetric,
  requireMetric,
} from '../../usecases/metric'
import { estimateUsage, readMetric } from '../../usecases/usage'
import { ownerProcedure, router } from '../trpc'
import { pageInput, pageOf, presentPage } from './page'
import { presentPrice } from './price-present'

const id = z.uuid()

const fields = z
  .object({
    name: z.string().trim().min(1).max(200),
    code: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
    aggregation: z.enum(['sum', 'count', 'max', 'latest', 'unique_count']),
    property: z.string().trim().max(100).nullable(),
    filters: z
      .array(
        z.object({
          name: z.string().trim().min(1).max(100),
          value: z.string().max(500),
          type: z.enum(['inclusive', 'exclusive']),
        }),
      )
      .max(20),
    kind: z.enum(['resettable', 'continuous']),
  })
  .superRefine((given, context) => {
    if (metricProblem(given))
      context.addIssue({ code: 'custom', path: ['property'], message: 'It is needed' })
  })

/** Events on the page of a metric. */
const EVENTS = 25

export const metricRouter = router({
  list: ownerProcedure.input(pageInput).query(async ({ ctx, input }) =>
    presentPage(await listMetrics(ctx.scope, {}, pageOf(input)), input, {
      cursor: (row) => row.id,
      row: presentMetric,
    }),
  ),

  /** One metric with the prices that bill by it and the latest events. */
  get: ownerProcedure.input(z.object({ id })).query(async ({ ctx: { scope }, input }) => {
    const [metric, { prices, inUse }, events] = await Promise.all([
      requireMetric(scope, input.id),
      metricPrices(scope, input.id),
      recentEvents(scope, input.id, EVENTS),
    ])
    return {
      ...presentMetric(metric),
      /** Then only its name can change. */
      inUse,
      prices: prices.map(({ price, product, metric: of }) => ({
        ...presentPrice({ ...price, metric: of }),
        product: { id: product.id, name: product.name },
      })),
      events: events.map(({ eventId, customerId, customerName, value, properties, at }) => ({
        id: eventId,
        customer: { id: customerId, name: customerName },
        value,
        properties: JSON.stringify(properties),
        at,
      })),
    }
  }),

  /** What a customer, by e-mail, has used of it and what that would be billed; null when there is none. */
  usage: ownerProcedure
    .input(z.object({ id, email: z.string().trim().min(1).max(320) }))
    .query(async ({ ctx: { scope }, input }) => {
      const metric = await requireMetric(scope, input.id)
      const { rows } = await listCustomers(scope, { email: input.email }, { limit: 1 })
      const [found] = rows
      if (!found) return null
      const customer = await enterCustomer(scope, found.customer.id)
      const [reading, estimate] = await Promise.all([
        readMetric(customer, metric.id),
        estimateUsage(scope.db, scope, [found.customer.id]),
      ])
      const costs = (estimate.get(found.customer.id) ?? []).filter((each) => each.metric.id === metric.id)
      return {
        customer: {
          id: found.customer.id,
          name: found.customer.companyName ?? found.customer.name ?? found.customer.email,
          email: found.customer.email,
        },
        value: String(reading.value),
        period: reading.period,
        costs: costs.map(({ subscriptionId, cost }) => ({
          subscriptionId,
          amount: cost.amount,
          currency: cost.currency,
        })),
      }
    }),

  create: ownerProcedure.input(fields).mutation(async ({ ctx, input }) => {
    const { id } = await createMetric(ctx.scope, metricFields(input))
    return { id }
  }),

  update: ownerProcedure.input(fields.extend({ id })).mutation(async ({ ctx, input }) => {
    await replaceMetric(ctx.scope, input.id, metricFields(input))
  }),

  remove: ownerProcedure
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => deleteMetric(ctx.scope, input.id)),
})

const metricFields = ({ name, code, aggregation, property, filters, kind }: z.infer<typeof fields>) => ({
  name,
  code,
  aggregation,
  // Only what looks at a property keeps one.
  property: aggregation === 'sum' || aggregation === 'count' ? null : property,
  filters,
  kind,
})

const presentMetric = ({ id, name, code, aggregation, property, filters, kind, createdAt }: MetricRow) => ({
  id,
  name,
  code,
  aggregation,
  property,
  filters,
  kind,
  createdAt,
})
