'use client'

import { useState } from 'react'
import type { StripeConfig } from '@/components/stripe/load'
import { Button } from '@/components/ui/button'
import { type Owed, payOwed } from '../invoice/owed'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'

export interface DefaultButtonProps {
  customerId: string
  methodId: string
  doneHref: string
  /** What is charged to it at once, when it becomes the default. */
  owed: Owed | null
  stripe: StripeConfig
  /** "Make Visa •• 4242 the default" */
  label: string
  words: ProblemWords & { authenticating: string }
  children: string
}

/** Makes a means of payment the one that is charged. */
export function DefaultButton({ customerId, methodId, owed, stripe, ...props }: DefaultButtonProps) {
  const { doneHref, label, words, children } = props
  const { isPending, problem, run } = useAction(words)
  const [isAuthenticating, setAuthenticating] = useState(false)
  const choose = () =>
    run(async (portal) => {
      await portal.paymentMethod.makeDefault.mutate({ customerId, id: methodId })
      if (!owed) return doneHref
      return payOwed(portal, owed, {
        customerId,
        methodId,
        stripe,
        onAuthenticate: () => setAuthenticating(true),
      })
    })
  return (
    <>
      <Button size="sm" aria-label={label} pending={isPending} onClick={choose}>
        {children}
      </Button>
      <span role="status" className="text-sm text-ink-2 empty:hidden">
        {isPending && isAuthenticating ? words.authenticating : ''}
      </span>
      {problem && (
        <span role="alert" className="text-sm text-bad">
          {problem.message}
        </span>
      )}
    </>
  )
}
