'use client'

import { useState } from 'react'
import type { ProblemWords } from '@/components/trpc/problem'
import { useAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'

export interface PauseFormProps {
  customerId: string
  subscriptionId: string
  /** For how long; null: it is paused and goes on. */
  months: readonly { value: number; label: string; detail: string }[] | null
  doneHref: string
  words: ProblemWords & { legend: string; submit: string }
}

/** Pauses for some months, or lets it go on. */
export function PauseForm({ customerId, subscriptionId, months, doneHref, words }: PauseFormProps) {
  const { isPending, problem, run } = useAction(words)
  const [chosen, setChosen] = useState(String(months?.[0]?.value ?? 1))
  const submit = () =>
    run(async ({ subscription }) => {
      if (months === null) await subscription.unpause.mutate({ customerId, subscriptionId })
      else await subscription.pause.mutate({ customerId, subscriptionId, months: Number(chosen) })
      return doneHref
    })
  return (
    <div className="grid gap-5">
      {months !== null && (
        <RadioCards
          legend={words.legend}
          name="months"
          value={chosen}
          onValueChange={setChosen}
          options={months.map(({ value, label, detail }) => ({
            value: String(value),
            label,
            description: detail,
          }))}
        />
      )}
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <div>
        <Button variant="primary" width="phone" pending={isPending} onClick={submit}>
          {words.submit}
        </Button>
      </div>
    </div>
  )
}
