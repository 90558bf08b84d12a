'use client'

import { AddressFields, type AddressWords, addressOf } from '@/components/billing-details/address-fields'
import { FormGroup, OwnerForm, textOf, textOrNull } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'

type Word =
  | 'who'
  | 'email'
  | 'emailHint'
  | 'name'
  | 'company'
  | 'vat'
  | 'where'
  | 'billing'
  | 'brand'
  | 'locale'
  | 'billingType'
  | 'card'
  | 'invoice'
  | 'reference'
  | 'create'

export interface NewCustomerFormProps {
  ownerId: string
  /** `/dashboard/<owner>/customers` */
  path: string
  brands: readonly { code: string; name: string }[]
  countries: readonly { value: string; label: string }[]
  languages: readonly { code: string; name: string }[]
  words: BaseFormWords & { form: Record<Word, string>; address: AddressWords }
}

/** A new customer: only the e-mail is needed. */
export function NewCustomerForm({
  ownerId,
  path,
  brands,
  countries,
  languages,
  words,
}: NewCustomerFormProps) {
  const { form: w, optional } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={w.create}
      cancelHref={path}
      alias={{ subscriptionPlan: 'plan', taxNumber: 'vatNumber' }}
      save={async (owner, form) => {
        const locale = textOf(form, 'locale')
        const { id } = await owner.customer.create.mutate({
          ownerId,
          email: textOf(form, 'email'),
          name: textOrNull(form, 'name'),
          companyName: textOrNull(form, 'companyName'),
          vatNumber: textOrNull(form, 'vatNumber'),
          reference: textOrNull(form, 'reference'),
          brand: textOf(form, 'brand') || 'default',
          locale: locale === 'de' || locale === 'fr' ? locale : 'en',
          billingType: textOf(form, 'billingType') === 'invoice' ? 'invoice' : 'card',
          address: addressOf(form),
        })
        return `${path}/${id}`
      }}
    >
      {(part) => (
        <>
          <FormGroup legend={w.who}>
            <TextField
              {...part('email')}
              type="email"
              label={w.email}
              hint={w.emailHint}
              required
              autoComplete="off"
              maxLength={320}
            />
            <TextField {...part('companyName')} label={w.company} optional={optional} maxLength={200} />
            <TextField {...part('name')} label={w.name} optional={optional} maxLength={200} />
            <TextField {...part('vatNumber')} label={w.vat} optional={optional} maxLength={32} />
          </FormGroup>
          <FormGroup legend={w.where}>
            <AddressFields
              address={{}}
              countries={countries}
              errors={Object.fromEntries(
                ['line1', 'line2', 'postcode', 'city', 'region', 'country'].map((name) => [
                  name,
                  part(`address.${name}`).error,
                ]),
              )}
              words={words.address}
              optional={optional}
            />
          </FormGroup>
          <FormGroup legend={w.billing}>
            {brands.length > 1 && (
              <SelectField
                {...part('brand')}
                label={w.brand}
                options={brands.map(({ code, name }) => ({ value: code, label: name }))}
              />
            )}
            <SelectField
              {...part('billingType')}
              label={w.billingType}
              options={[
                { value: 'card', label: w.card },
                { value: 'invoice', label: w.invoice },
              ]}
            />
            <SelectField
              {...part('locale')}
              label={w.locale}
              options={languages.map(({ code, name }) => ({ value: code, label: name }))}
            />
            <TextField {...part('reference')} label={w.reference} optional={optional} maxLength={255} />
          </FormGroup>
        </>
      )}
    </OwnerForm>
  )
}
