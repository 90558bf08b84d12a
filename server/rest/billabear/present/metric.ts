import { z } from '@hono/zod-openapi'
import type { MetricFields, MetricRow } from '../../../usecases/metric'
import { required, text } from '../document'

const FILTERS_MAX = 20
const METHODS = ['sum', 'count', 'max', 'latest', 'unique_count'] as const
const FilterType = z.enum(['inclusive', 'exclusive'])

export const MetricInput = z
  .object({
    name: required(200),
    code: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'A code has letters, digits, _, . and -.'),
    aggregation_method: z.enum(METHODS),
    aggregation_property: text(100)
      .nullish()
      .openapi({ description: 'what max, latest and unique_count look at; required for them' }),
    filters: z
      .array(z.object({ name: required(100), value: text(500), type: FilterType }))
      .max(FILTERS_MAX)
      .nullish()
      .openapi({ description: 'an event counts when all of them hold; values are compared as text' }),
    type: z.enum(['resettable', 'continuous']).nullish().openapi({
      description: 'whether the count starts anew with each period (the default) or goes on',
    }),
  })
  .openapi('MetricInput', {
    example: { name: 'API calls', code: 'api_calls', aggregation_method: 'count', type: 'resettable' },
  })

export const Metric = z
  .object({
    id: z.uuid(),
    name: z.string(),
    code: z.string(),
    aggregation_method: z.enum(METHODS),
    aggregation_property: z.string().nullable(),
    filters: z.array(
      z.object({ id: z.string(), name: z.string(), code: z.string(), value: z.string(), type: FilterType }),
    ),
    type: z.enum(['resettable', 'continuous']),
  })
  .openapi('Metric')

/** The document gives a filter an id and a code of its own; here they are its place and the property's name. */
export function presentMetric(row: MetricRow): z.infer<typeof Metric> {
  return {
    id: row.id,
    name: row.name,
    code: row.code,
    aggregation_method: row.aggregation,
    aggregation_property: row.property,
    filters: row.filters.map((filter, i) => ({ id: `${row.id}:${i}`, code: filter.name, ...filter })),
    type: row.kind,
  }
}

export function metricFields(given: z.output<typeof MetricInput>): MetricFields {
  return {
    name: given.name.trim(),
    code: given.code,
    aggregation: given.aggregation_method,
    property: given.aggregation_property || null,
    filters: (given.filters ?? []).map(({ name, value, type }) => ({ name, value, type })),
    kind: given.type ?? 'resettable',
  }
}
