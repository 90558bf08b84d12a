'use client'

import { isChecked, OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { readPercent } from '@/server/core/amount-input'
import type { TaxMessages } from './words'

export interface RuleFormProps {
  ownerId: string
  country: string
  state: string | null
  types: readonly { id: string; name: string; isDefault: boolean }[]
  path: string
  words: BaseFormWords & { rule: TaxMessages['rule'] }
}

/** A dated rate of one's own, or one for when no dated one holds. */
export function RuleForm({ ownerId, country, state, types, path, words }: RuleFormProps) {
  const { rule: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.add}
      save={async (owner, form) => {
        const ratePpm = readPercent(textOf(form, 'ratePpm'))
        if (ratePpm === null) throw wrongFields('ratePpm')
        await owner.tax.addRule.mutate({
          ownerId,
          country,
          state,
          taxTypeId: textOf(form, 'taxType') || undefined,
          ratePpm,
          isDefault: isChecked(form, 'isDefault'),
          validFrom: dayOf(form, 'validFrom', 'T00:00:00Z') ?? undefined,
          // To the end of the day that is named.
          validUntil: dayOf(form, 'validUntil', 'T23:59:00Z'),
        })
        return `${path}?done=saved`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <div className="grid gap-4 sm:grid-cols-4">
            <SelectField
              {...part('taxType')}
              label={t.type}
              defaultValue={types.find((type) => type.isDefault)?.id ?? ''}
              options={types.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <TextField {...part('ratePpm')} label={t.rate} inputMode="decimal" after="%" required />
            <TextField {...part('validFrom')} type="date" label={t.from} optional={words.optional} />
            <TextField {...part('validUntil')} type="date" label={t.until} optional={words.optional} />
          </div>
          <Checkbox name="isDefault" label={t.isDefault} />
        </div>
      )}
    </OwnerForm>
  )
}

function dayOf(form: FormData, name: string, time: string): Date | null {
  const day = textOf(form, name)
  if (day === '') return null
  const at = new Date(`${day}${time}`)
  if (Number.isNaN(at.getTime())) throw wrongFields(name)
  return at
}
