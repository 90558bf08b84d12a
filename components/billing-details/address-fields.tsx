import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import type { Address } from '@/server/core/address'

export type AddressWords = Record<
  'line1' | 'line2' | 'postcode' | 'city' | 'region' | 'country' | 'countryNone',
  string
>

export interface AddressFieldsProps {
  address: Address
  countries: readonly { value: string; label: string }[]
  /** What is wrong with a part, by its name. */
  errors: Partial<Record<keyof Address, string>>
  words: AddressWords
  optional: string
}

/** The fields of a postal address; their names are those of `Address`. */
export function AddressFields({ address, countries, errors, words, optional }: AddressFieldsProps) {
  const field = (name: keyof Address) => ({ name, defaultValue: address[name] ?? '', error: errors[name] })
  return (
    <div className="grid gap-4 sm:grid-cols-6">
      <TextField
        {...field('line1')}
        label={words.line1}
        autoComplete="billing address-line1"
        maxLength={200}
        className="sm:col-span-6"
      />
      <TextField
        {...field('line2')}
        label={words.line2}
        optional={optional}
        autoComplete="billing address-line2"
        maxLength={200}
        className="sm:col-span-6"
      />
      <TextField
        {...field('postcode')}
        label={words.postcode}
        autoComplete="billing postal-code"
        maxLength={20}
        className="sm:col-span-2"
      />
      <TextField
        {...field('city')}
        label={words.city}
        autoComplete="billing address-level2"
        maxLength={100}
        className="sm:col-span-4"
      />
      <TextField
        {...field('region')}
        label={words.region}
        optional={optional}
        autoComplete="billing address-level1"
        maxLength={100}
        className="sm:col-span-3"
      />
      <SelectField
        {...field('country')}
        label={words.country}
        options={countries}
        placeholder={words.countryNone}
        autoComplete="billing country"
        className="sm:col-span-3"
      />
    </div>
  )
}

/** The address that a form with these fields holds; what is empty is empty text, so that it is cleared. */
export function addressOf(form: FormData): Record<keyof Address, string> {
  const text = (name: string): string => String(form.get(name) ?? '').trim()
  return {
    line1: text('line1'),
    line2: text('line2'),
    postcode: text('postcode'),
    city: text('city'),
    region: text('region'),
    country: text('country'),
  }
}
