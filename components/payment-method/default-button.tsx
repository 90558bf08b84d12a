'use client'

import { Button } from '@/components/ui/button'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'

export interface DefaultButtonProps {
  customerId: string
  methodId: string
  doneHref: string
  /** "Make Visa •• 4242 the default" */
  label: string
  words: ProblemWords
  children: string
}

/** Makes a means of payment the one that is charged. */
export function DefaultButton({
  customerId,
  methodId,
  doneHref,
  label,
  words,
  children,
}: DefaultButtonProps) {
  const { isPending, problem, run } = useAction(words)
  const choose = () =>
    run(async (portal) => {
      await portal.paymentMethod.makeDefault.mutate({ customerId, id: methodId })
      return doneHref
    })
  return (
    <>
      <Button size="sm" aria-label={label} pending={isPending} onClick={choose}>
        {children}
      </Button>
      {problem && (
        <span role="alert" className="text-sm text-bad">
          {problem.message}
        </span>
      )}
    </>
  )
}
