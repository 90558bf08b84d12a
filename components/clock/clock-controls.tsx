'use client'

import type { FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

const STEPS = ['next', 'day', 'week', 'month', 'year'] as const
export type ClockStep = (typeof STEPS)[number]

export interface ClockControlsProps {
  ownerId: string
  /** "2026-12-02": the first day and the last that the clock can go to. */
  days: { first: string; last: string }
  /** Nothing is due: then there is no next instant to go to. */
  hasNext: boolean
  words: ProblemWords &
    Record<'date' | 'dateHint' | 'dateWrong' | 'go' | 'running', string> & { by: Record<ClockStep, string> }
}

/** The lengths that time can be moved on by, and a day of one's own. */
export function ClockControls({ ownerId, days, hasNext, words }: ClockControlsProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const go = (by: ClockStep) =>
    run(async (owner) => {
      await owner.clock.start.mutate({ ownerId, by })
      return undefined
    })
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    if (isPending) return
    const day = String(new FormData(event.currentTarget).get('day') ?? '')
    run(async (owner) => {
      await owner.clock.start.mutate({ ownerId, day })
      return undefined
    })
  }
  const isWrongDay = problem?.code === 'invalid_input'
  return (
    <div className="grid gap-5">
      {problem && !isWrongDay && (
        <Notice tone="bad" live="alert">
          {problem.code === 'conflict' ? words.running : problem.message}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        {STEPS.map((by) => (
          <Button
            key={by}
            variant={by === 'next' ? 'primary' : 'plain'}
            width="phone"
            aria-disabled={(by === 'next' && !hasNext) || undefined}
            pending={isPending}
            onClick={by === 'next' && !hasNext ? undefined : () => go(by)}
          >
            {words.by[by]}
          </Button>
        ))}
      </div>
      <form onSubmit={submit} noValidate className="flex flex-wrap items-start gap-2">
        <TextField
          name="day"
          type="date"
          label={words.date}
          hint={words.dateHint}
          error={isWrongDay ? words.dateWrong : undefined}
          min={days.first}
          max={days.last}
          required
          className="max-sm:w-full"
        />
        <Button type="submit" width="phone" pending={isPending} className="sm:mt-6.5">
          {words.go}
        </Button>
      </form>
    </div>
  )
}
