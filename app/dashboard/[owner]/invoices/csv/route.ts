import { askedOf, searchFor } from '@/components/invoice/money-filters'
import { decimalAmount } from '@/server/core/format'
import { csvFile } from '../../../csv'
import { everyRow, fileParams } from '../../../money-file'
import { required } from '../../../open'
import { INVOICE_STANDINGS } from '../standings'

type Context = { params: Promise<{ owner: string }> }

/** The list of invoices as a file, narrowed by the same address. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { page, search } = await fileParams(request, params, '/invoices')
  const { api, key } = page
  const asked = askedOf(search)
  const standing = INVOICE_STANDINGS.find((each) => each === asked.status)
  const rows = await everyRow((cursor) =>
    required(api.invoice.list({ ...key, ...searchFor(asked), standing, ...cursor })),
  )
  return csvFile('invoices.csv', [
    [
      'number',
      'status',
      'overdue',
      'customer',
      'email',
      'brand',
      'issued',
      'due',
      'paid',
      'currency',
      'net',
      'tax',
      'total',
      'to_pay',
      'id',
    ],
    ...rows.map((row) => [
      row.number,
      row.status,
      row.isOverdue ? 'yes' : 'no',
      row.customer.name,
      row.customer.email,
      row.brandName,
      row.issuedAt.toISOString(),
      row.dueAt.toISOString(),
      row.paidAt?.toISOString() ?? null,
      row.currency,
      ...[row.net, row.tax, row.total, row.amountDue].map((amount) => decimalAmount(amount, row.currency)),
      row.id,
    ]),
  ])
}
