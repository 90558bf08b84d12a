'use client'

import { type FormEvent, useState } from 'react'
import { Button, ButtonLink } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { SelectField } from '@/components/ui/select'
import { TextareaField } from '@/components/ui/textarea'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'

type When = 'now' | 'period_end'

export interface CancelFormProps {
  customerId: string
  subscriptionId: string
  reasons: readonly { value: string; label: string }[]
  /** Where to go afterwards, and instead. */
  doneHref: string
  keepHref: string
  words: ProblemWords & {
    when: string
    optional: string
    reason: string
    reasonNone: string
    comment: string
    keep: string
    options: Record<When, { label: string; text: string; submit: string }>
  }
}

const REASON_MAX = 500

/** When it should end, and why. The button says which of the two will happen. */
export function CancelForm({
  customerId,
  subscriptionId,
  reasons,
  doneHref,
  keepHref,
  words,
}: CancelFormProps) {
  const { isPending, problem, run } = useAction(words)
  const [when, setWhen] = useState<When>('period_end')
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const form = new FormData(event.currentTarget)
    const reason = [form.get('reason'), form.get('comment')].filter(Boolean).join(': ').slice(0, REASON_MAX)
    run(async (portal) => {
      await portal.subscription.cancel.mutate({
        customerId,
        subscriptionId,
        when,
        ...(reason ? { reason } : {}),
      })
      return doneHref
    })
  }
  const { options } = words
  return (
    <form onSubmit={submit} className="grid gap-6">
      <RadioCards
        legend={words.when}
        name="when"
        value={when}
        onValueChange={(value) => setWhen(value === 'now' ? 'now' : 'period_end')}
        options={[
          { value: 'period_end', label: options.period_end.label, description: options.period_end.text },
          { value: 'now', label: options.now.label, description: options.now.text },
        ]}
      />
      {reasons.length > 0 && (
        <SelectField
          name="reason"
          label={words.reason}
          optional={words.optional}
          placeholder={words.reasonNone}
          defaultValue=""
          options={reasons}
        />
      )}
      <TextareaField
        name="comment"
        label={words.comment}
        optional={words.optional}
        rows={3}
        maxLength={400}
      />
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="danger" width="phone" pending={isPending}>
          {options[when].submit}
        </Button>
        <ButtonLink href={keepHref} width="phone">
          {words.keep}
        </ButtonLink>
      </div>
    </form>
  )
}
