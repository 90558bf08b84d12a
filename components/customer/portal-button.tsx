'use client'

import type { ProblemWords } from '@/components/trpc/problem'
import { useOwnerAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'

export interface PortalButtonProps {
  ownerId: string
  customerId: string
  words: ProblemWords
  children: string
}

/** Opens the portal as a customer sees it, in this browser; that it was done is in the timeline. */
export function PortalButton({ ownerId, customerId, words, children }: PortalButtonProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const open = () =>
    run(async (owner) => {
      const { path } = await owner.customer.openPortal.mutate({ ownerId, customerId })
      // Not a page of the dashboard: the link sets a cookie and leads on.
      window.location.assign(path)
      return undefined
    })
  return (
    <span className="inline-grid gap-1.5">
      <Button variant="quiet" pending={isPending} onClick={open}>
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
