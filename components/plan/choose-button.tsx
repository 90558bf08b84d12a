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
  /** Which of several is changed; unset: the only one, or the newest. */
  subscriptionId: string | undefined
  choice: FreeChoice
  doneHref: string
  words: ProblemWords
  children: string
}

/** Makes a choice of plan that costs nothing today. */
export function ChooseButton(props: ChooseButtonProps) {
  const { customerId, subscriptionId, choice, doneHref, words, children } = props
  const { isPending, problem, run } = useAction(words)
  const choose = () =>
    run(async (portal) => {
      await carryOut(portal, { customerId, subscriptionId }, choice)
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

type Subject = Pick<ChooseButtonProps, 'customerId' | 'subscriptionId'>

async function carryOut(portal: PortalClient, of: Subject, choice: FreeChoice): Promise<void> {
  const { plan } = choice
  if (choice.kind === 'trial') return portal.subscription.startTrial.mutate({ ...of, plan })
  if (choice.kind === 'schedule') return portal.subscription.scheduleChange.mutate({ ...of, plan })
  const { coupon, previewedAt } = choice
  await portal.subscription.subscribe.mutate({ ...of, plan, coupon, previewedAt, amountDue: 0 })
}
