import { createRoute, z } from '@hono/zod-openapi'
import { parseSalesRange, SALES_PERIODS } from '../../../core/sales-range'
import { readSales, type Sales } from '../../../usecases/sales'
import type { OwnerApp, RouteParts } from '../app'
import { answers, ownerHeader, security, text } from '../document'

const edge = (description: string, byDefault: string) =>
  text(64)
    .optional()
    .openapi({ description: `${description} Default: ${byDefault}`, example: byDefault })

const sales = createRoute({
  method: 'get',
  path: '/Owner/Sales',
  operationId: 'getSales',
  summary: 'What was charged and refunded, for a chart',
  description:
    "Data[i] are the values of Series[i], one for each of Labels, in cents, by the owner's time zone. The first two series are in its default currency; others follow in pairs, such as `AmountCharged:USD`.",
  security,
  parameters: [ownerHeader],
  request: {
    query: z.object({
      period: text(16)
        .optional()
        .openapi({ description: 'the width of a bucket', enum: [...SALES_PERIODS], default: 'day' }),
      rangeStart: edge('-<n><h|d|w|m> (m is month), now, a date or an ISO 8601 time.', '-1w'),
      rangeEnd: edge('The same; the bucket it is in is the last.', 'now'),
      brandId: text(64).optional().openapi({ description: 'the id of a brand, or `all`', default: 'all' }),
    }),
  },
  responses: answers(
    z
      .object({
        Labels: z.array(z.string()),
        Data: z.array(z.array(z.number().int())),
        Series: z.array(z.string()),
      })
      .openapi('Sales', {
        example: {
          Labels: ['2015-01', '2015-02'],
          Data: [
            [0, 100],
            [10, 0],
          ],
          Series: ['AmountCharged', 'AmountRefunded'],
        },
      }),
    [400, 404],
  ),
})

export function salesRoutes(app: OwnerApp, { guards }: RouteParts): void {
  app.openapi({ ...sales, middleware: guards.owner('payments', 'read') }, async (c) => {
    const ctx = c.get('owner')
    const { brandId = ALL, ...given } = c.req.valid('query')
    // A parameter without a value is one that was not given.
    const range = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
    const { owner, now } = ctx
    const query = parseSalesRange(range, now, owner.timezone)
    const brand = brandId === '' || brandId.toLowerCase() === ALL ? null : brandId
    const found = await readSales(ctx, { ...query, brandId: brand })
    return c.json(
      {
        Labels: found.labels,
        Data: found.series.map(({ values }) => values),
        Series: found.series.map((series) => nameOf(series, owner.defaultCurrency)),
      },
      200,
    )
  })
}

const ALL = 'all'

function nameOf({ kind, currency }: Sales['series'][number], byDefault: string): string {
  const name = kind === 'charged' ? 'AmountCharged' : 'AmountRefunded'
  return currency === byDefault ? name : `${name}:${currency}`
}
