'use client'

import type { ProblemWords } from '@/components/trpc/problem'
import { useAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

export interface StayButtonProps {
  customerId: string
  subscriptionId: string
  doneHref: string
  words: ProblemWords
  children: string
}

/** Takes what is offered instead of leaving; the page has said what that is. */
export function StayButton({ customerId, subscriptionId, doneHref, words, children }: StayButtonProps) {
  const { isPending, problem, run } = useAction(words)
  return (
    <div className="grid gap-3">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <div>
        <Button
          variant="primary"
          width="phone"
          pending={isPending}
          onClick={() =>
            run(async (portal) => {
              await portal.subscription.stay.mutate({ customerId, subscriptionId })
              return doneHref
            })
          }
        >
          {children}
        </Button>
      </div>
    </div>
  )
}
