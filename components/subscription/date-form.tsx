'use client'

import { OwnerForm, textOf, textOrNull } from '@/components/dashboard/form'
import type { BaseFormWords } from '@/components/dashboard/form-words'
import { TextField } from '@/components/ui/input'

export interface DateFormProps {
  ownerId: string
  id: string
  /** `pause`: until that day, or until it is resumed. `trial`: the trial ends then. */
  what: 'pause' | 'trial'
  /** The first day that can be chosen. */
  min: string
  doneHref: string
  cancelHref: string
  words: BaseFormWords & { label: string; hint?: string; submit: string }
}

/** A day in the owner's time zone, on which a subscription goes on or a trial ends. */
export function DateForm({ ownerId, id, what, min, doneHref, cancelHref, words }: DateFormProps) {
  const name = what === 'pause' ? 'resumeOn' : 'endOn'
  return (
    <OwnerForm
      words={words}
      submitLabel={words.submit}
      cancelHref={cancelHref}
      alias={{ resumeAt: 'resumeOn', endAt: 'endOn' }}
      save={async (owner, form) => {
        if (what === 'pause')
          await owner.subscription.pause.mutate({ ownerId, id, resumeOn: textOrNull(form, name) })
        else await owner.subscription.extendTrial.mutate({ ownerId, id, endOn: textOf(form, name) })
        return doneHref
      }}
    >
      {(part) => (
        <TextField
          {...part(name)}
          type="date"
          label={words.label}
          hint={words.hint}
          min={min}
          required={what === 'trial'}
          className="sm:max-w-60"
        />
      )}
    </OwnerForm>
  )
}
