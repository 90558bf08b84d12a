'use client'

import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'

export interface RemoveButtonProps {
  customerId: string
  methodId: string
  doneHref: string
  words: ProblemWords
  children: string
}

/** Removes a means of payment, or says why it has to stay. */
export function RemoveButton({ customerId, methodId, doneHref, words, children }: RemoveButtonProps) {
  const { isPending, problem, run } = useAction(words)
  const remove = () =>
    run(async (portal) => {
      await portal.paymentMethod.remove.mutate({ customerId, id: methodId })
      return doneHref
    })
  return (
    <>
      {problem && (
        <Notice tone="bad" live="alert" className="basis-full">
          {problem.message}
        </Notice>
      )}
      <Button variant="danger" pending={isPending} onClick={remove}>
        {children}
      </Button>
    </>
  )
}
