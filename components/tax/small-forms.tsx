'use client'

import { isChecked, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import type { TaxMessages } from './words'

export interface NewTypeFormProps {
  ownerId: string
  path: string
  words: BaseFormWords & { type: TaxMessages['type'] }
}

/** A new tax type. */
export function NewTypeForm({ ownerId, path, words }: NewTypeFormProps) {
  const { type: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.add}
      save={async (owner, form) => {
        const name = textOf(form, 'name')
        if (name === '') throw wrongFields('name')
        await owner.tax.createType.mutate({ ownerId, name, physical: isChecked(form, 'physical') })
        return `${path}?done=created`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <TextField {...part('name')} label={t.name} maxLength={100} required className="max-w-100" />
          <Checkbox name="physical" label={t.isPhysical} />
        </div>
      )}
    </OwnerForm>
  )
}

export interface NewCountryFormProps {
  ownerId: string
  countries: readonly { value: string; label: string }[]
  path: string
  words: BaseFormWords & { country: TaxMessages['country'] }
}

/** Sets a country up with what is usual there; the rest is changed on its page. */
export function NewCountryForm({ ownerId, countries, path, words }: NewCountryFormProps) {
  const { country: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.new}
      save={async (owner, form) => {
        const country = textOf(form, 'country')
        if (country === '') throw wrongFields('country')
        await owner.tax.putCountry.mutate({ ownerId, country })
        return `${path}/${country}?done=created`
      }}
    >
      {(part) => (
        <SelectField
          {...part('country')}
          label={t.choose}
          placeholder="–"
          defaultValue=""
          options={countries}
          className="max-w-100"
        />
      )}
    </OwnerForm>
  )
}

export interface NewStateFormProps {
  ownerId: string
  country: string
  path: string
  words: BaseFormWords & { state: TaxMessages['state'] }
}

/** Sets a state of a country up. */
export function NewStateForm({ ownerId, country, path, words }: NewStateFormProps) {
  const { state: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.add}
      save={async (owner, form) => {
        const [code, name] = [textOf(form, 'code').toUpperCase(), textOf(form, 'name')]
        if (!/^[A-Z0-9-]{1,10}$/.test(code)) throw wrongFields('code')
        await owner.tax.putState.mutate({ ownerId, country, code, name: name || undefined })
        return `${path}/${code}?done=created`
      }}
    >
      {(part) => (
        <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
          <TextField {...part('code')} label={t.code} maxLength={10} spellCheck={false} required />
          <TextField {...part('name')} label={t.name} optional={words.optional} maxLength={100} />
        </div>
      )}
    </OwnerForm>
  )
}
