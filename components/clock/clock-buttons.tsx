'use client'

import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

export interface ClockButtonProps {
  ownerId: string
  /** Stop time itself, or the way that the clock is on. */
  does: 'freeze' | 'stop'
  words: ProblemWords
  children: string
}

export function ClockButton({ ownerId, does, words, children }: ClockButtonProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const act = () =>
    run(async (owner) => {
      await owner.clock[does].mutate({ ownerId })
      return undefined
    })
  return (
    <div className="grid justify-items-start gap-3">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <Button
        variant={does === 'freeze' ? 'primary' : 'plain'}
        width="phone"
        pending={isPending}
        onClick={act}
      >
        {children}
      </Button>
    </div>
  )
}
