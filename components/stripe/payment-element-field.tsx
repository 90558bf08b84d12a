'use client'

import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import type { PaymentElementHandle } from './use-payment-element'

export interface PaymentElementFieldProps {
  element: PaymentElementHandle
  words: {
    /** "Loading the payment form" */
    loading: string
    /** "The payment form could not be loaded. Nothing was charged." */
    failed: string
    /** "Try again" */
    retry: string
  }
}

/** Where Stripe's payment form stands, with its shape until it has come. */
export function PaymentElementField({ element, words }: PaymentElementFieldProps) {
  const { node, state, retry } = element
  return (
    <div aria-busy={state === 'loading'}>
      {state === 'loading' && (
        <div role="status" className="grid gap-4">
          <span className="sr-only">{words.loading}</span>
          <div className="grid grid-cols-2 gap-2">
            <Skeleton className="h-11 rounded-md" />
            <Skeleton className="h-11 rounded-md" />
          </div>
          <FieldShape />
          <div className="grid grid-cols-2 gap-3">
            <FieldShape />
            <FieldShape />
          </div>
        </div>
      )}
      {state === 'failed' && (
        <Notice tone="bad" live="alert" action={<Button onClick={retry}>{words.retry}</Button>}>
          {words.failed}
        </Notice>
      )}
      {/* Stripe measures its place while it loads, so the place is there, only without height. */}
      <div ref={node} className={state === 'ready' ? undefined : 'h-0 overflow-hidden'} />
    </div>
  )
}

function FieldShape() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-3.5 w-24" />
      <Skeleton className="h-10 rounded-md" />
    </div>
  )
}
