'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, lazy, Suspense, useRef, useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { SkeletonText } from '@/components/ui/skeleton'
import { declined, type Problem, type ProblemWords, problemOf } from '../trpc/problem'
import type { PublicMethodHandle, PublicMethodProps } from './public-method'

/** What a server action answers: what was asked for, or a refusal as the procedures have it. */
type Answer<T> = { value: T } | { refusal: { code: string; details: object } }
type Setup = { setupIntentId: string; clientSecret: string }
type Paid = {
  outcome: 'paid' | 'processing' | 'pending' | 'requires_action' | 'failed'
  clientSecret: string | null
  declineCode: string | null
}

export interface PublicPayFormProps {
  stripe: Omit<PublicMethodProps, 'ref'>
  /** Minor units, as the page shows it; with nothing due no card is asked for. */
  due: number
  setup: () => Promise<Answer<Setup>>
  pay: (input: { payment: string | null; amountDue: number | null }) => Promise<Answer<Paid>>
  words: ProblemWords & { sentence: string; submit: string; authenticating: string; waiting: string }
}

// With Stripe.js behind it, this comes with the form and not with the page.
const PublicMethod = lazy(() =>
  import('./public-method').then((module) => ({ default: module.PublicMethod })),
)

/** Pays without an account: the button says the amount, the bank's question comes up in place. */
export function PublicPayForm({ stripe, due, setup, pay, words }: PublicPayFormProps) {
  const router = useRouter()
  const fields = useRef<PublicMethodHandle>(null)
  const [isPending, startTransition] = useTransition()
  const [isAuthenticating, setAuthenticating] = useState(false)
  const [isWaiting, setWaiting] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const buy = async (): Promise<void> => {
    const payment = due > 0 ? await fields.current?.save(() => setup().then(taken)) : null
    if (payment === undefined) return
    let answer = taken(await pay({ payment, amountDue: due }))
    if (answer.outcome === 'requires_action' && answer.clientSecret !== null) {
      setAuthenticating(true)
      const { authenticatePayment } = await import('@/components/stripe/confirm')
      await authenticatePayment({ config: stripe.config, clientSecret: answer.clientSecret })
      // Whatever the browser says about that, the server asks Stripe.
      answer = taken(await pay({ payment: null, amountDue: null }))
    }
    if (answer.outcome === 'failed') throw declined(answer.declineCode)
    if (answer.outcome === 'requires_action') throw declined('authentication_required')
    setWaiting(answer.outcome === 'pending')
    startTransition(() => router.refresh())
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isPending) return
    setProblem(null)
    setAuthenticating(false)
    startTransition(async () => {
      try {
        await buy()
      } catch (error) {
        const found = problemOf(error, words)
        startTransition(() => {
          setProblem(found)
          setAuthenticating(false)
          // A refusal says that something is not as this page shows it.
          if (found.code !== 'network') router.refresh()
        })
      }
    })
  }
  return (
    <form onSubmit={submit} className="grid gap-5">
      {due > 0 && (
        <Suspense fallback={<SkeletonText lines={4} />}>
          <PublicMethod {...stripe} ref={fields} />
        </Suspense>
      )}
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
      {isWaiting && <Notice live="status">{words.waiting}</Notice>}
      <div className="grid gap-3">
        <p id="what-happens" className="num whitespace-normal">
          {words.sentence}
        </p>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          width="full"
          pending={isPending}
          aria-describedby="what-happens"
        >
          {words.submit}
        </Button>
        <p role="status" className="text-sm text-ink-2 empty:hidden">
          {isPending && isAuthenticating ? words.authenticating : ''}
        </p>
      </div>
    </form>
  )
}

/** The value of an action's answer; its refusal is thrown as a refused call's is. */
function taken<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value
  throw Object.assign(new Error(answer.refusal.code), { data: { domain: answer.refusal } })
}
