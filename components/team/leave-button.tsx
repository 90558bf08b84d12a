'use client'

import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { OwnerClient } from '../trpc/client'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

export interface LeaveButtonProps {
  ownerId: string
  /** Whom to take out; unset: oneself. */
  userId?: string
  doneHref: string
  words: ProblemWords & { lastAdmin: string }
  children: string
}

/** Takes a person out of the team, or oneself. The page around it has said what follows. */
export function LeaveButton({ ownerId, userId, doneHref, words, children }: LeaveButtonProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const leave = () =>
    run(async (owner) => {
      await takeOut(owner, { ownerId, userId })
      return doneHref
    })
  return (
    <>
      {problem && (
        <Notice tone="bad" live="alert" className="basis-full">
          {problem.code === 'conflict' ? words.lastAdmin : problem.message}
        </Notice>
      )}
      <Button variant="danger" width="phone" pending={isPending} onClick={leave}>
        {children}
      </Button>
    </>
  )
}

const takeOut = (owner: OwnerClient, of: { ownerId: string; userId: string | undefined }) =>
  of.userId === undefined
    ? owner.member.leave.mutate({ ownerId: of.ownerId })
    : owner.member.remove.mutate({ ownerId: of.ownerId, userId: of.userId })
