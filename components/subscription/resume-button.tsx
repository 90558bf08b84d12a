'use client'

import type { ProblemWords } from '@/components/trpc/problem'
import { useAction } from '@/components/trpc/use-action'
import { Button, type ButtonProps } from '@/components/ui/button'

export interface ResumeButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  customerId: string
  /** Unset: the newest. */
  subscriptionId?: string | undefined
  /** The page that says that it goes on. */
  doneHref: string
  words: ProblemWords
  children: string
}

/** Takes a scheduled cancellation or change back. Nothing is charged by it, so it asks nothing. */
export function ResumeButton({
  customerId,
  subscriptionId,
  doneHref,
  words,
  children,
  ...look
}: ResumeButtonProps) {
  const { isPending, problem, run } = useAction(words)
  const resume = () =>
    run(async (portal) => {
      await portal.subscription.resume.mutate({ customerId, subscriptionId })
      return doneHref
    })
  return (
    <span className="inline-grid gap-1.5">
      <Button {...look} pending={isPending} onClick={resume}>
        {children}
      </Button>
      {problem && (
        <span role="alert" className="text-sm text-bad">
          {problem.message}
        </span>
      )}
    </span>
  )
}
