'use client'

import { isChecked, OwnerForm, textOf, textOrNull, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { Checkbox } from '@/components/ui/checkbox'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import { percentText, readPercent } from '@/server/core/amount-input'
import type { OwnCustomer } from './owner-types'

type Word =
  | 'email'
  | 'emailHint'
  | 'brand'
  | 'billingType'
  | 'card'
  | 'invoice'
  | 'reference'
  | 'external'
  | 'type'
  | 'individual'
  | 'business'
  | 'format'
  | 'rates'
  | 'ratesHint'
  | 'standardRate'
  | 'digitalRate'
  | 'marketing'
  | 'save'

export interface AccountFormProps {
  ownerId: string
  customer: OwnCustomer
  brands: readonly { code: string; name: string }[]
  doneHref: string
  words: BaseFormWords & { form: Record<Word, string> }
}

const FORMATS = [
  { value: 'pdf', label: 'PDF' },
  { value: 'zugferd', label: 'ZUGFeRD 2' },
  { value: 'zugferd_v1', label: 'ZUGFeRD 1' },
  { value: 'xrechnung', label: 'XRechnung' },
] as const

/** What the owner alone says of a customer: how it pays, and by which names it is known. */
export function AccountForm({ ownerId, customer, brands, doneHref, words }: AccountFormProps) {
  const { form: w, optional } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={w.save}
      save={async (owner, form) => {
        const rates = {
          standardTaxRatePpm: rateOf(form, 'standardTaxRatePpm'),
          digitalTaxRatePpm: rateOf(form, 'digitalTaxRatePpm'),
        }
        await owner.customer.updateAccount.mutate({
          ownerId,
          customerId: customer.id,
          email: textOf(form, 'email'),
          brand: textOf(form, 'brand') || customer.brand.code,
          reference: textOrNull(form, 'reference'),
          externalReference: textOrNull(form, 'externalReference'),
          type: textOf(form, 'type') === 'business' ? 'business' : 'individual',
          billingType: textOf(form, 'billingType') === 'invoice' ? 'invoice' : 'card',
          invoiceFormat: FORMATS.find(({ value }) => value === textOf(form, 'invoiceFormat'))?.value ?? 'pdf',
          marketingOptIn: isChecked(form, 'marketingOptIn'),
          ...rates,
        })
        return doneHref
      }}
    >
      {(part) => (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            {...part('email')}
            type="email"
            label={w.email}
            hint={w.emailHint}
            defaultValue={customer.email}
            required
            maxLength={320}
            className="sm:col-span-2"
          />
          <SelectField
            {...part('billingType')}
            label={w.billingType}
            defaultValue={customer.billingType}
            options={[
              { value: 'card', label: w.card },
              { value: 'invoice', label: w.invoice },
            ]}
          />
          <SelectField
            {...part('invoiceFormat')}
            label={w.format}
            defaultValue={customer.invoiceFormat}
            options={FORMATS}
          />
          <SelectField
            {...part('type')}
            label={w.type}
            defaultValue={customer.type}
            options={[
              { value: 'individual', label: w.individual },
              { value: 'business', label: w.business },
            ]}
          />
          {brands.length > 1 && (
            <SelectField
              {...part('brand')}
              label={w.brand}
              defaultValue={customer.brand.code}
              options={brands.map(({ code, name }) => ({ value: code, label: name }))}
            />
          )}
          <TextField
            {...part('reference')}
            label={w.reference}
            optional={optional}
            defaultValue={customer.reference ?? ''}
            maxLength={255}
          />
          <TextField
            {...part('externalReference')}
            label={w.external}
            optional={optional}
            defaultValue={customer.externalReference ?? ''}
            maxLength={255}
          />
          <fieldset className="grid min-w-0 gap-4 sm:col-span-2 sm:grid-cols-2">
            <legend className="mb-1 text-sm font-medium">{w.rates}</legend>
            <p className="-mt-3 text-sm text-ink-3 sm:col-span-2">{w.ratesHint}</p>
            <TextField
              {...part('standardTaxRatePpm')}
              label={w.standardRate}
              inputMode="decimal"
              defaultValue={rateText(customer.standardTaxRatePpm)}
            />
            <TextField
              {...part('digitalTaxRatePpm')}
              label={w.digitalRate}
              inputMode="decimal"
              defaultValue={rateText(customer.digitalTaxRatePpm)}
            />
          </fieldset>
          <Checkbox
            name="marketingOptIn"
            label={w.marketing}
            defaultChecked={customer.marketingOptIn}
            className="sm:col-span-2"
          />
        </div>
      )}
    </OwnerForm>
  )
}

function rateOf(form: FormData, name: string): number | null {
  const typed = textOf(form, name)
  if (typed === '') return null
  const ppm = readPercent(typed)
  if (ppm === null) throw wrongFields(name)
  return ppm
}

const rateText = (ppm: number | null): string => (ppm === null ? '' : percentText(ppm))
