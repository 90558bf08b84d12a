'use client'

import { OwnerForm, textOf } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'
import type { Inputs } from '@/server/trpc/root'

export interface EndFormProps {
  /** What the page showed: exactly this is done. */
  input: Omit<Inputs['owner']['subscription']['cancel'], 'comment'>
  doneHref: string
  keepHref: string
  submit: string
  words: BaseFormWords & { comment: string; hint: string; keep: string }
}

/** The end of a subscription, with what was said of it. */
export function EndForm({ input, doneHref, keepHref, submit, words }: EndFormProps) {
  return (
    <OwnerForm
      words={{ ...words, cancel: words.keep }}
      submitLabel={submit}
      cancelHref={keepHref}
      save={async (owner, form) => {
        const comment = textOf(form, 'comment')
        await owner.subscription.cancel.mutate({ ...input, ...(comment ? { comment } : {}) })
        return doneHref
      }}
    >
      {(part) => (
        <TextField
          {...part('comment')}
          label={words.comment}
          optional={words.optional}
          hint={words.hint}
          maxLength={500}
        />
      )}
    </OwnerForm>
  )
}
