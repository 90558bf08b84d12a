'use client'

import { useOwnerAction } from '@/components/trpc/use-action'
import { Button, type ButtonProps } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { BaseFormWords } from '../dashboard/form-words'

export interface GoButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'width'> {
  ownerId: string
  accountId: string
  label: string
  words: BaseFormWords
}

/** Leaves for the page at Stripe on which the holder of an account goes on. */
export function GoButton({ ownerId, accountId, label, words, ...look }: GoButtonProps) {
  const { isPending, problem, run } = useOwnerAction(words)
  return (
    <span className="inline-grid gap-2">
      <Button
        {...look}
        pending={isPending}
        onClick={() =>
          run(async (owner) => {
            const { url } = await owner.stripeAccount.onboard.mutate({ ownerId, id: accountId })
            window.location.assign(url)
            return undefined
          })
        }
      >
        {label}
      </Button>
      {problem && (
        <Notice tone="bad" live="alert">
          {problem.message}
        </Notice>
      )}
    </span>
  )
}
