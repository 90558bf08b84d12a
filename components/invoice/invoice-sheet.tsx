import { type SumLine, SumList } from '@/components/ui/sum-list'
import { type Column, Table } from '@/components/ui/table'
import type { Words } from '@/components/words'
import { countryName } from '../billing-details/countries'
import type { InvoiceView } from '../portal/types'

type Printed = InvoiceView['printed']
type Line = Printed['lines'][number] & { key: string }

/** What is printed on an invoice, as a page: who, what, and the sums. */
export function InvoiceSheet({ printed, words }: { printed: Printed; words: Words }) {
  const { t } = words
  return (
    <>
      <div className="grid gap-6 px-5 pt-5 pb-6 sm:grid-cols-2 max-sm:px-4">
        <PartyBlock
          label={t('invoice.from')}
          lines={[printed.seller.name, ...named(withoutFirst(printed.seller), words)]}
        />
        <PartyBlock
          label={t('invoice.billedTo')}
          lines={[
            printed.buyer.companyName ?? printed.buyer.name,
            ...(printed.buyer.companyName && printed.buyer.companyName !== printed.buyer.name
              ? [printed.buyer.name]
              : []),
            ...named(printed.buyer.address, words),
            ...(printed.buyer.vatNumber ? [t('invoice.vat', { number: printed.buyer.vatNumber })] : []),
          ]}
        />
      </div>
      <div className="border-t">
        <Lines printed={printed} words={words} />
      </div>
      <div className="flex justify-end border-t px-5 py-4 max-sm:px-4">
        <div className="w-full sm:max-w-80">
          <SumList lines={sumsOf(printed, words)} />
        </div>
      </div>
    </>
  )
}

/** The seller's address begins with its name; one is enough. */
function withoutFirst({ name, address }: Printed['seller']): string[] {
  return address[0] === name ? address.slice(1) : address
}

/** The last line of an address is its country's code; people read names. */
function named(lines: readonly string[], { locale }: Words): string[] {
  return lines.map((line, at) =>
    at === lines.length - 1 && /^[A-Z]{2}$/.test(line) ? countryName(line, locale) : line,
  )
}

function PartyBlock({ label, lines }: { label: string; lines: readonly string[] }) {
  return (
    <div>
      <h2 className="text-sm font-medium text-ink-3">{label}</h2>
      {lines.map((line, at) => (
        <p key={line} className={at === 0 ? 'font-medium' : 'text-ink-2'}>
          {line}
        </p>
      ))}
    </div>
  )
}

function Lines({ printed, words }: { printed: Printed; words: Words }) {
  const { t, date, money } = words
  const rows: Line[] = printed.lines.map((line, at) => ({ ...line, key: String(at) }))
  const columns: Column<Line>[] = [
    {
      key: 'description',
      header: t('invoice.description'),
      phone: 'title',
      cell: (line) => (
        <>
          <span className="block">{line.description}</span>
          {line.period && (
            <span className="num block text-sm font-normal whitespace-normal text-ink-3">
              {t('sum.period', {
                start: date(line.period.start, 'medium'),
                end: date(line.period.end, 'medium'),
              })}
            </span>
          )}
          {line.discount > 0 && (
            <span className="block text-sm font-normal text-ink-3">
              {t('invoice.lineDiscount', { amount: money(line.discount, printed.currency) })}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'quantity',
      header: t('invoice.quantity'),
      align: 'end',
      weight: 'quiet',
      phone: 'hidden',
      cell: (line) => line.quantity,
    },
    {
      key: 'tax',
      header: t('sum.taxMixed'),
      align: 'end',
      weight: 'quiet',
      phone: 'hidden',
      cell: (line) => words.rate(line.taxRatePpm),
    },
    {
      key: 'amount',
      header: t('invoice.amount'),
      align: 'end',
      phone: 'value',
      cell: (line) => money(line.net, printed.currency),
    },
  ]
  return (
    <Table
      caption={t('invoice.lines', { number: printed.number })}
      columns={columns}
      rows={rows}
      rowKey={(line) => line.key}
    />
  )
}

function sumsOf(printed: Printed, words: Words): SumLine[] {
  const { t, money, rate } = words
  const amount = (value: number) => money(value, printed.currency)
  const lines: SumLine[] = [
    { key: 'subtotal', label: t('invoice.subtotal'), value: amount(printed.subtotal), weight: 'quiet' },
  ]
  for (const { ratePpm, net, tax } of printed.taxes)
    lines.push({
      key: `tax-${ratePpm}`,
      label: t('invoice.taxOn', { rate: rate(ratePpm), net: amount(net) }),
      value: amount(tax),
      weight: 'quiet',
    })
  lines.push({ key: 'total', label: t('sum.total'), value: amount(printed.total), weight: 'total' })
  if (printed.creditApplied > 0)
    lines.push({
      key: 'credit',
      label: t('sum.credit'),
      value: amount(-printed.creditApplied),
      weight: 'quiet',
    })
  if (printed.amountPaid > 0)
    lines.push({ key: 'paid', label: t('invoice.paid'), value: amount(-printed.amountPaid), weight: 'quiet' })
  if (printed.amountDue > 0)
    lines.push({ key: 'due', label: t('invoice.dueNow'), value: amount(printed.amountDue), weight: 'total' })
  return lines
}
