'use client'

import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Notice } from '@/components/ui/notice'
import { SkeletonText } from '@/components/ui/skeleton'
import { type Owed, payOwed } from '../invoice/owed'
import type { ProblemWords } from '../trpc/problem'
import { useAction } from '../trpc/use-action'
import type { NewMethodHandle, NewMethodProps } from './new-method'

export interface AddFormProps {
  newMethod: Omit<NewMethodProps, 'ref'>
  /** `must`: there is no other, so it becomes the default without being asked. */
  makeDefault: 'must' | 'ask'
  /** Where to go with `method=<id>` of what was added. */
  doneHref: string
  /** What is charged to it at once when it becomes the default. */
  owed: Owed | null
  /** The bank sent the person back here: this setup is to be finished. */
  setupIntentId: string | null
  words: ProblemWords & {
    makeDefault: string
    makeDefaultHint: string
    submit: string
    submitPay: string
    authenticating: string
    finishing: string
  }
}

const NewMethod = lazy(() => import('./new-method').then((module) => ({ default: module.NewMethod })))

/** Adds a card or bank account. The numbers go from Stripe's form to Stripe, never through here. */
export function AddForm({ newMethod, makeDefault, doneHref, owed, setupIntentId, words }: AddFormProps) {
  const { customerId, stripe } = newMethod
  const action = useAction(words)
  const fields = useRef<NewMethodHandle>(null)
  const [isDefault, setDefault] = useState(true)
  const [isAuthenticating, setAuthenticating] = useState(false)
  const becomesDefault = makeDefault === 'must' || isDefault
  const due = becomesDefault ? owed : null
  const hrefOf = (id: string): string => `${doneHref}${doneHref.includes('?') ? '&' : '?'}method=${id}`

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the bank has sent the person back
  useEffect(() => {
    if (setupIntentId === null) return
    action.run(async (portal) => {
      const setup = { customerId, setupIntentId, makeDefault: true }
      return hrefOf((await portal.paymentMethod.completeSetup.mutate(setup)).id)
    })
  }, [])

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (action.isPending) return
    action.run(async (portal) => {
      const methodId = await fields.current?.save(portal, { makeDefault: becomesDefault })
      if (!methodId) return undefined
      if (!due) return hrefOf(methodId)
      return payOwed(portal, due, {
        customerId,
        methodId,
        stripe,
        onAuthenticate: () => setAuthenticating(true),
      })
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      {setupIntentId !== null && action.isPending ? (
        <p role="status">{words.finishing}</p>
      ) : (
        <Suspense fallback={<SkeletonText lines={4} />}>
          <NewMethod {...newMethod} ref={fields} />
        </Suspense>
      )}
      {makeDefault === 'ask' && (
        <Checkbox
          label={words.makeDefault}
          hint={words.makeDefaultHint}
          checked={isDefault}
          onChange={(event) => setDefault(event.target.checked)}
        />
      )}
      {action.problem && (
        <Notice tone="bad" live="alert">
          {action.problem.message}
        </Notice>
      )}
      <div className="grid gap-3">
        {due && (
          <p id="what-happens" className="num whitespace-normal">
            {due.sentence}
          </p>
        )}
        <Button
          type="submit"
          variant="primary"
          size="lg"
          width="full"
          pending={action.isPending}
          aria-describedby={due ? 'what-happens' : undefined}
        >
          {due ? words.submitPay : words.submit}
        </Button>
        <p role="status" className="text-sm text-ink-2 empty:hidden">
          {action.isPending && isAuthenticating ? words.authenticating : ''}
        </p>
      </div>
    </form>
  )
}
