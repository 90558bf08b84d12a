import { customerName } from '@/components/customer/name'
import { subscriptionWords } from '@/components/subscription/subscription-words'
import type { CsvCell } from '@/server/core/csv'
import { decimalAmount } from '@/server/core/format'
import { csvFile } from '../../../csv'
import { type DashboardParams, openDashboard, required } from '../../../open'
import { askedOf } from '../search'

type Context = { params: DashboardParams }

/** More subscriptions than this are for a program to read. */
const PAGES_MAX = 100

/** The subscriptions that the list shows, all of them, as a file. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { api, key, words } = await openDashboard(params, '/subscriptions')
  const t = subscriptionWords(words.locale)
  const asked = askedOf(Object.fromEntries(new URL(request.url).searchParams))
  const rows: CsvCell[][] = [
    [
      t('column.id'),
      t('column.customer'),
      t('column.email'),
      t('column.plan'),
      t('column.status'),
      t('column.seats'),
      t('column.price'),
      t('column.currency'),
      t('column.interval'),
      t('column.started'),
      t('column.until'),
      t('column.ended'),
    ],
  ]
  let after: string | undefined
  for (let page = 0; page < PAGES_MAX; page++) {
    const { subscriptions, next } = await required(
      api.subscription.export({ ...key, ...asked, ...(after ? { after } : {}) }),
    )
    for (const of of subscriptions) {
      const { currency } = of.offer.unitAmount
      rows.push([
        of.id,
        customerName(of.customer),
        of.customer.email,
        of.offer.title,
        of.status,
        of.quantity,
        of.amount && decimalAmount(of.amount.amount, currency),
        currency,
        `${of.offer.interval.count} ${of.offer.interval.unit}`,
        of.startedAt.toISOString(),
        (of.cancelAt ?? of.periodEndAt).toISOString(),
        of.endedAt?.toISOString() ?? null,
      ])
    }
    if (next === null) break
    after = next
  }
  return csvFile('subscriptions.csv', rows)
}
