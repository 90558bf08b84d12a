'use client'

import { isChecked, OwnerForm, textOf, textOrNull, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { percentText, readPercent } from '@/server/core/amount-input'
import type { Product, TaxTypeChoice } from './types'
import type { ProductMessages } from './words'

export interface ProductFormProps {
  ownerId: string
  /** Null: a new one. */
  product: Product | null
  taxTypes: TaxTypeChoice[]
  /** Where products are: a new one is below it. */
  base: string
  words: BaseFormWords & Omit<ProductMessages['form'], 'errors'>
}

export function ProductForm({ ownerId, product, taxTypes, base, words }: ProductFormProps) {
  return (
    <OwnerForm
      words={words}
      submitLabel={product ? words.save : words.create}
      cancelHref={product ? `${base}/${product.id}` : base}
      save={async (owner, form) => {
        const fields = { ownerId, ...fieldsOf(form) }
        if (product) {
          await owner.product.update.mutate({ ...fields, id: product.id })
          return `${base}/${product.id}?done=saved`
        }
        const { id } = await owner.product.create.mutate(fields)
        return `${base}/${id}?done=created`
      }}
    >
      {(part) => (
        <div className="grid gap-4">
          <TextField
            {...part('name')}
            label={words.name}
            hint={words.nameHint}
            defaultValue={product?.name ?? ''}
            maxLength={200}
            required
          />
          <TextField
            {...part('externalReference')}
            label={words.reference}
            hint={words.referenceHint}
            optional={words.optional}
            defaultValue={product?.externalReference ?? ''}
            maxLength={255}
          />
          <Checkbox
            name="physical"
            label={words.physical}
            hint={words.physicalHint}
            defaultChecked={product?.physical ?? false}
          />
          <SelectField
            {...part('taxType')}
            label={words.taxType}
            defaultValue={product?.taxType?.id ?? ''}
            options={[
              { value: '', label: words.taxTypeDefault },
              ...taxTypes.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <TextField
            {...part('taxRatePpm')}
            label={words.taxRate}
            hint={words.taxRateHint}
            optional={words.optional}
            defaultValue={product?.taxRatePpm == null ? '' : percentText(product.taxRatePpm)}
            inputMode="decimal"
            after="%"
          />
        </div>
      )}
    </OwnerForm>
  )
}

function fieldsOf(form: FormData) {
  const rate = textOrNull(form, 'taxRatePpm')
  const taxRatePpm = rate === null ? null : readPercent(rate)
  const name = textOf(form, 'name')
  const wrong = [
    ...(name === '' ? ['name'] : []),
    ...(rate !== null && taxRatePpm === null ? ['taxRatePpm'] : []),
  ]
  if (wrong.length > 0) throw wrongFields(...wrong)
  return {
    name,
    externalReference: textOrNull(form, 'externalReference'),
    physical: isChecked(form, 'physical'),
    taxTypeId: textOrNull(form, 'taxType'),
    taxRatePpm,
  }
}
