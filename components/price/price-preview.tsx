'use client'

import { useId, useState } from 'react'
import { fill } from '@/components/dashboard/fill'
import type { PriceFacts } from '@/components/product/types'
import type { ProductMessages } from '@/components/product/words'
import { Card } from '@/components/ui/card'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { type SumLine, SumList } from '@/components/ui/sum-list'
import { readCount } from '@/server/core/amount-input'
import { formatMoney, formatQuantity, formatRate, formatUnitAmount, type Locale } from '@/server/core/format'
import { previewPrice } from '@/server/core/price-preview'
import type { PricedLine, PriceModel } from '@/server/core/pricing'

/** What is previewed: a price as it is so far; without a model it cannot be computed yet. */
export type Previewed = {
  model: PriceModel | null
  currency: string
  taxIncluded: boolean
  /** Null: paid once. */
  unit: 'day' | 'week' | 'month' | 'year' | null
  isUsage: boolean
}

export interface PricePreviewProps {
  price: Previewed
  taxes: PriceFacts['taxes']
  countries: readonly { value: string; label: string }[]
  /** The country the preview begins with. */
  home: string
  words: ProductMessages['preview']
  locale: Locale
}

/** What a customer would pay, computed here by what computes invoices. */
export function PricePreview({ price, taxes, countries, home, words, locale }: PricePreviewProps) {
  const [typed, setTyped] = useState('1')
  const [country, setCountry] = useState(home)
  const [kind, setKind] = useState<'individual' | 'business'>('individual')
  const id = useId()
  const tax = taxes.find((each) => each.country === country && each.type === kind)
  const quantity = readCount(typed) ?? 0
  return (
    <Card id={id} title={words.title}>
      <div className="grid gap-4">
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label={price.isUsage ? words.units : words.seats}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            inputMode="numeric"
          />
          <SelectField
            label={words.country}
            options={countries}
            value={country}
            onChange={(event) => setCountry(event.target.value)}
          />
          <SelectField
            label={words.kind}
            className="col-span-2"
            options={[
              { value: 'individual', label: words.individual },
              { value: 'business', label: words.business },
            ]}
            value={kind}
            onChange={(event) => setKind(event.target.value === 'business' ? 'business' : 'individual')}
          />
        </div>
        <div aria-live="polite" className="border-t pt-3">
          {price.model && tax ? (
            <Sum
              price={price}
              model={price.model}
              quantity={quantity}
              tax={tax}
              words={words}
              locale={locale}
            />
          ) : (
            <p className="text-sm text-ink-2">{words.waiting}</p>
          )}
        </div>
      </div>
    </Card>
  )
}

type SumProps = Pick<PricePreviewProps, 'price' | 'words' | 'locale'> & {
  model: PriceModel
  quantity: number
  tax: PriceFacts['taxes'][number]
}

function Sum({ price, model, quantity, tax, words, locale }: SumProps) {
  const { currency, taxIncluded } = price
  const { ratePpm, note } = tax
  const of = { price: { ...model, currency }, taxIncluded, ratePpm, note }
  const { lines, invoice } = previewPrice(of, quantity, EPOCH)
  if (lines.length === 0) return <p className="text-sm text-ink-2">{words.nothing}</p>
  const money = (amount: number) => formatMoney(amount, currency, locale)
  const rate = formatRate(ratePpm, locale)
  const often = price.unit === null ? words.once : words.per[price.unit]
  const rows: SumLine[] = lines.map((line) => ({
    key: `${line.description.key} ${JSON.stringify(line.description.params)}`,
    label: lineText(line, { currency, words, locale }),
    value: money(line.amount.amount),
  }))
  const taxLabel = ratePpm === 0 ? words.noTax : fill(taxIncluded ? words.taxIn : words.taxOn, { rate })
  return (
    <>
      <SumList
        lines={[
          ...rows,
          { key: 'tax', label: taxLabel, value: money(invoice.tax.amount), weight: 'quiet' },
          {
            key: 'total',
            label: money(invoice.amountDue.amount),
            detail: price.isUsage ? `${often}, ${words.after}` : undefined,
            value: <span className="text-base font-normal text-ink-2">{often}</span>,
            weight: 'total',
          },
        ]}
      />
      {note !== null && <p className="mt-2 text-sm text-ink-2">{words.note[note]}</p>}
    </>
  )
}

/** "10 × €1.00 (units 1–10) + €5.00" */
function lineText(
  { description, quantity, unitAmount, flatAmount }: PricedLine,
  { currency, words, locale }: { currency: string; words: ProductMessages['preview']; locale: Locale },
): string {
  const { key, params } = description
  const figures = {
    quantity: formatQuantity(quantity, locale),
    amount: formatUnitAmount(unitAmount, currency, locale),
    ...Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, formatQuantity(value, locale)]),
    ),
  }
  const text =
    key === 'package'
      ? fill(words.package, figures)
      : key === 'unit'
        ? fill(words.unit, figures)
        : fill(params.last === undefined ? words.tierOpen : words.tier, figures)
  return flatAmount === 0 ? text : fill(words.flat, { text, flat: formatMoney(flatAmount, currency, locale) })
}

/** No date shows in the preview, and none changes what it comes to. */
const EPOCH = new Date(0)
