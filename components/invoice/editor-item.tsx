import type { ReactNode } from 'react'
import { fill } from '@/components/dashboard/fill'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import type { Item, Wrong } from './editor-items'
import type { MoneyMessages } from './money-words'

export interface ItemFieldsProps {
  item: Item
  wrong: Wrong[string]
  currency: string
  taxTypes: readonly { id: string; name: string }[]
  onChange: (changes: Partial<Item>) => void
  words: MoneyMessages['editor']
  remove: ReactNode
}

/** One item of an invoice: what, how many, at which price, and how it is taxed. */
export function ItemFields({ item, wrong, currency, taxTypes, onChange, words, remove }: ItemFieldsProps) {
  const { error } = words
  return (
    <div className="grid gap-4">
      <TextField
        label={words.description}
        value={item.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={wrong.description && error.description}
        maxLength={1_000}
        required
      />
      <div className="grid gap-4 sm:grid-cols-[6rem_minmax(0,1fr)_minmax(0,1fr)]">
        <TextField
          label={words.quantity}
          value={item.quantity}
          onChange={(event) => onChange({ quantity: event.target.value })}
          error={wrong.quantity && error.quantity}
          inputMode="numeric"
          maxLength={12}
          required
        />
        <TextField
          label={words.amount}
          hint={words.amountHint}
          value={item.amount}
          onChange={(event) => onChange({ amount: event.target.value })}
          error={wrong.amount && fill(error.amount, { currency })}
          after={<span className="text-sm">{currency}</span>}
          inputMode="decimal"
          maxLength={24}
          required
        />
        {taxTypes.length > 0 && (
          <SelectField
            label={words.taxType}
            value={item.taxTypeId}
            onChange={(event) => onChange({ taxTypeId: event.target.value })}
            options={[
              { value: '', label: words.taxTypeDefault },
              ...taxTypes.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Checkbox
          label={words.taxIncluded}
          checked={item.taxIncluded}
          onChange={(event) => onChange({ taxIncluded: event.target.checked })}
        />
        {remove}
      </div>
    </div>
  )
}
