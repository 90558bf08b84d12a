'use client'

import { useOwnerAction } from '@/components/trpc/use-action'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { BaseFormWords } from '../dashboard/form-words'

/** Opens the portal of the owner's own account in this browser. */
export function PortalButton({
  ownerId,
  label,
  words,
}: {
  ownerId: string
  label: string
  words: BaseFormWords
}) {
  const { isPending, problem, run } = useOwnerAction(words)
  return (
    <span className="inline-grid gap-2">
      <Button
        variant="primary"
        width="phone"
        pending={isPending}
        onClick={() =>
          run(async (owner) => {
            const { path } = await owner.account.portal.mutate({ ownerId })
            // A page of its own that sets a cookie: not one to be fetched ahead or drawn in place.
            window.location.assign(path)
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
