'use client'

import { OwnerForm, textOf } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import { SelectField } from '@/components/ui/select'
import type { StripeAccountMessages } from './words'

export interface ConnectFormProps {
  ownerId: string
  name: string
  countries: readonly { value: string; label: string }[]
  cancelHref: string
  words: BaseFormWords & { form: StripeAccountMessages['new'] }
}

/** What an account is called and where its holder is; the rest is said at Stripe. */
export function ConnectForm({ ownerId, name, countries, cancelHref, words }: ConnectFormProps) {
  const { form: t } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={t.submit}
      cancelHref={cancelHref}
      save={async (owner, form) => {
        const country = textOf(form, 'country')
        const { url } = await owner.stripeAccount.connect.mutate({
          ownerId,
          name: textOf(form, 'name'),
          ...(country ? { country } : {}),
        })
        window.location.assign(url)
        return undefined
      }}
    >
      {(part) => (
        <>
          <TextField
            {...part('name')}
            label={t.name}
            hint={t.nameHint}
            defaultValue={name}
            maxLength={100}
            autoComplete="off"
          />
          <SelectField
            {...part('country')}
            label={t.country}
            hint={t.countryHint}
            options={[{ value: '', label: t.choose }, ...countries]}
          />
        </>
      )}
    </OwnerForm>
  )
}
