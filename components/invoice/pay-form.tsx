'use client'

import { type FormEvent, lazy, type ReactNode, Suspense, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { RadioCards } from '@/components/ui/radio-cards'
import { SkeletonText } from '@/components/ui/skeleton'
import type { NewMethodHandle, NewMethodProps } from '../payment-method/new-method'
import type { ChargeAnswer } from '../portal/types'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'
import { type ChargeInput, carryOut } from './charge'

/** A saved means of payment, with what will happen when it is charged. */
export type PayOption = { id: string; label: string; detail?: string; mark: ReactNode; sentence: string }

export interface PayFormProps {
  charge: ChargeInput
  options: readonly PayOption[]
  /** The one that is charged without another choice; null when there is none yet. */
  defaultId: string | null
  newMethod: Omit<NewMethodProps, 'ref'>
  /** Where to go, by what became of the charge. */
  done: Record<'paid' | 'processing' | 'unknown', string>
  words: ProblemWords & {
    payWith: string
    newLabel: string
    newDetail: string
    newSentence: string
    submit: string
    authenticating: string
  }
}

const NEW = 'new'

// With Stripe.js behind it, this comes only to those who enter a new card.
const NewMethod = lazy(() =>
  import('../payment-method/new-method').then((module) => ({ default: module.NewMethod })),
)

/** What will be charged, on what, and the button that says the amount. 3-D Secure happens here, in place. */
export function PayForm({ charge, options, defaultId, newMethod, done, words }: PayFormProps) {
  const { customerId, stripe } = newMethod
  const action = useAction(words)
  const fields = useRef<NewMethodHandle>(null)
  const [chosen, setChosen] = useState(defaultId ?? options[0]?.id ?? NEW)
  const [isAuthenticating, setAuthenticating] = useState(false)
  const option = options.find(({ id }) => id === chosen)

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (action.isPending) return
    action.run(async (portal) => {
      setAuthenticating(false)
      const methodId = option ? option.id : await fields.current?.save(portal, { makeDefault: true })
      if (!methodId) return undefined
      setChosen(methodId)
      // A plan is charged to the default, now and later: what is chosen for it becomes that.
      if (option && charge.kind === 'subscribe' && methodId !== defaultId)
        await portal.paymentMethod.makeDefault.mutate({ customerId, id: methodId })
      const onAuthenticate = () => setAuthenticating(true)
      const answer = await carryOut(portal, charge, { customerId, methodId, stripe, onAuthenticate })
      return done[placeOf(answer)]
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      {options.length > 0 && (
        <RadioCards
          legend={words.payWith}
          name="method"
          value={option ? chosen : NEW}
          onValueChange={setChosen}
          options={[
            ...options.map(({ id, label, detail, mark }) => ({
              value: id,
              label,
              description: detail,
              aside: mark,
            })),
            { value: NEW, label: words.newLabel, description: words.newDetail },
          ]}
        />
      )}
      {!option && (
        <Suspense fallback={<SkeletonText lines={4} />}>
          <NewMethod {...newMethod} ref={fields} />
        </Suspense>
      )}
      {action.problem && (
        <Notice tone="bad" live="alert">
          {action.problem.message}
        </Notice>
      )}
      <div className="grid gap-3">
        <p id="what-happens" className="num whitespace-normal">
          {option?.sentence ?? words.newSentence}
        </p>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          width="full"
          pending={action.isPending}
          aria-describedby="what-happens"
        >
          {words.submit}
        </Button>
        <p role="status" className="text-sm text-ink-2 empty:hidden">
          {action.isPending && isAuthenticating ? words.authenticating : ''}
        </p>
      </div>
    </form>
  )
}

function placeOf({ outcome }: ChargeAnswer): 'paid' | 'processing' | 'unknown' {
  return outcome === 'processing' || outcome === 'unknown' ? outcome : 'paid'
}
