'use client'

import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ProblemWords } from '../trpc/problem'
import { useOwnerAction } from '../trpc/use-action'

export interface ImportButtonProps {
  ownerId: string
  importId: string
  does: 'confirm' | 'discard'
  words: ProblemWords
  children: string
}

/** Has what the page shows done, or ends it. */
export function ImportButton({ ownerId, importId, does, words, children }: ImportButtonProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  const act = () =>
    run(async (owner) => {
      await owner.import[does].mutate({ ownerId, importId })
      return undefined
    })
  return (
    <>
      {problem && (
        <Notice tone="bad" live="alert" className="basis-full">
          {problem.message}
        </Notice>
      )}
      <Button
        variant={does === 'confirm' ? 'primary' : 'plain'}
        width="phone"
        pending={isPending}
        onClick={act}
      >
        {children}
      </Button>
    </>
  )
}
