'use client'

import { OwnerForm, textOf } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'

export interface VoucherFormProps {
  ownerId: string
  customerId: string
  /** Where to go when it is the customer's. */
  doneHref: string
  words: BaseFormWords & { voucher: { code: string; text: string; submit: string } }
}

/** Gives a customer a voucher by its code; previews that are drawn afterwards have it in them. */
export function VoucherForm({ ownerId, customerId, doneHref, words }: VoucherFormProps) {
  const { voucher: w } = words
  return (
    <OwnerForm
      words={words}
      submitLabel={w.submit}
      save={async (owner, form) => {
        await owner.customer.applyVoucher.mutate({ ownerId, customerId, code: textOf(form, 'code') })
        return doneHref
      }}
    >
      {(part) => (
        <TextField
          {...part('code')}
          label={w.code}
          hint={w.text}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={120}
        />
      )}
    </OwnerForm>
  )
}
