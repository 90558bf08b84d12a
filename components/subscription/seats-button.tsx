'use client'

import type { ProblemWords } from '@/components/trpc/problem'
import { useAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

export interface SeatsButtonProps {
  customerId: string
  subscriptionId: string
  seats: number
  /** The seats that the page was drawn for: with any other nothing is changed. */
  from: number
  doneHref: string
  words: ProblemWords
  children: string
}

/** Changes the seats to what the page has shown. */
export function SeatsButton({ doneHref, words, children, ...input }: SeatsButtonProps) {
  const { isPending, problem, run } = useAction(words)
  return (
    <div className="grid gap-3">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <Button
        variant="primary"
        size="lg"
        width="full"
        pending={isPending}
        onClick={() =>
          run(async (portal) => {
            await portal.subscription.changeSeats.mutate(input)
            return doneHref
          })
        }
      >
        {children}
      </Button>
    </div>
  )
}
