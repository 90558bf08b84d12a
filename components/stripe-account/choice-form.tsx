'use client'

import { OwnerForm, textOf } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { RadioCards, type RadioCardsProps } from '@/components/ui/radio-cards'

export interface ChoiceFormProps {
  ownerId: string
  brandId: string
  /** `own` is the installation's. */
  current: string
  options: RadioCardsProps['options']
  href: string
  words: BaseFormWords & { legend: string; submit: string }
}

export const OWN = 'own'

/** The account that a brand is paid on. */
export function ChoiceForm({ ownerId, brandId, current, options, href, words }: ChoiceFormProps) {
  return (
    <OwnerForm
      words={words}
      submitLabel={words.submit}
      cancelHref={href}
      save={async (owner, form) => {
        const chosen = textOf(form, 'accountId')
        const accountId = chosen === OWN ? null : chosen
        await owner.stripeAccount.choose.mutate({ ownerId, brandId, accountId })
        return `${href}?done=chosen`
      }}
    >
      {(part) => (
        <RadioCards
          {...part('accountId')}
          legend={words.legend}
          name="accountId"
          defaultValue={current}
          options={options}
        />
      )}
    </OwnerForm>
  )
}
