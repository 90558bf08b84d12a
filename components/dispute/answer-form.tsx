'use client'

import { OwnerForm, textOf, wrongFields } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextareaField } from '@/components/ui/textarea'
import type { MoneyMessages } from '../invoice/money-words'

export interface AnswerFormProps {
  input: { ownerId: string; id: string }
  path: string
  words: BaseFormWords & MoneyMessages['dispute']
}

/** What the owner has to say to the bank: sent once. */
export function AnswerForm({ input, path, words }: AnswerFormProps) {
  return (
    <OwnerForm
      words={words}
      submitLabel={words.send}
      save={async (owner, form) => {
        const text = textOf(form, 'text')
        if (text === '') throw wrongFields('text')
        await owner.dispute.answer.mutate({ ...input, text })
        return `${path}?done=answered`
      }}
    >
      {(part) => <TextareaField {...part('text')} label={words.text} rows={6} maxLength={20_000} required />}
    </OwnerForm>
  )
}
