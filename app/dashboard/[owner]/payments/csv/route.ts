import { askedOf, searchFor } from '@/components/invoice/money-filters'
import type { PaymentListRow } from '@/components/invoice/money-types'
import { dateOf } from '@/components/payment/payment-table'
import { decimalAmount } from '@/server/core/format'
import { csvFile } from '../../../csv'
import { everyRow, fileParams } from '../../../money-file'
import { required } from '../../../open'
import { PAYMENT_STANDINGS } from '../standings'

type Context = { params: Promise<{ owner: string }> }

const HEADER = [
  'date',
  'status',
  'amount',
  'refunded',
  'currency',
  'fee',
  'fee_currency',
  'customer',
  'email',
  'invoice',
  'method',
  'last4',
  'reference',
  'reason',
  'id',
]

/** The list of payments as a file, narrowed by the same address. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { page, search } = await fileParams(request, params, '/payments')
  const { api, key } = page
  const asked = askedOf(search)
  const standing = PAYMENT_STANDINGS.find((each) => each === asked.status)
  const rows = await everyRow<PaymentListRow>((cursor) =>
    required(api.payment.list({ ...key, ...searchFor(asked), standing, ...cursor })),
  )
  return csvFile('payments.csv', [
    HEADER,
    ...rows.map((row) => {
      const paid = row.kind === 'payment' ? row : null
      const { fee = null, feeCurrency = null } = paid ?? {}
      return [
        dateOf(row).toISOString(),
        row.status,
        decimalAmount(row.amount, row.currency),
        decimalAmount(paid?.refunded ?? 0, row.currency),
        row.currency,
        fee === null || feeCurrency === null ? null : decimalAmount(fee, feeCurrency),
        feeCurrency,
        row.customer.name,
        row.customer.email,
        row.invoice.number,
        row.method ? (row.method.brand ?? row.method.type) : 'manual',
        row.method?.last4 ?? null,
        paid?.reference ?? null,
        row.kind === 'attempt' ? row.declineCode : null,
        row.id,
      ]
    }),
  ])
}
