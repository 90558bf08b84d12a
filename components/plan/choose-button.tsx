'use client'

import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { PortalClient } from '../trpc/client'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'

/** A choice that charges nothing now. */
export type FreeChoice =
  | { kind: 'trial'; plan: string }
  | { kind: 'schedule'; plan: string }
  | { kind: 'now'; plan: string; coupon: string | undefined; previewedAt: Date }

export interface ChooseButtonProps {
  customerId: string
  choice: FreeChoice
  doneHref: string
  words: ProblemWords
  children: string
}

/** Makes a choice of plan that costs nothing today. */
export function ChooseButton({ customerId, choice, doneHref, words, children }: ChooseButtonProps) {
  const { isPending, problem, run } = useAction(words)
  const choose = () =>
    run(async (portal) => {
      await carryOut(portal, customerId, choice)
      return doneHref
    })
  return (
    <div className="grid gap-3">
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      <Button variant="primary" size="lg" width="full" pending={isPending} onClick={choose}>
        {children}
      </Button>
    </div>
  )
}

async function carryOut(portal: PortalClient, customerId: string, choice: FreeChoice): Promise<void> {
  const { plan } = choice
  if (choice.kind === 'trial') return portal.subscription.startTrial.mutate({ customerId, plan })
  if (choice.kind === 'schedule') return portal.subscription.scheduleChange.mutate({ customerId, plan })
  const { coupon, previewedAt } = choice
  await portal.subscription.subscribe.mutate({ customerId, plan, coupon, previewedAt, amountDue: 0 })
}
